package web

import (
	"context"
	"time"

	"github.com/gainsay/gainsay"
)

// Importer reads what is given to /add. Its methods may be called concurrently.
type Importer interface {
	// Formats lists the names of the formats that Upload.Format may be.
	Formats() []string
	// Fetch downloads the page at an address, and nothing else, into a file of a
	// folder. It returns the name of the file, the address after redirects and
	// what could not be downloaded.
	Fetch(ctx context.Context, address, dir string) (file, final string, notes []string, err error)
	// Recognise reads an upload and stores nothing. An upload that cannot be read
	// is no error: Preview.Problem says why.
	Recognise(ctx context.Context, u Upload) (Preview, error)
	// Import reads, analyses and saves an upload. It calls progress from time to
	// time, also within a long thread. If ctx ends, it finishes the thread under way; what was imported
	// stays.
	Import(ctx context.Context, u Upload, progress func(Imported)) (Imported, error)
}

// Upload is what a user gave: files in a folder of their own.
type Upload struct {
	Dir     string
	Files   []string // their names in Dir
	Address string   // from which the only file was fetched
	Format  string   // "" to recognise it
	Columns string   // of a table, "text=COLUMN,…"; "" to guess them
	Encoder string   // one of EncoderModes; "" for the server's default
}

// EncoderModes say when an import uses the sentence encoder: for few comments,
// always or never.
var EncoderModes = []string{"auto", "on", "off"}

// Preview says what an import of an upload would read.
type Preview struct {
	Format   string
	Sure     int    // 0 to 100; 0 where it was chosen or cannot be said
	Problem  string // why nothing can be read; Tried and Nearest then say what was tried
	Tried    int
	Nearest  []string
	Threads  []PreviewThread // the first ones
	Total    int             // threads; Cut if there are more
	Comments int             // of all of them
	Cut      bool
	Notes    []string // problems with files that gave no thread
	Columns  []string // of a table, by name
	Fields   []PreviewField
}

// PreviewField is a field of comments and the column that it is read from.
type PreviewField struct{ Name, Column string }

// PreviewThread is what would be read of one thread.
type PreviewThread struct {
	Key, Title, Format string
	Comments           int
	Announced          *int // by the source; nil if it does not say
	People, Unknown    int  // names; comments without one
	First, Last        time.Time
	Undated            int
	Paragraphs         int // of the article above the thread
	Given, Open        int // replies: said by the source, to be inferred
	LeftOut            []string
	Warnings           []Warning
	Opening            []PreviewComment // the first comments
	Known              *Known           // nil for a new thread
}

// Warning is something to know before an import, and what to do about it.
type Warning struct{ Text, Remedy string }

// PreviewComment is a comment as it will be read.
type PreviewComment struct {
	Author, Answers, Text string
	Time                  time.Time
	Precision             gainsay.Precision // of Time
	State                 gainsay.State
}

// Known says what is stored of a thread already.
type Known struct {
	Imported                 time.Time
	Comments, Decisions, New int // New counts the upload's comments that are not stored
}

// Imported says how far an import has come, or what it came to.
type Imported struct {
	Comments int              // analysed; at the end, saved
	Saved    int              // threads
	Threads  []ImportedThread // the first of them
	Problems []string
}

// ImportedThread is a thread that an import saved.
type ImportedThread struct {
	Key, Title string
	New        bool
	Added      int // comments
}
