package web

import (
	"io"
	"iter"
	"time"

	"github.com/gainsay/gainsay"
)

// ThreadFilter picks threads for the list.
type ThreadFilter struct {
	Query  string
	Sort   string // "new" or "unsupported"
	Limit  int
	Offset int
}

// ThreadRow is a thread of the list with its counts.
type ThreadRow struct {
	Key, Title, URL, Format string
	Imported                time.Time

	Comments, Authors, LostAuthors, InferredParents               int
	Assertions, Unsupported, Questioned, Contested, Insults, Spam int
}

// AssertionFilter picks assertions; what is empty does not restrict.
type AssertionFilter struct {
	Topics  []string
	Status  []gainsay.Status
	Dispute []gainsay.Dispute
	Author  string
	Thread  string
	Cluster string // of those that say the same
	Query   string

	Sourced  string // "yes" or "no": ever, in any thread
	Answered string // "yes" or "no": of those asked for evidence

	Sort   string // "notable", "new" or "thread"; of claims also "repeated"
	Limit  int
	Offset int
}

// AssertionRow is an assertion in a list over many threads.
type AssertionRow struct {
	gainsay.Assertion
	ThreadKey, ThreadTitle string
	Time                   time.Time
}

// Claim is what the assertions of one cluster have in common, over all
// threads. What is contrary to it has nothing contrary of its own.
type Claim struct {
	Said                   []AssertionRow // in order of time, undated last; perhaps not all
	Times, People, Threads int
	Unsupported, Sourced   int // of Times, as are the next
	Asked, Answered        int
	Contested, Conceded    int
	Notable, Worth         float64 // Worth: what to check first
	Events                 []Event // in order of time, undated last
	Contrary               []Claim
	MoreContrary           int // beyond those
}

// Event is a comment that bears on an assertion.
type Event struct {
	Kind                                  string // "asked", "supplied", "countered" or "conceded"
	ThreadKey, Assertion, Comment, Author string
	Time                                  time.Time
}

// Ledger counts what became of one author's assertions and what the author
// did about those of others.
type Ledger struct {
	Threads, Comments                            int
	Asserted, Unsupported, Sourced               int
	Asked, Answered, AnsweredSelf                int
	Contested, Conceded                          int
	AskedOthers, SuppliedOthers, CounteredOthers int

	MinRate int // of fewer no rate is told
}

// TopicRow is a topic with counts of the assertions that speak of it.
type TopicRow struct {
	Name                                        string
	Assertions, Unsupported, Contested, Threads int
}

// Export is a format in which threads can be saved.
type Export struct {
	Name, Doc, Ext string
	Rows           bool // one row an assertion: fit for what a filter picks
	Write          func(w io.Writer, all iter.Seq2[*gainsay.Analysis, error]) error
}

// Count is a value and how often it stands.
type Count struct {
	Name string
	N    int
}

// Facets says how the assertions under a filter are spread.
type Facets struct {
	Total                            int
	Status, Dispute, Topics, Authors []Count
	With                             []Count     // under chosen topics: others that stand with them
	Pairs                            [][2]string // topics that stand together most
	PairCounts                       []int
}

// SearchRow is a comment found by its words.
type SearchRow struct {
	ThreadKey, ThreadTitle, Comment, Author, Snippet string
	Time                                             time.Time
}

// Tagger is a tagger as the method page tells of it.
type Tagger struct {
	Name, Doc string
	Tags      []gainsay.Tag
	Rules     []Rule
}

// Rule is one rule of a tagger.
type Rule struct {
	Name, Doc, Source  string
	Score              float64
	Hits, Misses, Gaps []string
}
