package decide

import (
	"cmp"
	"fmt"
	"hash/fnv"
	"slices"
	"strings"

	"github.com/gainsay/gainsay"
)

// Mode says which marks an analysis has.
type Mode string

// The modes.
const (
	Machine Mode = "machine" // those of the taggers
	Decided Mode = "decided" // only those that decisions confirm, change or add
	Both    Mode = "both"    // decisions where there are any, else those of the taggers
)

// Modes lists the modes, the default first.
func Modes() []Mode { return []Mode{Machine, Decided, Both} }

// ParseMode reads a mode as flags and addresses have it; "" is Machine.
func ParseMode(s string) (Mode, error) {
	m := Mode(cmp.Or(s, string(Machine)))
	if !slices.Contains(Modes(), m) {
		return "", fmt.Errorf("unknown marks %q: machine, decided or both", s)
	}
	return m, nil
}

// RulePrefix begins Annotation.By and the reason of a mark that a coder changed
// or added; the name of the coder follows. A confirmed mark keeps its rule and
// gets a reason with the prefix, which is the first in each case.
const RulePrefix = "coder/"

// What the reason of a decided mark says.
const (
	SaysConfirmed = "was confirmed by a coder"
	SaysChanged   = "was changed by a coder"
	SaysAdded     = "was added by a coder"
)

// Verdict reports what was decided about an annotation that Apply returned,
// and by whom; ok is false where nobody decided about it.
func Verdict(n gainsay.Annotation) (v gainsay.Verdict, coder string, ok bool) {
	if len(n.Reasons) == 0 {
		return "", "", false
	}
	coder, ok = strings.CutPrefix(n.Reasons[0].Rule, RulePrefix)
	if !ok {
		return "", "", false
	}
	switch n.Reasons[0].Says {
	case SaysChanged:
		return gainsay.Changed, coder, true
	case SaysAdded:
		return gainsay.Missed, coder, true
	}
	return gainsay.Right, coder, true
}

// Apply returns the analysis as it is according to decisions; see Items for
// which of them count. The thread is shared with a, which stays as it is.
//
// A mark decided wrong is removed, one decided right has the status and target
// that it had then, a changed one has what the coder wanted. A mark that was
// missed, or that was confirmed or changed and is made no longer, is added with
// score 1. Assertions follow their claims: a claim with a status is one.
// Relations of removed marks and of those with another tag are removed, with
// what they contributed to the lists, the dispute and the chain of assertions.
// Notable, Acceptability, clusters, topics and evidence are as the machine
// found them; an assertion that a coder adds has none.
func Apply(a *gainsay.Analysis, ds []gainsay.Decision, mode Mode) *gainsay.Analysis {
	if mode == Machine || mode == Both && len(ds) == 0 {
		return a
	}
	items, _ := Items(a, ds)
	return ApplyItems(a, items, mode)
}

// Shown returns the analysis as it is with thresholds and according to
// decisions, and how many marks the thresholds leave out: those with a lower
// score about which nobody decided, or all such if mode is Machine. What rested
// on them is taken away as Apply does for marks decided wrong, and also evidence,
// with the statuses that it gave. It is what an import with these thresholds
// gives but for acceptability, notability and clusters, which are not computed
// anew, and for evidence that only begins to count without the marks left out.
func Shown(a *gainsay.Analysis, ds []gainsay.Decision, mode Mode, least gainsay.Thresholds) (*gainsay.Analysis, int) {
	var items []Item
	if mode != Machine {
		items, _ = Items(a, ds)
	}
	a, hidden := keep(a, items, least)
	return ApplyItems(a, items, mode), hidden
}

