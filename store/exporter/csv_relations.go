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
	texts := view.NewTexts(a.Thread)
	marks := make(map[string]*gainsay.Annotation, len(a.Annotations))
	for i := range a.Annotations {
		marks[a.Annotations[i].ID] = &a.Annotations[i]
	}
	end := func(id string) (n gainsay.Annotation, name, text string) {
		if marks[id] == nil {
			return n, "", ""
		}
		n = *marks[id]
		return n, author(texts.Comment(n.Comment)), texts.Words(n.Comment, n.Span)
	}
	for _, r := range a.Relations {
		from, fromAuthor, fromText := end(r.From)
		to, toAuthor, toText := end(r.To)
		err := writeRow(w, a.Thread.ID, r.From, from.Comment, fromAuthor, string(r.Kind), r.To, to.Comment,
			toAuthor, r.Score, r.By,
			texts.WhyRelation(&r, &from), fromText, toText)
		if err != nil {
			return err
		}
	}
	return nil
}
