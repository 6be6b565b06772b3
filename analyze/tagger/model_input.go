package tagger

import (
	"cmp"
	"slices"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/analyze"
	"github.com/gainsay/gainsay/analyze/score"
	"github.com/gainsay/gainsay/analyze/text"
)

// inputs makes the models' inputs for parts of one comment. All share one
// score.Input.
type inputs struct {
	doc     *text.Doc
	hits    []score.Hit // sorted by span
	vectors [][]float32 // of the sentences; nil without an encoder
	in      score.Input
}

// inputs returns the inputs of comment i, which are made once.
func (s *scorers) inputs(p *analyze.Pass, i int) *inputs {
	found := s.book.scan(p, i)
	if found.inputs == nil {
		found.inputs = s.inputsOf(p, i, found)
	}
	return found.inputs
}

// inputsOf makes the inputs of comment i; found is what the rules found in it.
func (s *scorers) inputsOf(p *analyze.Pass, i int, found *scanned) *inputs {
	d, comment := p.Docs[i], p.Thread.Comments[i]
	c := &inputs{doc: d, hits: featuresOf(d, found.All())}
	if s.encoder != nil {
		c.vectors = s.vectors(p, i)
	}
	c.in = score.Input{
		Text:   score.Passage{Doc: d, Words: score.Read(d)},
		Author: comment.Author, AuthorURL: comment.AuthorURL,
	}
	if j := p.Parents[i]; j >= 0 {
		c.in.Parent = score.Whole(p.Docs[j])
		c.in.Source = c.in.Parent
		if up := p.Parents[j]; up >= 0 {
			c.in.Source = score.Whole(p.Docs[up])
		}
	}
	return c
}

// encodedAhead is of how many comments the sentences are encoded together: the
// encoder reads its weights once for all.
const encodedAhead = 32

// vectors returns the vectors of the sentences of comment i.
func (s *scorers) vectors(p *analyze.Pass, i int) [][]float32 {
	all, from := p.Ahead(i, encodedAhead, s, func(from, to int) any {
		var texts []string
		ends := make([]int, 0, to-from)
		for k := from; k < to; k++ {
			if p.Judged(k) {
				texts = append(texts, score.SentenceTexts(p.Docs[k])...)
			}
			ends = append(ends, len(texts))
		}
		return cut(s.encoder.Encode(texts), ends)
	})
	return all.([][][]float32)[i-from]
}

// commentVector returns the vector of a whole comment, nil without an encoder.
func (s *scorers) commentVector(d *text.Doc) []float32 {
	if s.encoder == nil {
		return nil
	}
	return score.MeanVector(d.Sentences, s.encoder.Encode(score.SentenceTexts(d)), score.Whole(d).Span)
}

// cut cuts a list at the given ends.
func cut(vectors [][]float32, ends []int) [][][]float32 {
	out := make([][][]float32, len(ends))
	start := 0
	for k, end := range ends {
		out[k] = vectors[start:end]
		start = end
	}
	return out
}

// of returns the input for a span of the comment, with the hits of rules in it and
// the comment it answers. It is valid until the next call of a method of c.
func (c *inputs) of(span gainsay.Span) *score.Input {
	in := &c.in
	in.Text.Span, in.Hits, in.Place, in.Of = span, c.within(span), 0, 0
	in.Before, in.After = score.Passage{}, score.Passage{}
	in.Around = [2][]float32{}
	in.Vector = score.MeanVector(c.doc.Sentences, c.vectors, span)
	return in
}

// within returns the hits inside a span.
func (c *inputs) within(span gainsay.Span) []score.Hit {
	at := func(h score.Hit, at int) int { return cmp.Compare(h.Span.Start, at) }
	from, _ := slices.BinarySearchFunc(c.hits, span.Start, at)
	n, _ := slices.BinarySearchFunc(c.hits[from:], span.End, at)
	hits := c.hits[from : from+n]
	astride := func(h score.Hit) bool { return !span.Contains(h.Span) }
	if slices.ContainsFunc(hits, astride) {
		return slices.DeleteFunc(slices.Clone(hits), astride)
	}
	return hits
}

// inSentence returns the input for a part of the k-th sentence, with its position
// and the sentences around it. It is valid until the next call of a method of c.
func (c *inputs) inSentence(k int, span gainsay.Span) *score.Input {
	s := c.doc.Sentences
	in := c.of(span)
	in.Place, in.Of = k, len(s)
	in.Before, in.After = in.Text, in.Text
	in.Before.Span = gainsay.Span{Start: s[max(0, k-near)].Start, End: span.Start}
	in.After.Span = gainsay.Span{Start: span.End, End: s[min(len(s)-1, k+near)].End}
	if k > 0 && k <= len(c.vectors) {
		in.Around[0] = c.vectors[k-1]
	}
	if k+1 < len(c.vectors) {
		in.Around[1] = c.vectors[k+1]
	}
	return in
}

// near is how many sentences on each side count as context.
const near = 2

// ownSpans returns the longest runs of the author's own sentences.
func ownSpans(d *text.Doc) []gainsay.Span {
	var out []gainsay.Span
	for k, s := range d.Sentences {
		switch {
		case !s.Own():
		case k > 0 && d.Sentences[k-1].Own() && len(out) > 0:
			out[len(out)-1].End = s.End
		default:
			out = append(out, s.Span)
		}
	}
	return out
}
