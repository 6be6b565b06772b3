package web

import (
	"cmp"
	"slices"

	"github.com/gainsay/gainsay"
)

// segment is a run of a comment's text under the same marks. The segments of
// a text, joined, are the text.
type segment struct {
	Text  string
	Marks []*mark // outermost first; none for plain text
	Class string  // of the mark that colours it
	First string  // id to jump to, where a mark begins
}

// segments cuts text at every end of a mark, so that marks may overlap and
// nest while the page stays a plain run of elements.
func segments(text string, marks []*mark) []segment {
	cuts := []int{0, len(text)}
	for _, m := range marks {
		cuts = append(cuts, m.Start, m.End)
	}
	slices.Sort(cuts)
	cuts = slices.Compact(cuts)
	var out []segment
	for k := 0; k+1 < len(cuts); k++ {
		span := gainsay.Span{Start: cuts[k], End: cuts[k+1]}
		s := segment{Text: span.In(text)}
		for _, m := range marks {
			if m.Contains(span) {
				s.Marks = append(s.Marks, m)
			}
		}
		if len(s.Marks) > 0 {
			top := slices.MinFunc(s.Marks, func(a, b *mark) int {
				return cmp.Or(cmp.Compare(a.rank(), b.rank()), cmp.Compare(a.Len(), b.Len()))
			})
			s.Class = top.Class
			s.First = top.ID
		}
		out = append(out, s)
	}
	return out
}