// keep leaves out the marks below thresholds that no item is about.
func keep(a *gainsay.Analysis, items []Item, least gainsay.Thresholds) (*gainsay.Analysis, int) {
	if len(least) == 0 {
		return a, 0
	}
	p := newApplication(a, items)
	hidden := 0
	for _, n := range a.Annotations {
		if _, ok := p.byMark[n.ID]; ok || least.Keeps(&n) {
			p.marks = append(p.marks, n)
		} else {
			p.drop(n.ID)
			p.hide(&n)
			hidden++
		}
	}
	if hidden > 0 {
		for i := range p.marks {
			p.hidden.keep(&p.marks[i])
		}
		a = p.analysis()
	} else {
		copied := *a
		a = &copied
	}
	a.Version.Thresholds = least.Stricter(a.Version.Thresholds).String()
	return a, hidden
}

// ApplyItems is Apply for decisions that Items has grouped.
func ApplyItems(a *gainsay.Analysis, items []Item, mode Mode) *gainsay.Analysis {
	if mode == Machine || mode == Both && len(items) == 0 {
		return a
	}
	p := newApplication(a, items)
	p.machineMarks(mode)
	for _, it := range items {
		p.decided(it)
	}
	return p.analysis()
}

// application is one call of Apply.
type application struct {
	in         *gainsay.Analysis
	place      map[string]int // of a comment in the thread
	byMark     map[string]Item
	assertions map[string]gainsay.Assertion
	machine    map[string]gainsay.Annotation // of decided marks
	ids        map[string]bool
	marks      []gainsay.Annotation
	dropped    map[string]bool // marks that are gone or have another tag
	hidden     *hiding         // marks below thresholds; nil for none
}

func newApplication(a *gainsay.Analysis, items []Item) *application {
	p := &application{
		in: a, byMark: ByMark(items), place: make(map[string]int, len(a.Thread.Comments)),
		assertions: make(map[string]gainsay.Assertion, len(a.Assertions)),
		machine:    map[string]gainsay.Annotation{}, ids: make(map[string]bool, len(a.Annotations)),
		dropped: map[string]bool{},
	}
	for i, c := range a.Thread.Comments {
		p.place[c.ID] = i
	}
	for _, s := range a.Assertions {
		p.assertions[s.ID] = s
	}
	return p
}

// machineMarks keeps the marks about which nobody decided, unless only decided
// ones are wanted.
func (p *application) machineMarks(mode Mode) {
	for _, n := range p.in.Annotations {
		p.ids[n.ID] = true
		if _, ok := p.byMark[n.ID]; ok {
			p.machine[n.ID] = n
		} else if mode == Both {
			p.marks = append(p.marks, n)
		} else {
			p.drop(n.ID)
		}
	}
}

func (p *application) drop(id string) {
	p.dropped[id] = true
	delete(p.assertions, id)
}

// decided adds the mark of an item as the decision that counts has it.
func (p *application) decided(it Item) {
	d := it.Counts()
	if d.Verdict == gainsay.Wrong {
		p.drop(it.Mark)
		return
	}
	want := gainsay.Change{Target: d.Target, Span: d.At}
	if d.Verdict == gainsay.Changed && d.Change != nil {
		want.Target, want.Span = d.Change.Target, d.Wanted
	}
	want.Tag, want.Status = it.Outcome()
	n, ok := p.machine[it.Mark]
	if !ok {
		n = gainsay.Annotation{ID: p.newID(it, want), Comment: it.Comment, Score: 1, By: rule(d)}
	}
	if want.Tag == gainsay.TagClaim && want.Status == "" {
		want.Status = p.assertions[n.ID].Status
	}
	if n.Tag != want.Tag {
		p.drop(n.ID)
		n.Kind, n.Signals = "", nil
	}
	n.Tag, n.Target, n.Span = want.Tag, want.Target, want.Span
	if d.Verdict == gainsay.Changed {
		n.By = rule(d)
	}
	n.Reasons = slices.Concat([]gainsay.Reason{reason(d, ok, n.Span)}, n.Reasons)
	p.assert(&n, want.Status)
	p.marks = append(p.marks, n)
}

