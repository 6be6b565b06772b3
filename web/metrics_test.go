package web_test

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/gainsay/gainsay/account"
	"github.com/gainsay/gainsay/store"
	"github.com/gainsay/gainsay/web"
)

// sample is a line of Prometheus' text format; the server writes no comments.
var sample = regexp.MustCompile(`^[a-z_]+(\{[a-zA-Z]+="[^"\n]*"(, ?[a-zA-Z]+="[^"\n]*")*\})? [-+.0-9a-zA-Z]+$`)

// TestMetrics asks for pages with names in their addresses: metrics count them by
// route, and have none of the names. Neither they nor /healthz need a session.
func TestMetrics(t *testing.T) {
	g := guardedSite(t, web.Config{TrustProxy: true, Sizes: func() (int64, int64) { return 4096, 7 }})
	for _, path := range []string{"/threads/reddit:secret", "/threads/reddit:other", "/secret", "/login", "/healthz"} {
		fetch(t, http.MethodGet, g.URL+path, nil)
	}
	fetch(t, "SECRET", g.URL+"/threads", nil)
	res, body := fetch(t, http.MethodGet, g.URL+"/metrics", nil)
	if res.StatusCode != http.StatusOK || !strings.HasPrefix(res.Header.Get("Content-Type"), "text/plain; version=0.0.4") {
		t.Fatalf("%s, %s", res.Status, res.Header.Get("Content-Type"))
	}
	for _, want := range []string{
		`gainsay_requests_total{method="GET",route="/healthz",status="200"} 1`,
		`gainsay_requests_total{method="GET",route="/login",status="200"} 4`, // three by redirects,
		`method="other"`,
		`gainsay_request_seconds_count{route="/healthz"} 1`,
		`gainsay_request_seconds_bucket{route="/healthz",le="+Inf"} 1`,
		`gainsay_database_bytes{part="file"} 4096`, `gainsay_database_bytes{part="log"} 7`,
		`process_resident_memory_bytes`, `gainsay_info{version=`,
	} {
		if !strings.Contains(body, want) {
			t.Errorf("no %s in\n%s", want, body)
		}
	}
	for line := range strings.Lines(body) {
		if !sample.MatchString(strings.TrimSuffix(line, "\n")) {
			t.Errorf("not in Prometheus' format: %q", line)
		}
	}
	if strings.Contains(strings.ToLower(body), "secret") {
		t.Errorf("metrics have a name:\n%s", body)
	}
	from := http.Header{"X-Forwarded-For": {"192.0.2.7"}}
	if res, _ := fetch(t, http.MethodGet, g.URL+"/metrics", from); res.StatusCode != http.StatusForbidden {
		t.Errorf("metrics for another machine: %s", res.Status)
	}
	if res, body := fetch(t, http.MethodGet, g.URL+"/healthz", from); res.StatusCode != http.StatusOK || body != "ok\n" {
		t.Errorf("health for another machine: %s, %q", res.Status, body)
	}
}

// deafStore is a store whose database does not answer.
type deafStore struct{ web.Store }

func (deafStore) Users(context.Context) ([]account.User, error) {
	return nil, errors.New("disk I/O error")
}

func TestUnhealthy(t *testing.T) {
	db, err := store.Open(filepath.Join(t.TempDir(), "deaf.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	h, err := web.New(web.Config{Store: deafStore{db}, Accounts: true, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	g := httptest.NewServer(h)
	defer g.Close()
	if res, body := fetch(t, http.MethodGet, g.URL+"/healthz", nil); res.StatusCode != http.StatusServiceUnavailable ||
		strings.Contains(body, "disk") {
		t.Errorf("%s, %q", res.Status, body)
	}
}
