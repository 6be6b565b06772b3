package web

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/decide"
	"github.com/gainsay/gainsay/view"
	"github.com/gainsay/gainsay/web/query"
	"github.com/labstack/echo/v4"
)

var _ = register("/threads/:key", (*Server).thread)

// A thread page shows at most perPage comments, and fewer where they are long
// or have many marks: pageBytes is an estimate.
const (
	perPage   = 100
	pageBytes = 110_000
)

// threadPage is one thread with its marks.
type threadPage struct {
	base
	Key              string
	T                *gainsay.Thread
	Report           gainsay.Report
	Read             readReport
	Source           outward // address of the thread, "" without
	Unknown          int     // comments by unknown authors
	Lost             int     // decisions that find no place
	Hidden           int     // marks below the thresholds
	Tally            []filterLink
	Filters          []filterLink
	Further          []filterLink // filters for tags that get no mark by default
	Open             bool         // one of Further is on
	Verdicts         []filterLink
	Marks            string       // whose marks the page shows, as the address says
	Bases            []filterLink // to choose it
	Ledger           string       // the list of its assertions
	Strip            strip
	Nodes            []*node
	Folded           int // comments the filter leaves out
	Filtered         bool
	By, To           string // whose comments, and whom they answer, where the filter says so
	Clear            string
	Pages            []pageLink
	Save             []saveLink
	Used             int // sentences of the article that ground comments
	Pane             *pane
	Keys, Everywhere []keyHelp
	AddTags          []pick // of the bar for words that were selected
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
	AddHref             string   // opens the form that adds a mark, "" where none can be added
	Add                 *addForm // the form, where it is open
}

const maxDepth = 8

// threadView is a thread under the filter of one page, as one person sees it.
type threadView struct {
	*index
	read   *whole
	texts  *view.Texts // with the comments that were read
	query  url.Values
	basis  decide.Mode         // whose marks the page shows; "" for all, with what was decided
	kinds  kinds               // of marks that the query asks for
	onPage map[string]bool     // comments that the page shows
	now    *gainsay.Annotation // the current mark, nil if none is chosen
	choices
}

func (s *Server) thread(c echo.Context) error {
	key, err := threadKey(c)
	if err != nil {
		return err
	}
	mode, err := query.Basis(c.QueryParams(), "")
	if err != nil {
		return err
	}
	x, err := s.threadBy(c, key, mode)
	if err != nil {
		return err
	}
	v := newThreadView(x, c.QueryParams())
	for {
		p, err := s.threadPage(c, v)
		if errors.Is(err, errOutdated) { // it was changed since its outline was read
			if x, err = s.indexed(c.Request().Context(), key); err != nil {
				return err
			}
			v = newThreadView(x, c.QueryParams())
			continue
		}
		if err != nil {
			return err
		}
		if v.query.Get("part") != "" {
			return s.renderPart(c, "thread", "threadpart", p)
		}
		return s.render(c, http.StatusOK, "thread", p)
	}
}

// threadPage makes the page of a thread, or the part that its script asks for.
func (s *Server) threadPage(c echo.Context, v *threadView) (*threadPage, error) {
	if err := s.loadChoices(c, v); err != nil {
		return nil, err
	}
	if id := v.query.Get("mark"); id != "" && v.choose(id) == nil && v.basis == "" { // decisions may have removed it
		return nil, fmt.Errorf("mark %q: %w", id, view.ErrNotFound)
	}
	p := &threadPage{base: s.base(c, v.title(), "threads"), Key: v.key, T: v.a.Thread}
	l, err := p.list(v)
	if err != nil {
		return nil, err
	}
	order := v.listed(l)
	if err := s.readWhole(c.Request().Context(), v, l.here, order.items()); err != nil {
		return nil, err
	}
	part := v.query.Get("part") != ""
	if part { // forms in it come back to the whole page
		p.Path = withQuery(threadPath(v.key), without(v.query, "part"))
	}
	p.fill(v, l.here)
	p.Pane = v.pane(p.base, l, order)
	if !part {
		p.describe(s, v)
	}
	return p, nil
}

