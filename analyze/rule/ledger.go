package rule

// maxNeeds is how many needs of a rule, or of a way in which a pattern fits,
// are asked for, the first ones.
const maxNeeds = 4

// ledger keeps which needs of which rules or ways a sentence meets, one bit
// each: all their first needs, then all second ones and so on, so that a few
// words of it, joined by and, give those to try.
type ledger struct {
	met   []uint64
	width int // words of met for one need of all
}

func newLedger(columns int) ledger {
	width := len(newBitset(columns))
	return ledger{make([]uint64, maxNeeds*width), width}
}

// empty is a ledger of that size.
func (l ledger) empty() ledger { return ledger{make([]uint64, len(l.met)), l.width} }

// bit is the place of a bit in a ledger.
type bit uint32

// bit is the one for the n-th need of rule or way k.
func (l ledger) bit(k, n int) bit { return bit(n*l.width*64 + k) }

func (l ledger) note(bits []bit) {
	for _, b := range bits {
		l.met[b/64] |= 1 << (b % 64)
	}
}

// noteFrom notes the needs of k from the n-th on.
func (l ledger) noteFrom(k, n int) {
	for ; n < maxNeeds; n++ {
		l.note([]bit{l.bit(k, n)})
	}
}

// tryable returns those of the rules or ways 64k to 64k+63 all needs of which
// are met.
func (l ledger) tryable(k int) uint64 {
	m := l.met[k]
	for n := 1; n < maxNeeds; n++ {
		m &= l.met[n*l.width+k]
	}
	return m
}

// bitset is numbers, one bit each.
type bitset []uint64

// newBitset makes room for the numbers below n.
func newBitset(n int) bitset { return make(bitset, n/64+1) }

func (s bitset) add(n int) { s[n/64] |= 1 << (n % 64) }

func (s bitset) has(n int) bool { return s[n/64]>>(n%64)&1 != 0 }
