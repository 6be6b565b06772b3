package view

import (
	"time"

	"github.com/gainsay/gainsay"
)

// Claim is what the assertions of one cluster have in common, over all
// threads. An assertion without a cluster is a claim of its own.
type Claim struct {
	Cursor  string         `json:"-"` // its place in the order of the list
	Said    []AssertionRow // in order of time, undated last; at most as many as the store lists
	Times   int            // how often it was asserted
	People  int            // distinct names that asserted it; unknown authors are not counted
	Threads int

	Unsupported, Sourced int     // of Times
	Asked, Answered      int     // of Times: evidence was asked for; and some came later
	Contested, Conceded  int     // of Times
	Notable              float64 // the highest of its assertions, 0 to 1
	Worth                float64 // Notable times the share that is unsupported, 0 to 1: what to check first
	Events               []Event // what happened to those in Said, in order of time, undated last
	Contrary             []Claim // claims that contradict it or that it contradicts; they have no Contrary
	MoreContrary         int     // beyond those
}

// Event is a comment that bears on an assertion.
type Event struct {
	Kind      string // "asked", "supplied", "countered" or "conceded"
	ThreadKey string
	Assertion string // id
	Comment   string // id
	Author    string // of the comment, "" where unknown
	Time      time.Time
	Precision gainsay.Precision `json:"-"` // of Time
}

// Recurring is a claim that was made more than once, in one thread or many.
type Recurring struct {
	Cluster   string
	First     AssertionRow // the earliest that has a time, else the first imported
	Said      int          // assertions of the cluster
	Threads   int
	Authors   int // distinct names
	Sourced   int // of Said
	Contested int // of Said
}
