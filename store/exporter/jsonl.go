package exporter

import (
	"io"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/wire"
)

var _ = register(&Format{
	Name: "jsonl",
	Doc: `one JSON object a thread, one thread a line

The whole analysis as docs/analysis.schema.json describes it. Nothing is left
out; the importer "json" reads its thread object again.`,
	Ext: ".jsonl",
	write: func(w io.Writer, a *gainsay.Analysis, _ Options) error {
		if err := wire.WriteAnalysis(w, a); err != nil {
			return err
		}
		_, err := io.WriteString(w, "\n")
		return err
	},
})
