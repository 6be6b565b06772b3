package web

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"github.com/gainsay/gainsay/view"
	"github.com/labstack/echo/v4"
)

var (
	_ = register("/topics", (*Server).topics)
	_ = register("/topic", (*Server).topic)
)

// topicsPage lists the topics of assertions.
type topicsPage struct {
	base
	Rows  []view.TopicRow
	Total int
	Words string
	Pages []pageLink
}

const topicsPerPage = 100

func (s *Server) topics(c echo.Context) error {
	q := c.QueryParams()
	place, err := placeOf(q)
	if err != nil {
		return err
	}
	p := topicsPage{base: s.base(c, "Topics", "topics"), Words: q.Get("q")}
	list := func(place listPlace) (rows []view.TopicRow, err error) {
		rows, p.Total, err = s.conf.Store.Topics(c.Request().Context(), p.Words, place.part(topicsPerPage))
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
	Pages   []pageLink
}

func (s *Server) topic(c echo.Context) error {
	q := c.QueryParams()
	name := q.Get("name")
	place, err := placeOf(q)
	if err != nil {
		return err
	}
	f := view.AssertionFilter{Topics: []string{s.conf.Topic(name)}}
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
	p := topicPage{base: s.base(c, name, "topics"), Name: name, Said: facets.Total, Claims: claimViews(claims),
		Total: total, All: withQuery("/assertions", url.Values{"topic": {name}})}
	p.Pages = pages
	p.spread(facets)
	return s.render(c, http.StatusOK, "topic", p)
}

// spread counts the topic's assertions by status, dispute, other topics and author.
func (p *topicPage) spread(f view.Facets) {
	q := url.Values{"topic": {p.Name}}
	for _, c := range f.Status {
		if c.N > 0 {
			v := string(c.Value)
			p.Status = append(p.Status, toggle(q, "status", v, view.StatusLabel(c.Value), v, c.N))
		}
	}
	for _, c := range f.Dispute {
		if c.N > 0 {
			v := string(c.Value)
			p.Dispute = append(p.Dispute, toggle(q, "dispute", v, view.DisputeLabel(c.Value), v, c.N))
		}
	}
	for _, c := range f.With {
		href := withQuery("/assertions", url.Values{"topic": {p.Name, c.Value}})
		p.With = append(p.With, filterLink{Label: c.Value, Href: href, N: c.N})
	}
	for _, c := range f.Authors {
		href := withQuery("/assertions", url.Values{"topic": {p.Name}, "author": {c.Value}})
		p.Authors = append(p.Authors, filterLink{Label: c.Value, Href: href, N: c.N})
	}
}
