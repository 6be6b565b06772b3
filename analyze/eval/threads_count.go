package eval

import (
	"slices"
	"strings"

	"github.com/gainsay/gainsay"
)

// Confusion is the confusion counts of a yes-no question.
type Confusion struct {
	Binary
	TN int `json:"tn"`
}

// MacroF1 is the mean of the F1 of yes and that of no.
func (c Confusion) MacroF1() float64 {
	no := Binary{TP: c.TN, FP: c.FN, FN: c.FP}
	return (c.F1() + no.F1()) / 2
}

// threadMark is a yes-no question about each comment of a labelled thread.
type threadMark struct {
	name string
	tags []gainsay.Tag // the marks that mean yes
	// gold is the readers' answer, nil where they disagree. linked is whether the
	// comment names a parent.
	gold  func(g *Gold, linked bool) *bool
	macro bool // measured by the macro-F1 over yes and no rather than by the F1 of yes
}

// unsupportedMark is the question that assertions answer, not annotations: does
// the comment hold a notable assertion that nothing backs?
const unsupportedMark = "unsupported"

var threadMarks = []threadMark{
	{"insult", []gainsay.Tag{gainsay.TagInsult}, func(g *Gold, _ bool) *bool { return g.Insult }, false},
	{"spam", []gainsay.Tag{gainsay.TagSpam}, func(g *Gold, _ bool) *bool { return g.Spam }, false},
	{"asks", []gainsay.Tag{gainsay.TagEvidenceRequest}, func(g *Gold, _ bool) *bool { return g.Asks }, false},
	{"concedes", []gainsay.Tag{gainsay.TagConcession}, func(g *Gold, _ bool) *bool { return g.Concedes }, false},
	{"sarcasm", []gainsay.Tag{gainsay.TagSarcasm}, func(g *Gold, _ bool) *bool { return g.Sarcasm }, false},
	{"disagree", []gainsay.Tag{gainsay.TagDisagreement, gainsay.TagCounterclaim}, stanceIs("disagree"), true},
	{"agree", []gainsay.Tag{gainsay.TagAgreement}, stanceIs("agree"), false},
}

// stanceIs asks for a stance. Only replies whose addressee is clear have one.
func stanceIs(stance string) func(*Gold, bool) *bool {
	return func(g *Gold, linked bool) *bool {
		if !linked || g.Stance == nil || g.Addressee == unclear {
			return nil
		}
		is := *g.Stance == stance
		return &is
	}
}

// Share is a number of cases and how many of them are right.
type Share struct {
	Right int `json:"right"`
	N     int `json:"n"`
}

// Value is the share that is right, 0 to 1; 0 without cases.
func (s Share) Value() float64 { return ratio(s.Right, s.N) }

func (s *Share) count(right bool) {
	s.N++
	if right {
		s.Right++
	}
}

// ThreadCounts compares the analysis of one labelled thread, or of several
// together, with the labels.
type ThreadCounts struct {
	Thread      string // id
	Comments    int
	Marks       []Confusion // of threadMarks, in their order
	Unsupported Confusion   // see unsupportedMark
	Spans       Binary      // of these assertions; see halfOfShorter
	Addressee   Share       // comments that answer a comment, parents hidden
	OnArticle   Share       // comments on the article, parents hidden
	Errors      []ThreadError

	answers [][]scoredAnswer // of threadMarks and, last, unsupportedMark
}

// ThreadError is a mark or assertion that is missing or wrong.
type ThreadError struct {
	Comment string
	Mark    string
	Missed  bool // otherwise a false alarm
	Text    string
	// What was marked wrongly: marks, or assertions for unsupported and spans.
	Marks []gainsay.Annotation
}

// spansMark names the spans of unsupported assertions in a ThreadError.
const spansMark = "spans"

// CountThread compares the analysis of a thread with its labels.
func CountThread(l *LabelledThread, a *gainsay.Analysis) ThreadCounts {
	out := ThreadCounts{Thread: l.ID, Comments: len(l.Comments), Marks: make([]Confusion, len(threadMarks))}
	out.answers = make([][]scoredAnswer, len(threadMarks)+1)
	for i := range l.Comments {
		c := &l.Comments[i]
		var marks []gainsay.Annotation
		for _, m := range a.Annotations {
			if m.Comment == c.ID {
				marks = append(marks, m)
			}
		}
		out.marks(c, marks)
		out.assertions(c, a.Assertions, marks)
	}
	return out
}

