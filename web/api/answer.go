package api

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/gainsay/gainsay/view"
)

// send answers with a value as JSON and an ETag of its bytes.
func (c *call) send(v any) error { return c.sendAs(max(c.route.status, http.StatusOK), v) }

func (c *call) sendAs(status int, v any) error {
	b, err := json.Marshal(v)
	if err != nil {
		return err
	}
	h := c.w.Header()
	if c.reads() {
		if h.Get("Etag") == "" {
			h.Set("Etag", etag(b))
		}
		if matches(c.r.Header.Get("If-None-Match"), h.Get("Etag")) {
			c.w.WriteHeader(http.StatusNotModified)
			return nil
		}
	}
	h.Set("Content-Type", "application/json")
	h.Set("Content-Length", strconv.Itoa(len(b)+1))
	c.w.WriteHeader(status)
	_, _ = c.w.Write(append(b, '\n')) // an error says that the caller left
	return nil
}

func (c *call) reads() bool { return c.r.Method == http.MethodGet || c.r.Method == http.MethodHead }

// none answers without a body.
func (c *call) none() error {
	c.w.WriteHeader(http.StatusNoContent)
	return nil
}

// etag identifies bytes. It is weak: compression keeps it.
func etag(b []byte) string {
	h := sha256.Sum256(b)
	return `W/"` + hex.EncodeToString(h[:12]) + `"`
}

// matches reports whether a header If-None-Match has a tag.
func matches(header, tag string) bool {
	for one := range strings.SplitSeq(header, ",") {
		one = strings.TrimSpace(one)
		if one == "*" || strings.TrimPrefix(one, "W/") == strings.TrimPrefix(tag, "W/") && tag != "" {
			return true
		}
	}
	return false
}

// unchanged answers with 304 if the caller has what state identifies. It sets
// the ETag.
func (c *call) unchanged(state string) bool {
	tag := etag([]byte(state + "\x00" + c.r.URL.RequestURI() + "\x00" + c.r.Header.Get("Accept")))
	c.w.Header().Set("Etag", tag)
	if !matches(c.r.Header.Get("If-None-Match"), tag) {
		return false
	}
	c.w.WriteHeader(http.StatusNotModified)
	return true
}

// Page is a part of a list.
type Page[T any] struct {
	Items []T    `json:"items"`
	Total *int   `json:"total,omitempty"` // of the whole list, where it is counted
	Next  string `json:"next,omitempty"`  // address of what follows; "" at the end
}

// part is what a list has after a place.
type part[T any] struct {
	items []T
	total int    // of the whole list; -1 where it is not counted
	next  string // the place after the last item, "" at the end of the list
}

// Bounds of a part of a list.
const (
	usualLimit  = 100
	maxLimit    = 1000
	streamLimit = 1000 // read at a time for a stream
)

// ndjson is the kind of an answer with a value on each line.
const ndjson = "application/x-ndjson"

// listed answers with a part of a list or, if the caller accepts NDJSON, with
// all of it, line by line.
func listed[T any](c *call, fetch func(after string, limit int) (part[T], error)) error {
	limit, after, err := c.place()
	if err != nil {
		return err
	}
	if accepts(c.r.Header.Get("Accept"), ndjson) {
		return stream(c, after, limit, fetch)
	}
	if limit == 0 {
		limit = usualLimit
	}
	p, err := fetch(after, limit)
	if err != nil {
		return err
	}
	out := Page[T]{Items: p.items}
	if p.items == nil {
		out.Items = []T{}
	}
	if p.total >= 0 {
		out.Total = &p.total
	}
	if p.next != "" {
		q := c.r.URL.Query()
		q.Set("after", base64.RawURLEncoding.EncodeToString([]byte(p.next)))
		out.Next = c.r.URL.EscapedPath() + "?" + q.Encode()
		c.w.Header().Set("Link", `<`+out.Next+`>; rel="next"`)
	}
	return c.send(out)
}