// describe adds what the page shows around the comments.
func (p *threadPage) describe(s *Server, v *threadView) {
	q := v.query
	p.Lost, p.Hidden = v.lost, v.hidden
	p.Report, p.Read, p.Unknown, p.Used = v.a.Report, newReadReport(v.a.Report, v.a.Version), v.unknown, v.used
	p.Source, p.Clear = newOutward(p.T.URL, p.T.URL), threadPath(v.key)
	p.Save = s.saveLinks(threadPath(v.key), nil, func(Export) bool { return true })
	p.links(v, q)
	p.Marks = string(v.basis)
	p.Ledger = marked(p.Marks, withQuery("/assertions", url.Values{"thread": {v.key}}))
	p.Bases = basisLinks(threadPath(v.key), v.kept(), "")
	p.Bases = append([]filterLink{{Label: "All, with what was decided", Href: with(threadPath(v.key), v.kept(), "marks", ""),
		On: v.basis == ""}}, p.Bases...)
	p.Strip = v.strip()
	p.By, p.To = q.Get("author"), q.Get("to")
	p.Filtered = filtersMarks(q) || p.By != "" || p.To != ""
	p.AddTags, p.Keys, p.Everywhere = quickTags, threadKeys, everywhere
}

// newThreadView shows a thread under the filter of a query.
func newThreadView(x *index, q url.Values) *threadView {
	return &threadView{index: x, texts: x.texts, query: q, basis: decide.Mode(q.Get("marks")), kinds: newKinds(q), onPage: map[string]bool{}}
}

// threadView loads the thread that the address names whole, with the marks that
// the address asks for, or else the machine's.
func (s *Server) threadView(c echo.Context) (*threadView, error) {
	key, err := threadKey(c)
	if err != nil {
		return nil, err
	}
	mode, err := query.Basis(c.QueryParams(), decide.Machine)
	if err != nil {
		return nil, err
	}
	x, err := s.wholeBy(c, key, mode)
	if err != nil {
		return nil, err
	}
	return newThreadView(x, c.QueryParams()), nil
}

// title names the thread: by its title, else by its first words.
func (x *index) title() string {
	t := x.a.Thread
	if t.Title != "" {
		return t.Title
	}
	quoted := func(text string) string { return "“" + view.Clip(text, 60) + "”" }
	if x.outline != nil && x.outline.Opening != "" {
		return quoted(x.outline.Opening)
	}
	for _, c := range t.Comments {
		if strings.TrimSpace(c.Text) != "" {
			return quoted(c.Text)
		}
	}
	return "Thread " + t.ID
}

// fill makes the nodes of comments.
func (p *threadPage) fill(v *threadView, here []*gainsay.Comment) {
	for _, c := range here {
		n := v.node(v.texts.Comment(c.ID))
		if !p.MayDecide || n.Add != nil {
			n.AddHref = ""
		}
		if n.Add != nil {
			n.Add.base = p.base
		}
		p.Nodes = append(p.Nodes, n)
	}
}

// kept is the query that links to other places of the thread keep: the filter
// and the order.
func (v *threadView) kept() url.Values {
	return without(v.query, "at", "mark", "page", "change", "add", "part")
}

// markHref chooses a mark.
func (v *threadView) markHref(id string) string {
	q := v.kept()
	q.Set("mark", id)
	return "?" + q.Encode() + "#m-" + url.PathEscape(id)
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
	n.Segments = segments(c, n.Marks)
	if strings.TrimSpace(c.Text) != "" {
		q := v.kept()
		q.Set("add", c.ID)
		n.AddHref = "?" + q.Encode() + "#add"
	}
	if v.query.Get("add") == c.ID {
		n.Add = newAddForm(v, c)
	}
	return n
}

// marksOf makes the marks of a comment that show under the filter.
func (v *threadView) marksOf(c *gainsay.Comment) (spam *mark, shown []*mark) {
	for _, a := range v.marksIn(c.ID) {
		if a.Tag != gainsay.TagSpam && !v.wanted(a) {
			continue
		}
		a = v.whole(a)
		m := v.newMark(*a)
		m.Href, m.Now = v.markHref(a.ID), v.now != nil && v.now.ID == a.ID
		m.Why = v.why(a)
		m.Verdict = v.verdict(a.ID)
		if a.Tag == gainsay.TagSpam {
			spam = m
		} else {
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
