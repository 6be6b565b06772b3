package web

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/gainsay/gainsay/decide"
	"github.com/gainsay/gainsay/view"
	"github.com/gainsay/gainsay/web/query"
	"github.com/labstack/echo/v4"
)

var (
	_ = register("/overview", (*Server).overview)
	_ = register("/overview.csv", (*Server).overviewTable)
)

// overviewPage shows what the assertions of one or two sets come to.
type overviewPage struct {
	base
	Sides    []overviewSide
	Bases    []filterLink
	From, To string       // months
	A, B     string       // as given
	Compared []comparison // of two sets
	Sets     []view.Set
	Hide     bool // names of authors
	HideHref string
	Filter   string // query of the filter, to save
	Chosen   []filterLink
	Hidden   []hiddenInput // of the form that picks months
	Save     string
	Empty    bool // nothing was imported yet
	Least    struct{ Month, Topic, Author int }
}

// overviewSide is one set.
type overviewSide struct {
	ID      string // "a" or "b", to tell headings apart
	Name    string // "" where there is but one
	Href    string // its assertions
	Threads string
	view.Overview
	Interval string
	Chart    chart
	Sources  []small
	Topics   []shareRow
	Authors  []shareRow
	Repeated []claimView
	Pairs    []pairView
	Topical  string // address of all topics
}

// shareRow is a topic or author with its place on a scale of 0 to 100 %.
type shareRow struct {
	Name, Href string
	view.Share
	Percent, Range     string
	X, Low, High, Mean string // on a scale of 200
}

// pairView is a claim and its contrary.
type pairView struct {
	Claims [2]claimView
	Said   [2]int
}

// comparison is one figure of two sets.
type comparison struct{ Name, A, B, Difference string }

func (s *Server) overview(c echo.Context) error {
	q := c.QueryParams()
	sides, err := s.sides(c.Request().Context(), q)
	if err != nil {
		return err
	}
	p := overviewPage{base: s.base(c, "Overview", "overview"), Sides: sides, From: q.Get("from"), To: q.Get("to"),
		A: q.Get("a"), B: q.Get("b"), Hide: q.Get("names") == "hide", Save: withQuery("/overview.csv", q)}
	p.Least.Month, p.Least.Topic, p.Least.Author = view.MinMonth, view.MinTopic, view.MinAuthor
	if p.Sets, err = s.conf.Store.Sets(c.Request().Context()); err != nil {
		return err
	}
	names, err := s.threadNames(c.Request().Context(), q)
	if err != nil {
		return err
	}
	p.links(q, names)
	if len(sides) == 2 {
		p.Compared = compare(sides[0].Overview, sides[1].Overview)
	} else if sides[0].All.Of == 0 && len(p.Chosen) == 0 {
		p.Empty = p.From == "" && p.To == "" && q.Get("marks") == ""
	}
	return s.render(c, http.StatusOK, "overview", p)
}

// overviewTable saves the figures as CSV.
func (s *Server) overviewTable(c echo.Context) error {
	sides, err := s.sides(c.Request().Context(), c.QueryParams())
	if err != nil {
		return err
	}
	var names []string
	var all []view.Overview
	for _, side := range sides {
		names, all = append(names, side.Name), append(all, side.Overview)
	}
	var b bytes.Buffer
	if err := view.WriteFigures(&b, names, all); err != nil {
		return err
	}
	c.Response().Header().Set("Content-Disposition", `attachment; filename="overview.csv"`)
	return c.Blob(http.StatusOK, "text/csv; charset=utf-8", b.Bytes())
}

// sides reads which sets an address means: those of a and b, or its own filter.
func (s *Server) sides(ctx context.Context, q url.Values) ([]overviewSide, error) {
	if _, err := query.OneOf(q, "names", "The names must be hidden or absent.", "hide"); err != nil {
		return nil, err
	}
	if !q.Has("a") && !q.Has("b") {
		side, err := s.side(ctx, "a", "", without(q, "names", "marks"), q)
		return []overviewSide{side}, err
	}
	sets, err := s.conf.Store.Sets(ctx)
	if err != nil {
		return nil, err
	}
	var out []overviewSide
	for _, id := range []string{"a", "b"} {
		name, filter, err := namedFilter(q.Get(id), sets)
		if err != nil {
			return nil, err
		}
		if name == "" {
			names, err := s.threadNames(ctx, filter)
			if err != nil {
				return nil, err
			}
			name = filterWords(filter, names)
		}
		side, err := s.side(ctx, id, name, filter, q)
		if err != nil {
			return nil, err
		}
		out = append(out, side)
	}
	return out, nil
}

