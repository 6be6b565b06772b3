package web

import (
	"context"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/gainsay/gainsay/decide"
	"github.com/gainsay/gainsay/view"
	"github.com/gainsay/gainsay/web/query"
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
	Chosen  []filterLink // topics of the filter, to remove
	Others  []filterLink // author, thread, source and time of the filter, to remove
	Topics  []filterLink // the most frequent of the others
	Folded  []filterLink // further topics
	Found   []filterLink // topics whose names hold what was typed, where it is no name of one
	Typed   string
	Authors []string // for the box to find one
	Words   string
	Hidden  []hiddenInput // parameters that the form keeps
	Pages   []pageLink
	Save    []saveLink
	Filter  string // query of the filter, to save as a set
}

// filterGroup is a heading with the choices below it.
type filterGroup struct {
	Label string
	Links []filterLink
}

type hiddenInput struct{ Name, Value string }

const (
	claimsPerPage = 30
	shownTopics   = 5
)

func (s *Server) assertions(c echo.Context) error {
	q := c.QueryParams()
	place, err := placeOf(q)
	if err != nil {
		return err
	}
	p := assertionsPage{base: s.base(c, "Assertions", "assertions"), Typed: q.Get("find")}
	if q, err = s.findTopic(c, &p, q); err != nil {
		return err
	}
	f, err := query.Assertions(q, s.conf.Topic)
	if err != nil {
		return err
	}
	claims, total, pages, err := s.claims(c.Request().Context(), "/assertions", q, place, f)
	if err != nil {
		return err
	}
	facets, err := s.conf.Store.Facets(c.Request().Context(), f)
	if err != nil {
		return err
	}
	p.Claims, p.Total, p.Said, p.Words = claimViews(claims, q.Get("marks")), total, facets.Total, f.Query
	p.Pages = pages
	p.Save = s.saveLinks("/assertions", without(q, "page", "sort"), func(e Export) bool { return e.Rows })
	p.Filter = without(q, "page", "sort").Encode()
	p.groups(facets, q)
	names, err := s.threadNames(c.Request().Context(), q)
	if err != nil {
		return err
	}
	p.links(facets, q, names)
	return s.render(c, http.StatusOK, "assertions", p)
}

// claims lists the claims of a page of the list at path, says how many there are
// in all, and links to the neighbouring pages.
func (s *Server) claims(ctx context.Context, path string, q url.Values, place listPlace,
	f view.AssertionFilter) (rows []view.Claim, total int, pages []pageLink, err error) {
	list := func(place listPlace) (rows []view.Claim, err error) {
		part := place.part(claimsPerPage)
		f.Limit, f.Offset, f.After, f.Before = part.Limit, part.Offset, part.After, part.Before
		rows, total, err = s.conf.Store.Claims(ctx, f)
		return rows, err
	}
	cursor := func(c view.Claim) string { return c.Cursor }
	rows, pages, err = paged(path, q, place, claimsPerPage, list, cursor)
	return rows, total, pages, err
}

// findTopic takes what was typed into the box for topics as one of the filter
// where it names one, and lists those it is part of where it does not.
func (s *Server) findTopic(c echo.Context, p *assertionsPage, q url.Values) (url.Values, error) {
	q = without(q, "find")
	typed := strings.TrimSpace(p.Typed)
	if typed == "" {
		return q, nil
	}
	basis, err := query.Basis(q, decide.Machine)
	if err != nil {
		return nil, err
	}
	rows, total, err := s.conf.Store.Topics(c.Request().Context(), view.TopicFilter{Query: typed, Basis: basis, Range: view.Range{Limit: topicsPerPage}})
	if err != nil {
		return nil, err
	}
	name := s.conf.Topic(typed)
	is := func(t view.TopicRow) bool { return strings.EqualFold(t.Name, typed) || strings.EqualFold(t.Name, name) }
	if i := slices.IndexFunc(rows, is); i >= 0 || total == 1 {
		name, p.Typed = rows[max(i, 0)].Name, ""
	} else if found, _, err := s.conf.Store.Topics(c.Request().Context(), view.TopicFilter{Query: name, Basis: basis}); err != nil {
		return nil, err
	} else if !slices.ContainsFunc(found, is) {
		for _, t := range rows {
			p.Found = append(p.Found, filterLink{Label: t.Name, Href: toggled("/assertions", q, "topic", t.Name), N: t.Assertions})
		}
		return q, nil
	}
	if !slices.Contains(q["topic"], name) {
		q.Add("topic", name)
	}
	return q, nil
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
		{"Marks", basisLinks("/assertions", q, decide.Machine)},
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

func (p *assertionsPage) links(f view.Facets, q url.Values, names map[string]string) {
	for _, t := range q["topic"] {
		if t != "" {
			p.Chosen = append(p.Chosen, toggle(q, "topic", t, t, "", 0))
		}
	}
	others := f.Topics
	if len(p.Chosen) > 0 {
		others = f.With
	}
	for _, c := range others {
		if !slices.Contains(q["topic"], c.Value) {
			p.Topics = append(p.Topics, toggle(q, "topic", c.Value, c.Value, "", c.N))
		}
	}
	n := min(shownTopics, len(p.Topics))
	p.Topics, p.Folded = p.Topics[:n], p.Topics[n:]
	for _, c := range f.Authors {
		p.Authors = append(p.Authors, c.Value)
	}
	for _, param := range []string{"author", "thread", "source", "from", "to"} {
		for _, v := range q[param] {
			if v != "" {
				p.Others = append(p.Others, filterLink{Label: filterWord(param, v, names), Href: toggled("/assertions", q, param, v), On: true})
			}
		}
	}
	p.Hidden = hiddenInputs(q, "q", "page", "author")
}

// paramWords names a parameter of a filter.
func paramWords(param string) string {
	switch param {
	case "q":
		return "words"
	case "sourced":
		return "ever sourced:"
	case "answered":
		return "answered:"
	case "marks":
		return "marks:"
	}
	return param
}

// hiddenInputs keeps the parameters of an address in a form, but for some.
func hiddenInputs(q url.Values, but ...string) (out []hiddenInput) {
	q = without(q, but...)
	for _, param := range slices.Sorted(maps.Keys(q)) {
		for _, v := range q[param] {
			if v != "" {
				out = append(out, hiddenInput{param, v})
			}
		}
	}
	return out
}
