package web

import (
	"net/url"
	"slices"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/view"
)

// links prepares the filters with their counts.
func (p *threadPage) links(v *threadView, q url.Values) {
	add := func(param, value, label, class string, n int) {
		if n > 0 || slices.Contains(q[param], value) {
			href := toggled(threadPath(p.Key), q, param, value)
			p.Filters = append(p.Filters, filterLink{label, class, href, n, slices.Contains(q[param], value)})
		}
	}
	byStatus, byDispute := map[gainsay.Status]int{}, map[gainsay.Dispute]int{}
	for _, s := range v.a.Assertions {
		byStatus[s.Status]++
		for _, d := range disputes(&s) {
			byDispute[d]++
		}
	}
	for _, st := range gainsay.Statuses() {
		add("status", string(st), view.StatusLabel(st), string(st), byStatus[st])
	}
	for _, d := range gainsay.Disputes()[1:] {
		add("dispute", string(d), view.DisputeLabel(d), string(d), byDispute[d])
	}
	byTag := map[gainsay.Tag]int{}
	for _, m := range v.a.Annotations {
		byTag[m.Tag]++
	}
	for _, t := range gainsay.Tags() {
		if t != gainsay.TagClaim {
			add("tag", string(t), view.TagLabel(t), string(t), byTag[t])
		}
	}
	p.Tally = []filterLink{
		{Label: noun(len(v.a.Assertions), "factual assertion"), N: len(v.a.Assertions)},
		{Label: "unsupported", Class: "unsupported", N: byStatus[gainsay.Unsupported]},
		{Label: "contested", Class: "contested", N: byDispute[gainsay.Contested]},
		{Label: "asked for evidence", Class: "evidencerequest", N: byDispute[gainsay.Questioned]},
		{Label: noun(byTag[gainsay.TagInsult], "insult"), Class: "insult", N: byTag[gainsay.TagInsult]},
		{Label: "spam", Class: "spam", N: byTag[gainsay.TagSpam]},
	}
}

// noun returns a noun as it follows a number.
func noun(n int, one string) string {
	if n == 1 {
		return one
	}
	return one + "s"
}

// disputes lists all disputes that hold of an assertion, open if none does.
func disputes(s *gainsay.Assertion) []gainsay.Dispute { return s.Disputes() }

// toggled returns the address with one value of a parameter added or removed.
func toggled(path string, q url.Values, param, value string) string {
	n := without(q, "page", "at")
	if i := slices.Index(n[param], value); i >= 0 {
		n[param] = slices.Delete(n[param], i, i+1)
	} else {
		n.Add(param, value)
	}
	return withQuery(path, n)
}

// wanted reports whether a mark shows under the filter: by default those that
// matter most, otherwise those asked for.
func (m *mark) wanted(q url.Values) bool {
	if !filtersMarks(q) {
		return isShown(m.Tag) && (m.Tag != gainsay.TagClaim || m.Assertion != nil)
	}
	if slices.Contains(q["tag"], string(m.Tag)) {
		return true
	}
	if m.Assertion == nil {
		return false
	}
	asked := func(d gainsay.Dispute) bool { return slices.Contains(q["dispute"], string(d)) }
	return slices.Contains(q["status"], string(m.Assertion.Status)) ||
		slices.ContainsFunc(disputes(m.Assertion), asked)
}

func filtersMarks(q url.Values) bool { return len(q["tag"])+len(q["status"])+len(q["dispute"]) > 0 }

// hides reports whether the filter leaves a comment out: by its author, by
// whom it answers, or because it has none of the marks asked for.
func (v *threadView) hides(c *gainsay.Comment) bool {
	q := v.query
	if author := q.Get("author"); author != "" && c.Author != author {
		return true
	}
	if to := q.Get("to"); to != "" && (v.comments[c.Parent] == nil || v.comments[c.Parent].Author != to) {
		return true
	}
	if !filtersMarks(q) {
		return false
	}
	spam, shown := v.marksOf(c)
	return len(shown) == 0 && !(spam != nil && slices.Contains(q["tag"], string(gainsay.TagSpam)))
}
