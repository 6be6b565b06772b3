package rule

import (
	"cmp"
	"maps"
	"slices"
)

// sieve tells of most words that are not in a list that they are not, by
// three of their letters: less than a look-up takes.
type sieve [64]uint64

func (s *sieve) add(word string) {
	b := sieveBit(word)
	s[b/64] |= 1 << (b % 64)
}

func (s *sieve) may(word string) bool {
	b := sieveBit(word)
	return s[b/64]&(1<<(b%64)) != 0
}

func sieveBit(word string) uint32 {
	n := uint32(len(word))
	if n == 0 {
		return 0
	}
	x := uint32(word[0]) | uint32(word[n/2])<<8 | uint32(word[n-1])<<16 | n<<24
	return x * 2654435761 >> 20
}

// wordBits tells which bits are filed under a word.
type wordBits struct {
	first [1<<12 + 1]uint16 // by sieveBit
	words []string          // those of sieveBit b are words[first[b]:first[b+1]]
	bits  [][]bit
}

func newWordBits(of map[string][]bit) *wordBits {
	t := &wordBits{words: slices.Sorted(maps.Keys(of))}
	slices.SortStableFunc(t.words, func(a, b string) int { return cmp.Compare(sieveBit(a), sieveBit(b)) })
	for _, w := range t.words {
		t.first[sieveBit(w)+1]++
		t.bits = append(t.bits, of[w])
	}
	for k := range len(t.first) - 1 {
		t.first[k+1] += t.first[k]
	}
	return t
}

func (t *wordBits) of(word string) []bit {
	b := sieveBit(word)
	for k := t.first[b]; k < t.first[b+1]; k++ {
		if t.words[k] == word {
			return t.bits[k]
		}
	}
	return nil
}
