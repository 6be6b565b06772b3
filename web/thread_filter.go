package web

import (
	"net/url"
	"slices"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/view"
)

// links prepares the filters with their counts, and the tally.
func (p *threadPage) links(v *threadView, q url.Values) {
	link := func(param, value, label, class string, n int) filterLink {
		return filterLink{label, class, v.toggled(param, value), n, slices.Contains(q[param], value)}
	}
	add := func(to *[]filterLink, l filterLink) {
		if l.N > 0 || l.On {
			*to = append(*to, l)
		}
	}
	n := v.count()
	for _, st := range gainsay.Statuses() {
		add(&p.Filters, link("status", string(st), view.StatusLabel(st), string(st), n.status[st]))
	}
	for _, d := range gainsay.Disputes()[1:] {
		add(&p.Filters, link("dispute", string(d), view.DisputeLabel(d), string(d), n.dispute[d]))
	}
	for _, t := range gainsay.Tags() {
		l := link("tag", string(t), view.TagLabel(t), string(t), n.tag[t])
		switch {
		case t == gainsay.TagClaim:
		case isShown(t) || t == gainsay.TagSpam:
			add(&p.Filters, l)
		default:
			add(&p.Further, l)
			p.Open = p.Open || l.On
		}
	}
	for _, verdict := range []string{undecided, string(gainsay.Right), string(gainsay.Wrong), string(gainsay.Changed),
		string(gainsay.Missed)} {
		add(&p.Verdicts, link("decided", verdict, verdictLabel(verdict), verdict, n.verdict[verdict]))
	}
	p.Tally = []filterLink{
		{Label: noun(len(v.a.Assertions), "factual assertion"), N: len(v.a.Assertions),
			Href: withQuery("/assertions", url.Values{"thread": {v.key}})},
		link("status", string(gainsay.Unsupported), "unsupported", colour(n.status[gainsay.Unsupported], "unsupported"),
			n.status[gainsay.Unsupported]),
		link("dispute", string(gainsay.Contested), "contested", colour(n.dispute[gainsay.Contested], "contested"),
			n.dispute[gainsay.Contested]),
		link("dispute", string(gainsay.Questioned), "asked for evidence", colour(n.dispute[gainsay.Questioned],
			"questioned"), n.dispute[gainsay.Questioned]),
		link("tag", string(gainsay.TagInsult), noun(n.tag[gainsay.TagInsult], "insult"),
			colour(n.tag[gainsay.TagInsult], "insult"), n.tag[gainsay.TagInsult]),
		link("tag", string(gainsay.TagSpam), "spam", "", n.tag[gainsay.TagSpam]),
	}
}

// colour is a class for a count: none of nothing.
func colour(n int, class string) string {
	if n == 0 {
		return ""
	}
	return class
}

// counts are the numbers beside the filters, over the whole thread.
type counts struct {
	status  map[gainsay.Status]int
	dispute map[gainsay.Dispute]int
	tag     map[gainsay.Tag]int
	verdict map[string]int // of the marks that get one by default
}

func (v *threadView) count() counts {
	n := counts{map[gainsay.Status]int{}, map[gainsay.Dispute]int{}, map[gainsay.Tag]int{}, map[string]int{}}
	for _, s := range v.a.Assertions {
		n.status[s.Status]++
		for _, d := range s.Disputes() {
			n.dispute[d]++
		}
	}
	for i := range v.a.Annotations {
		a := &v.a.Annotations[i]
		n.tag[a.Tag]++
		if v.ofKind(a) {
			n.verdict[v.verdict(a.ID)]++
		}
	}
	if v.basis == "" { // else they are among the others
		n.verdict[string(gainsay.Missed)] += len(v.extra)
	}
	return n
}

// noun returns a noun as it follows a number.
func noun(n int, one string) string {
	if n == 1 {
		return one
	}
	return one + "s"
}

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

// toggled is the thread's page with one value of a filter added or removed.
func (v *threadView) toggled(param, value string) string {
	return toggled(threadPath(v.key), v.kept(), param, value)
}

// kinds are the marks that a filter asks for.
type kinds struct{ decided, tag, status, dispute []string }

func newKinds(q url.Values) kinds { return kinds{q["decided"], q["tag"], q["status"], q["dispute"]} }

// wanted reports whether a mark shows under the filter. The current one always does.
func (v *threadView) wanted(a *gainsay.Annotation) bool {
	if v.now != nil && a.ID == v.now.ID {
		return true
	}
	if ds := v.kinds.decided; len(ds) > 0 && !slices.Contains(ds, v.verdict(a.ID)) {
		return false
	}
	return v.ofKind(a)
}

// ofKind reports whether a mark has a tag, status and disputes that the filter
// asks for: one of the tags, or one of the statuses with all of the disputes,
// as on the assertions page. Without such a filter it is what matters most.
func (v *threadView) ofKind(a *gainsay.Annotation) bool {
	q := &v.kinds
	ledger := len(q.status)+len(q.dispute) > 0
	if !ledger && len(q.tag) == 0 {
		return v.extra[a.ID] != nil || a.Tag == gainsay.TagSpam ||
			isShown(a.Tag) && (a.Tag != gainsay.TagClaim || v.assertions[a.ID] != nil)
	}
	if slices.Contains(q.tag, string(a.Tag)) && (a.Tag != gainsay.TagClaim || !ledger) {
		return true
	}
	s := v.assertions[a.ID]
	if s == nil || !ledger {
		return false
	}
	for _, d := range q.dispute {
		if !slices.Contains(s.Disputes(), gainsay.Dispute(d)) {
			return false
		}
	}
	return len(q.status) == 0 || slices.Contains(q.status, string(s.Status))
}

// filtersMarks reports whether comments without a mark that is asked for are left out.
func filtersMarks(q url.Values) bool {
	return len(q["tag"])+len(q["status"])+len(q["dispute"])+len(q["decided"]) > 0
}

// hidesPerson reports whether the filter leaves a comment out by its author or
// by whom it answers. The comment of the current mark always shows.
func (v *threadView) hidesPerson(c *gainsay.Comment) bool {
	if v.now != nil && v.now.Comment == c.ID {
		return false
	}
	if author := v.query.Get("author"); author != "" && c.Author != author {
		return true
	}
	to := v.query.Get("to")
	return to != "" && (v.comments[c.Parent] == nil || v.comments[c.Parent].Author != to)
}
