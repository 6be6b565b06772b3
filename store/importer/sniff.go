package importer

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/gainsay/gainsay/store/importer/internal/format"
	"github.com/gainsay/gainsay/store/importer/internal/input"
	"github.com/gainsay/gainsay/store/importer/internal/keypath"
)

// UnknownFormatError says that no format fits a source.
type UnknownFormatError struct {
	Tried int    // number of formats tried
	Hint  string // what the source looks like and what to do about it
}

// Error returns the number of formats tried and the hint.
func (e *UnknownFormatError) Error() string {
	msg := fmt.Sprintf("no format fits; tried %d ('gainsay formats' lists them)", e.Tried)
	if e.Hint != "" {
		msg += ": " + e.Hint
	}
	return msg
}

// Sniff returns the format that best fits the first bytes of a source, of which
// it reads at most 64 KiB. The name of the source does not matter.
func Sniff(head []byte) (*Format, error) {
	head = head[:min(len(head), input.SniffLen)]
	if what := binary(head); what != "" {
		return nil, &UnknownFormatError{Tried: len(Formats()), Hint: what}
	}
	decoded := []byte(input.DecodeHead(head))
	if f := format.Best(decoded); f != nil {
		return f, nil
	}
	return nil, &UnknownFormatError{Tried: len(Formats()), Hint: hint(decoded)}
}

// binary says what a source is by its first bytes, if it is of a kind that holds comments in
// a way that is not read; "" for others.
func binary(head []byte) string {
	for _, k := range []struct{ start, hint string }{
		{"\xd0\xcf\x11\xe0", "it is a document of an office program, in its old format: save it as .xlsx, .docx, .csv or .eml"},
		{"%PDF-", "it is a PDF document: save it as HTML or text, a table as CSV"},
		{"SQLite format 3\x00", "it is a database of SQLite; 'sqlite3 FILE .dump' writes it as SQL, which is read"},
		{"{\\rtf", "it is an RTF document: save it as HTML or text, a table as CSV"},
		{"%!PS-", "it is a PostScript document: save it as HTML or text, a table as CSV"},
		{"PGDMP", "it is a dump of PostgreSQL in a format of its own; 'pg_restore -f FILE.sql DUMP' writes it as SQL, which is read"},
		{"!BDN", "it is a mailbox of Outlook; export the mails as .mbox or .eml"},
	} {
		if bytes.HasPrefix(head, []byte(k.start)) {
			return k.hint
		}
	}
	return ""
}

// hint describes a source that no format fits.
func hint(head []byte) string {
	switch text := strings.TrimSpace(string(head)); {
	case text == "":
		return "the source is empty"
	case strings.Contains(text, "<gexf") || strings.Contains(text, "<graphml"):
		return "it is a graph without the texts of comments"
	case strings.HasPrefix(text, "<?xml"):
		return "it is XML of an unknown structure; choose a format with -f, or name its elements with --map text=ELEMENT,parent=ELEMENT,..."
	case strings.ContainsRune(text, 0):
		return "it is not text"
	case keypath.IsJSON(head) && len(head) < input.SniffLen && torn(head):
		return "it is JSON that ends within a value"
	case keypath.IsJSON(head):
		return "it is JSON of an unknown structure; choose a format with -f, or name its columns with --map text=KEY,parent=KEY,..."
	}
	return "choose a format with -f; for a table use -f table, or name its columns with " +
		"--map text=COLUMN,parent=COLUMN,..."
}

// torn reports whether JSON ends within its first value.
func torn(b []byte) bool {
	var v json.RawMessage
	return errors.Is(json.NewDecoder(bytes.NewReader(b)).Decode(&v), io.ErrUnexpectedEOF)
}

// Find returns the format with a name.
func Find(name string) (*Format, error) {
	for _, f := range Formats() {
		if f.Name == name {
			return f, nil
		}
	}
	var names []string
	for _, f := range Formats() {
		names = append(names, f.Name)
	}
	return nil, fmt.Errorf("unknown format %q; must be one of %s", name, strings.Join(names, ", "))
}
