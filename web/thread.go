package web

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"github.com/gainsay/gainsay"
	"github.com/labstack/echo/v4"
)

var _ = register("/threads/:key", (*Server).thread)

// perPage is how many comments a thread page shows.
const perPage = 200

// threadPage is one thread with its marks.
type threadPage struct {
	base
	Key      string
	T        *gainsay.Thread
	Report   gainsay.Report
	Read     readReport
	People   int
	Lost     int
	Tally    []filterLink
	Filters  []filterLink
	Nodes    []*node
	Folded   int // comments the filter leaves out
	Filtered bool
	Clear    string
	Pages    []pageLink
	Used     int // sentences of the article that ground comments
}

// filterLink toggles one filter in the address.
type filterLink struct {
	Label, Class, Href string
	N                  int
	On                 bool
}

type pageLink struct {
	Label, Href string
	On          bool
}

// node is a comment in its place.
type node struct {
	C        *gainsay.Comment
	Depth    int // for indentation, at most maxDepth
	Answers  string
	AnswerID string
	Why      string
	Segments []segment
	Marks    []*mark
	Spam     *mark
	Hidden   bool // left out by the filter
	Class    string
}

const maxDepth = 8

// threadView is what marks and nodes look things up in.
type threadView struct {
	a          *gainsay.Analysis
	comments   map[string]*gainsay.Comment
	assertions map[string]*gainsay.Assertion
	marks      map[string][]gainsay.Annotation
	depth      map[string]int
}

func newThreadView(a *gainsay.Analysis) *threadView {
	v := &threadView{a: a, comments: map[string]*gainsay.Comment{}, assertions: map[string]*gainsay.Assertion{}, marks: map[string][]gainsay.Annotation{}, depth: map[string]int{}}
	for _, c := range a.Thread.Comments {
		v.comments[c.ID] = c
		if c.Parent != "" {
			v.depth[c.ID] = v.depth[c.Parent] + 1
		}
	}
	for i := range a.Assertions {
		v.assertions[a.Assertions[i].ID] = &a.Assertions[i]
	}
	for _, m := range a.Annotations {
		v.marks[m.Comment] = append(v.marks[m.Comment], m)
	}
	return v
}

func (s *Server) thread(c echo.Context) error {
	key, err := url.PathUnescape(c.Param("key"))
	if err != nil {
		return echo.NewHTTPError(http.StatusBadRequest, "The address is damaged.")
	}
	a, err := s.store.Analysis(c.Request().Context(), key)
	if err != nil {
		return err
	}
	q := c.QueryParams()
	v := newThreadView(a)
	p := &threadPage{base: s.base(titleOf(a.Thread), "threads"), Key: key, T: a.Thread, Report: a.Report, Read: newReadReport(a.Report), Clear: threadPath(key)}
	p.count(a)
	p.links(v, q)
	p.Filtered = len(q["tag"])+len(q["status"])+len(q["dispute"])+len(q["author"]) > 0
	if err := p.fill(v, q); err != nil {
		return err
	}
	return s.render(c, http.StatusOK, "thread", p)
}

func titleOf(t *gainsay.Thread) string {
	if t.Title != "" {
		return t.Title
	}
	return "Thread " + t.ID
}

func threadPath(key string) string { return "/threads/" + url.PathEscape(key) }

func (p *threadPage) count(a *gainsay.Analysis) {
	people := map[string]bool{}
	for _, c := range a.Thread.Comments {
		if c.Author != "" {
			people[c.Author] = true
		} else if c.State == gainsay.Live {
			p.Lost++
		}
	}
	p.People = len(people)
	for _, s := range a.Assertions {
		for _, e := range s.Support {
			if e.Kind == gainsay.EvidenceArticle {
				p.Used++
			}
		}
	}
}

