// Package fetch gets discussions from the web, as documents the importers
// read. It is polite: one request at a time and one host after the other, a
// name and an address by which site owners know it, a pause between requests
// and robots.txt before plain pages. It does not reach into private networks
// unless it is allowed to.
package fetch

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"mime"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"golang.org/x/net/html/charset"
)

// UserAgent is how the program names itself to sites.
const UserAgent = "gainsay/1 (+https://github.com/gainsay/gainsay; reads one discussion a user asked for)"

// Limits of a client that nobody sets.
const (
	MaxAnswer    = 64 << 20 // bytes of one answer, unpacked
	maxRedirects = 5
	maxPages     = 500 // answers for one discussion
	maxWait      = 2 * time.Minute
	requestTime  = 2 * time.Minute
)

// Client fetches discussions. It is not safe for concurrent use: one request
// at a time is what it promises.
type Client struct {
	// AllowPrivate lets it connect to private, loopback and other addresses that
	// are not on the public internet.
	AllowPrivate bool
	// MaxBytes is the size of the largest answer; 0 is MaxAnswer.
	MaxBytes int64
	// Pause is the least time between two requests to a host; 0 is one second,
	// less than 0 none. A site's robots.txt may ask for more.
	Pause time.Duration

	http   *http.Client
	sleep  func(context.Context, time.Duration) error // for tests; nil waits
	hosts  map[string]string                          // for tests: addresses to use for a host
	last   map[string]time.Time                       // of the last request to a host
	robots map[string]*robots
}

// Document is a fetched discussion.
type Document struct {
	URL   string   // where it was found in the end
	Body  []byte   // what an importer reads, UTF-8 where the source said its encoding
	Notes []string // what was not got
}

// answer is one HTTP answer of status 200.
type answer struct {
	url    *url.URL
	header http.Header
	body   []byte
}

// Get fetches the discussion at an address. Errors name the address and what
// to do instead.
func (c *Client) Get(ctx context.Context, address string) (*Document, error) {
	u, err := parse(address)
	if err != nil {
		return nil, err
	}
	c.open()
	for _, s := range sites {
		m := s.path.FindStringSubmatch(u.Path)
		if m == nil || s.host != "" && !sameSite(u.Hostname(), s.host) {
			continue
		}
		d, err := s.get(ctx, c, u, m)
		if err == nil {
			return d, nil
		}
		if !errors.Is(err, errOtherSite) {
			return nil, fmt.Errorf("fetch %s: %w", address, err)
		}
	}
	d, err := c.page(ctx, u)
	if err != nil {
		return nil, fmt.Errorf("fetch %s: %w", address, err)
	}
	return d, nil
}

// errOtherSite says that an address looks like one of a site's, but is not.
var errOtherSite = errors.New("another kind of site")

// sameSite reports whether a host is a domain or lies in it.
func sameSite(host, domain string) bool {
	host = strings.ToLower(host)
	return host == domain || strings.HasSuffix(host, "."+domain)
}

func parse(address string) (*url.URL, error) {
	u, err := url.Parse(address)
	switch {
	case err != nil:
		return nil, fmt.Errorf("read address: %w", err)
	case u.Scheme != "http" && u.Scheme != "https":
		return nil, fmt.Errorf("read address %s: only http and https are fetched", address)
	case u.Hostname() == "":
		return nil, fmt.Errorf("read address %s: it names no host", address)
	case u.User != nil:
		return nil, fmt.Errorf("read address: one with a password in it is not fetched; log in with a browser and save the page")
	}
	return u, nil
}

func (c *Client) open() {
	if c.http != nil {
		return
	}
	if c.MaxBytes <= 0 {
		c.MaxBytes = MaxAnswer
	}
	if c.Pause == 0 {
		c.Pause = time.Second
	}
	if c.sleep == nil {
		c.sleep = wait
	}
	c.last, c.robots = map[string]time.Time{}, map[string]*robots{}
	d := &net.Dialer{Timeout: 10 * time.Second}
	if !c.AllowPrivate {
		d.Control = publicOnly
	}
	c.http = &http.Client{
		Timeout:       requestTime,
		CheckRedirect: checkRedirect,
		// No proxy: a proxy would resolve names for us, and the check of
		// addresses would see nothing but the proxy's own.
		Transport: &http.Transport{
			DialContext: d.DialContext, TLSHandshakeTimeout: 10 * time.Second, ResponseHeaderTimeout: 30 * time.Second,
			MaxConnsPerHost: 1, MaxResponseHeaderBytes: 1 << 18, ForceAttemptHTTP2: true, IdleConnTimeout: 10 * time.Second,
		},
	}
}

