// Package eval measures scorers and marks against labelled rows: it reads the
// rows, turns them into what a scorer sees, and computes figures with their
// intervals. Predictions can be written, compared and measured again.
package eval

import (
	"cmp"
	"encoding/json"
	"fmt"
	"strconv"

	"github.com/gainsay/gainsay/analyze/score"
	"github.com/gainsay/gainsay/analyze/text"
)

// Row is a labelled text. Only ID, Text and a label are needed.
type Row struct {
	ID           string `json:"id"`
	Text         string `json:"text"`
	Context      string `json:"context"`       // what stands before it in the same comment
	Parent       string `json:"parent"`        // text of what the comment answers
	DirectParent string `json:"direct_parent"` // where parent is the text the whole discussion answers
	Author       string `json:"author"`
	AuthorURL    string `json:"author_url"`
	Label        string `json:"label"`
	Fine         string `json:"fine"`
	Supported    *bool  `json:"supported"`
	Split        string `json:"split"`
	Doc          string `json:"doc"`
	Comment      string `json:"comment"`
	Post         string `json:"post"`
	Thread       string `json:"thread"`
	Site         string `json:"site"`
	Topic        string `json:"topic"`
}

// ReadRow reads a line. A row without text or id is an error.
func ReadRow(line []byte) (Row, error) {
	var r Row
	if err := json.Unmarshal(line, &r); err != nil {
		return r, fmt.Errorf("read row: %w", err)
	}
	if r.ID == "" || r.Label == "" && r.Fine == "" && r.Supported == nil {
		return r, fmt.Errorf("read row: no id or label")
	}
	return r, nil
}

// In reports whether the row belongs to a split; "all" takes every row, and a
// row that names no split belongs to each.
func (r Row) In(split string) bool { return split == "all" || r.Split == split || r.Split == "" }

// Value is the label that the row has in a field; "" where it has none.
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

// Group names what rows have in common that must not be parted between
// training and measuring: the document, thread or author.
func (r Row) Group() string { return cmp.Or(r.Doc, r.Thread, r.Author, r.ID) }

// sameComment reports whether two rows are parts of one comment.
func (r Row) sameComment(o Row) bool {
	return r.Doc != "" && r.Doc == o.Doc && r.Comment == o.Comment && r.Post == o.Post
}

// Finder finds what rules see in a text.
type Finder func(*text.Doc) []score.Hit

// Each calls f with what a scorer sees of each row. Rows in a row of one
// comment are its sentences in order. The input is good only during the call.
func Each(rows []Row, find Finder, f func(i int, in *score.Input) error) error {
	for first := 0; first < len(rows); {
		end := first + 1
		for end < len(rows) && rows[end].sameComment(rows[first]) {
			end++
		}
		for i := first; i < end; i++ {
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
			if err := f(i, in); err != nil {
				return err
			}
		}
		first = end
	}
	return nil
}

func (r Row) input(find Finder) *score.Input {
	d := text.Parse(r.Text)
	in := &score.Input{Text: score.Whole(d), Author: r.Author, AuthorURL: r.AuthorURL}
	if find != nil {
		in.Hits = find(d)
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
	return in
}

// Labels counts the labels that rows have in a field.
func Labels(rows []Row, field string) map[string]int {
	out := map[string]int{}
	for _, r := range rows {
		out[r.Value(field)]++
	}
	return out
}

// Fitting chooses the declarations whose labels the rows of one file bear:
// for each field those that know just these labels, and where there is none
// the one with the fewest classes that knows them all. file is the name
// without its folder: a data set that a declaration names goes to it.
func Fitting(declared []score.Declaration, file string, rows []Row) []score.Declaration {
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
			r := 100 - len(d.Classes)
			if exactly {
				r += 200
			}
			if d.Source(file) != (score.Source{}) {
				r += 400
			}
			if r > rank {
				best, rank = &declared[i], r
			}
		}
		if best != nil {
			out = append(out, *best)
		}
	}
	return out
}
