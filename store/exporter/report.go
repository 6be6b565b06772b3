package exporter

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/decide"
	"github.com/gainsay/gainsay/view"
)

// What the reports in Markdown and HTML have in common: the assertions of a
// thread, the evidence for them and how they were received.

// report is the content of a report about one thread.
type report struct {
	Thread   *gainsay.Thread
	Version  gainsay.Version
	Facts    []string // one line of numbers each
	Entries  []entry
	Authors  []authorRow
	Comments []reported
	Import   []string
}

// entry is an assertion with its chain of steps.
type entry struct {
	*gainsay.Assertion
	N        int
	State    []string
	Who      string
	When     string
	Chain    []cite
	Evidence []cite
	Taken    []takenBy
}

// cite is something said about an assertion, and the comment that says it.
type cite struct {
	What    string // what it is
	Who     string
	When    string
	Comment string // id; "" for none
	Words   string
}

// citedColumns is how much of a comment's words is cited.
const citedColumns = 200

type takenBy struct {
	Verb string
	By   []cite
}

// authorRow counts how one author's assertions were received. There are no rates:
// below some dozens of assertions they would mean nothing.
type authorRow struct {
	Author                                                    string
	Assertions, Sourced, Asked, Answered, Contested, Conceded int
}

// reported is a comment with its marks.
type reported struct {
	*gainsay.Comment
	Depth  int
	Who    string
	When   string
	Parent string // who is answered, "" for a top-level comment
	Marks  []string
	Parts  []textPart
}

// textPart is a part of a text; Entry is the number of the assertion it is in.
type textPart struct {
	Text  string
	Entry int // 0 for none
	Quote bool
}

// scope says what the report does not claim.
const scope = "“Unsupported” means that no one in this thread gave evidence for it. " +
	"It does not mean that it is false. Rules and models make the marks and can be wrong; read the comments themselves."

func newReport(a *gainsay.Analysis) *report {
	b := &reporter{a: a, texts: view.NewTexts(a.Thread),
		words: map[saying]gainsay.Span{}, decided: map[string]string{}}
	of := map[string]*gainsay.Annotation{}
	for i := range a.Annotations {
		of[a.Annotations[i].ID] = &a.Annotations[i]
		b.decided[a.Annotations[i].ID] = decision(a.Annotations[i])
	}
	for _, r := range a.Relations {
		if n := of[r.From]; n != nil {
			b.words[saying{r.To, n.Comment, r.Kind}] = n.Span
		}
	}
	r := &report{Thread: a.Thread, Version: a.Version, Entries: b.entries(), Authors: b.authors(),
		Import: b.importLines()}
	r.Facts = b.facts()
	r.Comments = b.thread(r.Entries)
	return r
}

type reporter struct {
	a     *gainsay.Analysis
	texts *view.Texts
	words map[saying]gainsay.Span

	decided map[string]string // by mark: see decision
}

// decision says what was decided about a mark and by whom, after a space; "" for nothing.
func decision(n gainsay.Annotation) string {
	v, coder, ok := decide.Verdict(n)
	if !ok {
		return ""
	}
	sign := map[gainsay.Verdict]string{gainsay.Right: "✓", gainsay.Changed: "✎", gainsay.Missed: "+"}[v]
	return fmt.Sprintf(" %s %s by %s", sign, view.VerdictLabel(v), safe(coder))
}

// saying is what a comment says about an assertion.
type saying struct {
	assertion, comment string
	kind               gainsay.RelationKind
}

func (b *reporter) facts() []string {
	authors := map[string]bool{}
	for _, c := range b.a.Thread.Comments {
		authors[c.Author] = true
	}
	delete(authors, "")
	assertions := number(len(b.a.Assertions), "factual assertion") + ": " + statusCounts(b.a)
	facts := []string{
		number(len(b.a.Thread.Comments), "comment") + " by " + number(len(authors), "named author"),
		strings.TrimSuffix(assertions, ": "),
	}
	byTag := map[gainsay.Tag]int{}
	for _, n := range b.a.Annotations {
		if n.Score >= gainsay.DefaultThreshold {
			byTag[n.Tag]++
		}
	}
	var parts []string
	for _, tag := range gainsay.Tags() {
		if byTag[tag] > 0 {
			parts = append(parts, fmt.Sprintf("%s %d", tag, byTag[tag]))
		}
	}
	if len(parts) > 0 {
		facts = append(facts, "marks: "+strings.Join(parts, ", "))
	}
	return facts
}