// marks counts the answers that marks give.
func (t *ThreadCounts) marks(c *LabelledComment, all []gainsay.Annotation) {
	for k, q := range threadMarks {
		gold := q.gold(&c.Gold, orEmpty(c.Parent) != "")
		if gold == nil {
			continue
		}
		var found []gainsay.Annotation
		for _, m := range all {
			if m.Score >= gainsay.DefaultThreshold && slices.Contains(q.tags, m.Tag) {
				found = append(found, m)
			}
		}
		t.answer(k, *gold, bestScore(found))
		t.count(&t.Marks[k], *gold, ThreadError{c.ID, q.name, len(found) == 0, c.Text, found})
	}
}

// answer notes the score of a question's answer, 0 for no.
func (t *ThreadCounts) answer(k int, gold bool, score float64) {
	if score > 0 {
		t.answers[k] = append(t.answers[k], scoredAnswer{score, gold})
	}
}

// count adds an answer; e is what to note where it is wrong.
func (t *ThreadCounts) count(to *Confusion, gold bool, e ThreadError) {
	found := !e.Missed
	to.Binary.count(gold, found)
	if !gold && !found {
		to.TN++
	}
	if gold != found {
		t.Errors = append(t.Errors, e)
	}
}

// assertions counts the unsupported assertions of a comment and their spans.
func (t *ThreadCounts) assertions(c *LabelledComment, all []gainsay.Assertion, marks []gainsay.Annotation) {
	var found []gainsay.Assertion
	for _, s := range all {
		open := s.Status == gainsay.Unsupported || s.Status == gainsay.Argued
		if s.Comment == c.ID && open && s.Notable >= minNotable {
			found = append(found, s)
		}
	}
	want, maybe := c.unsupported()
	if len(want) > 0 || len(maybe) == 0 {
		e := ThreadError{c.ID, unsupportedMark, len(found) == 0, c.Text, claimsOf(marks, found...)}
		t.answer(len(threadMarks), len(want) > 0, bestNotable(found))
		t.count(&t.Unsupported, len(want) > 0, e)
	}
	for _, w := range want {
		if slices.ContainsFunc(found, func(s gainsay.Assertion) bool { return halfOfShorter(s.Span, w) }) {
			t.Spans.TP++
			continue
		}
		t.Spans.FN++
		t.Errors = append(t.Errors, ThreadError{c.ID, spansMark, true, w.In(c.Text), nil})
	}
	for _, s := range found {
		near := func(w gainsay.Span) bool { return halfOfShorter(s.Span, w) }
		if !slices.ContainsFunc(want, near) && !slices.ContainsFunc(maybe, near) {
			t.Spans.FP++
			t.Errors = append(t.Errors, ThreadError{c.ID, spansMark, false, s.Span.In(c.Text), claimsOf(marks, s)})
		}
	}
}

// unsupported lists the spans of the comment's claims that are notable
// assertions without support, and of those that may be: what readers do not
// agree on, or hold for backed, hedged or less than notable facts.
func (c *LabelledComment) unsupported() (want, maybe []gainsay.Span) {
	for i := range c.Gold.Claims {
		g := &c.Gold.Claims[i]
		start := strings.Index(c.Text, g.Text)
		span := gainsay.Span{Start: start, End: start + len(g.Text)}
		switch {
		case g.unsupported():
			want = append(want, span)
		case !g.noFact():
			maybe = append(maybe, span)
		}
	}
	return want, maybe
}

// claimsOf returns the annotations of assertions.
func claimsOf(marks []gainsay.Annotation, of ...gainsay.Assertion) (out []gainsay.Annotation) {
	for _, m := range marks {
		if slices.ContainsFunc(of, func(s gainsay.Assertion) bool { return s.ID == m.ID }) {
			out = append(out, m)
		}
	}
	return out
}

// halfOfShorter reports whether two spans share at least half of the shorter.
func halfOfShorter(a, b gainsay.Span) bool {
	shared := min(a.End, b.End) - max(a.Start, b.Start)
	return 2*shared >= min(a.Len(), b.Len())
}

// CountParents adds how many parents were recovered in an analysis of the
// thread with its parents hidden.
func (t *ThreadCounts) CountParents(l *LabelledThread, a *gainsay.Analysis) {
	parents := map[string]string{}
	for _, c := range a.Thread.Comments {
		parents[c.ID] = c.Parent
	}
	for i := range l.Comments {
		c := &l.Comments[i]
		parent, read := parents[c.ID]
		switch to := c.Gold.Addressee; {
		case to == unclear || !read:
		case to == toArticle:
			t.OnArticle.count(parent == "")
		default:
			t.Addressee.count(parent == to)
		}
	}
}
