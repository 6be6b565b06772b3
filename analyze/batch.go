package analyze

import (
	"cmp"
	"fmt"
	"iter"
	"slices"
)

// tag prepares the taggers and runs them on one batch after the other.
func (dr *Driver) tag(p *Pass) {
	var ready []*Tagger
	for _, tg := range dr.Taggers {
		p.current = tg
		if tg.Prepare != nil {
			if err := guard(func() error { return tg.Prepare(p) }); err != nil {
				p.problem("tagger %s failed on thread %s: %v", tg.Name, p.Thread.ID, err)
				continue
			}
		}
		ready = append(ready, tg)
	}
	for batch := range p.batches() {
		p.tagBatch(batch, ready)
	}
}

// batchSize is how many comments a tagger processes in a row: enough for what the
// tagger looks up to stay in the processor's caches, few enough for what taggers
// share about the comments to stay there too.
const batchSize = 64

// batches divides the comments that are to be tagged into batches of one depth
// each, so that a comment comes after those it answers.
func (p *Pass) batches() iter.Seq[[]int] {
	depth := make([]int, len(p.Docs))
	var rest []int
	for i, up := range p.Parents {
		if up >= 0 {
			depth[i] = depth[up] + 1
		}
		if p.Judged(i) {
			rest = append(rest, i)
		}
	}
	slices.SortStableFunc(rest, func(i, j int) int { return cmp.Compare(depth[i], depth[j]) })
	return func(yield func([]int) bool) {
		for len(rest) > 0 {
			n := 1
			for n < min(len(rest), batchSize) && depth[rest[n]] == depth[rest[0]] {
				n++
			}
			if !yield(rest[:n]) {
				return
			}
			rest = rest[n:]
		}
	}
}

func (p *Pass) tagBatch(batch []int, taggers []*Tagger) {
	for _, tg := range taggers {
		p.current = tg
		for rest := batch; len(rest) > 0; {
			rest = p.tagUntilFailure(rest, tg)
		}
	}
	for _, i := range batch {
		p.shared[i] = shared{}
	}
}

// tagUntilFailure runs a tagger on comments up to the first on which it fails.
// It discards the annotations of that one and returns the comments after it.
func (p *Pass) tagUntilFailure(batch []int, tg *Tagger) (rest []int) {
	k := 0
	err := guard(func() error {
		for ; k < len(batch); k++ {
			if err := p.tagComment(batch[k], tg); err != nil {
				return err
			}
		}
		return nil
	})
	if err == nil {
		return nil
	}
	p.fail(batch[k], fmt.Errorf("tagger %s: %w", tg.Name, err))
	return batch[k+1:]
}

func (p *Pass) tagComment(i int, tg *Tagger) error {
	if p.Thread.Comments[i].Failed != "" {
		return nil
	}
	from := len(p.byComment[i])
	if err := tg.Run(p, i); err != nil {
		return err
	}
	return p.check(i, from)
}

// check returns an error if a tagger has reported an unknown tag or a span that
// is empty, outside the text or within a character. from is the index of the
// first of its annotations.
func (p *Pass) check(i, from int) error {
	s := p.Thread.Comments[i].Text
	added := p.byComment[i][from:]
	for k := range added {
		a := &added[k]
		if !a.Span.Valid(len(s)) || a.Span.Len() == 0 || !onRunes(s, a.Span) || !a.Tag.Valid() {
			return fmt.Errorf("%s: bad span %d-%d or tag %q", a.By, a.Start, a.End, a.Tag)
		}
	}
	return nil
}
