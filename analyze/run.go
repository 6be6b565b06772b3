package analyze

import (
	"slices"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/analyze/text"
)

// Driver holds the stages of an analysis. Recover and Argue are functions so
// that the driver depends on none of its stages. Several goroutines may use a
// driver at once.
type Driver struct {
	Taggers []*Tagger // in the order of Order
	// Recover sets parents that the source does not give.
	Recover func(t *gainsay.Thread, docs []*text.Doc)
	// Argue finds relations and assertions.
	Argue   func(p *Pass, annotations []gainsay.Annotation) Argument
	Version gainsay.Version // copied into each analysis
	// Thresholds leave out marks before the argument stage. Taggers still see
	// them: a mark that rests on one that is left out keeps its score.
	Thresholds gainsay.Thresholds
	// Tagged is called with numbers of comments on which the taggers have run, from
	// the goroutine of Run; it may be nil.
	Tagged func(n int)
}

// Argument is the result of the argument stage.
type Argument struct {
	Assertions []gainsay.Assertion
	Relations  []gainsay.Relation
}

// Run analyses a thread. It leaves the thread unchanged: the analysis holds a
// copy with quotations, languages and recovered parents filled in. The import
// report is copied and completed. seen may be nil.
//
// If a stage fails, Run discards as little as it can and adds the failure to
// the report's problems: a tagger that fails loses the comment's annotations
// (see Comment.Failed), a Prepare that fails those of its tagger, Recover the
// recovered parents, Argue the argument, and Around.Late the annotations of the
// comments that are left.
func (dr *Driver) Run(t *gainsay.Thread, report gainsay.Report, seen Seen) *gainsay.Analysis {
	return dr.RunIn(t, report, Around{Seen: seen})
}

// RunIn is Run with all that surrounds the thread.
func (dr *Driver) RunIn(t *gainsay.Thread, report gainsay.Report, around Around) *gainsay.Analysis {
	p := newPass(t, around)
	p.taggers = dr.Taggers
	defer p.release() // the result refers to no Doc
	p.announce()
	dr.recoverParents(p, t)
	p.Parents = parents(p.Thread)
	dr.tag(p)
	if around.Inspect != nil {
		around.Inspect(p)
	}
	if p.abandoned > 0 {
		p.problem("time limit reached: %d of %d comments of thread %s were not analysed", p.abandoned, len(p.Docs), t.ID)
	}
	annotations := p.collect(dr.Thresholds)
	arg := dr.argue(p, annotations)
	v := dr.Version
	v.Thresholds = dr.Thresholds.String()
	return &gainsay.Analysis{
		Version: v, Thread: p.Thread, Annotations: annotations,
		Assertions: OrEmpty(arg.Assertions), Relations: OrEmpty(arg.Relations), Report: p.complete(report),
	}
}

// recoverParents runs Recover. If that fails half-way, it resets the parents.
func (dr *Driver) recoverParents(p *Pass, t *gainsay.Thread) {
	err := guard(func() error { dr.Recover(p.Thread, p.Docs); return nil })
	if err == nil {
		return
	}
	p.problem("parents of thread %s could not be recovered: %v", t.ID, err)
	for i, c := range t.Comments {
		cp := p.Thread.Comments[i]
		cp.Parent, cp.ParentBy, cp.ParentScore = c.Parent, c.ParentBy, c.ParentScore
	}
}

func (dr *Driver) argue(p *Pass, annotations []gainsay.Annotation) (arg Argument) {
	if err := guard(func() error { arg = dr.Argue(p, annotations); return nil }); err != nil {
		p.problem("relations between claims of thread %s could not be found: %v", p.Thread.ID, err)
		return Argument{}
	}
	return arg
}

// OrEmpty returns s, or an empty slice for nil: lists of an analysis are never
// null in JSON.
func OrEmpty[T any](s []T) []T {
	if s == nil {
		return []T{}
	}
	return s
}

func (p *Pass) complete(r gainsay.Report) gainsay.Report {
	r.Kept, r.InferredParents, r.Failed = len(p.Thread.Comments), 0, 0
	for _, c := range p.Thread.Comments {
		if c.ParentBy.Inferred() {
			r.InferredParents++
		}
		if c.Failed != "" {
			r.Failed++
		}
	}
	r.Problems = OrEmpty(append(slices.Clip(r.Problems), p.problems...))
	return r
}
