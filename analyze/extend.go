package analyze

import (
	"reflect"
	"slices"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/analyze/text"
)

// State is what Extend keeps of a thread, so that the same thread with further
// comments at its end is analysed faster. It must not be used by several
// goroutines at once.
type State struct {
	driver *Driver
	thread *gainsay.Thread // before the analysis
	pass   *Pass
	quotes [][]gainsay.Span       // by comment: those given to the parser
	marks  [][]gainsay.Annotation // by comment, as its taggers reported them
	reads  []uint64               // by comment: what Tagger.Depends returned, joined
	asked  []bool                 // by comment: a tagger asked Seen
}

// Extend is Run for a thread that may be that of an earlier call, with further
// comments at its end: then the texts and marks that they do not change are taken
// from the State of that call. The analysis is the same as that of Run. old may be
// nil; it must not be used again. The State is nil where a stage failed.
func (dr *Driver) Extend(old *State, t *gainsay.Thread, report gainsay.Report, seen Seen) (*gainsay.Analysis, *State) {
	if old == nil || old.driver != dr || !continues(old.thread, t) {
		old = &State{thread: &gainsay.Thread{}}
	}
	n := len(t.Comments)
	s := &State{driver: dr, thread: t, quotes: make([][]gainsay.Span, n), marks: make([][]gainsay.Annotation, n),
		reads: make([]uint64, n), asked: make([]bool, n)}
	p := s.newPass(old, t)
	p.taggers = dr.Taggers
	p.Seen = seen
	p.announce()
	dr.recoverParents(p, t)
	p.Parents = parents(p.Thread)
	if seen != nil {
		p.Seen = asking{seen, func() { s.asked[p.at] = true }}
	}
	s.tag(old, dr)
	annotations := p.collect(dr.Thresholds)
	arg := dr.argue(p, annotations)
	v := dr.Version
	v.Thresholds = dr.Thresholds.String()
	a := &gainsay.Analysis{
		Version: v, Thread: p.Thread, Annotations: annotations,
		Assertions: OrEmpty(arg.Assertions), Relations: OrEmpty(arg.Relations), Report: p.complete(report),
	}
	if len(p.problems) > 0 {
		return a, nil
	}
	return a, s
}

// continues reports whether a thread is another with further comments at its end.
func continues(old, t *gainsay.Thread) bool {
	head, oldHead := *t, *old
	head.Comments, oldHead.Comments = nil, nil
	if !reflect.DeepEqual(head, oldHead) || len(old.Comments) > len(t.Comments) {
		return false
	}
	for i, c := range old.Comments {
		if c != t.Comments[i] && !reflect.DeepEqual(c, t.Comments[i]) {
			return false
		}
	}
	return true
}

// newPass is the function newPass with the texts of the old State where they are
// read as before.
func (s *State) newPass(old *State, t *gainsay.Thread) *Pass {
	var p *Pass
	if old.pass == nil {
		p = emptyPass(t, new(text.Parser))
		p.Article, p.Title = p.parseAbove("article", t.Article), p.parseAbove("title", t.Title)
	} else {
		p = emptyPass(t, old.pass.parser)
		p.Article, p.Title, p.single = old.pass.Article, old.pass.Title, true
		copy(p.sigs, old.pass.sigs)
		copy(p.signed, old.pass.signed)
	}
	s.pass = p
	earlier := newRepeats(p.Thread)
	for _, i := range written(p.Thread) {
		s.read(old, i, earlier)
	}
	return p
}

// read parses comment i, or takes its text from the old State.
func (s *State) read(old *State, i int, earlier *repeats) {
	c := s.pass.Thread.Comments[i]
	if known := i < len(old.quotes); !live(c) && known {
		s.pass.Docs[i], c.Failed = old.pass.Docs[i], ""
		return
	} else if !live(c) {
		s.pass.read(i, nil)
		return
	}
	s.quotes[i] = s.pass.quotesOf(i, earlier)
	if i < len(old.quotes) && slices.Equal(s.quotes[i], old.quotes[i]) {
		was := old.pass.Thread.Comments[i]
		s.pass.Docs[i], c.Quotes, c.Language, c.Failed = old.pass.Docs[i], was.Quotes, was.Language, ""
		return
	}
	s.pass.parseComment(i, s.quotes[i])
}

// asking reports when Near is called.
type asking struct {
	Seen
	asked func()
}

func (a asking) Near(thread string, sig text.Signature) []string {
	a.asked()
	return a.Seen.Near(thread, sig)
}

// tag runs the taggers on the comments that changed or that depend on one that
// did, and takes the marks of the others from the old State.
func (s *State) tag(old *State, dr *Driver) {
	p := s.pass
	all := p.prepare(dr.Taggers)
	touched := make([]bool, len(p.Docs)) // what other comments read of it is new
	for i := range p.Docs {
		p.at = i
		above := p.Parents[i] >= 0 && touched[p.Parents[i]]
		touched[i] = above || !s.sameText(old, i)
		ready := p.taggersFor(i, all)
		if len(ready) == 0 {
			continue
		}
		s.reads[i] = p.depends(ready, i)
		if !touched[i] && s.reads[i] == old.reads[i] && !old.asked[i] {
			s.reuse(old, i, ready)
			continue
		}
		p.tagAll(i, ready)
		s.marks[i] = slices.Clone(p.byComment[i])
		touched[i] = touched[i] || !reflect.DeepEqual(s.marks[i], old.marks[i])
	}
}

// sameText reports whether comment i and its place in the thread are as before.
func (s *State) sameText(old *State, i int) bool {
	if i >= len(old.marks) || s.pass.Docs[i] != old.pass.Docs[i] || s.pass.Parents[i] != old.pass.Parents[i] {
		return false
	}
	c, was := s.pass.Thread.Comments[i], old.pass.Thread.Comments[i]
	return c.ParentBy == was.ParentBy && c.ParentScore == was.ParentScore
}

// reuse takes the marks of comment i from the old State.
func (s *State) reuse(old *State, i int, taggers []*Tagger) {
	p := s.pass
	s.marks[i], p.spans[i] = old.marks[i], old.pass.spans[i]
	p.byComment[i] = append(p.byComment[i], s.marks[i]...)
	for k := range s.marks[i] {
		p.tags[i] |= bitOf(s.marks[i][k].Tag)
	}
	for _, tg := range taggers {
		if tg.Resume != nil {
			p.current = tg
			tg.Resume(p, i)
		}
	}
}

// depends joins what the taggers read of the thread for comment i.
func (p *Pass) depends(taggers []*Tagger, i int) (sum uint64) {
	const prime = 1099511628211 // of FNV-1a
	for _, tg := range taggers {
		if tg.Depends != nil {
			p.current = tg
			sum = sum*prime + tg.Depends(p, i)
		}
	}
	return sum
}
