package analyze

import (
	"fmt"
	"slices"
)

// tag prepares the taggers and runs them on one comment after the other.
func (dr *Driver) tag(p *Pass) {
	ready := p.prepare(dr.Taggers)
	for i := range p.Docs { // a comment comes after those it answers
		if p.isLate() {
			p.abandon(p.from(i))
			break
		}
		p.tagAll(i, p.taggersFor(i, ready))
		if n := i % tellEvery; dr.Tagged != nil && (n == tellEvery-1 || i == len(p.Docs)-1) {
			dr.Tagged(n + 1)
		}
	}
}

// from lists the positions of the comments from i on.
func (p *Pass) from(i int) []int {
	out := make([]int, 0, len(p.Docs)-i)
	for ; i < len(p.Docs); i++ {
		out = append(out, i)
	}
	return out
}

// prepare returns the taggers that are ready to run.
func (p *Pass) prepare(taggers []*Tagger) (ready []*Tagger) {
	for _, tg := range taggers {
		p.current = tg
		if tg.Prepare != nil {
			if err := guard(func() error { return tg.Prepare(p) }); err != nil {
				p.problem("tagger %s failed on thread %s: %v", tg.Name, p.Thread.ID, err)
				continue
			}
		}
		ready = append(ready, tg)
	}
	return ready
}

// taggersFor returns those of the taggers that run on comment i.
func (p *Pass) taggersFor(i int, ready []*Tagger) []*Tagger {
	switch {
	case p.Judged(i):
		return ready
	case p.Foreign(i) && p.Thread.Comments[i].Failed == "":
		return slices.DeleteFunc(slices.Clone(ready), func(tg *Tagger) bool { return !tg.AnyLanguage })
	}
	return nil
}

// tellEvery is how many comments a call of Driver.Tagged is about, but for the last.
const tellEvery = 64

// tagAll runs the taggers on comment i. If one fails, the comment loses its
// annotations.
func (p *Pass) tagAll(i int, taggers []*Tagger) {
	for _, tg := range taggers {
		p.current = tg
		if err := guard(func() error { return p.tagComment(i, tg) }); err != nil {
			p.fail(i, fmt.Errorf("tagger %s: %w", tg.Name, err))
		}
	}
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
