package web_test

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"testing"

	"github.com/gainsay/gainsay/store"
	"github.com/gainsay/gainsay/view"
	"github.com/gainsay/gainsay/web"
)

// noOutlines is a store whose threads were saved without outlines.
type noOutlines struct{ *store.DB }

func (noOutlines) Outline(context.Context, string) (*view.Outline, error) {
	return nil, view.ErrNotFound
}

// TestOutlinedPages: pages of a thread made from its outline are those made from
// the whole, and none of them reads it whole.
func TestOutlinedPages(t *testing.T) {
	db, err := store.Open(decidedDatabase(t))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	site := func(s web.Store) string {
		h, err := web.New(web.Config{Store: s, Exports: exports()})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { h.Close() })
		server := httptest.NewServer(h)
		t.Cleanup(server.Close)
		return server.URL
	}
	counted := &loads{DB: db}
	outlined, whole := site(counted), site(noOutlines{db})
	paths := []string{longPath, longPath + "?page=2", longPath + "?tag=insult&tag=question", longPath + "?order=notable",
		longPath + "?status=unsupported&dispute=contested", longPath + "?at=c90", longPath + "?author=Abel", shortPath}
	for path, key := range map[string]string{longPath: "json:long", shortPath: shortKey} {
		a, err := db.Analysis(t.Context(), key)
		if err != nil {
			t.Fatal(err)
		}
		for i := 0; i < len(a.Annotations); i += 9 {
			mark := path + "?mark=" + url.QueryEscape(a.Annotations[i].ID)
			paths = append(paths, mark, mark+"&part=1", mark+"&order=notable&change=1")
		}
	}
	for _, p := range paths {
		got, want := plainPage(t, outlined+p), plainPage(t, whole+p)
		if got != want {
			at := 0
			for at < min(len(got), len(want)) && got[at] == want[at] {
				at++
			}
			from := max(0, at-200)
			t.Fatalf("%s: with an outline\n%s\nwithout\n%s", p, got[from:min(at+200, len(got))], want[from:min(at+200, len(want))])
		}
	}
	if n := counted.n.Load(); n != 0 {
		t.Errorf("threads were read whole %d times", n)
	}
}

// plainPage fetches a page without what differs from visitor to visitor.
func plainPage(t *testing.T, address string) string {
	t.Helper()
	res, err := http.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	if res.StatusCode != 200 {
		t.Fatalf("%s: status %d", address, res.StatusCode)
	}
	return regexp.MustCompile(`name="token" value="[^"]*"`).ReplaceAllString(string(b), "")
}
