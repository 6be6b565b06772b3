package exporter

import (
	"io"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/view"
)

var _ = register(&Format{
	Name: "csv-annotations",
	Doc: `the annotations as a table, one a row

As csv, but with every mark, its words, the deciding rule (by) and the reasons as
a sentence (why).`,
	Ext: ".csv",
	head: csvHead("thread_id", "comment_id", "author", "annotation_id", "start", "end", "tag", "kind",
		"score", "by", "text", "why",
		"target"),
	write: writeAnnotations,
})

func writeAnnotations(w io.Writer, a *gainsay.Analysis, _ Options) error {
	texts := view.NewTexts(a.Thread)
	for _, n := range a.Annotations {
		err := writeRow(w, a.Thread.ID, n.Comment, author(texts.Comment(n.Comment)), n.ID, n.Start, n.End,
			string(n.Tag), n.Kind,
			n.Score, n.By, texts.Words(n.Comment, n.Span), texts.Why(&n), n.Target)
		if err != nil {
			return err
		}
	}
	return nil
}

// author returns the name of a comment's author, "" where it is unknown.
func author(c *gainsay.Comment) string {
	if c == nil {
		return ""
	}
	return c.Author
}
