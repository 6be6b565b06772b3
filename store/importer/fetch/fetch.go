// Package fetch downloads discussions from the web as documents that the
// importers read. It is polite: it sends one request at a time, identifies
// itself with a name and an address, pauses between requests to a host and
// follows robots.txt for plain pages. It does not connect to private networks
// unless allowed to.
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

// UserAgent identifies the program to sites.
const UserAgent = "gainsay/1 (+https://github.com/gainsay/gainsay; reads one discussion a user asked for)"

// Default limits of a client.
const (
	MaxAnswer    = 64 << 20  // bytes of one answer, unpacked
	MaxTotal     = 128 << 20 // bytes of all answers for one discussion
	MaxTime      = 15 * time.Minute
	maxRedirects = 5
	maxPages     = 500 // answers for one discussion
	maxWait      = 2 * time.Minute
	requestTime  = 2 * time.Minute
)

// Client downloads discussions. It is not safe for concurrent use: it sends one
// request at a time.
type Client struct {
	// AllowPrivate permits connections to private, loopback and other addresses that
	// are not on the public internet, if the address of the discussion names their
	// host. A redirect to another such host is refused.
	AllowPrivate bool
	// MaxBytes is the greatest size of an answer; 0 means MaxAnswer.
	MaxBytes int64
	// MaxTotal is how many bytes of answers are read for one discussion, and MaxTime
	// how long that may take; 0 means the constants of these names.
	MaxTotal int64
	MaxTime  time.Duration
	// Pause is the least time between two requests to a host; 0 means one second,
	// less than 0 no pause. The robots.txt of a site may require more.
	Pause time.Duration

	http   *http.Client
	sleep  func(context.Context, time.Duration) error // for tests; nil waits
	hosts  map[string]string                          // for tests: addresses to use for a host
	last   map[string]time.Time                       // of the last request to a host
	robots map[string]*robots

	named *url.URL // address of the discussion at hand
	total int64    // bytes read for it
}

// Document is a downloaded discussion.
type Document struct {
	URL   string   // address after redirects
	Body  []byte   // what an importer reads, as UTF-8 if the source declared its encoding
	Notes []string // what could not be downloaded
}

// answer is one HTTP answer of status 200.
type answer struct {
	url    *url.URL
	header http.Header
	body   []byte
}

// Get downloads the discussion at an address. Errors name the address and
// suggest what to do instead.
func (c *Client) Get(ctx context.Context, address string) (*Document, error) {
	u, err := parse(address)
	if err != nil {
		return nil, err
	}
	c.open()
	c.named, c.total = u, 0
	ctx, cancel := context.WithTimeoutCause(ctx, c.MaxTime, fmt.Errorf("not complete after %v; --max-fetch-time raises the limit", c.MaxTime))
	defer cancel()
	d, err := c.get(ctx, u, address)
	if err != nil && errors.Is(err, context.DeadlineExceeded) && ctx.Err() != nil {
		err = fmt.Errorf("fetch %s: %w", address, context.Cause(ctx))
	}
	return d, err
}

func (c *Client) get(ctx context.Context, u *url.URL, address string) (*Document, error) {
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

// errOtherSite says that an address looks like one of a kind of site but is
// not.
var errOtherSite = errors.New("another kind of site")

// sameSite reports whether a host is a domain or a subdomain of it.
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
		return nil, fmt.Errorf(
			"read address: one with a password in it is not fetched; log in with a browser and save the page",
		)
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
	if c.MaxTotal <= 0 {
		c.MaxTotal = MaxTotal
	}
	if c.MaxTime <= 0 {
		c.MaxTime = MaxTime
	}
	if c.Pause == 0 {
		c.Pause = time.Second
	}
	if c.sleep == nil {
		c.sleep = wait
	}
	c.last, c.robots = map[string]time.Time{}, map[string]*robots{}
	c.http = &http.Client{
		Timeout:       requestTime,
		CheckRedirect: checkRedirect,
		// No proxy: a proxy would resolve names for us, and the check of
		// addresses would see nothing but the proxy's own.
		Transport: &http.Transport{
			DialContext:            c.dial,
			TLSHandshakeTimeout:    10 * time.Second,
			ResponseHeaderTimeout:  30 * time.Second,
			IdleConnTimeout:        10 * time.Second,
			MaxConnsPerHost:        1,
			MaxResponseHeaderBytes: 1 << 18,
			ForceAttemptHTTP2:      true,
		},
	}
}

// dial connects to a public address, or to the host that the address of the
// discussion names if private ones are allowed.
func (c *Client) dial(ctx context.Context, network, address string) (net.Conn, error) {
	d := &net.Dialer{Timeout: 10 * time.Second, Control: PublicOnly}
	if c.AllowPrivate && c.isNamed(address) {
		d.Control = nil
	}
	return d.DialContext(ctx, network, address)
}

// isNamed reports whether an address to dial is that of the discussion: its host
// and port, or the host's ports for the web.
func (c *Client) isNamed(address string) bool {
	host, port, err := net.SplitHostPort(address)
	if err != nil {
		return false
	}
	for _, to := range c.hosts { // in tests
		if to == address {
			return true
		}
	}
	own := c.named.Port()
	return strings.EqualFold(host, c.named.Hostname()) && (port == own || own == "" && (port == "80" || port == "443"))
}

// checkRedirect follows few redirects, and only to web addresses. Each address
// is checked when it is dialled.
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

// ask sends a request, and repeats it once or twice if the site is busy.
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

// once sends one request. It returns how long to wait before the next attempt,
// 0 if there should be none.
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
	body, err := io.ReadAll(io.LimitReader(res.Body, min(c.MaxBytes, c.MaxTotal-c.total)+1))
	if err != nil {
		return nil, 0, fmt.Errorf("read answer: %w", err)
	}
	c.total += int64(len(body))
	switch {
	case c.total > c.MaxTotal:
		return nil, 0, fmt.Errorf("all answers together are larger than %d bytes; --max-fetch raises the limit", c.MaxTotal)
	case int64(len(body)) > c.MaxBytes:
		return nil, 0, fmt.Errorf("the answer is larger than %d bytes", c.MaxBytes)
	}
	return &answer{res.Request.URL, res.Header, body}, 0, nil
}

// rewritten returns the address to dial for another in tests.
func (c *Client) rewritten(u *url.URL) *url.URL {
	to, ok := c.hosts[u.Host]
	if !ok {
		return u
	}
	v := *u
	v.Scheme, v.Host = "http", to
	return &v
}

// rest waits until a request to a host is due.
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

// plain removes the method and the address from an error.
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

// StatusError is an answer with a status other than 200.
type StatusError struct{ Code int }

// Error says what the status means for the user.
func (e *StatusError) Error() string {
	s := fmt.Sprintf("the site answers %d %s", e.Code, http.StatusText(e.Code))
	switch e.Code {
	case http.StatusUnauthorized,
		http.StatusForbidden,
		http.StatusTooManyRequests,
		http.StatusUnavailableForLegalReasons:
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

// utf8Body decodes an answer by the encoding in its header, which a saved body
// does not record.
func (a *answer) utf8Body() []byte {
	_, params, err := mime.ParseMediaType(a.header.Get("Content-Type"))
	if err != nil || params["charset"] == "" || strings.EqualFold(params["charset"], "utf-8") {
		return a.body
	}
	r, err := charset.NewReaderLabel(params["charset"], bytes.NewReader(a.body))
	if err != nil {
		return a.body // unknown: the importer decides by the content
	}
	b, err := io.ReadAll(r)
	if err != nil {
		return a.body
	}
	return b
}
