package exporter

import (
	"io"

	"github.com/gainsay/gainsay"
)

var _ = register(&Format{
	Name: "csv-relations",
	Doc: `the relations as a table, one a row

As csv, but with what supports, rebuts, questions … what: the two annotations,
the comments they stand in, their words, and the rule that found it.`,
	Ext: ".csv",
	head: csvHead("thread_id", "from_id", "from_comment_id", "from_author", "kind", "to_id", "to_comment_id", "to_author", "score", "by",
		"from_text", "to_text"),
	write: writeRelations,
})

func writeRelations(w io.Writer, a *gainsay.Analysis, _ Options) error {
	comments := byID(a.Thread)
	marks := make(map[string]*gainsay.Annotation, len(a.Annotations))
	for i := range a.Annotations {
		marks[a.Annotations[i].ID] = &a.Annotations[i]
	}
	end := func(id string) (comment, name, text string) {
		n := marks[id]
		if n == nil {
			return "", "", ""
		}
		c := comments[n.Comment]
		return n.Comment, author(c), words(c, n.Span)
	}
	for _, r := range a.Relations {
		fc, fa, ft := end(r.From)
		tc, ta, tt := end(r.To)
		if err := writeRow(w, a.Thread.ID, r.From, fc, fa, string(r.Kind), r.To, tc, ta, r.Score, r.By, ft, tt); err != nil {
			return err
		}
	}
	return nil
}
