// Package eval evaluates scorers, marks (the annotations of the whole analysis)
// and recovered replies on labelled data: it reads the rows, makes predictions
// and computes figures with confidence intervals. Predictions of two systems
// can be compared.
package eval

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"

	"github.com/gainsay/gainsay/analyze/score"
	"github.com/gainsay/gainsay/analyze/text"
)

// Row is a labelled text, one line of a data set. Only ID, Text and a label are
// needed.
type Row struct {
	ID           string `json:"id"`
	Text         string `json:"text"`
	Context      string `json:"context"`       // the text before it in the same comment
	Parent       string `json:"parent"`        // text that the comment replies to
	DirectParent string `json:"direct_parent"` // the same, where Parent is the opening post instead
	Author       string `json:"author"`
	AuthorURL    string `json:"author_url"`
	Label        string `json:"label"`
	Fine         string `json:"fine"` // label of a finer scheme
	Supported    *bool  `json:"supported"`
	Split        string `json:"split"` // train, dev or test
	Doc          string `json:"doc"`
	Comment      string `json:"comment"`
	Post         string `json:"post"`
	Thread       string `json:"thread"`
	Site         string `json:"site"`
	Topic        string `json:"topic"`
}

// ReadRow decodes a line of JSON. It fails on a row without id or label.
func ReadRow(line []byte) (Row, error) {
	var r Row
	if err := json.Unmarshal(line, &r); err != nil {
		return r, fmt.Errorf("read row: %w", err)
	}
	if r.ID == "" || r.Label == "" && r.Fine == "" && r.Supported == nil {
		return r, errors.New("read row: no id or label")
	}
	return r, nil
}

// In reports whether the row belongs to a split. Every row belongs to "all",
// and a row without split to each.
func (r Row) In(split string) bool { return split == "all" || r.Split == split || r.Split == "" }

// Value returns the label in a field ("label", "fine", "supported"), "" for
// none.
func (r Row) Value(field string) string {
	switch {
	case field == "fine":
		return r.Fine
	case field == "supported" && r.Supported != nil:
		return strconv.FormatBool(*r.Supported)
	case field == "label":
		return r.Label
	}
	return ""
}

// Group returns the document, thread or author of the row. Rows of one group
// are not independent and must be in the same fold and resample.
func (r Row) Group() string { return cmp.Or(r.Doc, r.Thread, r.Author, r.ID) }

// sameComment reports whether two rows are parts of one comment.
func (r Row) sameComment(o Row) bool {
	return r.Doc != "" && r.Doc == o.Doc && r.Comment == o.Comment && r.Post == o.Post
}

// Finder finds what models use besides a row's own words. All parts may be
// absent.
type Finder struct {
	Hits    func(*text.Doc) []score.Hit // what rules find in a text
	Encoder score.Encoder               // gives inputs their vectors
	Context score.Context               // the further vectors that inputs get
	Base    []*score.Model              // on which a head in training is stacked
	Stop    func() error                // an error ends the work; nil for none
}

// Each calls f with the scorer's input for each row. Consecutive rows of one
// comment are taken for its sentences, in order. The input is valid only during
// the call; the error of f ends the loop.
func Each(rows []Row, find Finder, f func(i int, in *score.Input) error) error {
	for first := 0; first < len(rows); {
		end := first + 1
		for end < len(rows) && rows[end].sameComment(rows[first]) {
			end++
		}
		for i := first; i < end; i++ {
			if find.Stop != nil {
				if err := find.Stop(); err != nil {
					return err
				}
			}
			in := rows[i].input(find)
			if end-first > 1 || rows[i].Context != "" {
				in.Place, in.Of = i-first, end-first
			}
			if i > first && in.Before.Doc == nil {
				in.Before = score.Whole(text.Parse(rows[i-1].Text))
			}
			if i+1 < end {
				in.After = score.Whole(text.Parse(rows[i+1].Text))
			}
			find.around(in, i > first, rows[max(0, i-1)].Text)
			if err := f(i, in); err != nil {
				return err
			}
		}
		first = end
	}
	return nil
}

