package view

import (
	"errors"
	"time"

	"github.com/gainsay/gainsay"
)

// ErrNotFound is returned for a thread, an assertion or an author that the
// store does not hold.
var ErrNotFound = errors.New("not found")

// ThreadFilter picks threads. Its zero value picks all.
type ThreadFilter struct {
	Query  string // words of the title, in any case
	Sort   string // "new" (the default), or "unsupported": most unsupported assertions first
	Limit  int    // 0 for no limit
	Offset int
}

// ThreadRow is a thread in a list, with counts taken when it was imported.
type ThreadRow struct {
	Key      string // "<format>:<id>"
	ID       string
	Format   string
	Title    string
	URL      string
	Source   string // what the user imported
	Imported time.Time

	Comments        int // all of them, whatever their state
	Authors         int // distinct names
	UnknownAuthors  int // live comments without a name
	InferredParents int
	Assertions      int
	Unsupported     int
	Questioned      int // assertions for which someone asked for evidence
	Contested       int // assertions that someone contradicted
	Insults         int // annotations from the default threshold on
	Spam            int // comments marked here or in the source
}

// SearchRow is a comment found by its words.
type SearchRow struct {
	ThreadKey   string
	ThreadTitle string
	Comment     string // id
	Author      string // "" where unknown
	Time        time.Time
	State       gainsay.State
	Snippet     string         // the part of the text around the words, "…" where it is cut
	Hits        []gainsay.Span // the words in Snippet, as byte offsets
}
