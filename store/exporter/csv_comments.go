package exporter

import (
	"io"

	"github.com/gainsay/gainsay"
)

var _ = register(&Format{
	Name: "csv-comments",
	Doc: `the comments as a table, one a row

As csv, but with every comment, whatever its state, whom it answers and how
that is known. score is the source's votes, empty where there are none.`,
	Ext: ".csv",
	head: csvHead("thread_id", "comment_id", "parent_id", "parent_by", "parent_score", "author", "time",
		"state", "score", "text"),
	write: writeComments,
})

func writeComments(w io.Writer, a *gainsay.Analysis, _ Options) error {
	for _, c := range a.Thread.Comments {
		var score any = ""
		if c.Score != nil {
			score = *c.Score
		}
		err := writeRow(w, a.Thread.ID, c.ID, c.Parent, string(c.ParentBy), c.ParentScore, c.Author, c.Time,
			string(c.State), score, c.Text)
		if err != nil {
			return err
		}
	}
	return nil
}
