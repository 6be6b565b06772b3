package web

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"github.com/gainsay/gainsay"
	"github.com/labstack/echo/v4"
)

var _ = register("/assertions", (*Server).assertions)

// assertionsPage lists assertions across threads.
type assertionsPage struct {
	base
	Rows                             []AssertionRow
	Total                            int
	Topics                           []filterLink
	Pairs                            []filterLink
	Status, Dispute, Authors, Orders []filterLink
	Chosen                           []filterLink // topics and author in force, to take out
	Words                            string
	Pages                            []pageLink
}

const assertionsPerPage = 50

func (s *Server) assertions(c echo.Context) error {
	q := c.QueryParams()
	page, err := pageOf(q)
	if err != nil {
		return err
	}
	f, err := assertionFilter(q)
	if err != nil {
		return err
	}
	f.Limit, f.Offset = assertionsPerPage, (page-1)*assertionsPerPage
	rows, total, err := s.store.Assertions(c.Request().Context(), f)
	if err != nil {
		return err
	}
	facets, err := s.store.Facets(c.Request().Context(), f)
	if err != nil {
		return err
	}
	p := assertionsPage{base: s.base("Assertions", "assertions"), Rows: rows, Total: total, Words: f.Query}
	p.Pages = pageLinks("/assertions", q, page, total, assertionsPerPage)
	p.links(facets, q)
	return s.render(c, http.StatusOK, "assertions", p)
}

// assertionFilter reads the filter from the address; a word that is no
// status, dispute or order is refused.
func assertionFilter(q url.Values) (AssertionFilter, error) {
	f := AssertionFilter{Topics: q["topic"], Author: q.Get("author"), Thread: q.Get("thread"), Query: q.Get("q"), Sort: q.Get("sort")}
	for _, s := range q["status"] {
		if !slices.Contains(gainsay.Statuses(), gainsay.Status(s)) {
			return f, echo.NewHTTPError(http.StatusBadRequest, "There is no status “"+s+"”.")
		}
		f.Status = append(f.Status, gainsay.Status(s))
	}
	for _, d := range q["dispute"] {
		if !slices.Contains(gainsay.Disputes(), gainsay.Dispute(d)) {
			return f, echo.NewHTTPError(http.StatusBadRequest, "There is no dispute “"+d+"”.")
		}
		f.Dispute = append(f.Dispute, gainsay.Dispute(d))
	}
	if f.Sort != "" && !slices.Contains([]string{"notable", "new", "thread"}, f.Sort) {
		return f, echo.NewHTTPError(http.StatusBadRequest, "Assertions are sorted by notable, new or thread.")
	}
	return f, nil
}

func (p *assertionsPage) links(f Facets, q url.Values) {
	const path = "/assertions"
	link := func(param, value, label, class string, n int) filterLink {
		return filterLink{label, class, toggled(path, q, param, value), n, slices.Contains(q[param], value)}
	}
	for _, c := range f.Status {
		p.Status = append(p.Status, link("status", c.Name, statusLabels[gainsay.Status(c.Name)], c.Name, c.N))
	}
	for _, c := range f.Dispute {
		p.Dispute = append(p.Dispute, link("dispute", c.Name, disputeLabels[gainsay.Dispute(c.Name)], c.Name, c.N))
	}
	for _, c := range f.Topics[:min(20, len(f.Topics))] {
		p.Topics = append(p.Topics, link("topic", c.Name, c.Name, "", c.N))
	}
	for _, c := range f.Authors[:min(12, len(f.Authors))] {
		p.Authors = append(p.Authors, link("author", c.Name, c.Name, "", c.N))
	}
	for k, pair := range f.Pairs[:min(8, len(f.Pairs))] {
		if !slices.Contains(q["topic"], pair[0]) || !slices.Contains(q["topic"], pair[1]) {
			p.Pairs = append(p.Pairs, filterLink{pair[0] + " + " + pair[1], "", path + "?" + url.Values{"topic": pair[:]}.Encode(), f.PairCounts[k], false})
		}
	}
	for _, param := range []string{"topic", "author", "thread"} {
		for _, v := range q[param] {
			p.Chosen = append(p.Chosen, filterLink{Label: v, Href: toggled(path, q, param, v), On: true})
		}
	}
	for _, o := range [][2]string{{"notable", "Worth checking first"}, {"new", "Newest"}, {"thread", "By thread"}} {
		m := url.Values{}
		for k, vs := range q {
			m[k] = vs
		}
		m.Set("sort", o[0])
		m.Del("page")
		p.Orders = append(p.Orders, filterLink{Label: o[1], Href: path + "?" + m.Encode(), On: q.Get("sort") == o[0] || q.Get("sort") == "" && o[0] == "notable"})
	}
}

// pageLinks lists the pages of a list: none if one is enough.
func pageLinks(path string, q url.Values, page, total, per int) []pageLink {
	last := (total + per - 1) / per
	if last < 2 {
		return nil
	}
	var out []pageLink
	for n := 1; n <= last; n++ {
		if n > 2 && n < last-1 && (n < page-2 || n > page+2) {
			continue
		}
		out = append(out, pageLink{strconv.Itoa(n), withPage(path, q, n), n == page})
	}
	return out
}
