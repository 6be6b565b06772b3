package tagger

import "github.com/gainsay/gainsay/analyze/text"

// wordSet is a set of words. Most that are not in it are told by their first
// byte and length alone.
type wordSet struct {
	lengths [256]uint32 // by first byte, a bit for each length
	words   map[string]bool
}

// newWordSet makes a set of the words of a list, which white space parts.
func newWordSet(list string) *wordSet {
	s := &wordSet{words: text.WordSet(list)}
	for w := range s.words {
		s.lengths[w[0]] |= lengthBit(w)
	}
	return s
}

func lengthBit(w string) uint32 { return 1 << min(len(w), 31) }

func (s *wordSet) has(w string) bool {
	return w != "" && s.lengths[w[0]]&lengthBit(w) != 0 && s.words[w]
}
