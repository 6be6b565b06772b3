// Package format defines what a format of other programs is and keeps the
// registry of all of them.
package format

import (
	"cmp"
	"io"
	"io/fs"
	"iter"
	"slices"

	"github.com/gainsay/gainsay"
)

// Format is one foreign format. It reads single streams (Sniff and Read),
// sources of several files (Claim and ReadFiles), or both.
type Format struct {
	Name string
	Doc  string   // one line, a blank line, then how it is recognised and what it hides
	Ext  []string // customary file name endings, for the documentation only: sniffing looks at content

	// Sniff says how well the first bytes of a stream fit: 0 not at all, 10 to 49 a
	// generic format, 50 to 79 a family, 80 to 100 surely this one. The head is
	// UTF-8 without a byte order mark, at most SniffLen bytes and may end anywhere.
	Sniff func(head []byte) int
	// Read reads a stream. It is UTF-8 without a byte order mark.
	Read func(io.Reader) iter.Seq2[*Found, error]

	// Claim names the files of a tree that together are one source of this
	// format, by their content or by names the format prescribes; nil where there
	// are none. What no format claims is read file by file.
	Claim func(fs.FS) []string
	// ReadFiles reads the claimed files; there are no others in the tree. Open
	// them with openText. Errors name the file they are about.
	ReadFiles func(fs.FS) iter.Seq2[*Found, error]
}

// Found is a thread as a reader found it, with what only the reader can know.
type Found struct {
	*gainsay.Thread
	Announced  *int // comments the source says the thread has; nil where it does not say
	Stubs      int  // comments held back behind "load more"
	Duplicates int  // records of a comment already read, left out
}

var registry []*Format

// Register adds a format to the registry. A second format of the same name
// is a programmer's mistake.
func Register(f *Format) *Format {
	i, found := slices.BinarySearchFunc(registry, f, func(a, b *Format) int { return cmp.Compare(a.Name, b.Name) })
	if found {
		panic("format: two formats named " + f.Name)
	}
	registry = slices.Insert(registry, i, f)
	return f
}

// All returns all formats, sorted by name.
func All() []*Format { return slices.Clone(registry) }

// Best returns the format that fits the first bytes of a stream best, nil where
// none fits.
func Best(head []byte) *Format {
	var best *Format
	score := 0
	for _, f := range registry {
		if f.Sniff == nil {
			continue // of several files only
		}
		if s := f.Sniff(head); s > score {
			best, score = f, s
		}
	}
	return best
}
