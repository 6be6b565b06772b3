package evaluate

import (
	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/analyze/eval"
	"github.com/gainsay/gainsay/analyze/reply"
	"github.com/gainsay/gainsay/analyze/text"
)

// ParseAll parses the texts of the comments of a thread.
func ParseAll(t *gainsay.Thread) []*text.Doc {
	docs := make([]*text.Doc, len(t.Comments))
	for i, c := range t.Comments {
		docs[i] = text.Parse(c.Text)
	}
	return docs
}

// Labelled makes a row into a thread for training.
func Labelled(row eval.ReplyRow) (reply.Labelled, error) {
	t, err := row.WithoutParents()
	if err != nil {
		return reply.Labelled{}, err
	}
	l := reply.Labelled{Thread: t, Docs: ParseAll(t)}
	at := map[string]int{}
	for i := range row.Comments {
		c := &row.Comments[i]
		p, known := at[c.ParentID()]
		if !known {
			p = -1
		}
		at[c.ID] = i
		l.Parent = append(l.Parent, p)
		recoverable := t.Comments[i].ParentBy == gainsay.ByNothing && (known || c.Parent == nil)
		l.Use = append(l.Use, c.Labelled() && recoverable)
	}
	return l, nil
}