func rule(d Placed) string { return RulePrefix + cmp.Or(d.Coder, "unknown") }

// reason says what a coder decided about a mark that the machine makes, or not.
func reason(d Placed, made bool, s gainsay.Span) gainsay.Reason {
	says := SaysConfirmed
	switch {
	case d.Verdict == gainsay.Changed:
		says = SaysChanged
	case !made:
		says = SaysAdded
	}
	r := gainsay.Reason{Rule: rule(d), Says: says, Weight: 1}
	if s.Len() > 0 {
		r.Spans = []gainsay.Span{s}
	}
	return r
}

// newID is the id of a mark that the machine does not make: that of the mark it
// made once, or one derived from comment, tag and words. It does not depend on
// the database.
func (p *application) newID(it Item, want gainsay.Change) string {
	h := fnv.New64a()
	fmt.Fprintf(h, "%s\x00%s\x00%s", it.Comment, it.Tag, it.Decisions[0].Quote.Exact)
	base := fmt.Sprintf("%010x", h.Sum64()>>24)
	if old := it.Decisions[0].Decision.Mark; old != "" {
		base = old
	}
	id := base
	for n := 2; p.ids[id]; n++ {
		id = fmt.Sprintf("%s-%d", base, n)
	}
	p.ids[id] = true
	return id
}

// assert keeps, changes, makes or removes the assertion of a claim.
func (p *application) assert(n *gainsay.Annotation, status gainsay.Status) {
	if n.Tag != gainsay.TagClaim || status == "" {
		delete(p.assertions, n.ID)
		return
	}
	n.Kind = string(gainsay.Fact)
	c := p.in.Thread.Comments[p.place[n.Comment]]
	s, ok := p.assertions[n.ID]
	if !ok {
		s = added(*n, c)
	}
	s.Span, s.Text = n.Span, n.In(c.Text)
	s.Chain = slices.Clone(s.Chain)
	for i, step := range s.Chain {
		switch {
		case step.Kind == gainsay.StepStanding:
			s.Chain[i].Status = status
		case step.Kind == gainsay.StepAsserted && step.Comment == s.Comment:
			s.Chain[i].Span = n.Span
		}
	}
	s.Status = status
	p.assertions[n.ID] = s
}

// added is the assertion of a claim that the machine does not make. Its cluster
// is its own.
func added(n gainsay.Annotation, c *gainsay.Comment) gainsay.Assertion {
	return gainsay.Assertion{
		ID: n.ID, Comment: n.Comment, Author: c.Author, Kind: gainsay.Fact, Dispute: gainsay.Open,
		Support: []gainsay.Evidence{}, AskedBy: []string{}, SuppliedBy: []string{}, CounteredBy: []string{},
		ConcededBy: []string{}, RepeatedBy: []string{}, Topics: []string{}, Cluster: n.ID,
		Chain: []gainsay.Step{{Kind: gainsay.StepAsserted, Comment: n.Comment, Span: n.Span, Author: c.Author}},
	}
}

// analysis puts the marks in order and takes away what rested on dropped ones.
func (p *application) analysis() *gainsay.Analysis {
	slices.SortStableFunc(p.marks, func(a, b gainsay.Annotation) int {
		return cmp.Or(cmp.Compare(p.place[a.Comment], p.place[b.Comment]), gainsay.CompareAnnotations(a, b))
	})
	out := *p.in
	out.Annotations, out.Assertions, out.Relations = p.marks, nil, nil
	if out.Annotations == nil {
		out.Annotations = []gainsay.Annotation{}
	}
	out.Assertions = make([]gainsay.Assertion, 0, len(p.assertions))
	out.Relations = make([]gainsay.Relation, 0, len(p.in.Relations))
	left := p.relations(&out)
	for _, n := range p.marks {
		if s, ok := p.assertions[n.ID]; ok {
			out.Assertions = append(out.Assertions, p.hidden.clean(left.clean(s)))
		}
	}
	return &out
}
