package web

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/labstack/echo/v4"
)

// pathPart returns the nth part of the request's path, unescaped once, so that
// a key or id may hold a slash or a percent sign.
func pathPart(c echo.Context, n int) (string, error) {
	parts := strings.Split(c.Request().URL.EscapedPath(), "/")
	if n >= len(parts) {
		return "", echo.NewHTTPError(http.StatusBadRequest, "Malformed address.")
	}
	s, err := url.PathUnescape(parts[n])
	if err != nil {
		return "", echo.NewHTTPError(http.StatusBadRequest, "Malformed address.")
	}
	return s, nil
}

// threadKey returns the key in an address that begins with /threads/:key.
func threadKey(c echo.Context) (string, error) { return pathPart(c, 2) }

func wordsPath(key, mark string) string {
	return threadPath(key) + "/marks/" + url.PathEscape(mark) + "/words"
}

func threadPath(key string) string { return "/threads/" + url.PathEscape(key) }

// commentPath leads to a comment, or a mark in it, on whichever page of its
// thread it is.
func commentPath(key, comment, anchor string) string {
	q := url.Values{"at": {comment}}
	if id, ok := strings.CutPrefix(anchor, "m-"); ok {
		q = url.Values{"mark": {id}}
	}
	return withQuery(threadPath(key), q) + "#" + url.PathEscape(anchor)
}

func entryPath(key, assertion string) string {
	return threadPath(key) + "/assertions/" + url.PathEscape(assertion)
}

// marked adds to an address whose marks count there, if marks says so.
func marked(marks, path string) string {
	if marks == "" {
		return path
	}
	path, anchor, found := strings.Cut(path, "#")
	sep := "?"
	if strings.Contains(path, "?") {
		sep = "&"
	}
	if path += sep + "marks=" + url.QueryEscape(marks); found {
		path += "#" + anchor
	}
	return path
}

func authorPath(name string) string { return withQuery("/author", url.Values{"name": {name}}) }

func topicPath(name string) string { return withQuery("/topic", url.Values{"name": {name}}) }

func withQuery(path string, q url.Values) string {
	if e := q.Encode(); e != "" {
		return path + "?" + e
	}
	return path
}

// with returns the address of the first page with one parameter set, or removed
// where value is "".
func with(path string, q url.Values, param, value string) string {
	n := without(q, param, "page", "at")
	if value != "" {
		n.Set(param, value)
	}
	return withQuery(path, n)
}
