package web

import (
	"fmt"
	"math"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/decide"
	"github.com/gainsay/gainsay/view"
	"github.com/gainsay/gainsay/web/query"
	"github.com/labstack/echo/v4"
)

var (
	_ = register("/", (*Server).home)
	_ = register("/threads", (*Server).threads)
)

func (s *Server) home(c echo.Context) error { return c.Redirect(http.StatusFound, "/threads") }

// threadsPage lists the threads.
type threadsPage struct {
	base
	Rows    []threadRow
	Total   int
	All     int // threads without any filter
	Words   string
	Facets  []threadFacet
	Heads   []columnHead
	Bases   []filterLink // whose marks count
	Basis   decide.Mode
	Marks   string       // parameter that says so
	Chosen  []filterLink // filters in force; each leads to the list without it
	Keep    []hiddenInput
	Hidden  int // threads without assertions, which are not listed
	ShowAll string
	Showing bool // those without assertions are listed
	HideAll string
	Saves   []saveLink // of all threads that the filter picks
	Formats []string   // of the chosen threads
	Caption string
	Pages   []pageLink
	Deleted []string // keys of threads deleted just now
	Notice  string
}

// threadRow is a thread in the table.
type threadRow struct {
	view.ThreadRow
	When         string
	Bar, Part    string // widths of the bar of assertions, and of those unsupported
	Frame        string // width of the bar inside its border
	Reviewed     string // "18 %", "" without marks
	ReviewedPart string // width in its bar
}

// threadFacet is one dimension of the filter.
type threadFacet struct {
	Label       string
	Links, More []filterLink
}

// columnHead is the head of a column, which sorts by it.
type columnHead struct {
	Label, Href, Class, Sort string // Sort is for aria-sort, "" where the order is another
}

const (
	threadsPerPage = 50
	facetLinks     = 7  // shown of each facet, the rest is folded
	barWidth       = 74 // of the longest bar, in pixels
	reviewedWidth  = 34
)

func (s *Server) threads(c echo.Context) error {
	q := c.QueryParams()
	place, err := placeOf(q)
	if err != nil {
		return err
	}
	f, err := query.Threads(q)
	if err != nil {
		return err
	}
	ctx := c.Request().Context()
	var total int
	list := func(place listPlace) (rows []view.ThreadRow, err error) {
		part := place.part(threadsPerPage)
		f.Limit, f.Offset, f.After, f.Before = part.Limit, part.Offset, part.After, part.Before
		rows, total, err = s.conf.Store.Threads(ctx, f)
		return rows, err
	}
	cursor := func(r view.ThreadRow) string { return r.Cursor }
	rows, pages, err := paged("/threads", without(q, "deleted", "done"), place, threadsPerPage, list, cursor)
	if err != nil {
		return err
	}
	facets, err := s.conf.Store.ThreadFacets(ctx, f)
	if err != nil {
		return err
	}
	p := &threadsPage{base: s.base(c, "Threads", "threads"), Total: total, All: facets.All, Pages: pages, Words: f.Query,
		Hidden: facets.Hidden, Showing: !f.Asserting, Deleted: q["deleted"], Caption: threadCaption(f)}
	q = without(q, "deleted", "done")
	p.Bases, p.Basis, p.Marks = basisLinks("/threads", without(q, "page", "after", "before"), decide.Machine), f.Basis, q.Get("marks")
	p.Notice = notices[c.QueryParam("done")]
	for _, r := range rows {
		p.Rows = append(p.Rows, newThreadRow(r, facets.Most))
	}
	p.facets(facets, q)
	p.heads(f, q)
	p.ShowAll, p.HideAll = with("/threads", q, "all", "1"), with("/threads", q, "all", "")
	p.Keep = hiddenInputs(q, "q", "page")
	p.Saves = s.saveLinks("/threads", without(q, "page"), func(Export) bool { return true })
	for _, e := range s.conf.Exports {
		p.Formats = append(p.Formats, e.Name)
	}
	return s.render(c, http.StatusOK, "threads", p)
}

// notices are what a form says after it came back to the list.
var notices = map[string]string{
	"restored": "The threads are back, with their decisions.",
	"removed":  "Removed for good.",
	"erased":   "The author's texts and name are gone from every thread, from search and from the file.",
}

