package web

import (
	"context"
	"errors"

	"github.com/gainsay/gainsay"
)

// errOutdated says that a thread is no longer what its outline says.
var errOutdated = errors.New("the outline is outdated")

// whole is what was read of an outlined thread for one page.
type whole struct {
	annotations map[string]*gainsay.Annotation
	assertions  map[string]*gainsay.Assertion
}

// readWhole reads what the page shows of a thread of which there is an outline:
// comments, those of the marks in the list, and those that the card of the
// current mark speaks of. It returns errOutdated if the thread was changed.
func (s *Server) readWhole(ctx context.Context, v *threadView, shown []*gainsay.Comment, list []place) error {
	if v.outline == nil {
		return nil
	}
	wanted := map[string]bool{}
	for _, c := range shown {
		wanted[c.ID] = true
	}
	for _, m := range list {
		wanted[m.Comment] = true
	}
	if v.now != nil {
		wanted[v.now.Comment] = true
		for _, r := range v.relations[v.now.ID] {
			wanted[v.annotations[r.To].Comment] = true
		}
	}
	if err := s.readComments(ctx, v, wanted); err != nil || v.now == nil {
		return err
	}
	v.now = v.whole(v.now)
	steps := map[string]bool{}
	if a := v.assertion(v.now.ID); a != nil {
		for _, step := range a.Chain {
			if id := step.Comment; v.comments[id] != nil && !wanted[id] {
				steps[id] = true
			}
		}
	}
	if len(steps) == 0 {
		return nil
	}
	return s.readComments(ctx, v, steps)
}

// readComments reads comments of an outlined thread.
func (s *Server) readComments(ctx context.Context, v *threadView, ids map[string]bool) error {
	p, ok, err := s.part(ctx, v.index, ids)
	if err != nil {
		return err
	}
	if !ok {
		return errOutdated
	}
	if v.read == nil {
		v.read = &whole{map[string]*gainsay.Annotation{}, map[string]*gainsay.Assertion{}}
	}
	for i := range p.Annotations {
		v.read.annotations[p.Annotations[i].ID] = &p.Annotations[i]
	}
	for i := range p.Assertions {
		v.read.assertions[p.Assertions[i].ID] = &p.Assertions[i]
	}
	v.texts = v.texts.With(p.Comments)
	return nil
}

// whole is a mark with its reasons, where it was read.
func (v *threadView) whole(a *gainsay.Annotation) *gainsay.Annotation {
	if v.read != nil && v.read.annotations[a.ID] != nil {
		return v.read.annotations[a.ID]
	}
	return a
}

// assertion is that of a mark, nil for none; with its chain, where it was read.
func (v *threadView) assertion(id string) *gainsay.Assertion {
	if v.read != nil && v.read.assertions[id] != nil {
		return v.read.assertions[id]
	}
	return v.assertions[id]
}
