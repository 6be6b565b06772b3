package exporter

import (
	"io"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/view"
)

var _ = register(&Format{
	Name: "csv-relations",
	Doc: `the relations as a table, one a row

As csv, but with what supports, rebuts, questions … what: the two annotations,
their comments and words, the deciding rule (by) and the reasons as a sentence
(why).`,
	Ext: ".csv",
	head: csvHead("thread_id", "from_id", "from_comment_id", "from_author", "kind", "to_id", "to_comment_id",
		"to_author", "score", "by",
		"why", "from_text", "to_text"),
	write: writeRelations,
})

func writeRelations(w io.Writer, a *gainsay.Analysis, _ Options) error {
	return eachRelation(a, func(r *gainsay.Relation, from, to *relationEnd, why string) error {
		return writeRow(w, a.Thread.ID, r.From, from.mark.Comment, from.author, string(r.Kind), r.To,
			to.mark.Comment, to.author, r.Score, r.By, why, from.text, to.text)
	})
}

// relationEnd is a mark at an end of a relation, with its author and words; all
// are empty where the thread has no such mark.
type relationEnd struct {
	mark         gainsay.Annotation
	author, text string
}

// eachRelation passes on the relations of a thread with both ends and the
// reasons as a sentence.
func eachRelation(a *gainsay.Analysis,
	put func(r *gainsay.Relation, from, to *relationEnd, why string) error) error {
	texts := view.NewTexts(a.Thread)
	marks := make(map[string]*gainsay.Annotation, len(a.Annotations))
	for i := range a.Annotations {
		marks[a.Annotations[i].ID] = &a.Annotations[i]
	}
	end := func(id string) *relationEnd {
		n := marks[id]
		if n == nil {
			return &relationEnd{}
		}
		return &relationEnd{*n, author(texts.Comment(n.Comment)), texts.Words(n.Comment, n.Span)}
	}
	for _, r := range a.Relations {
		from, to := end(r.From), end(r.To)
		if err := put(&r, from, to, texts.WhyRelation(&r, &from.mark)); err != nil {
			return err
		}
	}
	return nil
}