// newThreadRow prepares a row; most is the greatest number of assertions of any thread.
func newThreadRow(r view.ThreadRow, most int) threadRow {
	row := threadRow{ThreadRow: r, When: dateRange(r.First, r.Last)}
	if r.Assertions > 0 {
		width := max(3, barWidth*math.Sqrt(float64(r.Assertions)/float64(max(most, r.Assertions))))
		row.Bar, row.Frame = fmt.Sprintf("%.1f", width), fmt.Sprintf("%.1f", width-1)
		row.Part = fmt.Sprintf("%.1f", width*float64(r.Unsupported)/float64(r.Assertions))
	}
	if r.Marks > 0 {
		share := float64(r.Decided) / float64(r.Marks)
		percent := math.Floor(100 * share) // 100 % only where all are decided
		if r.Decided > 0 {
			percent = max(percent, 1)
		}
		row.Reviewed = fmt.Sprintf("%.0f %%", percent)
		row.ReviewedPart = fmt.Sprintf("%.1f", share*reviewedWidth)
	}
	return row
}

// dateRange is the day of the first comment, and of the last if that is another.
func dateRange(first, last time.Time) string {
	if first.IsZero() {
		return ""
	}
	first, last = first.UTC(), last.UTC()
	from, to := first.Format("2 Jan 2006"), last.Format("2 Jan 2006")
	switch {
	case from == to:
		return from
	case first.Year() != last.Year():
		return first.Format("Jan 2006") + " – " + last.Format("Jan 2006")
	case first.Month() != last.Month():
		return first.Format("2 Jan") + " – " + to
	}
	return first.Format("2") + "–" + to
}

// facets lists the values of each dimension with their counts.
func (p *threadsPage) facets(f view.ThreadFacets, q url.Values) {
	labels := map[string]string{"no": "Not yet", "part": "In part", "whole": "Whole"}
	var reviewed []view.Count[string]
	for _, state := range view.ReviewStates {
		for _, n := range f.Reviewed {
			if n.Value == state {
				reviewed = append(reviewed, n)
			}
		}
	}
	var years []view.Count[string]
	for _, y := range f.Years {
		years = append(years, view.Count[string]{Value: strconv.Itoa(y.Value), N: y.N})
	}
	p.facet("Reviewed", "reviewed", reviewed, q, func(v string) (string, string) { return labels[v], "" })
	p.facet("Source", "site", f.Sites, q, func(v string) (string, string) {
		if v == "" {
			return "files without an address", ""
		}
		return v, ""
	})
	p.facet("Format", "format", f.Formats, q, func(v string) (string, string) { return v, "" })
	p.facet("Year", "year", years, q, func(v string) (string, string) {
		if v == "0" {
			return "no date", ""
		}
		return v, ""
	})
	p.facet("Has", "tag", f.Tags, q, func(v string) (string, string) { return view.TagLabel(gainsay.Tag(v)), "" })
}

func (p *threadsPage) facet(label, param string, counts []view.Count[string], q url.Values,
	name func(string) (label, class string)) {
	g := threadFacet{Label: label}
	for _, v := range q[param] { // a chosen value is shown also where nothing has it
		if !slices.ContainsFunc(counts, func(n view.Count[string]) bool { return n.Value == v }) {
			counts = append(counts, view.Count[string]{Value: v})
		}
	}
	for _, n := range counts {
		text, class := name(n.Value)
		link := filterLink{Label: text, Class: class, N: n.N, On: slices.Contains(q[param], n.Value),
			Href: toggled("/threads", q, param, n.Value)}
		if link.On {
			p.Chosen = append(p.Chosen, link)
		}
		if len(g.Links) < facetLinks || link.On {
			g.Links = append(g.Links, link)
		} else {
			g.More = append(g.More, link)
		}
	}
	if len(counts) > 1 || len(q[param]) > 0 {
		p.Facets = append(p.Facets, g)
	}
}

// columns are the heads of the table, with their order and whether it rises.
var columns = []struct {
	label, sort, class string
	rises              bool
}{
	{"Title", "title", "", true}, {"Source", "source", "", true}, {"Date", "date", "", false},
	{"Comments", "comments", "num hide-m", false}, {"Unsupported of all", "unsupported", "", false},
	{"Contested", "contested", "num", false}, {"Reviewed", "reviewed", "num", false},
}

func (p *threadsPage) heads(f view.ThreadFilter, q url.Values) {
	for _, col := range columns {
		h := columnHead{Label: col.label, Class: col.class}
		order := without(q, "order")
		if f.Sort == col.sort {
			h.Sort = "descending"
			if col.rises != f.Reverse {
				h.Sort = "ascending"
			}
			if !f.Reverse {
				order.Set("order", "reverse")
			}
		}
		h.Href = with("/threads", order, "sort", col.sort)
		p.Heads = append(p.Heads, h)
	}
}

func threadCaption(f view.ThreadFilter) string {
	if f.Sort == "" || f.Sort == "new" {
		return "Threads, newest import first"
	}
	return "Threads, sorted by " + f.Sort
}
