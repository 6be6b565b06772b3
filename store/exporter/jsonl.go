package exporter

import (
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
		return json.NewEncoder(w).Encode(a)
	},
})
