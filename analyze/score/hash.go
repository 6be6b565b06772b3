package score

import "math/bits"

// hashMultiplier is that of FxHash, the hash function of Firefox and rustc.
const hashMultiplier = 0x517cc1b727220a95

// splitMix is the first multiplier of SplitMix64's finaliser (Steele et al. 2014).
const splitMix = 0xbf58476d1ce4e5b9

// Seeds keep the hashes of different kinds of feature apart. Weight files
// store hashes made with them: changing one requires training again.
const (
	seedWord        = 0
	seedSignal      = 1
	seedFold        = 1 // group of rows
	seedTag         = 1 // one part of speech
	seedTagPair     = 2
	seedTagTriple   = 3
	seedOpening     = 3
	seedLast        = 5
	seedLetters     = 7
	seedCharNgram   = 9
	seedPOSTag      = 11
	seedPlaceholder = 0
)

// mix adds one symbol to a hash.
func mix(h uint64, s uint64) uint64 { return (bits.RotateLeft64(h, 5) ^ s) * hashMultiplier }

// hashBytes adds the bytes of s to a hash.
func hashBytes(h uint64, s string) uint64 {
	for i := 0; i < len(s); i++ {
		h = mix(h, uint64(s[i]))
	}
	return h
}

// featureID folds a hash to the id of a feature of a block (the hashing
// trick, Weinberger et al. 2009). It is never 0, which marks free slots.
func featureID(h uint64, b Block) uint32 {
	h = mix(h, uint64(b))
	h ^= h >> 29
	return max(uint32((h*splitMix)>>32), 1)
}

// idSet is a set of ids that is cleared in constant time: each entry carries
// the round in which it was added. Open addressing with linear probing.
type idSet struct {
	slots []uint64 // round in the high half, id in the low half
	n     int
	round uint64 // current round, in the high half
}

// initialSlots is the size of a new idSet; a power of two.
const initialSlots = 1 << 10

// nextRound is what clear adds to the round.
const nextRound = 1 << 32

func (s *idSet) clear() {
	s.round += nextRound
	s.n = 0
	if s.slots == nil || s.round == 0 { // new, or all rounds are used up
		s.slots, s.round = make([]uint64, initialSlots), nextRound
	}
}

// add inserts id and reports whether it was missing.
func (s *idSet) add(id uint32) bool {
	i, found := s.find(id)
	if found {
		return false
	}
	s.slots[i] = s.round | uint64(id)
	if s.n++; s.n*2 > len(s.slots) {
		s.grow()
	}
	return true
}

// has reports whether id is in the set.
func (s *idSet) has(id uint32) bool {
	_, found := s.find(id)
	return found
}

// find returns the slot of id, or the free slot where it would go.
func (s *idSet) find(id uint32) (i uint64, found bool) {
	entry, mask := s.round|uint64(id), uint64(len(s.slots)-1)
	for i = entry & mask; s.slots[i] >= s.round; i = (i + 1) & mask {
		if s.slots[i] == entry {
			return i, true
		}
	}
	return i, false
}

func (s *idSet) grow() {
	old := s.slots
	s.slots, s.n = make([]uint64, 2*len(old)), 0
	for _, entry := range old {
		if entry >= s.round {
			s.add(uint32(entry))
		}
	}
}
