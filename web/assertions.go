package web

import (
	"maps"
	"net/http"
	"net/url"
	"slices"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/view"
	"github.com/labstack/echo/v4"
)

var _ = register("/assertions", (*Server).assertions)

// assertionsPage lists claims across threads, each with those that contradict it.
type assertionsPage struct {
	base
	Claims  []claimView
	Total   int // claims
	Said    int // assertions
	Groups  []filterGroup
	Topics  []filterLink
	Pairs   []filterLink
	Authors []filterLink
	Chosen  []filterLink // topics, author and thread of the filter, to remove
	Words   string
	Hidden  []hiddenInput // parameters that the form keeps
	Pages   []pageLink
	Save    []saveLink
}

// filterGroup is a heading with the choices below it.
type filterGroup struct {
	Label string
	Links []filterLink
}

type hiddenInput struct{ Name, Value string }

const claimsPerPage = 30

func (s *Server) assertions(c echo.Context) error {
	q := c.QueryParams()
	page, err := pageOf(q)
	if err != nil {
		return err
	}
	f, err := s.assertionFilter(q)
	if err != nil {
		return err
	}
	f.Limit, f.Offset = claimsPerPage, (page-1)*claimsPerPage
	claims, total, err := s.conf.Store.Claims(c.Request().Context(), f)
	if err != nil {
		return err
	}
	facets, err := s.conf.Store.Facets(c.Request().Context(), f)
	if err != nil {
		return err
	}
	p := assertionsPage{base: s.base(c, "Assertions", "assertions"), Claims: claimViews(claims), Total: total,
		Said: facets.Total, Words: f.Query}
	p.Pages = pageLinks("/assertions", q, page, total, claimsPerPage)
	p.Save = s.saveLinks("/assertions", without(q, "page", "sort"), func(e Export) bool { return e.Rows })
	p.groups(facets, q)
	p.links(facets, q)
	return s.render(c, http.StatusOK, "assertions", p)
}

// assertionFilter reads the filter from the address; an unknown status, dispute
// or order is refused.
func (s *Server) assertionFilter(q url.Values) (view.AssertionFilter, error) {
	f := view.AssertionFilter{Author: q.Get("author"), Thread: q.Get("thread"), Query: q.Get("q")}
	for _, t := range q["topic"] {
		if t != "" {
			f.Topics = append(f.Topics, s.conf.Topic(t))
		}
	}
	for _, st := range q["status"] {
		if !slices.Contains(gainsay.Statuses(), gainsay.Status(st)) {
			return f, echo.NewHTTPError(http.StatusBadRequest, "Unknown status: “"+st+"”.")
		}
		f.Status = append(f.Status, gainsay.Status(st))
	}
	for _, d := range q["dispute"] {
		if !slices.Contains(gainsay.Disputes(), gainsay.Dispute(d)) {
			return f, echo.NewHTTPError(http.StatusBadRequest, "Unknown dispute: “"+d+"”.")
		}
		f.Dispute = append(f.Dispute, gainsay.Dispute(d))
	}
	var err error
	if f.Sourced, err = oneOf(q, "sourced", "Sourced must be yes or no.", "yes", "no"); err != nil {
		return f, err
	}
	if f.Answered, err = oneOf(q, "answered", "Answered must be yes or no.", "yes", "no"); err != nil {
		return f, err
	}
	f.Sort, err = oneOf(q, "sort", "The order must be notable, repeated, new or thread.",
		"notable", "repeated", "new", "thread")
	return f, err
}

// groups makes the filters beside the list: those of several values toggle,
// those of one value replace each other.
func (p *assertionsPage) groups(f view.Facets, q url.Values) {
	var status, dispute []filterLink
	for _, c := range f.Status {
		v := string(c.Value)
		status = append(status, toggle(q, "status", v, view.StatusLabel(c.Value), v, c.N))
	}
	for _, c := range f.Dispute {
		v := string(c.Value)
		dispute = append(dispute, toggle(q, "dispute", v, view.DisputeLabel(c.Value), v, c.N))
	}
	p.Groups = []filterGroup{
		{"Status", status},
		{"Dispute", dispute},
		{"Asked for evidence", choose(q, "answered", [2]string{"no", "No answer"}, [2]string{"yes", "Answered"})},
		{"Ever sourced", choose(q, "sourced",
			[2]string{"no", "Never, in any thread"}, [2]string{"yes", "At least once"})},
		{"Order", choose(q, "sort", [2]string{"", "Worth checking first"},
			[2]string{"repeated", "Most repeated"}, [2]string{"new", "Newest"}, [2]string{"thread", "By thread"})},
	}
}

func toggle(q url.Values, param, value, label, class string, n int) filterLink {
	return filterLink{label, class, toggled("/assertions", q, param, value), n,
		slices.Contains(q[param], value)}
}

// choose makes links of which at most one is on; that one turns itself off.
func choose(q url.Values, param string, choices ...[2]string) []filterLink {
	var out []filterLink
	for _, ch := range choices {
		on := q.Get(param) == ch[0]
		value := ch[0]
		if on {
			value = ""
		}
		out = append(out, filterLink{Label: ch[1], Href: with("/assertions", q, param, value), On: on})
	}
	return out
}

func (p *assertionsPage) links(f view.Facets, q url.Values) {
	for _, c := range f.Topics[:min(20, len(f.Topics))] {
		p.Topics = append(p.Topics, toggle(q, "topic", c.Value, c.Value, "", c.N))
	}
	for _, c := range f.Authors[:min(12, len(f.Authors))] {
		on := q.Get("author") == c.Value
		value := c.Value
		if on {
			value = ""
		}
		p.Authors = append(p.Authors, filterLink{c.Value, "", with("/assertions", q, "author", value),
			c.N, on})
	}
	for _, c := range f.Pairs[:min(8, len(f.Pairs))] {
		if pair := c.Value; !slices.Contains(q["topic"], pair[0]) || !slices.Contains(q["topic"], pair[1]) {
			href := withQuery("/assertions", url.Values{"topic": pair[:]})
			p.Pairs = append(p.Pairs, filterLink{pair[0] + " + " + pair[1], "", href, c.N, false})
		}
	}
	for _, param := range []string{"topic", "author", "thread"} {
		for _, v := range slices.DeleteFunc(slices.Clone(q[param]), func(v string) bool { return v == "" }) {
			p.Chosen = append(p.Chosen, filterLink{Label: v,
				Href: toggled("/assertions", q, param, v), On: true})
		}
	}
	for _, param := range slices.Sorted(maps.Keys(q)) {
		if param == "q" || param == "page" {
			continue
		}
		for _, v := range q[param] {
			p.Hidden = append(p.Hidden, hiddenInput{param, v})
		}
	}
}
