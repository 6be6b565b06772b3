package view

import (
	"cmp"
	"time"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/decide"
)

// AssertionFilter picks assertions of all threads. What is empty does not
// restrict; the fields restrict together.
type AssertionFilter struct {
	Topics   []string          // all must match, in any case
	Status   []gainsay.Status  // one must match
	Dispute  []gainsay.Dispute // all must hold; an assertion may have been questioned and contested
	Author   string            // exactly
	Thread   string            // key
	Cluster  string            // of the assertions that say the same
	Query    string            // words of the assertion
	Sourced  string            // "yes": the claim was sourced at least once, in any thread; "no": never
	Source   string            // of the thread; see SourceName
	From, To time.Time         // of the comment; To is the first moment after. Those without a month are left out
	Answered string            // of those asked for evidence: "yes": some came later; "no": none did
	Basis    decide.Mode       // whose marks are meant; "" for the machine
	Limit    int               // 0 for no limit
	Offset   int

	// After is the cursor of a row of the same order: the list has the rows after
	// it. Before is for claims alone, as in ThreadFilter.
	After, Before string

	// Sort is "notable" (the default), "new": latest comment first, or "thread":
	// in their order. Claims may also be sorted by "repeated": most often first.
	Sort string
}

// AssertionRow is an assertion in a list over many threads.
type AssertionRow struct {
	gainsay.Assertion
	Cursor      string `json:"-"` // its place in the order of the list
	ThreadKey   string
	ThreadID    string
	ThreadTitle string
	Opening     string            `json:"-"` // the first words of the thread
	Time        time.Time         // of the comment; the zero time where it is not known
	Precision   gainsay.Precision `json:"-"` // of Time
}

// ThreadName is the title of the thread, else its first words, else its key.
func (r AssertionRow) ThreadName() string {
	if r.ThreadTitle == "" && r.Opening != "" {
		return "“" + Clip(r.Opening, 60) + "”"
	}
	return cmp.Or(r.ThreadTitle, r.ThreadKey)
}

// Facets says how the assertions under a filter are spread. Each list but that
// of disputes leaves its own dimension of the filter out, so that it shows what
// else could be chosen. Lists of topics and authors hold the most frequent values.
type Facets struct {
	Total   int                      // under the whole filter
	Status  []Count[gainsay.Status]  // every status, in the order of gainsay.Statuses
	Dispute []Count[gainsay.Dispute] // every dispute, in the order of gainsay.Disputes; they overlap
	Topics  []Count[string]          // most frequent first
	Authors []Count[string]          // unknown authors left out
	With    []Count[string]          // where the filter names topics: others of the same assertions
}

// Count is a value of a facet and how many assertions have it.
type Count[T any] struct {
	Value T
	N     int
}

// TopicFilter picks topics whose name holds every word of Query, by whose marks
// the assertions about them are counted.
type TopicFilter struct {
	Query string
	Basis decide.Mode // "" for the machine
	Range
}

// TopicRow is a topic with counts of the assertions about it.
type TopicRow struct {
	Cursor      string `json:"-"` // its place in the list
	Name        string
	Assertions  int
	Unsupported int
	Contested   int
	Threads     int
}
