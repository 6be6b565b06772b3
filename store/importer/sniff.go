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
	if kind := documentKind(head); kind != "" {
		return nil, &UnknownFormatError{Tried: len(Formats()), Hint: "it is " + kind + ": save it as HTML or text, a table as CSV"}
	}
	decoded := []byte(input.DecodeHead(head))
	if f := format.Best(decoded); f != nil {
		return f, nil
	}
	return nil, &UnknownFormatError{Tried: len(Formats()), Hint: hint(decoded)}
}

// documents are the first bytes of documents whose words cannot be read as text.
var documents = []struct{ magic, kind string }{
	{"%PDF-", "a PDF document"}, {"%!PS-", "a PostScript document"}, {`{\rtf`, "an RTF document"},
	{"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "a document of an office program"},
}

// documentKind returns the kind of a document, "" for any other source.
func documentKind(head []byte) string {
	for _, d := range documents {
		if bytes.HasPrefix(head, []byte(d.magic)) {
			return d.kind
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
