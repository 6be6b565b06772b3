package web_test

import (
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"testing"

	"github.com/gainsay/gainsay/internal/logtest"
	"github.com/gainsay/gainsay/web"
	"github.com/gainsay/gainsay/web/access"
)

// TestMount mounts a part on a server with accounts: it needs no session, but the
// checks of host and sender hold, and the log names the key.
func TestMount(t *testing.T) {
	var lines logtest.Log
	part := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		note := access.Of(r.Context())
		note.Key = "bot"
		if !note.Addr.IsLoopback() || note.ID != w.Header().Get("X-Request-Id") || note.ID == "" {
			t.Errorf("the part sees %+v", note)
		}
		_, _ = io.WriteString(w, r.Method+" "+r.URL.Path)
	})
	g := guardedSite(t, web.Config{LogRequests: true, Mounts: []web.Mount{{Prefix: "/part/v1", Handler: part}},
		Log: slog.New(slog.NewTextHandler(&lines, nil))})
	for _, path := range []string{"/part/v1", "/part/v1/a:b/c"} {
		for _, method := range []string{http.MethodGet, http.MethodPost, http.MethodDelete} {
			if _, body := fetch(t, method, g.URL+path, nil); body != method+" "+path {
				t.Errorf("%s %s answers %q", method, path, body)
			}
		}
	}
	if !strings.Contains(lines.String(), "key=bot") {
		t.Errorf("the log does not name the key:\n%s", lines.String())
	}
	for header, value := range map[string]string{"Host": "evil.example", "Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"} {
		res, body := fetch(t, http.MethodPost, g.URL+"/part/v1/x", http.Header{header: {value}})
		var p struct {
			Status int
			Detail string
		}
		if err := json.Unmarshal([]byte(body), &p); err != nil || p.Status != res.StatusCode || res.StatusCode < 400 || p.Detail == "" ||
			res.Header.Get("Content-Type") != "application/problem+json" {
			t.Errorf("%s: %s answers %d, %q", header, value, res.StatusCode, body)
		}
	}
}

// fetch makes a request as programs do.
func fetch(t *testing.T, method, url string, h http.Header) (*http.Response, string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	if h != nil {
		r.Header, r.Host = h, h.Get("Host")
	}
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res, string(b)
}
