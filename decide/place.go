package decide

import (
	"cmp"
	"slices"
	"strings"

	"github.com/gainsay/gainsay"
)

// Method says by what a decision was placed.
type Method string

// The methods, surest first.
const (
	ByID      Method = "id"      // the mark has the same id, tag and words
	ByWords   Method = "words"   // the words are in the comment as they were
	BySimilar Method = "similar" // words with small edits or other white space are in the comment
)

// Why a decision finds no place.
type Why string

// The reasons.
const (
	ThreadGone  Why = "thread gone"  // the database does not have the thread
	CommentGone Why = "comment gone" // the thread has no comment with the id
	WordsGone   Why = "words gone"   // the comment no longer has the words
)

// Placed is a decision with its place in an analysis.
type Placed struct {
	gainsay.Decision
	Now    string       // id of the mark that it is about; "" where the analysis has none
	At     gainsay.Span // of the words in the comment's text as it is
	Wanted gainsay.Span // of the change, or At where there is none
	By     Method
}

// Lost is a decision that finds no place.
type Lost struct {
	gainsay.Decision
	Why Why
}

// Placement says where decisions belong. Every decision is in one of the lists,
// in the order in which it was given.
type Placement struct {
	Placed []Placed
	Lost   []Lost
}

// Place finds the place of decisions in an analysis, which is nil where the
// thread is gone: by the id of the mark if its tag and words still agree, then
// by the id of the comment and the quotation (see Find). A decision whose
// words are found belongs to the mark of the same tag that covers them best, if
// their overlap is at least half of what they cover together. Decisions of other threads are
// lost. It takes records as they are; see InForce.
func Place(a *gainsay.Analysis, ds []gainsay.Decision) Placement {
	var p Placement
	if len(ds) == 0 {
		return p
	}
	x := newIndex(a, ds)
	for _, d := range ds {
		if placed, why := x.place(d); why == "" {
			p.Placed = append(p.Placed, placed)
		} else {
			p.Lost = append(p.Lost, Lost{d, why})
		}
	}
	return p
}

// index finds the comments and marks that decisions are about.
type index struct {
	key      string
	comments map[string]*gainsay.Comment
	byID     map[string]gainsay.Annotation
	marks    map[string][]gainsay.Annotation // by comment
}

// newIndex indexes only the comments that decisions name.
func newIndex(a *gainsay.Analysis, ds []gainsay.Decision) *index {
	x := &index{
		comments: map[string]*gainsay.Comment{}, byID: map[string]gainsay.Annotation{},
		marks: map[string][]gainsay.Annotation{},
	}
	if a == nil {
		return x
	}
	x.key = Key(a.Thread)
	for _, d := range ds {
		x.comments[d.Comment] = nil
	}
	for _, c := range a.Thread.Comments {
		if _, ok := x.comments[c.ID]; ok {
			x.comments[c.ID] = c
		}
	}
	for _, n := range a.Annotations {
		if c := x.comments[n.Comment]; c != nil && Fits(c.Text, n.Span) {
			x.byID[n.ID] = n
			x.marks[n.Comment] = append(x.marks[n.Comment], n)
		}
	}
	return x
}

func (x *index) place(d gainsay.Decision) (Placed, Why) {
	if d.Thread != x.key {
		return Placed{}, ThreadGone
	}
	c := x.comments[d.Comment]
	if c == nil {
		return Placed{}, CommentGone
	}
	p := Placed{Decision: d, By: ByID}
	if n, ok := x.sameMark(d, c); ok {
		p.Now, p.At = n.ID, n.Span
	} else if p.At, p.By = Find(c.Text, d.Quote, d.Start); p.By == "" {
		return Placed{}, WordsGone
	} else {
		p.Now = x.covering(d, p.At)
	}
	p.Wanted = wanted(p, c.Text)
	return p, ""
}

// sameMark finds the mark by its id, if its tag and words agree.
func (x *index) sameMark(d gainsay.Decision, c *gainsay.Comment) (gainsay.Annotation, bool) {
	n, ok := x.byID[d.Mark]
	return n, ok && d.Mark != "" && n.Comment == d.Comment && n.Tag == d.Tag &&
		sameWords(n.In(c.Text), d.Quote.Exact)
}

func sameWords(a, b string) bool {
	return a == b || slices.Equal(strings.Fields(a), strings.Fields(b))
}

// covering returns the id of the mark with the decision's tag that covers s
// best, of several the one with the same target, then the same rule.
func (x *index) covering(d gainsay.Decision, s gainsay.Span) string {
	best, found := gainsay.Annotation{}, false
	for _, n := range x.marks[d.Comment] {
		if n.Tag == d.Tag && alike(n.Span, s) && (!found || closer(d, s, n, best)) {
			best, found = n, true
		}
	}
	return best.ID
}

// closer reports whether the mark n fits the decision at s better than m.
func closer(d gainsay.Decision, s gainsay.Span, n, m gainsay.Annotation) bool {
	same := func(a, b string) int {
		if a == b {
			return 1
		}
		return 0
	}
	return cmp.Or(cmp.Compare(overlap(n.Span, s), overlap(m.Span, s)),
		cmp.Compare(same(n.Target, d.Target), same(m.Target, d.Target)),
		cmp.Compare(same(n.By, d.Rule), same(m.By, d.Rule))) > 0
}

// overlap is the Jaccard index of two spans, 0 to 1.
func overlap(a, b gainsay.Span) float64 {
	if a == b {
		return 1
	}
	both := min(a.End, b.End) - max(a.Start, b.Start)
	if both <= 0 {
		return 0
	}
	return float64(both) / float64(a.Len()+b.Len()-both)
}

// alike reports whether two spans are about the same words: at least half of
// what they cover together.
func alike(a, b gainsay.Span) bool { return overlap(a, b) >= .5 }

// wanted places the span of a change. Where its words are gone it is that of the mark.
func wanted(p Placed, text string) gainsay.Span {
	if p.Change == nil {
		return p.At
	}
	near := p.Change.Start + p.At.Start - p.Start
	if s, by := Find(text, p.Change.Quote, near); by != "" {
		return s
	}
	return p.At
}
