package web

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"github.com/gainsay/gainsay"
	"github.com/labstack/echo/v4"
)

var (
	_ = register("/topics", (*Server).topics)
	_ = register("/topic", (*Server).topic)
)

// topicsPage lists what assertions speak of.
type topicsPage struct {
	base
	Rows  []TopicRow
	Total int
	Words string
	Pages []pageLink
}

const topicsPerPage = 100

func (s *Server) topics(c echo.Context) error {
	q := c.QueryParams()
	page, err := pageOf(q)
	if err != nil {
		return err
	}
	p := topicsPage{base: s.base("Topics", "topics"), Words: q.Get("q")}
	p.Rows, p.Total, err = s.store.Topics(c.Request().Context(), p.Words, topicsPerPage, (page-1)*topicsPerPage)
	if err != nil {
		return err
	}
	p.Pages = pageLinks("/topics", q, page, p.Total, topicsPerPage)
	return s.render(c, http.StatusOK, "topics", p)
}

// topicPage tells what is asserted about one topic, and with what others.
type topicPage struct {
	base
	Name    string
	Said    int // assertions
	Status  []filterLink
	Dispute []filterLink
	With    []filterLink // topics that stand together with it
	Authors []filterLink
	Claims  []claimView
	Total   int
	All     string
	Pages   []pageLink
}

func (s *Server) topic(c echo.Context) error {
	q := c.QueryParams()
	name := q.Get("name")
	page, err := pageOf(q)
	if err != nil {
		return err
	}
	f := AssertionFilter{Topics: []string{name}, Limit: claimsPerPage, Offset: (page - 1) * claimsPerPage}
	claims, total, err := s.store.Claims(c.Request().Context(), f)
	if err != nil {
		return err
	}
	if strings.TrimSpace(name) == "" || total == 0 {
		return fmt.Errorf("topic %q: %w", name, ErrNotFound)
	}
	facets, err := s.store.Facets(c.Request().Context(), f)
	if err != nil {
		return err
	}
	p := topicPage{base: s.base(name, "topics"), Name: name, Said: facets.Total, Claims: claimViews(claims), Total: total, All: withQuery("/assertions", url.Values{"topic": {name}})}
	p.Pages = pageLinks("/topic", q, page, total, claimsPerPage)
	p.spread(facets)
	return s.render(c, http.StatusOK, "topic", p)
}

// spread says how the topic's assertions fare and what else they speak of.
func (p *topicPage) spread(f Facets) {
	q := url.Values{"topic": {p.Name}}
	for _, c := range f.Status {
		if c.N > 0 {
			p.Status = append(p.Status, toggle(q, "status", c.Name, statusLabels[gainsay.Status(c.Name)], c.Name, c.N))
		}
	}
	for _, c := range f.Dispute {
		if c.N > 0 {
			p.Dispute = append(p.Dispute, toggle(q, "dispute", c.Name, disputeLabels[gainsay.Dispute(c.Name)], c.Name, c.N))
		}
	}
	for _, c := range f.With {
		p.With = append(p.With, filterLink{Label: c.Name, Href: withQuery("/assertions", url.Values{"topic": {p.Name, c.Name}}), N: c.N})
	}
	for _, c := range f.Authors {
		p.Authors = append(p.Authors, filterLink{Label: c.Name, Href: withQuery("/assertions", url.Values{"topic": {p.Name}, "author": {c.Name}}), N: c.N})
	}
}
