package rule

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
