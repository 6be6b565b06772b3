package fetch

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"
	"time"
)

// web is a local server whose handler answers by path and query; it notes
// what it was asked.
type web struct {
	*httptest.Server
	asked []string
}

func serve(t *testing.T, pages map[string]string) *web {
	t.Helper()
	w := &web{}
	w.Server = httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		w.asked = append(w.asked, r.URL.RequestURI())
		if !strings.Contains(r.UserAgent(), "gainsay") || !strings.Contains(r.UserAgent(), "https://") {
			t.Errorf("user agent %q names no program or no contact", r.UserAgent())
		}
		body, ok := pages[r.URL.RequestURI()]
		if !ok {
			http.NotFound(rw, r)
			return
		}
		for head, rest, ok := cutHeader(body); ok; head, rest, ok = cutHeader(body) {
			key, val, _ := strings.Cut(head, ": ")
			rw.Header().Set(key, strings.ReplaceAll(val, "HOST", w.URL))
			body = rest
		}
		if to := rw.Header().Get("Location"); to != "" {
			rw.WriteHeader(http.StatusFound)
		}
		fmt.Fprint(rw, strings.ReplaceAll(body, "HOST", w.URL))
	}))
	t.Cleanup(w.Close)
	return w
}

// cutHeader takes a line "#Name: value" from the front of a page.
func cutHeader(body string) (head, rest string, ok bool) {
	if !strings.HasPrefix(body, "#") {
		return "", body, false
	}
	head, rest, _ = strings.Cut(body[1:], "\n")
	return head, rest, true
}

// client never waits, but notes how long it would have.
func client(waits *[]time.Duration) *Client {
	return &Client{AllowPrivate: true, sleep: func(_ context.Context, d time.Duration) error {
		if waits != nil {
			*waits = append(*waits, d)
		}
		return nil
	}}
}

func TestSites(t *testing.T) {
	tests := []struct {
		name, path, want string
		pages            map[string]string
	}{
		{"reddit", "/r/dykes/comments/abc1/the_dyke/?share=1", `[{"kind":"Listing"}]`, map[string]string{
			"/comments/abc1.json?limit=500&raw_json=1": `[{"kind":"Listing"}]`,
		}},
		{"discourse", "/forum/t/the-dyke/7/3", `{"post_stream":{"posts":[{"id":1},{"id":2},{"id":3}],"stream":[1,2,3]},"title":"x"}`, map[string]string{
			"/forum/t/7.json": `{"title":"x","post_stream":{"posts":[{"id":1}],"stream":[1,2,3]}}`,
			"/forum/t/7/posts.json?post_ids%5B%5D=2&post_ids%5B%5D=3": `{"post_stream":{"posts":[{"id":2},{"id":3}]}}`,
		}},
		{"mastodon", "/@merle/109", `{"ancestors":[{"id":"1"}],"descendants":[{"id":"110"}],"status":{"id":"109","content":"x"}}`, map[string]string{
			"/api/v1/statuses/109":         `{"id":"109","content":"x"}`,
			"/api/v1/statuses/109/context": `{"ancestors":[{"id":"1"}],"descendants":[{"id":"110"}]}`,
		}},
		{"lemmy", "/post/5", `{"comments":[{"comment":{"id":1}}],"post_view":{"post":{"id":5}}}`, map[string]string{
			"/api/v3/post?id=5": `{"post_view":{"post":{"id":5}}}`,
			"/api/v3/comment/list?limit=50&page=1&post_id=5&sort=Old&type_=All": `{"comments":[{"comment":{"id":1}}]}`,
		}},
		{"wordpress", "/2021/dyke/", `[{"id":1},{"id":2}]`, map[string]string{
			"/2021/dyke/": "#Link: <HOST/wp-json/>; rel=\"https://api.w.org/\"\n<html><link rel='alternate' type='application/json' href='HOST/wp-json/wp/v2/posts/49'></html>",
			"/wp-json/wp/v2/comments?_embed=up&order=asc&orderby=date&page=1&per_page=100&post=49": "#X-Wp-TotalPages: 2\n" + `[{"id":1}]`,
			"/wp-json/wp/v2/comments?_embed=up&order=asc&orderby=date&page=2&per_page=100&post=49": "#X-Wp-TotalPages: 2\n" + `[{"id":2}]`,
		}},
		{"wordpress without readable addresses", "/?p=49", `[{"id":1}]`, map[string]string{
			"/?p=49": `<link rel="https://api.w.org/" href="/?rest_route=/"><link rel='shortlink' href='/?p=49' />`,
			"/?_embed=up&order=asc&orderby=date&page=1&per_page=100&post=49&rest_route=%2Fwp%2Fv2%2Fcomments": `[{"id":1}]`,
		}},
		{"wordpress without comments", "/a", `<link rel="https://api.w.org/" href="/wp-json/"><a href="/wp/v2/posts/3">`, map[string]string{
			"/a": `<link rel="https://api.w.org/" href="/wp-json/"><a href="/wp/v2/posts/3">`,
			"/wp-json/wp/v2/comments?_embed=up&order=asc&orderby=date&page=1&per_page=100&post=3": `[]`,
		}},
		{"no lemmy", "/post/9", "<p>page</p>", map[string]string{"/post/9": "<p>page</p>"}},
		{"declared charset", "/latin", "<p>café</p>", map[string]string{"/latin": "#Content-Type: text/html; charset=ISO-8859-1\n<p>caf\xe9</p>"}},
		{"redirect", "/old", "<p>new</p>", map[string]string{"/old": "#Location: /new\n", "/new": "<p>new</p>"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := serve(t, tt.pages)
			d, err := client(nil).Get(t.Context(), w.URL+tt.path)
			if err != nil {
				t.Fatalf("%v\nasked %q", err, w.asked)
			}
			if string(d.Body) != tt.want || len(d.Notes) > 0 {
				t.Errorf("got %s\nnotes %q\nasked %q", d.Body, d.Notes, w.asked)
			}
		})
	}
}

