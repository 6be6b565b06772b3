package rule

// need is what a sentence must have for a rule to fit: one of the words as a
// token, or one of the literals in its text (see literal.go).
type need struct {
	words    []string
	literals []string
}

// maxNeeds is how many needs of a rule are asked for, the first ones.
const maxNeeds = 4

// ledger keeps which needs of which rules a sentence meets, one bit each: all
// rules' first needs, then all second ones and so on, so that a few words of
// it, joined by and, give the rules to try.
type ledger struct {
	met   []uint64
	width int // words of met for one need of all rules
}

func newLedger(rules int) ledger {
	width := rules/64 + 1
	return ledger{make([]uint64, maxNeeds*width), width}
}

// bit is the place of a bit in a ledger.
type bit uint32

// bit is the one for the n-th need of rule r.
func (l ledger) bit(r, n int) bit { return bit(n*l.width*64 + r) }

func (l ledger) note(bits []bit) {
	for _, b := range bits {
		l.met[b/64] |= 1 << (b % 64)
	}
}

// tryable returns those of the rules 64k to 64k+63 all needs of which are met.
func (l ledger) tryable(k int) uint64 {
	m := l.met[k]
	for n := 1; n < maxNeeds; n++ {
		m &= l.met[n*l.width+k]
	}
	return m
}