// links prepares the filters with their counts.
func (p *threadPage) links(v *threadView, q url.Values) {
	add := func(param, value, label, class string, n int) {
		if n > 0 || slices.Contains(q[param], value) {
			p.Filters = append(p.Filters, filterLink{label, class, toggled(threadPath(p.Key), q, param, value), n, slices.Contains(q[param], value)})
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
		add("status", string(st), statusLabels[st], string(st), byStatus[st])
	}
	for _, d := range gainsay.Disputes()[1:] {
		add("dispute", string(d), disputeLabels[d], string(d), byDispute[d])
	}
	byTag := map[gainsay.Tag]int{}
	for _, m := range v.a.Annotations {
		byTag[m.Tag]++
	}
	for _, t := range gainsay.Tags() {
		if t != gainsay.TagClaim {
			add("tag", string(t), tagLabels[t], string(t), byTag[t])
		}
	}
	p.Tally = []filterLink{
		{"factual assertions", "", "", len(v.a.Assertions), false}, {"unsupported", "unsupported", "", byStatus[gainsay.Unsupported], false},
		{"contested", "contested", "", byDispute[gainsay.Contested], false}, {"asked for evidence", "evidencerequest", "", byDispute[gainsay.Questioned], false},
		{"insults", "insult", "", byTag[gainsay.TagInsult], false}, {"spam", "spam", "", byTag[gainsay.TagSpam], false},
	}
}

var disputeLabels = map[gainsay.Dispute]string{
	gainsay.Open: "Open", gainsay.Questioned: "Asked for evidence", gainsay.Contested: "Contested", gainsay.Conceded: "Taken back",
}

// disputes lists all that hold of an assertion, open if none does.
func disputes(s *gainsay.Assertion) []gainsay.Dispute {
	var out []gainsay.Dispute
	if len(s.AskedBy) > 0 {
		out = append(out, gainsay.Questioned)
	}
	if len(s.CounteredBy) > 0 {
		out = append(out, gainsay.Contested)
	}
	if len(s.ConcededBy) > 0 {
		out = append(out, gainsay.Conceded)
	}
	if out == nil {
		out = []gainsay.Dispute{gainsay.Open}
	}
	return out
}

// toggled returns the address with one value of a parameter put in or taken out.
func toggled(path string, q url.Values, param, value string) string {
	n := url.Values{}
	for k, vs := range q {
		n[k] = slices.Clone(vs)
	}
	n.Del("page")
	if i := slices.Index(n[param], value); i >= 0 {
		n[param] = slices.Delete(n[param], i, i+1)
	} else {
		n.Add(param, value)
	}
	if e := n.Encode(); e != "" {
		return path + "?" + e
	}
	return path
}

// fill makes the nodes of the page asked for.
func (p *threadPage) fill(v *threadView, q url.Values) error {
	page, err := pageOf(q)
	if err != nil {
		return err
	}
	ordered := depthFirst(p.T.Comments)
	last := max(1, (len(ordered)+perPage-1)/perPage)
	page = min(page, last)
	for n := 1; n <= last && last > 1; n++ {
		p.Pages = append(p.Pages, pageLink{strconv.Itoa(n), withPage(threadPath(p.Key), q, n), n == page})
	}
	for _, c := range ordered[(page-1)*perPage : min(page*perPage, len(ordered))] {
		n := v.node(c, q)
		if n.Hidden {
			p.Folded++
		}
		p.Nodes = append(p.Nodes, n)
	}
	return nil
}

func pageOf(q url.Values) (int, error) {
	if q.Get("page") == "" {
		return 1, nil
	}
	n, err := strconv.Atoi(q.Get("page"))
	if err != nil || n < 1 {
		return 0, echo.NewHTTPError(http.StatusBadRequest, fmt.Sprintf("There is no page %q.", q.Get("page")))
	}
	return n, nil
}

func withPage(path string, q url.Values, n int) string {
	m := url.Values{}
	for k, vs := range q {
		m[k] = vs
	}
	m.Set("page", strconv.Itoa(n))
	return path + "?" + m.Encode()
}

// depthFirst orders comments so that replies stand below what they answer.
func depthFirst(comments []*gainsay.Comment) []*gainsay.Comment {
	children := map[string][]*gainsay.Comment{}
	for _, c := range comments {
		children[c.Parent] = append(children[c.Parent], c)
	}
	var out []*gainsay.Comment
	stack := slices.Clone(children[""])
	slices.Reverse(stack)
	for len(stack) > 0 {
		c := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		out = append(out, c)
		kids := slices.Clone(children[c.ID])
		slices.Reverse(kids)
		stack = append(stack, kids...)
	}
	return out
}

func (v *threadView) node(c *gainsay.Comment, q url.Values) *node {
	n := &node{C: c, Depth: min(v.depth[c.ID], maxDepth)}
	if c.Parent != "" {
		n.Answers, n.AnswerID = v.who(c.Parent), c.Parent
		if n.Answers[0] == 'a' && v.comments[c.Parent].Author == "" {
			n.Answers = "a lost author"
		}
	}
	for _, a := range v.marks[c.ID] {
		m := v.newMark(a, c.Text)
		if a.Tag == gainsay.TagSpam {
			n.Spam = m
			continue
		}
		if m.wanted(q) {
			n.Marks = append(n.Marks, m)
		}
	}
	n.Segments = segments(c.Text, n.Marks)
	n.Hidden = v.hides(n, q)
	if len(n.Marks) > 0 {
		n.Class = slices.MinFunc(n.Marks, func(a, b *mark) int { return a.rank() - b.rank() }).Class
	}
	return n
}

// wanted reports whether a mark shows under the filter: by default those that
// matter most, otherwise those asked for.
func (m *mark) wanted(q url.Values) bool {
	if len(q["tag"])+len(q["status"])+len(q["dispute"]) == 0 {
		return isShown(m.Tag) && (m.Tag != gainsay.TagClaim || m.Assertion != nil)
	}
	if slices.Contains(q["tag"], string(m.Tag)) {
		return true
	}
	if m.Assertion == nil {
		return false
	}
	return slices.Contains(q["status"], string(m.Assertion.Status)) || slices.ContainsFunc(disputes(m.Assertion), func(d gainsay.Dispute) bool { return slices.Contains(q["dispute"], string(d)) })
}

func (v *threadView) hides(n *node, q url.Values) bool {
	if author := q.Get("author"); author != "" && n.C.Author != author {
		return true
	}
	if len(q["tag"])+len(q["status"])+len(q["dispute"]) == 0 {
		return false
	}
	return len(n.Marks) == 0 && !(n.Spam != nil && slices.Contains(q["tag"], string(gainsay.TagSpam)))
}