// place reads limit, 0 if it is absent, and after.
func (c *call) place() (limit int, after string, err error) {
	if v := c.q.Get("limit"); v != "" {
		if limit, err = strconv.Atoi(v); err != nil || limit < 1 || limit > maxLimit {
			return 0, "", failf(http.StatusBadRequest, "The limit is a number from 1 to %d.", maxLimit)
		}
	}
	b, err := base64.RawURLEncoding.DecodeString(c.q.Get("after"))
	if err != nil {
		return 0, "", badPlace()
	}
	return limit, string(b), nil
}

func badPlace() error {
	return failf(http.StatusBadRequest, "“after” is no place in this list: use the address that “next” gives.")
}

// stream writes a list line by line, limit items or, for 0, all. An error after
// the first line breaks the connection off, so that no one takes a part for the
// whole.
func stream[T any](c *call, after string, limit int, fetch func(after string, limit int) (part[T], error)) error {
	out, begun := json.NewEncoder(c.w), false
	control := http.NewResponseController(c.w)
	for left := limit; ; {
		n := streamLimit
		if limit > 0 {
			n = min(n, left)
		}
		ctx, cancel := context.WithTimeout(c.r.Context(), callTime)
		c.ctx = ctx // what is fetched at a time has the time of a call; the whole list may take longer
		p, err := fetch(after, n)
		cancel()
		if err != nil && begun {
			panic(http.ErrAbortHandler)
		} else if err != nil {
			return err
		}
		if !begun {
			begun = true
			c.w.Header().Set("Content-Type", ndjson)
			c.w.WriteHeader(http.StatusOK)
		}
		_ = control.SetWriteDeadline(time.Now().Add(callTime)) // not every server of tests has deadlines
		for _, item := range p.items {
			if err := out.Encode(item); err != nil {
				return nil // the caller left
			}
		}
		_ = control.Flush()
		left -= len(p.items)
		if after = p.next; after == "" || limit > 0 && left <= 0 {
			return nil
		}
	}
}

// accepts reports whether a header Accept names a kind before JSON.
func accepts(header, kind string) bool {
	for one := range strings.SplitSeq(header, ",") {
		name, _, _ := strings.Cut(one, ";")
		switch strings.ToLower(strings.TrimSpace(name)) {
		case kind:
			return true
		case "application/json":
			return false
		}
	}
	return false
}

// keyed makes a list of one that goes on after the cursor of a row, so that rows
// that come and go meanwhile neither repeat nor hide others.
func keyed[V, T any](
	convert func(V) T, cursor func(V) string, read func(after string, limit int) ([]V, int, error),
) func(string, int) (part[T], error) {
	return func(after string, limit int) (p part[T], err error) {
		rows, total, err := read(after, limit+1)
		if errors.Is(err, view.ErrCursor) {
			return p, badPlace()
		} else if err != nil {
			return p, err
		}
		p.total = total
		for _, r := range rows[:min(len(rows), limit)] {
			p.items = append(p.items, convert(r))
		}
		if len(rows) > limit {
			p.next = cursor(rows[limit-1])
		}
		return p, nil
	}
}

// within makes a list of one that is in memory, in the order of its ids.
func within[V, T any](all []V, id func(V) string, convert func(V) T) func(string, int) (part[T], error) {
	return func(after string, limit int) (p part[T], err error) {
		from := 0
		if after != "" {
			for from < len(all) && id(all[from]) != after {
				from++
			}
			if from++; from > len(all) {
				return p, badPlace()
			}
		}
		to := min(from+limit, len(all))
		for _, v := range all[from:to] {
			p.items = append(p.items, convert(v))
		}
		if p.total = len(all); to < len(all) {
			p.next = id(all[to-1])
		}
		return p, nil
	}
}

// same converts nothing.
func same[T any](v T) T { return v }

// link is an address of the API.
func link(parts ...string) string {
	out := Prefix
	for _, p := range parts {
		out += "/" + url.PathEscape(p)
	}
	return out
}
