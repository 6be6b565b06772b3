// Package importer reads foreign comment threads, one format a file. A format
// is a documented value that registers itself; nothing else lists it. Readers
// stream: they yield a thread as soon as it is whole and a
// *gainsay.SyntaxError for every record they could not read or had to mend,
// and read on. Nothing is dropped: deleted, removed and spam comments keep
// their place and state.
package importer

import (
	"cmp"
	"io"
	"iter"
	"slices"

	"github.com/gainsay/gainsay"
)

// Format is one foreign format.
type Format struct {
	Name  string
	Doc   string                // one line, a blank line, then how it is recognised and what it hides
	Ext   []string              // customary file name endings, for the documentation only: sniffing looks at content
	Sniff func(head []byte) int // how well the first bytes fit: 0 not at all … 100 surely
	Read  func(io.Reader) iter.Seq2[*gainsay.Thread, error]
}

var formats []*Format

// register adds a format to the registry. A second format of the same name
// is a programmer's mistake.
func register(f *Format) *Format {
	i, found := slices.BinarySearchFunc(formats, f, func(a, b *Format) int { return cmp.Compare(a.Name, b.Name) })
	if found {
		panic("importer: two formats named " + f.Name)
	}
	formats = slices.Insert(formats, i, f)
	return f
}

// Formats returns all formats, sorted by name.
func Formats() []*Format { return slices.Clone(formats) }
