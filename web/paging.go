package web

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"github.com/gainsay/gainsay/view"
	"github.com/labstack/echo/v4"
)

func pageOf(q url.Values) (int, error) {
	if q.Get("page") == "" {
		return 1, nil
	}
	n, err := strconv.Atoi(q.Get("page"))
	if err != nil || n < 1 || n > maxPage {
		return 0, echo.NewHTTPError(http.StatusBadRequest, fmt.Sprintf("Unknown page: “%s”.", q.Get("page")))
	}
	return n, nil
}

func withPage(path string, q url.Values, n int) string {
	m := without(q, "page")
	m.Set("page", strconv.Itoa(n))
	return path + "?" + m.Encode()
}

// without is a copy of a query without some parameters. Without "page" it has no
// place in a list at all.
func without(q url.Values, params ...string) url.Values {
	if slices.Contains(params, "page") {
		params = append(slices.Clip(params), "after", "before")
	}
	out := url.Values{}
	for k, vs := range q {
		if !slices.Contains(params, k) {
			out[k] = slices.Clone(vs)
		}
	}
	return out
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

// listPlace is where in a long list a page begins: after a row, before one, or, in
// addresses of earlier versions, at a page by its number.
type listPlace struct {
	after, before string
	page          int
}

func placeOf(q url.Values) (p listPlace, err error) {
	p.after, p.before = q.Get("after"), q.Get("before")
	if p.after != "" || p.before != "" {
		p.page = 1
		return p, nil
	}
	p.page, err = pageOf(q)
	return p, err
}

// part is what a page asks the store for: one row more than it has.
func (p listPlace) part(per int) view.Range {
	return view.Range{After: p.after, Before: p.before, Limit: per + 1, Offset: (p.page - 1) * per}
}

// paged lists the rows of a page and links to the neighbouring ones. list is asked
// for one row more than a page has. A page before a row that would not be full
// is the first one.
func paged[T any](path string, q url.Values, place listPlace, per int, list func(listPlace) ([]T, error),
	cursor func(T) string) (rows []T, links []pageLink, err error) {
	rows, err = list(place)
	if err == nil && place.before != "" && len(rows) <= per {
		place = listPlace{page: 1}
		rows, err = list(place)
	}
	if err != nil {
		return nil, nil, err
	}
	more := len(rows) > per
	if more && place.before != "" {
		rows = rows[1:]
	}
	rows = rows[:min(len(rows), per)]
	first, last := "", ""
	if len(rows) > 0 {
		first, last = cursor(rows[0]), cursor(rows[len(rows)-1])
	}
	return rows, place.links(path, without(q, "page"), first, last, more), nil
}

// links leads to the first, last and neighbouring pages of a list: none if one
// is enough. first and last are the cursors of the page, more says that rows
// follow in the direction of the list.
func (p listPlace) links(path string, q url.Values, first, last string, more bool) (out []pageLink) {
	add := func(label, param, value string) {
		out = append(out, pageLink{Label: label, Href: with(path, q, param, value)})
	}
	if p.after != "" || p.before != "" || p.page > 1 {
		add("First", "", "")
		if first != "" {
			add("Previous", "before", first)
		}
	}
	if p.before == "" && more || p.before != "" && p.before != view.FromEnd {
		add("Next", "after", last)
		add("Last", "before", view.FromEnd)
	}
	return out
}
