package view

import (
	"cmp"
	"errors"
	"path"
	"strings"
	"time"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/decide"
)

// ErrCursor is returned for a cursor that is none, or of another order.
var ErrCursor = errors.New("no place in the list")

// Range is a part of a list: what follows a row, the last rows before one or,
// without either, what follows an offset.
type Range struct {
	After  string // cursor of a row of the same list; "" for its start
	Before string // cursor, or FromEnd; "" to list what follows After
	Limit  int    // 0 for no limit
	Offset int
}

// FromEnd as Before lists the last rows.
const FromEnd = "end"

// ErrNotFound is returned for a thread, an assertion or an author that the
// store does not hold.
var ErrNotFound = errors.New("not found")

// ThreadFilter picks threads. Its zero value picks all; the fields restrict
// together, the values of one field add up.
type ThreadFilter struct {
	Query     string // words of the title, the source or the names of people, in any case
	Keys      []string
	Sites     []string // as ThreadRow.Site
	Formats   []string
	Years     []int // of the first dated comment; 0 for threads without a date
	Tags      []gainsay.Tag
	Reviewed  []string // of ReviewStates
	Asserting bool     // only threads with assertions

	// Basis says whose marks are counted; "" is decide.Machine. Tags, Asserting, the
	// order and the rows follow it.
	Basis decide.Mode

	Sort    string // one of ThreadSorts; "" is "new"
	Reverse bool
	Limit   int // 0 for no limit
	Offset  int

	// After and Before are cursors of rows of the same order (ThreadRow.Cursor): the
	// list has the rows after one, or the last ones before it, which may be FromEnd.
	After, Before string
}

// ThreadSorts are the orders of threads. Texts rise, counts and dates fall.
var ThreadSorts = []string{"new", "title", "source", "date", "comments", "unsupported", "contested", "reviewed"}

// ReviewStates say how many of a thread's marks are decided: none, some, all.
var ReviewStates = []string{"no", "part", "whole"}

// ThreadFacets counts threads by each dimension of a filter, under its other
// dimensions.
type ThreadFacets struct {
	Sites, Formats, Tags, Reviewed []Count[string]
	Years                          []Count[int]
	Hidden                         int // threads without assertions that the rest of the filter picks
	All                            int // threads of the database
	Most                           int // assertions of the thread that has most of all
}

// ThreadRow is a thread in a list. Assertions and what follows down to Spam are
// counted by the basis of the filter.
type ThreadRow struct {
	Cursor   string `json:"-"` // its place in the order of the list
	Key      string // "<format>:<id>"
	ID       string
	Format   string
	Title    string
	Opening  string // first words of the first comment, where there is no title
	URL      string
	Site     string // host of the address, or "r/<name>"; "" without an address
	Source   string // what the user imported
	Imported time.Time
	First    time.Time // of the dated comments; zero without any
	Last     time.Time

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
	Marks           int // annotations of the machine from the default threshold on
	Decided         int // of Marks, those that someone decided
}

// Name is the title of the thread, its first words, or its format: never its id.
func (r ThreadRow) Name() string { return cmp.Or(r.Title, r.Opening, "a thread of "+r.Format) }

// From says where the thread is from: the site, or the name of the file.
func (r ThreadRow) From() string {
	return cmp.Or(r.Site, path.Base(strings.ReplaceAll(r.Source, `\`, "/")))
}

// TrashRow is a deleted thread.
type TrashRow struct {
	Key       string
	Name      string // as ThreadRow.Name
	Comments  int
	Decisions int // records about it
	Deleted   time.Time
}

// TrashDays is how long a deleted thread can be restored.
const TrashDays = 30

// Until is when the thread is removed for good.
func (r TrashRow) Until() time.Time { return r.Deleted.AddDate(0, 0, TrashDays) }

// Erased says what was replaced to erase an author.
type Erased struct {
	Name      string // that takes the author's place
	Threads   int
	Comments  int
	Quoted    int // comments of others from which words were removed
	Decisions int // records from which words were removed
}

// SearchRow is a comment found by its words.
type SearchRow struct {
	Cursor      string `json:"-"` // its place in the list
	ThreadKey   string
	ThreadTitle string // or the first words
	Comment     string // id
	Author      string // "" where unknown
	Time        time.Time
	Precision   gainsay.Precision `json:"-"` // of Time
	State       gainsay.State
	Snippet     string         // the part of the text around the words, "…" where it is cut
	Hits        []gainsay.Span // the words in Snippet, as byte offsets
}
