package exporter

import (
	"encoding/json"
	"io"

	"github.com/gainsay/gainsay"
)

var _ = register(&Format{
	Name: "json",
	Doc: `one indented JSON array of all threads

The same objects as jsonl, for reading and for programs that want a single
value.`,
	Ext:     ".json",
	head:    "[",
	between: ",",
	tail:    "\n]\n",
	write: func(w io.Writer, a *gainsay.Analysis, _ Options) error {
		b, err := json.MarshalIndent(a, "  ", "  ")
		if err != nil {
			return err
		}
		_, err = w.Write(append([]byte("\n  "), b...))
		return err
	},
})
