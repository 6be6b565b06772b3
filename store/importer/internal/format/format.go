// Package format defines what an input format is and keeps the registry of all
// formats.
package format

import (
	"cmp"
	"io"
	"io/fs"
	"iter"
	"slices"
	"strings"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/internal/extsort"
)

// Format is one input format. It reads single streams (Sniff and Read), sources
// of several files (Claim and ReadFiles), or both.
type Format struct {
	Name string
	Doc  string   // one line, a blank line, then how the format is recognised and what it cannot say
	From string   // where users get such a file, one line
	Ext  []string // usual file extensions, for the documentation only: sniffing looks at content

	// Sniff scores how well the first bytes of a stream match the format: 0 not
	// at all, 10 to 49 a generic format, 50 to 79 a family of formats, 80 to
	// 100 this format. The head is UTF-8 without a byte order mark, has at most
	// input.SniffLen bytes and may end anywhere.
	Sniff func(head []byte) int
	// Read reads a stream. The stream is UTF-8 without a byte order mark.
	Read func(io.Reader) iter.Seq2[*Found, error]

	// Claim returns the names of the files of a tree, also in its folders, that
	// together are one source of this format, recognised by content or by names that the format
	// prescribes; nil if there are none. Files that no format claims are read
	// one by one.
	Claim func(fs.FS) []string
	// ReadFiles reads the claimed files; the tree holds no others. It opens
	// them with package input. Errors name the file they concern.
	ReadFiles func(fs.FS) iter.Seq2[*Found, error]

	// Records reads a file of a dump whose threads are scattered over files. It
	// passes on each record with the id of its thread, and to report each error
	// about the content; both end reading with an error. Threads builds the
	// threads of records with these ids as keys, of all files. Formats without
	// such files have neither.
	Records func(file string, r io.Reader, put PutRecord, report func(error) error) error
	Threads func(*extsort.Sorter) iter.Seq2[*Found, error]
}

// PutRecord takes a record of a thread. raw is valid during the call.
type PutRecord func(id, file string, line int, raw []byte) error

// Signs returns by what the format is recognised, from its Doc; "" if the Doc
// does not say.
func (f *Format) Signs() string {
	_, rest, _ := strings.Cut(f.Doc, "\n\n")
	for _, word := range []string{"Recognised by ", "Recognised as "} {
		if signs, ok := strings.CutPrefix(rest, word); ok {
			return strings.Join(strings.Fields(firstSentence(signs)), " ")
		}
	}
	return ""
}

// firstSentence returns a text up to its first full stop before a capital letter
// or the end.
func firstSentence(s string) string {
	for i := range len(s) {
		if s[i] != '.' {
			continue
		}
		rest := strings.TrimLeft(s[i+1:], " \n")
		if rest == "" || len(rest) < len(s)-i-1 && rest[0] >= 'A' && rest[0] <= 'Z' {
			return s[:i]
		}
	}
	return s
}

// Found is a thread with what only its reader knows.
type Found struct {
	*gainsay.Thread
	Announced  *int // number of comments according to the source; nil if it does not say
	Stubs      int  // comments hidden behind "load more", not in the source
	Duplicates int  // records of a comment that was read already; skipped

	// Report is what an earlier import reported of the thread, whose Format is
	// then kept; nil if the thread is read for the first time.
	Report *gainsay.Report
}

// registry holds all formats, sorted by name.
var registry []*Format

// Register adds a format to the registry and returns it. It panics if a format
// of that name exists.
func Register(f *Format) *Format {
	i, found := slices.BinarySearchFunc(
		registry,
		f,
		func(a, b *Format) int { return cmp.Compare(a.Name, b.Name) },
	)
	if found {
		panic("format: two formats named " + f.Name)
	}
	registry = slices.Insert(registry, i, f)
	return f
}

// All returns all formats, sorted by name.
func All() []*Format { return slices.Clone(registry) }

// Best returns the format whose Sniff scores the first bytes of a stream
// highest, nil if all score 0.
func Best(head []byte) *Format {
	var best *Format
	score := 0
	for _, f := range registry {
		if f.Sniff == nil {
			continue // reads several files only
		}
		if s := f.Sniff(head); s > score {
			best, score = f, s
		}
	}
	return best
}