func TestHackerNews(t *testing.T) {
	w := serve(t, map[string]string{"/api/v1/items/42": `{"id":42,"children":[]}`})
	c := client(nil)
	c.hosts = map[string]string{"hn.algolia.com": strings.TrimPrefix(w.URL, "http://")}
	d, err := c.Get(t.Context(), "https://news.ycombinator.com/item?id=42")
	if err != nil || string(d.Body) != `{"id":42,"children":[]}` {
		t.Errorf("got %+v, %v", d, err)
	}
	if _, err := c.Get(t.Context(), "https://news.ycombinator.com/item?id=43"); err == nil ||
		!strings.Contains(err.Error(), "knows no item 43") {
		t.Errorf("an item that is not there: %v", err)
	}
}

// TestPartial keeps what was got where a later page fails, and says so.
func TestPartial(t *testing.T) {
	w := serve(t, map[string]string{"/t/7.json": `{"post_stream":{"posts":[{"id":1}],"stream":[1,2,3]}}`})
	d, err := client(nil).Get(t.Context(), w.URL+"/t/7")
	if err != nil || len(d.Notes) != 1 || !strings.Contains(d.Notes[0], "2 posts not fetched") {
		t.Errorf("got %+v, %v", d, err)
	}
}

func TestRefusals(t *testing.T) {
	w := serve(t, map[string]string{
		"/loop": "#Location: /loop\n", "/file": "#Location: file:///etc/passwd\n", "/big": strings.Repeat("x", 100),
		"/robots.txt": "User-agent: *\nDisallow: /secret\nAllow: /secret/open$\nCrawl-delay: 3\n", "/secret/a": "x", "/secret/open": "open",
	})
	for path, want := range map[string]string{
		"/loop": "more than 5 redirects", "/file": "only http and https", "/big": "larger than 90 bytes", "/secret/a": "robots.txt", "/none": "404 Not Found",
	} {
		c := client(nil)
		c.MaxBytes = 90
		if _, err := c.Get(t.Context(), w.URL+path); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %s", path, err, want)
		}
	}
	var waits []time.Duration
	if d, err := client(&waits).Get(t.Context(), w.URL+"/secret/open"); err != nil ||
		string(d.Body) != "open" {
		t.Errorf("allowed page: %v", err)
	}
	if len(waits) != 1 || waits[0] < 2*time.Second || waits[0] > 3*time.Second {
		t.Errorf("waited %v, want about the crawl delay of 3s", waits)
	}
	for _, address := range []string{"ftp://dyke.example/", "http:///x", "https://me:word@dyke.example/", "gopher:x", "http://[::1"} {
		if _, err := client(nil).Get(t.Context(), address); err == nil {
			t.Errorf("%s was not refused", address)
		}
	}
}