// input makes the scorer's input of the row alone.
func (r Row) input(find Finder) *score.Input {
	d := text.Parse(r.Text)
	in := &score.Input{Text: score.Whole(d), Author: r.Author, AuthorURL: r.AuthorURL}
	if find.Hits != nil {
		in.Hits = find.Hits(d)
	}
	if find.Encoder != nil {
		in.Vector = find.vector(in.Text)
	}
	if r.Context != "" {
		in.Before = score.Whole(text.Parse(r.Context))
	}
	if r.Parent != "" {
		in.Parent = score.Whole(text.Parse(r.Parent))
		in.Source = in.Parent
	}
	if r.DirectParent != "" {
		in.Parent = score.Whole(text.Parse(r.DirectParent))
	}
	if find.Encoder != nil && find.Context == score.ParentContext && in.Parent.Doc != nil {
		in.ParentVector = find.vector(in.Parent)
	}
	return in
}

// vector returns the vector of a passage.
func (f Finder) vector(p score.Passage) []float32 {
	vectors := f.Encoder.Encode(score.SentenceTexts(p.Doc))
	return score.MeanVector(p.Doc.Sentences, vectors, p.Span)
}

// around sets the vectors of what is before and after an input, if its head takes
// them. before is the text of the row before it, if there is one: in.Before may be
// the whole comment up to the row.
func (f Finder) around(in *score.Input, follows bool, before string) {
	if f.Encoder == nil || f.Context != score.AroundContext {
		return
	}
	switch d := in.Before.Doc; {
	case follows:
		in.Around[0] = f.vector(score.Whole(text.Parse(before)))
	case d != nil && len(d.Sentences) > 0:
		last := d.Sentences[len(d.Sentences)-1].Span
		in.Around[0] = f.vector(score.Passage{Doc: d, Span: last})
	}
	if in.After.Doc != nil {
		in.Around[1] = f.vector(in.After)
	}
}

// Labels counts the labels that rows have in a field.
func Labels(rows []Row, field string) map[string]int {
	out := map[string]int{}
	for _, r := range rows {
		out[r.Value(field)]++
	}
	return out
}

// Preference for a declaration in MatchDeclarations: whether it names the data
// set counts most, then whether all of its classes occur, then how few classes
// it has.
const (
	rankNamed   = 400
	rankExact   = 200
	rankClasses = 100 // less the number of classes
)

// MatchDeclarations chooses the declarations to use for the rows of one file:
// for each field the best whose classes include all labels of the rows. file is
// the file's name without folder. Rows whose labels a declaration replaces go to
// that declaration alone (Source.As) or also (Source.Query).
func MatchDeclarations(declared []score.Declaration, file string, rows []Row) []score.Declaration {
	var out []score.Declaration
	for _, d := range declared {
		if d.Source(file).As != "" {
			return []score.Declaration{d}
		}
	}
	for _, field := range []string{"label", "fine", "supported"} {
		labels := Labels(rows, field)
		var best *score.Declaration
		rank := 0
		for i, d := range declared {
			covers, exactly := d.Covers(labels)
			if d.Field != field || !covers {
				continue
			}
			r := rankClasses - len(d.Classes)
			if exactly {
				r += rankExact
			}
			if d.Source(file) != (score.Source{}) {
				r += rankNamed
			}
			if r > rank {
				best, rank = &declared[i], r
			}
		}
		if best != nil {
			out = append(out, *best)
		}
	}
	for _, d := range declared {
		if d.Source(file).Query != "" {
			out = append(out, d)
		}
	}
	return out
}

// sentences cuts rows into rows of one sentence each, of one comment. Labels are
// dropped.
func sentences(rows []Row) []Row {
	var out []Row
	for _, r := range rows {
		d := text.Parse(r.Text)
		for k, s := range d.Sentences {
			out = append(out, Row{ID: fmt.Sprintf("%s/%d", r.ID, k), Text: d.Text[s.Start:s.End], Doc: r.ID})
		}
	}
	return out
}
