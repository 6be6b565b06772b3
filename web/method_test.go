package web_test

import (
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/gainsay/gainsay/web"
)

// TestMethods asks for every route with every method and one that does not exist: those that it does
// not take are refused with 405 and Allow, OPTIONS says them too, and HEAD answers as GET without a body.
// Twice, since pages are kept.
func TestMethods(t *testing.T) {
	s := site(t)
	routes := map[string][]string{}
	for _, r := range web.Routes(s.Config.Handler) {
		routes[r.Path] = append(routes[r.Path], r.Method)
	}
	if len(routes) < 60 {
		t.Fatalf("only %d routes", len(routes))
	}
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	do := func(method, path string) (*http.Response, string) {
		r, err := http.NewRequestWithContext(t.Context(), method, s.URL+path, nil)
		if err != nil {
			t.Fatal(err)
		}
		res, err := client.Do(r)
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
	fill := strings.NewReplacer(":key", url.PathEscape("json:hostile"), ":format", "csv", ":id", "1", ":name", "x", ":token", "x", "/*", "/x")
	for path, methods := range routes {
		address := fill.Replace(path)
		want := append(slices.Clone(methods), http.MethodOptions)
		slices.Sort(want)
		for range 2 {
			for _, m := range []string{"FOO", http.MethodPut, http.MethodPatch, http.MethodDelete, http.MethodTrace, http.MethodGet, http.MethodHead, http.MethodOptions} {
				res, body := do(m, address)
				allowed := strings.Split(res.Header.Get("Allow"), ", ")
				slices.Sort(allowed)
				switch {
				case slices.Contains(methods, m):
					if res.StatusCode == http.StatusMethodNotAllowed {
						t.Errorf("%s %s: %d", m, path, res.StatusCode)
					}
				case res.StatusCode == http.StatusNotFound && (m == http.MethodGet || m == http.MethodHead):
					// /add/read is also an address of /add/:token
				case !slices.Equal(allowed, want):
					t.Errorf("%s %s: Allow is %q, not %q", m, path, allowed, want)
				case m == http.MethodOptions && (res.StatusCode != http.StatusNoContent || body != ""):
					t.Errorf("OPTIONS %s: %d %q", path, res.StatusCode, body)
				case m != http.MethodOptions && res.StatusCode != http.StatusMethodNotAllowed:
					t.Errorf("%s %s: %d", m, path, res.StatusCode)
				}
			}
		}
		if !slices.Contains(methods, http.MethodGet) {
			continue
		}
		get, _ := do(http.MethodGet, address)
		head, body := do(http.MethodHead, address)
		if head.StatusCode != get.StatusCode || body != "" || head.Header.Get("Content-Type") != get.Header.Get("Content-Type") ||
			head.Header.Get("Content-Disposition") != get.Header.Get("Content-Disposition") {
			t.Errorf("HEAD %s: %d %v, GET %d %v", path, head.StatusCode, head.Header, get.StatusCode, get.Header)
		}
	}
}