// TestPrivate refuses a server on this machine, by address and by name, unless that is allowed.
func TestPrivate(t *testing.T) {
	w := serve(t, map[string]string{"/": "inside"})
	port := w.URL[strings.LastIndex(w.URL, ":"):]
	for _, host := range []string{"127.0.0.1", "localhost", "[::ffff:127.0.0.1]"} {
		_, err := (&Client{}).Get(t.Context(), "http://"+host+port+"/")
		var private *PrivateError
		if !errors.As(err, &private) {
			t.Errorf("%s: %v", host, err)
		}
	}
	if len(w.asked) != 0 {
		t.Errorf("the server was asked %q", w.asked)
	}
	if d, err := client(nil).Get(t.Context(), w.URL+"/"); err != nil || string(d.Body) != "inside" {
		t.Errorf("with leave: %v", err)
	}
}

// TestPrivateRedirect: the host that the address names may be private, one that
// it redirects to may not.
func TestPrivateRedirect(t *testing.T) {
	inside := serve(t, map[string]string{"/": "inside"})
	w := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/page" {
			http.Redirect(w, r, inside.URL, http.StatusFound)
			return
		}
		http.NotFound(w, r)
	}))
	defer w.Close()
	_, err := client(nil).Get(t.Context(), w.URL+"/page")
	var private *PrivateError
	if !errors.As(err, &private) || len(inside.asked) > 0 {
		t.Errorf("%v; asked %q", err, inside.asked)
	}
}

// TestTotal bounds all answers for a discussion together, and their time.
func TestTotal(t *testing.T) {
	w := serve(t, map[string]string{"/robots.txt": strings.Repeat("#", 600), "/page": strings.Repeat("a", 600)})
	c := client(nil)
	c.MaxTotal = 500
	if _, err := c.Get(t.Context(), w.URL+"/page"); err == nil || !strings.Contains(err.Error(), "--max-fetch") {
		t.Errorf("too much: %v", err)
	}
	c = client(nil)
	c.MaxTime = time.Nanosecond
	if _, err := c.Get(t.Context(), w.URL+"/page"); err == nil || !strings.Contains(err.Error(), "--max-fetch-time") {
		t.Errorf("too long: %v", err)
	}
}

func TestRetryAfter(t *testing.T) {
	n := 0
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/robots.txt" {
			return
		}
		if n++; n < 3 {
			w.Header().Set("Retry-After", "7")
			w.WriteHeader(http.StatusTooManyRequests)
			return
		}
		fmt.Fprint(w, "at last")
	}))
	defer s.Close()
	var waits []time.Duration
	d, err := client(&waits).Get(t.Context(), s.URL+"/a")
	if err != nil || string(d.Body) != "at last" {
		t.Fatalf("got %+v, %v", d, err)
	}
	sevens := 0
	for _, w := range waits {
		if w == 7*time.Second {
			sevens++
		}
	}
	if sevens != 2 {
		t.Errorf("waited %v, want 7s twice", waits)
	}
}

func TestPublic(t *testing.T) {
	for a, want := range map[string]bool{
		"93.184.215.14": true, "2606:2800:21f:cb07:6820:80da:af6b:8b2c": true, "::ffff:93.184.215.14": true, "64:ff9b::5db8:d70e": true,
		"127.0.0.1": false, "10.1.2.3": false, "172.16.0.1": false, "192.168.1.1": false, "169.254.169.254": false, "100.64.0.1": false,
		"0.0.0.0": false, "224.0.0.1": false, "255.255.255.255": false, "240.0.0.1": false, "198.18.0.1": false, "192.0.0.1": false,
		"::": false, "::1": false, "fe80::1%eth0": false, "fc00::1": false, "ff02::1": false, "fec0::1": false, "2001:db8::1": false,
		"::ffff:10.0.0.1": false, "::ffff:127.0.0.1": false, "::7f00:1": false, "64:ff9b::7f00:1": false, "2002:7f00:1::": false, "2002:a00:1::": false,
	} {
		if got := public(netip.MustParseAddr(a)); got != want {
			t.Errorf("public(%s) = %v", a, got)
		}
	}
}

func TestRobots(t *testing.T) {
	r := parseRobots("User-agent: other\nDisallow: /\n\nUser-agent: Gainsay\nUser-agent: third\nDisallow: /a*b$ # no\nDisallow: /c\nAllow: /c/d\nnonsense\nDisallow:\n\nUser-agent: *\nDisallow: /e")
	for path, want := range map[string]bool{"/": true, "/axb": false, "/axbc": true, "/c/x": false,
		"/c/d/x": true, "/e": true} {
		if got := r.allows(path); got != want {
			t.Errorf("allows(%s) = %v", path, got)
		}
	}
}

func FuzzRobots(f *testing.F) {
	f.Add("User-agent: *\nDisallow: /a*b*$\nAllow: *", "/ab")
	f.Fuzz(func(_ *testing.T, rules, path string) { parseRobots(rules).allows(path) })
}
