package main

import (
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/gainsay/gainsay/web/api"
)

// checkMethods asks for an address with all methods but those that it takes, which must be 405 with these
// in Allow; OPTIONS, where it is one of them, must be 204.
func checkMethods(t *testing.T, h http.Handler, path string, want []string) {
	t.Helper()
	slices.Sort(want)
	for _, m := range []string{"FOO", http.MethodGet, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete, http.MethodOptions} {
		if slices.Contains(want, m) && m != http.MethodOptions {
			continue
		}
		w := httptest.NewRecorder()
		h.ServeHTTP(w, httptest.NewRequest(m, "http://localhost"+path, nil))
		allowed := strings.Split(w.Header().Get("Allow"), ", ")
		slices.Sort(allowed)
		status := http.StatusMethodNotAllowed
		if m == http.MethodOptions && slices.Contains(want, m) {
			status = http.StatusNoContent
		}
		if w.Code != status || !slices.Equal(allowed, want) {
			t.Errorf("%s %s: %d, Allow %q, not %d with %q", m, path, w.Code, allowed, status, want)
		}
	}
}

// TestAPIMethods asks for every address of the API with methods that it does not take.
func TestAPIMethods(t *testing.T) {
	h, _ := apiHandler(t)
	site := httptest.NewServer(h)
	defer site.Close()
	doc := readAPIDocument(&apiServer{t: t, url: site.URL + api.Prefix})
	fill := strings.NewReplacer("{", "", "}", "")
	for path, operations := range doc.Paths {
		want := []string{http.MethodOptions}
		for m := range operations {
			if want = append(want, strings.ToUpper(m)); m == "get" {
				want = append(want, http.MethodHead)
			}
		}
		checkMethods(t, h, api.Prefix+fill.Replace(path), want)
	}
}

// TestDoorMethods asks the doors with methods other than that of their clients.
func TestDoorMethods(t *testing.T) {
	h, _ := apiHandler(t)
	for _, path := range []string{"/v1alpha1/comments:analyze", "/comments:suggestscore", "/1.1/comment-check", "/1.1/submit-spam",
		"/coral/moderate", "/v1/moderations"} {
		checkMethods(t, h, path, []string{http.MethodPost})
	}
}
