package web

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/decide"
	"github.com/gainsay/gainsay/view"
)

// pane is what stands beside the text: progress, the list of marks, and the
// current mark with what was decided and the form that decides.
type pane struct {
	base
	Key                   string
	Total, Decided        int // marks under the filter of kinds
	By                    []string
	Blind                 bool
	Items                 []markItem
	OnlyDecided           bool // no others are shown
	Before, After         int  // marks on earlier and later pages
	BeforeHref, AfterHref string
	Orders                []filterLink
	Map                   minimap
	M                     *mark
	Words                 string // address of the words that its score depends on, "" if the encoder did not move it
	Added                 bool   // only people have the current mark
	Own                   int64  // the person's own decision about it, or 0
	Veiled                bool   // reasons are hidden until it is decided
	Said                  []string
	Mine                  string // the person's own verdict on the current mark
	Note                  string
	Changing              bool
	Comment               string
	Tags                  []pick
	Statuses              []pick
	Here                  string // address of the current mark
	Change                string
	Next, Prev            string // undecided marks
	Later, Earlier        string // marks of any kind
	Then                  string // where a decision leads
	Undo                  int64  // the person's last decision, or 0
	UndoHref              string
}

// markItem is a line of the list.
type markItem struct {
	ID, Href, Class, Signs, Verdict, Words, By string
	Now                                        bool
}

// pick is a choice of a form.
type pick struct {
	Value, Label, Class string
	On                  bool
}

// listedMarks bounds the list where it is not that of a page.
const listedMarks = 100

const byNotability = "notable"

// listed are the marks in the order of the list, and which of them it has.
type listed struct {
	marks    []place
	at       int // the current one, -1 for none
	from, to int
}

func (l *listed) items() []place { return l.marks[l.from:l.to] }

// listed lists the marks of the page, or those around the current one where the
// list has an order of its own.
func (v *threadView) listed(l listing) *listed {
	out := &listed{marks: l.marks, at: -1}
	if v.query.Get("order") == byNotability {
		v.rankNotable(out.marks)
	}
	if v.now != nil {
		out.at = slices.IndexFunc(out.marks, func(m place) bool { return m.ID == v.now.ID })
	}
	if v.query.Get("order") == byNotability {
		out.from = max(0, out.at) / listedMarks * listedMarks
		out.to = min(out.from+listedMarks, len(out.marks))
		return out
	}
	out.from = slices.IndexFunc(out.marks, func(m place) bool { return m.page >= l.page })
	if out.from < 0 {
		out.from = len(out.marks)
	}
	for out.to = out.from; out.to < len(out.marks) && out.marks[out.to].page == l.page; out.to++ {
	}
	return out
}

func (v *threadView) pane(b base, l listing, list *listed) *pane {
	p := &pane{base: b, Key: v.key, Blind: v.blind, OnlyDecided: v.basis == decide.Decided}
	order := v.query.Get("order")
	p.progress(v)
	p.list(v, list)
	for _, o := range []struct{ value, label string }{{"", "as in the text"}, {byNotability, "most notable"}} {
		q := without(v.query, "order", "part", "change", "add")
		if o.value != "" {
			q.Set("order", o.value)
		}
		p.Orders = append(p.Orders, filterLink{Label: o.label, Href: "?" + q.Encode(), On: order == o.value})
	}
	p.Map = v.minimap(l, list.at)
	p.neighbours(v, list.marks, list.at)
	if v.last != nil {
		p.Undo, p.UndoHref = v.last.ID, v.markHref(v.last.Now)
		if _, ok := v.annotations[v.last.Now]; !ok && v.basis == "" || v.last.Now == "" || v.last.Verdict == gainsay.Missed {
			q := v.kept()
			q.Set("at", v.last.Comment)
			p.UndoHref = "?" + q.Encode() + "#c-" + v.last.Comment
		}
	}
	if v.now != nil {
		p.current(v)
	}
	return p
}

// rankNotable orders marks by how notable their assertions are; the others follow.
func (v *threadView) rankNotable(marks []place) {
	notable := func(m place) float64 {
		if s := v.assertions[m.ID]; s != nil {
			return s.Notable
		}
		return -1
	}
	slices.SortStableFunc(marks, func(a, b place) int { return cmp.Compare(notable(b), notable(a)) })
}

// progress counts what was decided, and by whom.
func (p *pane) progress(v *threadView) {
	by := map[string]int{}
	for i := range v.a.Annotations {
		a := &v.a.Annotations[i]
		if !v.ofKind(a) {
			continue
		}
		p.Total++
		p.Decided += btoi(v.decision(a.ID) != nil)
		for _, d := range v.byMark[a.ID] {
			by[d.Coder]++
		}
	}
	var names []string
	for name := range by {
		names = append(names, name)
	}
	slices.SortFunc(names, func(a, b string) int {
		return cmp.Or(btoi(b == v.coder)-btoi(a == v.coder), by[b]-by[a], cmp.Compare(a, b))
	})
	for _, name := range names[:min(3, len(names))] {
		shown := name
		if name == v.coder {
			shown = "you"
		}
		p.By = append(p.By, fmt.Sprintf("%s %d", shown, by[name]))
	}
}

// list fills in the lines of the list.
func (p *pane) list(v *threadView, l *listed) {
	p.Before, p.After = l.from, len(l.marks)-l.to
	if p.Before > 0 {
		p.BeforeHref = v.markHref(l.marks[l.from-1].ID)
	}
	if p.After > 0 {
		p.AfterHref = v.markHref(l.marks[l.to].ID)
	}
	for k, m := range l.items() {
		p.Items = append(p.Items, markItem{m.ID, v.markHref(m.ID), v.class(m.Annotation), v.signs(m.Annotation),
			v.verdict(m.ID), view.Clip(v.texts.Words(m.Comment, m.Span), 90), v.texts.Author(m.Comment), l.from+k == l.at})
	}
}

