package web

import (
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
	Sort    string // "notable", "new" or "thread"
	Limit   int
	Offset  int
}

// AssertionRow is an assertion in a list over many threads.
type AssertionRow struct {
	gainsay.Assertion
	ThreadKey, ThreadTitle string
	Time                   time.Time
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