// entries ranks assertions: the unsupported ones first, the notable ones first
// among them.
func (b *reporter) entries() []entry {
	all := make([]entry, 0, len(b.a.Assertions))
	for i := range b.a.Assertions {
		all = append(all, b.entry(&b.a.Assertions[i]))
	}
	rank := func(e entry) int {
		if e.Status == gainsay.Unsupported {
			return 0
		}
		return 1
	}
	slices.SortStableFunc(all, func(x, y entry) int {
		return cmp.Or(rank(x)-rank(y), cmp.Compare(y.Notable, x.Notable))
	})
	for i := range all {
		all[i].N = i + 1
	}
	return all
}

func (b *reporter) entry(s *gainsay.Assertion) entry {
	e := entry{Assertion: s, State: stateWords(s)}
	if d := strings.TrimSpace(b.decided[s.ID]); d != "" {
		e.State = append(e.State, d)
	}
	if c := b.texts.Comment(s.Comment); c != nil {
		e.Who, e.When = safe(name(c)), day(c)
	}
	for i, step := range s.Chain {
		c := b.cite(b.texts.Step(&s.Chain[i], s), step.Comment, step.Span)
		if quoted[step.Kind] {
			c.Words = ""
		}
		e.Chain = append(e.Chain, c)
	}
	for _, ev := range s.Support {
		e.Evidence = append(e.Evidence, b.cite(string(ev.Kind), ev.Comment, ev.Span))
	}
	for _, t := range takenUp(s) {
		by := takenBy{Verb: t.verb}
		for _, id := range t.ids {
			by.By = append(by.By, b.cite("", id, b.about(s, id, t.kinds)))
		}
		e.Taken = append(e.Taken, by)
	}
	return e
}

// quoted are the steps whose words are in their sentence or in the heading.
var quoted = map[gainsay.StepKind]bool{gainsay.StepAsserted: true, gainsay.StepBacked: true,
	gainsay.StepSupplied: true}

// about returns where a comment speaks of an assertion; without such a relation,
// all that follows the quotation it begins with.
func (b *reporter) about(s *gainsay.Assertion, comment string, kinds []gainsay.RelationKind) gainsay.Span {
	for _, k := range kinds {
		if span, ok := b.words[saying{s.ID, comment, k}]; ok {
			return span
		}
	}
	c := b.texts.Comment(comment)
	if c == nil {
		return gainsay.Span{}
	}
	span := gainsay.Span{End: len(c.Text)}
	if len(c.Quotes) > 0 && c.Quotes[0].Start == 0 && c.Quotes[0].Valid(len(c.Text)) &&
		c.Quotes[0].End < len(c.Text) {
		span.Start = c.Quotes[0].End
	}
	return span
}

// cite names a comment with the words of a span of it.
func (b *reporter) cite(what, comment string, span gainsay.Span) cite {
	out := cite{What: what, Comment: comment}
	c := b.texts.Comment(comment)
	if c == nil {
		return out
	}
	out.Who, out.When, out.Words = safe(name(c)), day(c),
		plainExcerpt(b.texts.Words(comment, span), citedColumns)
	return out
}

func (b *reporter) authors() []authorRow {
	rows := map[string]*authorRow{}
	var order []*authorRow
	for i := range b.a.Assertions {
		s := &b.a.Assertions[i]
		if s.Author == "" {
			continue // an unknown author's
		}
		r := rows[s.Author]
		if r == nil {
			r = &authorRow{Author: s.Author}
			rows[s.Author] = r
			order = append(order, r)
		}
		r.count(s, b.texts)
	}
	slices.SortStableFunc(order, func(x, y *authorRow) int { return cmp.Compare(y.Assertions, x.Assertions) })
	out := make([]authorRow, len(order))
	for i, r := range order {
		out[i] = *r
	}
	return out
}

