package exporter

import (
	"bufio"
	"bytes"
	"encoding/json"
	"io"

	"github.com/gainsay/gainsay"
)

var _ = register(&Format{
	Name: "jsonl",
	Doc: `one JSON object a thread, one thread a line

The whole analysis as docs/analysis.schema.json describes it. Nothing is left
out; the importer "json" reads its thread object again.`,
	Ext: ".jsonl",
	write: func(w io.Writer, a *gainsay.Analysis, _ Options) error {
		o := &objectWriter{w: bufio.NewWriterSize(w, 1<<16)}
		o.analysis(a)
		o.text("\n")
		if o.err != nil {
			return o.err
		}
		return o.w.Flush()
	},
})

// objectWriter writes an analysis as encoding/json would, but piece by piece:
// a large thread's object is never whole in memory. After an error it writes
// nothing more.
type objectWriter struct {
	w   *bufio.Writer
	err error
}

func (o *objectWriter) analysis(a *gainsay.Analysis) {
	o.text(`{"version":`)
	o.value(a.Version)
	o.text(`,"thread":`)
	o.thread(a.Thread)
	o.text(`,"annotations":`)
	elements(o, a.Annotations)
	o.text(`,"assertions":`)
	elements(o, a.Assertions)
	o.text(`,"relations":`)
	elements(o, a.Relations)
	o.text(`,"report":`)
	o.value(a.Report)
	o.text("}")
}

// thread writes a thread; its comments come last.
func (o *objectWriter) thread(t *gainsay.Thread) {
	head := *t
	head.Comments = nil
	b, err := json.Marshal(head)
	if err != nil {
		o.err = err
		return
	}
	o.text(string(bytes.TrimSuffix(b, []byte("null}"))))
	elements(o, t.Comments)
	o.text("}")
}

func elements[T any](o *objectWriter, list []T) {
	if list == nil {
		o.text("null")
		return
	}
	o.text("[")
	for i := range list {
		if i > 0 {
			o.text(",")
		}
		o.value(list[i])
	}
	o.text("]")
}

func (o *objectWriter) value(v any) {
	if o.err != nil {
		return
	}
	b, err := json.Marshal(v)
	if err != nil {
		o.err = err
		return
	}
	_, o.err = o.w.Write(b)
}

func (o *objectWriter) text(s string) {
	if o.err == nil {
		_, o.err = o.w.WriteString(s)
	}
}
