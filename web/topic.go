package web

import (
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"strings"

	"github.com/gainsay/gainsay/decide"
	"github.com/gainsay/gainsay/view"
	"github.com/gainsay/gainsay/web/query"
	"github.com/labstack/echo/v4"
)

var (
	_ = register("/topics", (*Server).topics)
	_ = register("/topic", (*Server).topic)
)

// topicsPage lists the topics of assertions.
type topicsPage struct {
	base
	Rows   []view.TopicRow
	Total  int
	Words  string
	Marks  string       // whose marks count, as the address says
	Bases  []filterLink // to choose it
	Hidden []hiddenInput
	Pages  []pageLink
}

const topicsPerPage = 100

func (s *Server) topics(c echo.Context) error {
	q := c.QueryParams()
	place, err := placeOf(q)
	if err != nil {
		return err
	}
	basis, err := query.Basis(q, decide.Machine)
	if err != nil {
		return err
	}
	p := topicsPage{base: s.base(c, "Topics", "topics"), Words: q.Get("q"), Bases: basisLinks("/topics", q, decide.Machine),
		Hidden: hiddenInputs(q, "q", "page"), Marks: q.Get("marks")}
	list := func(place listPlace) (rows []view.TopicRow, err error) {
		rows, p.Total, err = s.conf.Store.Topics(c.Request().Context(),
			view.TopicFilter{Query: p.Words, Basis: basis, Range: place.part(topicsPerPage)})
		return rows, err
	}
	cursor := func(r view.TopicRow) string { return r.Cursor }
	if p.Rows, p.Pages, err = paged("/topics", q, place, topicsPerPage, list, cursor); err != nil {
		return err
	}
	return s.render(c, http.StatusOK, "topics", p)
}

// topicPage lists what is asserted about one topic.
type topicPage struct {
	base
	Name    string
	Said    int // assertions
	Status  []filterLink
	Dispute []filterLink
	With    []filterLink // topics of the same assertions
	Authors []filterLink
	Claims  []claimView
	Total   int
	All     string
	Bases   []filterLink
	Pages   []pageLink
	marks   url.Values // parameter of whose marks count
}

// assertions leads to those about the topic for which a parameter has a value too.
func (p *topicPage) assertions(param, value string) string {
	q := maps.Clone(p.marks)
	q.Add("topic", p.Name)
	if param != "" {
		q.Add(param, value)
	}
	return withQuery("/assertions", q)
}

func (s *Server) topic(c echo.Context) error {
	q := c.QueryParams()
	name := q.Get("name")
	place, err := placeOf(q)
	if err != nil {
		return err
	}
	f := view.AssertionFilter{Topics: []string{s.conf.Topic(name)}}
	if f.Basis, err = query.Basis(q, decide.Machine); err != nil {
		return err
	}
	claims, total, pages, err := s.claims(c.Request().Context(), "/topic", q, place, f)
	if err != nil {
		return err
	}
	if strings.TrimSpace(name) == "" || total == 0 {
		return fmt.Errorf("topic %q: %w", name, view.ErrNotFound)
	}
	facets, err := s.conf.Store.Facets(c.Request().Context(), f)
	if err != nil {
		return err
	}
	p := topicPage{base: s.base(c, name, "topics"), Name: name, Said: facets.Total, Claims: claimViews(claims, q.Get("marks")),
		Total: total, Bases: basisLinks("/topic", q, decide.Machine)}
	p.marks = marksOf(q)
	p.All = p.assertions("", "")
	p.Pages = pages
	p.spread(facets)
	return s.render(c, http.StatusOK, "topic", p)
}

// spread counts the topic's assertions by status, dispute, other topics and author.
func (p *topicPage) spread(f view.Facets) {
	link := func(param, value, label, class string, n int) filterLink {
		return filterLink{Label: label, Class: class, Href: p.assertions(param, value), N: n}
	}
	for _, c := range f.Status {
		if c.N > 0 {
			v := string(c.Value)
			p.Status = append(p.Status, link("status", v, view.StatusLabel(c.Value), v, c.N))
		}
	}
	for _, c := range f.Dispute {
		if c.N > 0 {
			v := string(c.Value)
			p.Dispute = append(p.Dispute, link("dispute", v, view.DisputeLabel(c.Value), v, c.N))
		}
	}
	for _, c := range f.With {
		p.With = append(p.With, link("topic", c.Value, c.Value, "", c.N))
	}
	for _, c := range f.Authors {
		p.Authors = append(p.Authors, link("author", c.Value, c.Value, "", c.N))
	}
}