// namedFilter reads one of the sets to compare: the name of a saved one, an
// address of a page with a filter, or nothing for all assertions. The name is ""
// for a filter that has none.
func namedFilter(v string, sets []view.Set) (name string, filter url.Values, err error) {
	query := v
	if i := slices.IndexFunc(sets, func(s view.Set) bool { return s.Name == v }); i >= 0 {
		query = sets[i].Query
	} else if before, after, ok := strings.Cut(v, "?"); ok {
		query = after
	} else if v == "" || strings.HasPrefix(before, "/") {
		return "All assertions", url.Values{}, nil
	} else if !strings.Contains(v, "=") {
		return "", nil, echo.NewHTTPError(http.StatusBadRequest, "No set is named “"+v+"”.")
	}
	query, _, _ = strings.Cut(query, "#")
	filter, err = url.ParseQuery(query)
	if err != nil {
		return "", nil, echo.NewHTTPError(http.StatusBadRequest, "“"+v+"” is no address of a filter.")
	}
	filter = without(filter, "page", "sort", "at", "marks", "names")
	if query == v || strings.Contains(v, "?") {
		v = ""
	}
	return v, filter, nil
}

// threadNames returns the names of the threads of a filter by their keys.
func (s *Server) threadNames(ctx context.Context, q url.Values) (map[string]string, error) {
	names := map[string]string{}
	if len(q["thread"]) == 0 {
		return names, nil
	}
	rows, _, err := s.conf.Store.Threads(ctx, view.ThreadFilter{Keys: q["thread"]})
	for _, r := range rows {
		names[r.Key] = "“" + view.Clip(r.Name(), 60) + "”"
	}
	return names, err
}

// filterWord says what one value of a filter picks.
func filterWord(param, value string, threads map[string]string) string {
	if param == "thread" {
		value = cmp.Or(threads[value], value)
	}
	return paramWords(param) + " " + value
}

// filterWords says what a filter picks; threads are the names of its threads.
func filterWords(q url.Values, threads map[string]string) string {
	var out []string
	for _, param := range []string{"q", "topic", "author", "thread", "source", "status", "dispute", "sourced", "answered", "from", "to"} {
		for _, v := range q[param] {
			if v != "" {
				out = append(out, filterWord(param, v, threads))
			}
		}
	}
	if out == nil {
		return "All assertions"
	}
	return strings.Join(out, ", ")
}

// side counts one set; q is the address of the page.
func (s *Server) side(ctx context.Context, id, name string, filter, q url.Values) (overviewSide, error) {
	out := overviewSide{ID: id, Name: name}
	basis, err := query.Basis(q, decide.Both)
	if err != nil {
		return out, err
	}
	f, err := query.Assertions(filter, s.conf.Topic)
	if err != nil {
		return out, err
	}
	f.Basis = basis
	if out.Overview, err = s.conf.Store.Overview(ctx, f); err != nil {
		return out, err
	}
	hide := q.Get("names") == "hide"
	if hide {
		out.HideNames()
	}
	filter = without(filter, "page", "sort")
	if basis != decide.Machine {
		filter.Set("marks", string(basis))
	}
	out.Href = withQuery("/assertions", filter)
	out.Interval = rangeWords(out.All)
	out.draw(filter, hide)
	return out, nil
}

