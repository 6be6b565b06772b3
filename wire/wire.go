// Package wire encodes analyses as the JSON contract has them
// (docs/analysis.schema.json). The names of members are the tags of the root
// types; encoding/json reads what is written here back into them.
package wire

import (
	"bytes"
	"encoding/json"
	"io"

	"github.com/gainsay/gainsay"
)

// WriteAnalysis writes an analysis as one line of JSON, without a line feed. The
// bytes are those of json.Marshal, but they are never all in memory: a thread
// may have a million comments. Infinite numbers and NaN are errors.
func WriteAnalysis(w io.Writer, a *gainsay.Analysis) error {
	e := newEncoder(w)
	e.raw("{")
	e.member("version", a.Version)
	e.raw(`,"thread":{`)
	t := a.Thread
	e.member("id", t.ID)
	e.next("format", t.Format)
	e.next("url", t.URL)
	e.next("title", t.Title)
	e.next("article", t.Article)
	elements(e, "comments", t.Comments, encoded)
	e.raw("}")
	elements(e, "annotations", a.Annotations, itself)
	elements(e, "assertions", a.Assertions, itself)
	elements(e, "relations", a.Relations, itself)
	e.next("report", a.Report)
	e.raw("}")
	return e.flush()
}

// AppendAnalysis appends to b what WriteAnalysis writes.
func AppendAnalysis(b []byte, a *gainsay.Analysis) ([]byte, error) {
	out := bytes.NewBuffer(b)
	err := WriteAnalysis(out, a)
	return out.Bytes(), err
}

// AppendAnnotations appends a JSON array of annotations to b.
func AppendAnnotations(b []byte, all []gainsay.Annotation) ([]byte, error) { return appendJSON(b, all) }

// AppendAnnotation appends the JSON of one annotation to b.
func AppendAnnotation(b []byte, a *gainsay.Annotation) ([]byte, error) { return appendJSON(b, a) }

// AppendSteps appends a JSON array of the steps of a chain to b.
func AppendSteps(b []byte, all []gainsay.Step) ([]byte, error) { return appendJSON(b, all) }

// AppendEvidence appends a JSON array of evidence to b.
func AppendEvidence(b []byte, all []gainsay.Evidence) ([]byte, error) { return appendJSON(b, all) }

// AppendReasons appends a JSON array of reasons to b.
func AppendReasons(b []byte, all []gainsay.Reason) ([]byte, error) { return appendJSON(b, all) }

// appendJSON leaves b as it is after an error.
func appendJSON(b []byte, v any) ([]byte, error) {
	j, err := json.Marshal(v)
	return append(b, j...), err
}

// bufferLen is the size from which the buffer is written, in bytes.
const bufferLen = 1 << 15

// encoder buffers JSON values for w and keeps the first error.
type encoder struct {
	w      io.Writer
	buf    bytes.Buffer
	values *json.Encoder // into buf
	err    error
}

func newEncoder(w io.Writer) *encoder {
	e := &encoder{w: w}
	e.values = json.NewEncoder(&e.buf)
	return e
}

func (e *encoder) raw(s string) { e.buf.WriteString(s) }

// value writes a value without the line feed that json.Encoder puts after it.
func (e *encoder) value(v any) {
	if err := e.values.Encode(v); err != nil {
		if e.err == nil {
			e.err = err
		}
		return
	}
	e.buf.Truncate(e.buf.Len() - 1)
	if e.buf.Len() >= bufferLen {
		_ = e.flush() // e.err keeps the error
	}
}

// member writes the first member of an object.
func (e *encoder) member(name string, v any) {
	e.raw(`"` + name + `":`)
	e.value(v)
}

// next writes a further member of an object.
func (e *encoder) next(name string, v any) {
	e.raw(",")
	e.member(name, v)
}

// elements writes a member that is an array, value by value; nil is null. value
// returns what to encode of an element.
func elements[T any](e *encoder, name string, all []T, value func(*T) any) {
	if all == nil {
		e.next(name, nil)
		return
	}
	e.raw(`,"` + name + `":[`)
	for i := range all {
		if e.err != nil {
			return
		}
		if i > 0 {
			e.raw(",")
		}
		e.value(value(&all[i]))
	}
	e.raw("]")
}

// itself is the value to encode of most elements.
func itself[T any](v *T) any { return v }

// encoded is the value to encode of a comment.
func encoded(c **gainsay.Comment) any {
	if *c == nil {
		return nil
	}
	return (*c).Encoded()
}

func (e *encoder) flush() error {
	if e.err == nil {
		_, e.err = e.w.Write(e.buf.Bytes())
	}
	e.buf.Reset()
	return e.err
}