// checkRedirect follows few redirects, to web addresses only. The address each
// leads to is checked when it is dialled.
func checkRedirect(r *http.Request, via []*http.Request) error {
	if len(via) > maxRedirects {
		return fmt.Errorf("more than %d redirects", maxRedirects)
	}
	_, err := parse(r.URL.String())
	return err
}

func wait(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-t.C:
		return nil
	}
}

// ask sends a request, again once or twice where the site says to come later.
func (c *Client) ask(ctx context.Context, u *url.URL, accept string) (*answer, error) {
	for try := 0; ; try++ {
		a, again, err := c.once(ctx, u, accept)
		if err == nil || again <= 0 || try == 2 {
			return a, err
		}
		if again > maxWait {
			return nil, fmt.Errorf("%w; it asks to come back in %v", err, again)
		}
		if err := c.sleep(ctx, again); err != nil {
			return nil, err
		}
	}
}

// once sends one request. It returns how long to wait before the next try; 0
// where there is no use in one.
func (c *Client) once(ctx context.Context, u *url.URL, accept string) (*answer, time.Duration, error) {
	if err := c.rest(ctx, u.Host); err != nil {
		return nil, 0, err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, c.rewritten(u).String(), nil)
	if err != nil {
		return nil, 0, fmt.Errorf("make request: %w", err)
	}
	req.Header.Set("User-Agent", UserAgent)
	req.Header.Set("Accept", accept)
	res, err := c.http.Do(req)
	c.last[u.Host] = time.Now()
	if err != nil {
		return nil, 0, plain(err)
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		return nil, retryAfter(res), &StatusError{res.StatusCode}
	}
	body, err := io.ReadAll(io.LimitReader(res.Body, c.MaxBytes+1))
	if err != nil {
		return nil, 0, fmt.Errorf("read answer: %w", err)
	}
	if int64(len(body)) > c.MaxBytes {
		return nil, 0, fmt.Errorf("the answer is larger than %d bytes", c.MaxBytes)
	}
	return &answer{res.Request.URL, res.Header, body}, 0, nil
}

// rewritten is the address to dial for another, in tests.
func (c *Client) rewritten(u *url.URL) *url.URL {
	to, ok := c.hosts[u.Host]
	if !ok {
		return u
	}
	v := *u
	v.Scheme, v.Host = "http", to
	return &v
}

// rest waits until a host may be asked again.
func (c *Client) rest(ctx context.Context, host string) error {
	last, ok := c.last[host]
	if !ok {
		return nil
	}
	between := c.Pause
	if r := c.robots[host]; r != nil {
		between = max(between, r.delay)
	}
	if left := between - time.Since(last); left > 0 {
		return c.sleep(ctx, left)
	}
	return nil
}

// plain takes the method and the address from an error that has them.
func plain(err error) error {
	var private *PrivateError
	if errors.As(err, &private) {
		return private
	}
	var ue *url.Error
	if errors.As(err, &ue) {
		return ue.Err
	}
	return err
}

// StatusError is an answer of another status than 200.
type StatusError struct{ Code int }

// Error says what the status means for who asked.
func (e *StatusError) Error() string {
	s := fmt.Sprintf("the site answers %d %s", e.Code, http.StatusText(e.Code))
	switch e.Code {
	case http.StatusUnauthorized, http.StatusForbidden, http.StatusTooManyRequests, http.StatusUnavailableForLegalReasons:
		return s + ": it does not let programs in; save the page with a browser and give the file"
	}
	return s
}

// retryAfter reads how long a busy site asks to wait.
func retryAfter(r *http.Response) time.Duration {
	if r.StatusCode != http.StatusTooManyRequests && r.StatusCode != http.StatusServiceUnavailable {
		return 0
	}
	after := strings.TrimSpace(r.Header.Get("Retry-After"))
	if n, err := strconv.ParseFloat(after, 64); err == nil && n >= 0 && n < 1e6 {
		return max(time.Duration(n*float64(time.Second)), time.Second)
	}
	if t, err := http.ParseTime(after); err == nil {
		return max(time.Until(t), time.Second)
	}
	return 5 * time.Second
}

// utf8Body decodes an answer whose header names another encoding: a saved
// body does not say it any more.
func (a *answer) utf8Body() []byte {
	_, params, err := mime.ParseMediaType(a.header.Get("Content-Type"))
	if err != nil || params["charset"] == "" || strings.EqualFold(params["charset"], "utf-8") {
		return a.body
	}
	r, err := charset.NewReaderLabel(params["charset"], bytes.NewReader(a.body))
	if err != nil {
		return a.body // unknown: the importer tells by the content
	}
	b, err := io.ReadAll(r)
	if err != nil {
		return a.body
	}
	return b
}
