package fetch

import (
	"context"
	"errors"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// robots are the rules of a site's robots.txt for this program (RFC 9309).
type robots struct {
	rules []robotsRule
	delay time.Duration
}

type robotsRule struct {
	path  string // may hold * and end in $
	allow bool
}

// agent is the name robots.txt may call this program by.
const agent = "gainsay"

// errRobots says that robots.txt disallows a page.
var errRobots = errors.New("the site's robots.txt asks programs to stay away from this page; save it with a browser and give the file")

// mayRead checks the robots.txt of a site. A site without one allows
// everything; if it cannot be reached, mayRead returns the error.
func (c *Client) mayRead(ctx context.Context, u *url.URL) error {
	r, ok := c.robots[u.Host]
	if !ok {
		at := url.URL{Scheme: u.Scheme, Host: u.Host, Path: "/robots.txt"}
		a, _, err := c.once(ctx, &at, "text/plain")
		var status *StatusError
		switch {
		case err == nil:
			r = parseRobots(string(a.body))
		case errors.As(err, &status):
			r = &robots{}
		default:
			return err
		}
		c.robots[u.Host] = r
	}
	if !r.allows(u.RequestURI()) {
		return errRobots
	}
	return nil
}

// parseRobots returns the rules of the group for this program, or of the group
// for all.
func parseRobots(s string) *robots {
	groups := map[string]*robots{}
	var open []*robots
	inRules := true
	for line := range strings.Lines(s) {
		line, _, _ = strings.Cut(line, "#")
		key, val, ok := strings.Cut(line, ":")
		if !ok {
			continue // not a rule: ignored, as RFC 9309 requires
		}
		key, val = strings.ToLower(strings.TrimSpace(key)), strings.TrimSpace(val)
		if key == "user-agent" {
			if inRules {
				open, inRules = nil, false
			}
			name := strings.ToLower(val)
			if groups[name] == nil {
				groups[name] = &robots{}
			}
			open = append(open, groups[name])
			continue
		}
		inRules = true
		for _, g := range open {
			g.rule(key, val)
		}
	}
	for _, name := range []string{agent, "*"} {
		if g := groups[name]; g != nil {
			return g
		}
	}
	return &robots{}
}

func (r *robots) rule(key, val string) {
	switch key {
	case "allow", "disallow":
		if val != "" {
			r.rules = append(r.rules, robotsRule{val, key == "allow"})
		}
	case "crawl-delay":
		if n, err := strconv.ParseFloat(val, 64); err == nil && n > 0 {
			r.delay = time.Duration(min(n, 30) * float64(time.Second))
		}
	}
}

// allows reports whether the longest matching rule allows a path; of rules of
// equal length, one that allows wins.
func (r *robots) allows(path string) bool {
	best := robotsRule{allow: true}
	for _, rule := range r.rules {
		longer := len(rule.path) > len(best.path) || len(rule.path) == len(best.path) && rule.allow
		if longer && rule.fits(path) {
			best = rule
		}
	}
	return best.allow
}

// fits matches a path; * matches anything, and $ at the end matches the end.
func (r robotsRule) fits(path string) bool {
	pattern, whole := strings.CutSuffix(r.path, "$")
	parts := strings.Split(pattern, "*")
	rest, ok := strings.CutPrefix(path, parts[0])
	if !ok {
		return false
	}
	for i, p := range parts[1:] {
		if whole && i == len(parts)-2 {
			return strings.HasSuffix(rest, p)
		}
		at := strings.Index(rest, p)
		if at < 0 {
			return false
		}
		rest = rest[at+len(p):]
	}
	return !whole || rest == ""
}
