package web

import (
	"net/http"
	"net/url"
	"slices"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/view"
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
	Unknown  int // comments by unknown authors
	Tally    []filterLink
	Filters  []filterLink
	Nodes    []*node
	Folded   int // comments the filter leaves out
	Filtered bool
	By, To   string // whose comments, and whom they answer, where the filter says so
	Clear    string
	Pages    []pageLink
	Save     []saveLink
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
	Segments []segment
	Marks    []*mark
	Spam     *mark

	Answers, AnswerHref string
	Inferred            string // how its parent is known, "" where the source says it
	Also                []tie  // further comments it answers
	Language            string
}

const maxDepth = 8

// threadView is a thread under the filter of one page.
type threadView struct {
	*index
	query  url.Values
	onPage map[string]bool // comments that the page shows
}

func (s *Server) thread(c echo.Context) error {
	v, err := s.threadView(c)
	if err != nil {
		return err
	}
	a, q := v.a, v.query
	p := &threadPage{base: s.base(c, titleOf(a.Thread), "threads"), Key: v.key, T: a.Thread, Report: a.Report,
		Read: newReadReport(a.Report), Clear: threadPath(v.key)}
	p.Save = s.saveLinks(threadPath(v.key), nil, func(Export) bool { return true })
	p.count(a)
	p.links(v, q)
	p.By, p.To = q.Get("author"), q.Get("to")
	p.Filtered = filtersMarks(q) || p.By != "" || p.To != ""
	if err := p.fill(v); err != nil {
		return err
	}
	return s.render(c, http.StatusOK, "thread", p)
}

// threadView loads the thread that the address names.
func (s *Server) threadView(c echo.Context) (*threadView, error) {
	key, err := threadKey(c)
	if err != nil {
		return nil, err
	}
	x, err := s.indexed(c.Request().Context(), key)
	if err != nil {
		return nil, err
	}
	return &threadView{x, c.QueryParams(), map[string]bool{}}, nil
}

func titleOf(t *gainsay.Thread) string {
	if t.Title != "" {
		return t.Title
	}
	return "Thread " + t.ID
}

func (p *threadPage) count(a *gainsay.Analysis) {
	people := map[string]bool{}
	for _, c := range a.Thread.Comments {
		if c.Author != "" {
			people[c.Author] = true
		} else if c.State == gainsay.Live {
			p.Unknown++
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

// fill makes the nodes of the page asked for, of the comments that the filter
// leaves: by number, or the page with the comment "at".
func (p *threadPage) fill(v *threadView) error {
	page, err := pageOf(v.query)
	if err != nil {
		return err
	}
	picked := slices.DeleteFunc(slices.Clone(v.ordered), v.hides)
	p.Folded = len(p.T.Comments) - len(picked)
	isAt := func(c *gainsay.Comment) bool { return c.ID == v.query.Get("at") }
	if at := slices.IndexFunc(picked, isAt); at >= 0 {
		page = at/perPage + 1
	}
	page = min(page, max(1, (len(picked)+perPage-1)/perPage))
	p.Pages = pageLinks(threadPath(p.Key), without(v.query, "at"), page, len(picked), perPage)
	here := picked[(page-1)*perPage : min(page*perPage, len(picked))]
	for _, c := range here {
		v.onPage[c.ID] = true
	}
	for _, c := range here {
		p.Nodes = append(p.Nodes, v.node(c))
	}
	return nil
}

// depthFirst orders comments so that replies follow what they answer.
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

func (v *threadView) node(c *gainsay.Comment) *node {
	n := &node{C: c, Depth: min(v.depth[c.ID], maxDepth), Language: languageNote(c)}
	if c.Parent != "" {
		n.Answers, n.AnswerHref = v.who(c.Parent), v.anchored(c.Parent, "c-"+c.Parent)
	}
	for _, id := range c.OtherParents {
		n.Also = append(n.Also, tie{Text: v.who(id), Href: v.anchored(id, "c-"+id)})
	}
	if c.ParentBy.Inferred() {
		n.Inferred = view.ParentLabel(c.ParentBy)
	}
	n.Spam, n.Marks = v.marksOf(c)
	if n.Spam != nil {
		v.explain(n.Spam)
	}
	for _, m := range n.Marks {
		v.explain(m)
	}
	n.Segments = segments(c.Text, n.Marks)
	return n
}

// marksOf makes the marks of a comment that show under the filter.
func (v *threadView) marksOf(c *gainsay.Comment) (spam *mark, shown []*mark) {
	for _, a := range v.marks[c.ID] {
		m := v.newMark(a)
		switch {
		case a.Tag == gainsay.TagSpam:
			spam = m
		case m.wanted(v.query):
			shown = append(shown, m)
		}
	}
	return spam, shown
}

// foremost is the most important mark of a comment, nil without marks.
func foremost(marks []*mark) *mark {
	if len(marks) == 0 {
		return nil
	}
	return slices.MinFunc(marks, func(a, b *mark) int { return a.rank() - b.rank() })
}

// languageNote says that a comment was left unmarked for its language.
func languageNote(c *gainsay.Comment) string {
	switch c.Language {
	case "", "en":
		return ""
	case "und":
		return "unknown language: not analysed"
	}
	return "not English (" + c.Language + "): not analysed"
}
