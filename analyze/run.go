package analyze

import (
	"cmp"
	"fmt"
	"iter"
	"math"
	"slices"
	"strconv"
	"sync"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/analyze/text"
)

// Driver holds the stages that Run goes through. Recover and Argue are
// functions so that the driver depends on none of its stages. A driver may be
// used by several goroutines at once.
type Driver struct {
	Taggers []*Tagger                                                // in the order of Order
	Recover func(t *gainsay.Thread, docs []*text.Doc)                // sets parents that the source lost
	Argue   func(p *Pass, annotations []gainsay.Annotation) Argument // relations and assertions
	Version gainsay.Version
}

// Argument is what the argument stage finds.
type Argument struct {
	Assertions []gainsay.Assertion
	Relations  []gainsay.Relation
}

// Run analyses a thread. The thread itself is left as it is: the analysis
// holds a copy with quotations, languages and recovered parents filled in.
// report is carried over and completed.
//
// A fault of a stage costs as little as it can and is named in the report's
// problems: that of a tagger costs the comment at hand (see Comment.Failed),
// that of its Prepare the tagger's marks, that of Recover the recovered
// parents, that of Argue the argument.
func (dr *Driver) Run(t *gainsay.Thread, report gainsay.Report, seen Seen) *gainsay.Analysis {
	p := newPass(t, seen)
	defer p.release() // what is returned holds no Doc
	p.announce()
	dr.recoverParents(p, t)
	p.Parents = parents(p.Thread)
	dr.tag(p)
	annotations := p.collect()
	arg := dr.argue(p, annotations)
	return &gainsay.Analysis{
		Version: dr.Version, Thread: p.Thread, Annotations: annotations,
		Assertions: OrEmpty(arg.Assertions), Relations: OrEmpty(arg.Relations), Report: p.complete(report),
	}
}

// recoverParents takes back what a Recover that stopped half-way has set.
func (dr *Driver) recoverParents(p *Pass, t *gainsay.Thread) {
	err := guard(func() error { dr.Recover(p.Thread, p.Docs); return nil })
	if err == nil {
		return
	}
	p.problem("lost parents of thread %s could not be recovered: %v", t.ID, err)
	for i, c := range t.Comments {
		cp := p.Thread.Comments[i]
		cp.Parent, cp.ParentBy, cp.ParentScore = c.Parent, c.ParentBy, c.ParentScore
	}
}

// tag prepares the taggers and lets them look at one crowd after the other.
func (dr *Driver) tag(p *Pass) {
	var ready []*Tagger
	for _, tg := range dr.Taggers {
		p.current = tg
		if tg.Prepare != nil {
			if err := guard(func() error { return tg.Prepare(p) }); err != nil {
				p.problem("thread %s is without the marks of tagger %s: %v", p.Thread.ID, tg.Name, err)
				continue
			}
		}
		ready = append(ready, tg)
	}
	for crowd := range p.crowds() {
		p.tagCrowd(crowd, ready)
	}
}

// crowdSize is how many comments a tagger looks at in a row: enough that what
// it looks up stays in the processor's caches, few enough that what taggers
// share of them does too.
const crowdSize = 64

// crowds parts the comments that are to be judged into crowds of one depth
// each, so that a comment comes after those it answers.
func (p *Pass) crowds() iter.Seq[[]int] {
	depth := make([]int, len(p.Docs))
	var judged []int
	for i, up := range p.Parents {
		if up >= 0 {
			depth[i] = depth[up] + 1
		}
		if p.Judged(i) {
			judged = append(judged, i)
		}
	}
	slices.SortStableFunc(judged, func(i, j int) int { return cmp.Compare(depth[i], depth[j]) })
	return func(yield func([]int) bool) {
		for len(judged) > 0 {
			n := 1
			for n < min(len(judged), crowdSize) && depth[judged[n]] == depth[judged[0]] {
				n++
			}
			if !yield(judged[:n]) {
				return
			}
			judged = judged[n:]
		}
	}
}

func (p *Pass) tagCrowd(crowd []int, taggers []*Tagger) {
	for _, tg := range taggers {
		p.current = tg
		for rest := crowd; len(rest) > 0; {
			rest = p.tagUntilFault(rest, tg)
		}
	}
	for _, i := range crowd {
		p.shared[i] = shared{}
	}
}