func (r *authorRow) count(s *gainsay.Assertion, texts *view.Texts) {
	r.Assertions++
	if s.Status == gainsay.Sourced || s.Status == gainsay.Grounded {
		r.Sourced++
	}
	if len(s.AskedBy) > 0 {
		r.Asked++
		if answered(s, texts) {
			r.Answered++
		}
	}
	if len(s.CounteredBy) > 0 {
		r.Contested++
	}
	if len(s.ConcededBy) > 0 {
		r.Conceded++
	}
}

// answered reports whether the author of an assertion gave evidence later.
func answered(s *gainsay.Assertion, texts *view.Texts) bool {
	return s.Author != "" && slices.ContainsFunc(s.SuppliedBy,
		func(id string) bool { return author(texts.Comment(id)) == s.Author })
}

// statusCounts says how many assertions there are of each status.
func statusCounts(a *gainsay.Analysis) string {
	n := map[gainsay.Status]int{}
	for _, s := range a.Assertions {
		n[s.Status]++
	}
	var parts []string
	for _, s := range gainsay.Statuses() {
		if n[s] > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n[s], s))
		}
	}
	return strings.Join(parts, ", ")
}

func (b *reporter) importLines() []string {
	n := b.a.Report
	lines := []string{fmt.Sprintf("%s read, %d kept, %d duplicates, %d skipped; %s inferred, %d missing",
		number(n.Read, "record"), n.Kept, n.Duplicates, n.Skipped,
		number(n.InferredParents, "parent"), n.MissingParents)}
	if n.Announced != nil {
		lines = append(lines, fmt.Sprintf("the source announces %s; %d of them are hidden behind “load more”",
			number(*n.Announced, "comment"), n.Stubs))
	}
	for _, p := range n.Problems {
		if p.Line > 0 {
			lines = append(lines, fmt.Sprintf("line %d: %s", p.Line, p.Message))
		} else {
			lines = append(lines, p.Message)
		}
	}
	return lines
}

// thread lists the comments in the order of the tree of replies.
func (b *reporter) thread(entries []entry) []reported {
	in := map[string][]entry{}
	for _, e := range entries {
		in[e.Comment] = append(in[e.Comment], e)
	}
	marks := map[string][]string{}
	for _, n := range b.a.Annotations {
		if n.Score >= gainsay.DefaultThreshold && n.Tag != gainsay.TagClaim {
			marks[n.Comment] = append(marks[n.Comment], string(n.Tag)+decision(n))
		}
	}
	var out []reported
	for _, br := range branches(b.a.Thread) {
		r := reported{Comment: br.Comment, Depth: min(br.depth, 12), Who: safe(name(br.Comment)),
			When: day(br.Comment), Marks: slices.Compact(slices.Sorted(slices.Values(marks[br.ID])))}
		if p := b.texts.Comment(br.Comment.Parent); p != nil {
			r.Parent = safe(name(p))
			if br.ParentBy.Inferred() {
				r.Parent += inferred(br.Comment)
			}
		}
		r.Parts = textParts(br.Comment, in[br.ID])
		out = append(out, r)
	}
	return out
}

// textParts cuts a comment's text at its quotations and assertions. Where two
// assertions overlap the earlier one is marked.
func textParts(c *gainsay.Comment, entries []entry) []textPart {
	type cutAt struct {
		gainsay.Span
		part textPart
	}
	var cuts []cutAt
	for _, e := range entries {
		cuts = append(cuts, cutAt{e.Span, textPart{Entry: e.N}})
	}
	for _, q := range c.Quotes {
		cuts = append(cuts, cutAt{q, textPart{Quote: true}})
	}
	slices.SortStableFunc(cuts, func(a, b cutAt) int { return gainsay.CompareSpans(a.Span, b.Span) })
	var out []textPart
	at := 0
	for _, cut := range cuts {
		if !cut.Valid(len(c.Text)) || cut.Start < at || cut.Len() == 0 {
			continue // inside the last one; its words are there
		}
		out = append(out, textPart{Text: c.Text[at:cut.Start]})
		cut.part.Text = cut.In(c.Text)
		out = append(out, cut.part)
		at = cut.End
	}
	return append(out, textPart{Text: c.Text[at:]})
}