// neighbours finds the marks before and after the current one. Without one,
// those of the page are next.
func (p *pane) neighbours(v *threadView, marks []place, at int) {
	find := func(from, step int, open bool) string {
		for i := from; i >= 0 && i < len(marks); i += step {
			if !open || v.verdict(marks[i].ID) == undecided {
				return v.markHref(marks[i].ID)
			}
		}
		return ""
	}
	start := at
	if at < 0 {
		start = p.Before - 1
	}
	p.Next, p.Later = find(start+1, 1, true), find(start+1, 1, false)
	if at >= 0 {
		p.Prev, p.Earlier = find(at-1, -1, true), find(at-1, -1, false)
	}
}

// current fills in the card of the current mark.
func (p *pane) current(v *threadView) {
	a := v.now
	p.M = v.explain(v.newMark(*a))
	p.Comment, p.Here = a.Comment, v.markHref(a.ID)
	if v.a.Version.Encoder != "" && view.Encoded(a) {
		p.Words = wordsPath(v.key, a.ID)
	}
	p.Then = cmp.Or(p.Next, p.Here)
	q := v.kept()
	q.Set("mark", a.ID)
	q.Set("change", "1")
	p.Change = "?" + q.Encode() + "#pane"
	for i := range v.byMark[a.ID] {
		d := &v.byMark[a.ID][i]
		p.Said = append(p.Said, said(&d.Decision, v.coder))
		if d.Coder == v.coder && !d.Settles {
			p.Mine, p.Note, p.Own = string(d.Verdict), d.Note, d.ID
		}
	}
	if p.Added = v.extra[a.ID] != nil; p.Added {
		return
	}
	p.Changing = v.query.Get("change") != ""
	p.Veiled = v.blind && p.Mine == ""
	p.options(v, a)
}

// said says in words what somebody decided.
func said(d *gainsay.Decision, coder string) string {
	who := d.Coder
	if who == coder {
		who = "you"
	}
	label := view.VerdictLabel(d.Verdict)
	out := strings.ToUpper(label[:1]) + label[1:]
	if d.Change != nil {
		out += fmt.Sprintf(" to %s “%s”", changeLabel(d.Change), view.Clip(d.Change.Quote.Exact, 60))
	}
	out += " by " + who + ", " + d.Time.Format("2 Jan 15:04")
	if d.Settles {
		out += ", which settles it"
	}
	if d.Note != "" {
		out += ": " + d.Note
	}
	return out
}

func changeLabel(ch *gainsay.Change) string {
	if ch.Tag == gainsay.TagClaim && ch.Status != "" {
		return view.StatusLabel(ch.Status)
	}
	return view.TagLabel(ch.Tag)
}

// options prepares tags and statuses of the form that changes a mark.
func (p *pane) options(v *threadView, a *gainsay.Annotation) {
	tag, status := a.Tag, gainsay.Status("")
	if s := v.assertions[a.ID]; s != nil {
		status = s.Status
	}
	p.Tags = tagOptions(tag)
	for _, s := range gainsay.Statuses() {
		p.Statuses = append(p.Statuses, pick{string(s), view.StatusLabel(s), string(s), s == status})
	}
}

func tagOptions(on gainsay.Tag) (out []pick) {
	for _, t := range gainsay.Tags() {
		out = append(out, pick{string(t), view.TagLabel(t), string(t), t == on})
	}
	return out
}

// quickTags are those of the bar for selected words.
var quickTags = []pick{
	{Value: string(gainsay.TagClaim), Label: "Claim"}, {Value: string(gainsay.TagEvidence), Label: "Evidence"},
	{Value: string(gainsay.TagEvidenceRequest), Label: "Asks"}, {Value: string(gainsay.TagInsult), Label: "Insult"},
}

// addForm adds a mark to a comment without a script: its sentences to tick.
type addForm struct {
	base      // token and address
	Key       string
	Comment   string
	Sentences []pick
	Tags      []pick
	Statuses  []pick
	Close     string
}

func newAddForm(v *threadView, c *gainsay.Comment) *addForm {
	q := v.kept()
	q.Set("at", c.ID)
	f := &addForm{Key: v.key, Comment: c.ID, Tags: tagOptions(gainsay.TagClaim),
		Close: "?" + q.Encode() + "#c-" + c.ID}
	for _, s := range gainsay.Statuses() {
		f.Statuses = append(f.Statuses, pick{Value: string(s), Label: view.StatusLabel(s)})
	}
	for _, s := range sentences(c.Text) {
		value := strconv.Itoa(s.Start) + "-" + strconv.Itoa(s.End)
		f.Sentences = append(f.Sentences, pick{Value: value, Label: s.In(c.Text)})
	}
	return f
}

// sentences cuts a text after ends of sentences and lines, for ticking only:
// the coder may choose several neighbours.
func sentences(text string) (out []gainsay.Span) {
	start := 0
	cut := func(end int) {
		if s := (gainsay.Span{Start: start, End: end}); strings.TrimSpace(s.In(text)) != "" {
			out = append(out, decide.Trim(text, s))
		}
		start = end
	}
	for i, r := range text {
		ends := strings.ContainsRune(".!?…", r)
		if next := i + len(string(r)); r == '\n' || ends && next < len(text) && strings.ContainsAny(text[next:next+1], " \n") {
			cut(next)
		}
	}
	cut(len(text))
	return out
}
