package exporter

import (
	"io"

	"github.com/gainsay/gainsay"
)

var _ = register(&Format{
	Name: "csv-annotations",
	Doc: `the annotations as a table, one a row

As csv, but with every mark, its words, the rule that gave it and why.`,
	Ext: ".csv",
	head: csvHead("thread_id", "comment_id", "author", "annotation_id", "start", "end", "tag", "kind", "score", "by", "text", "why",
		"target"),
	write: writeAnnotations,
})

func writeAnnotations(w io.Writer, a *gainsay.Analysis, _ Options) error {
	comments := byID(a.Thread)
	for _, n := range a.Annotations {
		c := comments[n.Comment]
		err := writeRow(w, a.Thread.ID, n.Comment, author(c), n.ID, n.Start, n.End, string(n.Tag), n.Kind, n.Score, n.By,
			words(c, n.Span), n.Why, n.Target)
		if err != nil {
			return err
		}
	}
	return nil
}

func author(c *gainsay.Comment) string {
	if c == nil {
		return ""
	}
	return c.Author
}

// words returns what a span covers, "" where it covers nothing.
func words(c *gainsay.Comment, s gainsay.Span) string {
	if c == nil || !s.Valid(len(c.Text)) {
		return ""
	}
	return s.In(c.Text)
}
