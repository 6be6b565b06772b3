package analyze

import (
	"math"
	"slices"
	"strconv"

	"github.com/gainsay/gainsay"
)

// collect sorts the annotations that thresholds keep, and sets their ids.
func (p *Pass) collect(least gainsay.Thresholds) []gainsay.Annotation {
	n := 0
	for _, as := range p.byComment {
		n += len(as)
	}
	out := make([]gainsay.Annotation, 0, n)
	ids := newIDs(n)
	collected := make([][]gainsay.Annotation, len(p.byComment))
	var order []*gainsay.Annotation
	var buf []byte
	for i, as := range p.byComment {
		from := len(out)
		order = inOrder(order[:0], as)
		for _, a := range order {
			a.Score = Round(a.Score)
			if !least.Keeps(a) {
				continue
			}
			buf = p.identity(buf[:0], i, a)
			ids.add(buf)
			out = append(out, *a)
		}
		collected[i] = out[from:len(out):len(out)] // the same memory
	}
	p.byComment.release()
	p.byComment = collected
	for k := range out {
		out[k].ID = ids.at(k)
	}
	return out
}

// inOrder appends the annotations of a comment to order, sorted; equal ones keep
// the order of the reports.
func inOrder(order []*gainsay.Annotation, as []gainsay.Annotation) []*gainsay.Annotation {
	for k := range as {
		order = append(order, &as[k])
	}
	slices.SortStableFunc(order, func(a, b *gainsay.Annotation) int {
		if c := gainsay.CompareSpans(a.Span, b.Span); c != 0 {
			return c
		}
		return gainsay.CompareAnnotations(*a, *b)
	})
	return order
}

// identity appends what an annotation's id is derived from. The id stays the
// same as long as the comment, the words and the rule do, however the rest of
// the thread grows.
func (p *Pass) identity(buf []byte, i int, a *gainsay.Annotation) []byte {
	words := a.Span.In(p.Thread.Comments[i].Text)
	for _, s := range [...]string{a.Comment, string(a.Tag), a.By, a.Target, words} {
		buf = append(append(buf, s...), 0)
	}
	return strconv.AppendInt(buf, int64(a.Start), 10)
}

// Round keeps three decimals, as scores and weights have them in an analysis.
func Round(f float64) float64 { return math.Round(f*1000) / 1000 }