// tagUntilFault lets a tagger look at comments up to the first that it cannot
// judge, which it withdraws, and returns those after it.
func (p *Pass) tagUntilFault(crowd []int, tg *Tagger) (rest []int) {
	k := 0
	err := guard(func() error {
		for ; k < len(crowd); k++ {
			if err := p.tagComment(crowd[k], tg); err != nil {
				return err
			}
		}
		return nil
	})
	if err == nil {
		return nil
	}
	p.fail(crowd[k], fmt.Errorf("tagger %s: %w", tg.Name, err))
	return crowd[k+1:]
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

// check refuses what a tagger must not report: a span that is empty, outside
// the text or cuts a character, or an unknown tag.
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

func (dr *Driver) argue(p *Pass, annotations []gainsay.Annotation) (arg Argument) {
	if err := guard(func() error { arg = dr.Argue(p, annotations); return nil }); err != nil {
		p.problem("the argument of thread %s could not be worked out: %v", p.Thread.ID, err)
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

// parsers keep the memory of their Docs from thread to thread.
var parsers = sync.Pool{New: func() any { return new(text.Parser) }}

// release gives back what the Docs lie in.
func (p *Pass) release() {
	p.parser.Reuse()
	parsers.Put(p.parser)
}

// newPass copies the thread and parses its texts. Comments that are not live
// get an empty doc: what a moderator removed is kept but not judged.
func newPass(t *gainsay.Thread, seen Seen) *Pass {
	cp := *t
	cp.Comments = make([]*gainsay.Comment, len(t.Comments))
	p := &Pass{
		Thread: &cp, Seen: seen, parser: parsers.Get().(*text.Parser), Docs: make([]*text.Doc, len(t.Comments)), byComment: borrowRooms(len(t.Comments)),
		tags: make([]tagSet, len(t.Comments)), states: map[*Tagger]any{}, shared: make([]shared, len(t.Comments)), notes: make([][]*note, len(t.Comments)),
		sigs: make([]text.Signature, len(t.Comments)), signed: make([]bool, len(t.Comments)),
	}
	p.Article, p.Title = p.parseAbove("article", t.Article), p.parseAbove("title", t.Title)
	copies := make([]gainsay.Comment, len(t.Comments))
	for i, c := range t.Comments {
		copies[i] = *c
		cp.Comments[i] = &copies[i]
	}
	earlier := newRepeats(&cp)
	for _, i := range written(&cp) {
		p.read(i, earlier)
	}
	return p
}

// read parses comment i and fills in its quotations and language.
func (p *Pass) read(i int, earlier *repeats) {
	c := p.Thread.Comments[i]
	c.Failed = ""
	if c.State != gainsay.Live && c.State != "" {
		p.Docs[i] = &text.Doc{}
	} else {
		quotes := slices.DeleteFunc(append(earlier.in(i), c.Quotes...), func(q gainsay.Span) bool {
			return !q.Valid(len(c.Text)) || q.Len() == 0 || !onRunes(c.Text, q)
		})
		d, err := p.parse(c.Text, quotes...)
		if err != nil {
			p.fail(i, fmt.Errorf("text: %w", err))
			return
		}
		p.Docs[i] = d
		c.Quotes = slices.Clone(d.Quotes)
		if d.Language != "" && (d.Language != text.Undetermined || c.Language == "") {
			c.Language = d.Language
		}
	}
}

func (p *Pass) parseAbove(what, s string) *text.Doc {
	d, err := p.parse(s)
	if err != nil {
		p.problem("the %s of thread %s could not be analysed: %v", what, p.Thread.ID, err)
		return &text.Doc{}
	}
	return d
}

func (p *Pass) parse(s string, quotes ...gainsay.Span) (d *text.Doc, err error) {
	err = guard(func() error { d = p.parser.Parse(s, quotes...); return nil })
	return d, err
}

func parents(t *gainsay.Thread) []int {
	at := make(map[string]int, len(t.Comments))
	out := make([]int, len(t.Comments))
	for i, c := range t.Comments {
		at[c.ID] = i
	}
	for i, c := range t.Comments {
		out[i] = -1
		if j, ok := at[c.Parent]; ok && c.Parent != "" && j < i {
			out[i] = j
		}
	}
	return out
}

// collect orders and names the annotations.
func (p *Pass) collect() []gainsay.Annotation {
	n := 0
	for _, as := range p.byComment {
		n += len(as)
	}
	out := make([]gainsay.Annotation, 0, n)
	ids := newNaming(n)
	collected := make([][]gainsay.Annotation, len(p.byComment))
	var order []*gainsay.Annotation
	var buf []byte
	for i, as := range p.byComment {
		from := len(out)
		order = inOrder(order[:0], as)
		for _, a := range order {
			a.Score = math.Round(a.Score*1000) / 1000
			buf = p.identity(buf[:0], i, a)
			ids.add(buf)
			out = append(out, *a)
		}
		collected[i] = out[from:len(out):len(out)] // the same, held once
	}
	p.byComment.giveBack()
	p.byComment = collected
	for k := range out {
		out[k].ID = ids.of(k)
	}
	return out
}

// inOrder appends the annotations of a comment to order, those that are equal
// as they come.
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

// identity is what an annotation's id rests on: it stays the same while the
// comment, the words and the rule do, wherever else the thread grows.
func (p *Pass) identity(buf []byte, i int, a *gainsay.Annotation) []byte {
	for _, s := range [...]string{a.Comment, string(a.Tag), a.By, a.Target, a.Span.In(p.Thread.Comments[i].Text)} {
		buf = append(append(buf, s...), 0)
	}
	return strconv.AppendInt(buf, int64(a.Start), 10)
}
