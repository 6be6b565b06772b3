package web

import (
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strings"

	"github.com/gainsay/gainsay/account"
	"github.com/gainsay/gainsay/web/door"
	"github.com/labstack/echo/v4"
)

// sender is who sent a request.
type sender struct {
	id     string // of the request, for the log
	addr   netip.Addr
	secure bool         // over TLS
	user   account.User // zero without session
	key    string       // name of the program's key, "" without
}

const senderKey = "sender"

// client returns who sent the request.
func client(c echo.Context) *sender {
	if s, ok := c.Get(senderKey).(*sender); ok {
		return s
	}
	s := &sender{}
	c.Set(senderKey, s)
	return s
}

// identify finds the address of the client and refuses requests that name
// another host. A page of a foreign site may have its name resolve to this
// machine (DNS rebinding): its requests then name that site.
func (s *Server) identify(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		r, from := c.Request(), client(c)
		if peer, err := netip.ParseAddrPort(r.RemoteAddr); err == nil {
			from.addr = peer.Addr().Unmap()
		}
		from.secure = r.TLS != nil
		switch {
		case s.conf.TrustProxy && (from.addr.IsLoopback() || from.addr.IsPrivate()):
			from.forwarded(r)
		case proxied(r) && !s.accounted(r.Context()):
			return echo.NewHTTPError(http.StatusForbidden, "This request came through a proxy. Others could read "+
				"and change everything here: start gainsay serve with --trust-proxy, which needs accounts.")
		}
		if !s.serves(r.Host) && !s.servesKey(c) {
			return echo.NewHTTPError(http.StatusMisdirectedRequest, "Gainsay is not served under the name “"+
				clipHost(r.Host)+"”. Use the address that it printed at its start, or start it with --host NAME.")
		}
		if embeds(r) {
			return echo.NewHTTPError(http.StatusForbidden, "Another site may link to Gainsay, but not load from it.")
		}
		return next(c)
	}
}

// embeds reports whether another site made the request without leading the
// reader here: it could measure how long a search takes, or keep the machine
// busy.
func embeds(r *http.Request) bool {
	switch r.Header.Get("Sec-Fetch-Site") {
	case "cross-site", "same-site":
		return r.Header.Get("Sec-Fetch-Mode") != "navigate" || r.Header.Get("Sec-Fetch-Dest") != "document"
	}
	return false
}

// forwarded takes over what the proxy says about the request it passes on. Of
// several values the last is the proxy's own.
func (s *sender) forwarded(r *http.Request) {
	if a, err := netip.ParseAddr(last(r, "X-Forwarded-For")); err == nil {
		s.addr = a.Unmap()
	}
	if p := last(r, "X-Forwarded-Proto"); p != "" {
		s.secure = p == "https"
	}
	if h := last(r, "X-Forwarded-Host"); h != "" {
		r.Host = h
	}
}

func last(r *http.Request, header string) string {
	values := r.Header.Values(header)
	if len(values) == 0 {
		return ""
	}
	v := values[len(values)-1]
	return strings.TrimSpace(v[strings.LastIndexByte(v, ',')+1:])
}

func proxied(r *http.Request) bool {
	for _, h := range []string{"Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto"} {
		if r.Header.Get(h) != "" {
			return true
		}
	}
	return false
}

// serves reports whether host, with or without port, is a name of this server:
// an address in digits, which no one can make resolve elsewhere, localhost, or
// one of the names it was given.
func (s *Server) serves(host string) bool {
	name := host
	if h, _, err := net.SplitHostPort(host); err == nil {
		name = h
	}
	name = strings.TrimSuffix(strings.ToLower(name), ".")
	if _, err := netip.ParseAddr(strings.Trim(name, "[]")); err == nil {
		return true
	}
	return name == "localhost" || slices.ContainsFunc(s.conf.Hosts, func(h string) bool {
		return strings.EqualFold(h, name)
	})
}

// servesKey reports whether the host is a key and a name of this server, for a
// part that allows it.
func (s *Server) servesKey(c echo.Context) bool {
	m, ok := s.mounted(c)
	_, rest := door.HostKey(c.Request().Host)
	return ok && m.KeyHost && rest != "" && s.serves(rest)
}

// clipHost shortens a foreign name for a message.
func clipHost(s string) string {
	s = strings.ToValidUTF8(s, "")
	if len(s) > 100 {
		s = strings.ToValidUTF8(s[:100], "") + "…"
	}
	return s
}
