// Package importer reads comment threads in the formats of other programs. It
// sniffs the format of a source, opens files, folders and archives, reads the
// threads in them and reports what each import found.
//
// A format is a documented value that registers itself with package format,
// from a file of its own: here, or in the package of a family of formats that
// share code. Readers stream: they yield a thread as soon as it is complete and
// a *gainsay.SyntaxError for every record they could not read or had to
// correct, and read on. Nothing is dropped: deleted, removed and spam comments
// keep their place and state.
package importer

import (
	"github.com/gainsay/gainsay/store/importer/internal/format"
	"github.com/gainsay/gainsay/store/importer/internal/input"
	"github.com/gainsay/gainsay/store/importer/table"

	// The families of formats register their formats when they are imported.
	_ "github.com/gainsay/gainsay/store/importer/chat"
	_ "github.com/gainsay/gainsay/store/importer/fediverse"
	_ "github.com/gainsay/gainsay/store/importer/html"
	_ "github.com/gainsay/gainsay/store/importer/mail"
	_ "github.com/gainsay/gainsay/store/importer/office"
	_ "github.com/gainsay/gainsay/store/importer/page"
	_ "github.com/gainsay/gainsay/store/importer/shard"
	_ "github.com/gainsay/gainsay/store/importer/social"
	_ "github.com/gainsay/gainsay/store/importer/stackexchange"
	_ "github.com/gainsay/gainsay/store/importer/tracker"
	_ "github.com/gainsay/gainsay/store/importer/youtube"
)

// Format is a format of other programs that can be read.
type Format = format.Format

// Formats returns all formats, sorted by name.
func Formats() []*Format { return format.All() }

// Mapping names the columns of a table by field; see MapFields.
type Mapping = table.Mapping

// Mapped returns a format that reads any table with the given columns.
func Mapped(m Mapping) *Format { return table.Mapped(m) }

// ParseMapping reads a mapping as users write it: text=body,parent=parent_id.
func ParseMapping(s string) (Mapping, error) { return table.ParseMapping(s) }

// MapFields returns the fields that a mapping may name.
func MapFields() []string { return table.MapFields() }

// Columns returns the columns of a table, or the keys of the comments in a JSON
// document, by its first bytes, and the mapping guessed for them; nil for what
// is no table.
func Columns(head []byte) ([]string, Mapping) {
	return table.Columns([]byte(input.DecodeHead(head[:min(len(head), input.SniffLen)])))
}
