package view

import (
	"math"
	"time"

	"github.com/gainsay/gainsay/decide"
)

// Bases lists whose marks can be counted, in the order in which pages show them.
func Bases() []decide.Mode { return []decide.Mode{decide.Both, decide.Machine, decide.Decided} }

// BasisLabel names for readers whose marks are counted.
func BasisLabel(b decide.Mode) string {
	switch b {
	case decide.Both:
		return "Decisions where there are any"
	case decide.Decided:
		return "Decided only"
	}
	return "Machine alone"
}

// Bounds from which on figures of the overview are shown as such.
const (
	MinMonth  = 30 // assertions of a month, below which it is shown hollow
	MinTopic  = 30 // of a topic, below which it is not listed
	MinAuthor = 25 // of an author, below which he or she is not ranked
)

// Share is a count out of a whole.
type Share struct{ N, Of int }

// Rate is the share, 0 to 1, or 0 of nothing.
func (s Share) Rate() float64 {
	if s.Of == 0 {
		return 0
	}
	return float64(s.N) / float64(s.Of)
}

// Interval is the 95 % confidence interval of the share: Wilson (1927). Of
// nothing it is everything.
func (s Share) Interval() (low, high float64) {
	return decide.Wilson(s.N, s.Of)
}

// Difference is the 95 % confidence interval of the rate of b less that of a,
// from their intervals: Newcombe (1998), method 10.
func Difference(a, b Share) (low, high float64) {
	aLow, aHigh := a.Interval()
	bLow, bHigh := b.Interval()
	d := b.Rate() - a.Rate()
	return d - math.Hypot(b.Rate()-bLow, aHigh-a.Rate()), d + math.Hypot(bHigh-b.Rate(), a.Rate()-aLow)
}

// Overview sums up the assertions that a filter picks. Each Share is of
// unsupported ones.
type Overview struct {
	Threads, Comments int // threads with such an assertion, and all their comments
	OldRules          int // of these threads, those analysed with other rules than the newest thread's
	All               Share
	People            int // distinct names
	Contested         int
	Conceded          int
	Asked, Answered   int
	Decided           int   // assertions that people decided about, of all that the filter's other parts pick
	MachineRight      Share // decisions that found the machine's mark right, of Decided

	Months   []MonthShare // in order, those without an assertion left out
	Undated  Share        // without a month
	Sources  []SourceShare
	Topics   []NamedShare // from MinTopic on, highest share first
	Below    int          // topics with fewer
	Authors  []NamedShare // from MinAuthor on, highest share first
	Unranked int          // authors with fewer
	Repeated []Claim      // said more than once under the filter, most often first
	Pairs    []ClaimPair  // most often said first
}

// MonthShare is the share of a month.
type MonthShare struct {
	Month time.Time // its first moment, UTC
	Share
}

// NamedShare is the share of a topic or an author.
type NamedShare struct {
	Name string
	Share
}

// SourceShare is the share of a source, most assertions first.
type SourceShare struct {
	Name    string
	Threads int
	Share
	Quarters []MonthShare // by the first month of each
}

// ClaimPair is a claim and one that contradicts it, the more often said first.
type ClaimPair struct {
	Claims [2]Claim
	Said   [2]int // under the filter
}