// draw prepares the charts and lists.
func (o *overviewSide) draw(filter url.Values, hide bool) {
	o.Chart = newChart(o.Overview, func(from, to time.Time) string {
		m := without(filter)
		m.Set("from", from.Format(query.MonthFormat))
		m.Set("to", to.Format(query.MonthFormat))
		return withQuery("/assertions", m)
	})
	if o.Name != "" {
		o.Chart.Set = o.ID + ": " + o.Name
	}
	var first, last time.Time
	for _, s := range o.Overview.Sources {
		for _, q := range s.Quarters {
			if first.IsZero() || q.Month.Before(first) {
				first = q.Month
			}
			if q.Month.After(last) {
				last = q.Month
			}
		}
	}
	for _, s := range o.Overview.Sources {
		m := newSmall(s, o.All.Rate(), first, last)
		m.Href = with("/assertions", filter, "source", s.Name)
		o.Sources = append(o.Sources, m)
	}
	for _, t := range o.Overview.Topics {
		m := without(filter)
		m.Add("topic", t.Name)
		o.Topics = append(o.Topics, newShareRow(t, o.All, withQuery("/assertions", m)))
	}
	for _, a := range o.Overview.Authors {
		href := authorPath(a.Name)
		if hide {
			href = ""
		}
		o.Authors = append(o.Authors, newShareRow(a, o.All, href))
	}
	marks := filter.Get("marks")
	for _, c := range o.Overview.Repeated {
		o.Repeated = append(o.Repeated, newClaimView(c, marks))
	}
	for _, p := range o.Overview.Pairs {
		both := [2]claimView{newClaimView(p.Claims[0], marks), newClaimView(p.Claims[1], marks)}
		o.Pairs = append(o.Pairs, pairView{both, p.Said})
	}
}

func newShareRow(n view.NamedShare, all view.Share, href string) shareRow {
	low, high := n.Interval()
	x := func(share float64) string { return number(200 * share) }
	return shareRow{Name: n.Name, Href: href, Share: n.Share, Percent: percentWords(n.Rate()), Range: rangeWords(n.Share),
		X: number(200*n.Rate() - 4), Low: x(low), High: x(high), Mean: x(all.Rate())}
}

// links prepares the choices of the page.
func (p *overviewPage) links(q url.Values, names map[string]string) {
	p.Bases = basisLinks("/overview", q, decide.Both)
	hide := "hide"
	if p.Hide {
		hide = ""
	}
	p.HideHref = with("/overview", q, "names", hide)
	for _, param := range []string{"q", "topic", "author", "thread", "source", "status", "dispute", "sourced", "answered"} {
		for _, v := range q[param] {
			if v != "" {
				p.Chosen = append(p.Chosen, filterLink{Label: filterWord(param, v, names), Href: toggled("/overview", q, param, v), On: true})
			}
		}
	}
	p.Hidden = hiddenInputs(q, "from", "to", "page")
	p.Filter = without(q, "a", "b", "marks", "names", "page").Encode()
}

// compare sets figures of two overviews side by side.
func compare(a, b view.Overview) []comparison {
	n := func(name string, x, y int) comparison {
		return comparison{name, fmt.Sprint(x), fmt.Sprint(y), ""}
	}
	share := func(name string, x, y view.Share) comparison {
		c := comparison{Name: name, A: "none", B: "none"}
		if x.Of > 0 {
			c.A = shareWords(x) + " (" + rangeWords(x) + ")"
		}
		if y.Of > 0 {
			c.B = shareWords(y) + " (" + rangeWords(y) + ")"
		}
		if x.Of > 0 && y.Of > 0 {
			c.Difference = differenceWords(x, y)
		}
		return c
	}
	of := func(n int, o view.Overview) view.Share { return view.Share{N: n, Of: o.All.Of} }
	return []comparison{n("Threads", a.Threads, b.Threads), n("Comments in them", a.Comments, b.Comments),
		n("People", a.People, b.People), n("Assertions", a.All.Of, b.All.Of),
		share("Unsupported", a.All, b.All), share("Contested", of(a.Contested, a), of(b.Contested, b)),
		share("Asked for evidence", of(a.Asked, a), of(b.Asked, b)),
		share("Answered, of those asked", view.Share{N: a.Answered, Of: a.Asked}, view.Share{N: b.Answered, Of: b.Asked}),
		share("Taken back", of(a.Conceded, a), of(b.Conceded, b))}
}

// differenceWords is the difference of two shares in percentage points with its
// 95 % interval: Newcombe (1998), method 10.
func differenceWords(a, b view.Share) string {
	low, high := view.Difference(a, b)
	s := fmt.Sprintf("%+.0f points (%+.0f to %+.0f)", 100*(b.Rate()-a.Rate()), 100*low, 100*high)
	return strings.ReplaceAll(strings.ReplaceAll(s, "-", "−"), "+0 ", "0 ")
}
