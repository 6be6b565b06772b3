// Package document turns XML and YAML that no format knows into JSON, so that tables of
// comments are found in them.
package document

import (
	"bufio"

	"github.com/gainsay/gainsay/store/importer/internal/input"
	"github.com/gainsay/gainsay/store/importer/internal/record"
)

// maxSize is how many bytes a document may have: it is read whole, as a tree that takes
// some ten times as much memory. JSON made from it has no more either.
const maxSize = 32 << 20

// maxDepth is how deeply the values of a document may be nested.
const maxDepth = 1000

// Kind is a notation of records.
type Kind struct {
	Name string // as in messages
	json func(b []byte) ([]byte, error)
	head func(b []byte) []byte
}

// KindOf returns the notation of a source by its first bytes, nil if it is neither XML nor
// YAML that may hold records.
func KindOf(head []byte) *Kind {
	switch {
	case isXML(head):
		return &Kind{Name: "XML", json: xmlJSON, head: xmlHead}
	case IsYAML(head):
		return &Kind{Name: "YAML", json: yamlJSON, head: yamlHead}
	}
	return nil
}

// Head returns as JSON what can be read of the first bytes of a source, nil if that
// is nothing.
func (k *Kind) Head(b []byte) []byte { return k.head(b) }

// JSON returns a source as JSON, one document a line. Of damaged XML it returns what comes
// before the damage, with an error.
func (k *Kind) JSON(r *bufio.Reader) ([]byte, error) {
	b, err := input.ReadWhole(r)
	if err != nil {
		return nil, err
	}
	if len(b) > maxSize {
		return nil, record.Errorf(0, "%s of %d bytes: at most %d are read; convert it to JSON or CSV", k.Name, len(b), maxSize)
	}
	out, err := k.json(b)
	if err != nil {
		err = record.Errorf(0, "read %s: %v", k.Name, err)
	}
	return out, err
}
