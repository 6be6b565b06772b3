//go:build unix

package main

import (
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"
	"time"
)

var (
	requests = []scenario{
		{"requests that burn", "no request takes long, answers much or ends in an error of the server", burning},
		{"load", "figures of a server with two cores, for comparison", load},
		{"small pages beside heavy ones", "heavy requests do not starve small pages", starving},
	}
	slow = []scenario{
		{"slow clients", "clients that send or read slowly cost little and keep nobody out", slowClients},
		{"slow clients at every door", "slow headers, bodies and clients without a next request are cut off after the documented times", slowDoors},
	}
)

// saveSet sends a form that changes something, and reports whether it was
// accepted.
func (s *server) saveSet(name string) (bool, error) {
	jar, err := cookiejar.New(nil)
	if err != nil {
		return false, err
	}
	client := http.Client{Jar: jar, Timeout: time.Minute, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	res, err := client.Get(s.url + "/sets")
	if err != nil {
		return false, err
	}
	page, err := io.ReadAll(res.Body)
	res.Body.Close()
	if err != nil {
		return false, err
	}
	_, rest, _ := strings.Cut(string(page), `name="token" value="`)
	token, _, ok := strings.Cut(rest, `"`)
	if !ok {
		return false, errors.New("the page has no token")
	}
	res, err = client.PostForm(s.url+"/sets/save", url.Values{"token": {token}, "back": {"/sets"}, "name": {name},
		"query": {"/assertions?topic=Norway"}})
	if err != nil {
		return false, err
	}
	res.Body.Close()
	return res.StatusCode == http.StatusSeeOther, nil
}

// serveMany serves a database of many threads, one of them large and one of
// comments that are all alike.
func (b *bed) serveMany() (*server, error) {
	if err := errors.Join(b.writeThreads("t", pick(b, 20, 3), pick(b, 5000, 300)), b.writeThreads("small", 5, 100),
		b.writeAlike("small/alike.json", pick(b, 20_000, 500))); err != nil {
		return nil, err
	}
	return b.serveImported()
}

// serveImported serves a database of the threads written as t and small.
func (b *bed) serveImported() (*server, error) {
	db := b.path("x.db")
	if o, err := b.run(nil, "import", "--db", db, "--encoder", "off", "t", "small"); err != nil || o.code != 0 {
		return nil, fmt.Errorf("import: %s %w", first(o.err.String()), err)
	}
	s, err := b.serve(db)
	if err == nil {
		_, _, _, err = s.get("/assertions") // waits for the index
	}
	return s, err
}

const (
	large = "/threads/json:t-0000"
	small = "/threads/json:small-0000"
	alike = "/threads/json:alike"
)

func burning(b *bed) (string, error) {
	s, err := b.serveMany()
	if err != nil {
		return "", err
	}
	many := func(n int, f func(i int) string) string {
		var sb strings.Builder
		for i := range n {
			sb.WriteString(f(i))
		}
		return sb.String()
	}
	word := func(i int) string { return fmt.Sprintf("w%d+", i) }
	paths := []string{"/threads?q=" + many(40_000, word), "/topics?q=" + many(40_000, word), "/search?q=" + many(1100, word),
		"/threads?q=" + many(32, word), "/search?q=" + many(32, word), "/topics?q=" + many(32, word),
		"/search?q=" + many(32, func(int) string { return "a*+" }), "/threads?q=" + many(300, func(int) string { return "a+" }),
		"/assertions", "/assertions?q=" + many(32, word), "/assertions?page=1000000",
		large + "/map?" + many(100, func(i int) string { return fmt.Sprintf("open=%d&", i) }), large + "/map?fold=no",
		large + "/map?" + many(190, func(int) string { return "open=0&" }),
		alike, alike + "?page=2", alike + "/map", alike + "/timeline", alike + "/matrix",
		"/threads?" + many(11_000, func(i int) string { return fmt.Sprintf("a%d=b&", i) }),
		"/threads?" + many(150, func(i int) string { return fmt.Sprintf("a%d=b&", i) }),
		"/assertions?" + many(190, func(i int) string { return fmt.Sprintf("topic=t%d&", i) }), "/authors", "/review", "/overview"}
	for _, p := range []string{"/threads", "/assertions", "/topics", "/search?q=report", "/authors", large, "/review"} {
		for _, page := range []string{"9223372036854775807", "-1", "0", "99999999999999999999", "1e9"} {
			paths = append(paths, p+map[bool]string{true: "&", false: "?"}[strings.Contains(p, "?")]+"page="+page)
		}
	}
	longest, largest, slowest := time.Duration(0), int64(0), ""
	for _, p := range paths {
		status, size, took, err := s.get(p)
		switch {
		case err != nil || status >= 500:
			s.kill()
			return "", fmt.Errorf("%.60s: status %d %w", p, status, err)
		case took > longest:
			longest, slowest = took, p[:min(len(p), 40)]
		}
		if size > 4<<20 {
			s.kill()
			return "", fmt.Errorf("%.60s answers %d bytes", p, size)
		}
		largest = max(largest, size)
	}
	o, err := s.stop()
	if err != nil {
		return "", err
	}
	figure := fmt.Sprintf("%d requests; at most %.2f s (%s), %d KiB answered, %d MiB", len(paths), longest.Seconds(), slowest,
		largest>>10, o.rss>>20)
	if longest > 20*time.Second || o.rss > mostMemory {
		return figure, errors.New("too much")
	}
	return figure, nil
}

// slowClients opens connections that send a byte now and then, and others that
// ask for a large page and do not read it.
func slowClients(b *bed) (string, error) {
	s, err := b.serveMany()
	if err != nil {
		return "", err
	}
	before := s.memory()
	clients := pick(b, 200, 20)
	for i := range clients {
		c, err := net.Dial("tcp", strings.TrimPrefix(s.url, "http://"))
		if err != nil {
			s.kill()
			return "", fmt.Errorf("client %d: %w", i, err)
		}
		defer c.Close()
		request := "GET " + large + "/map?fold=no HTTP/1.1\r\nHost: " + strings.TrimPrefix(s.url, "http://") + "\r\n"
		if i%2 == 0 {
			request += "\r\n" // complete, but its answer is not read
		}
		if _, err := io.WriteString(c, request); err != nil {
			s.kill()
			return "", fmt.Errorf("client %d: %w", i, err)
		}
	}
	n, p99, err := s.rate(1, pick(b, 5*time.Second, 500*time.Millisecond), "/method", "/threads")
	after := s.memory()
	o, serr := s.stop()
	if err := errors.Join(err, serr); err != nil {
		return "", err
	}
	figure := fmt.Sprintf("%d slow clients: %d MiB more; small pages beside them %.0f/s, p99 %d ms; peak %d MiB", clients,
		(after-before)>>20, n, p99.Milliseconds(), o.rss>>20)
	if o.rss > mostMemory {
		return figure, errors.New("too much memory")
	}
	return figure, nil
}
