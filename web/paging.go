package web

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"

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

// without is a copy of a query without some parameters.
func without(q url.Values, params ...string) url.Values {
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
