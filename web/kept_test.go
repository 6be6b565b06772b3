package web_test

import (
	"context"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"github.com/gainsay/gainsay/store"
	"github.com/gainsay/gainsay/view"
	"github.com/gainsay/gainsay/web"
)

// listings counts how often threads are listed.
type listings struct {
	*store.DB
	n atomic.Int32
}

func (l *listings) Threads(ctx context.Context, f view.ThreadFilter) ([]view.ThreadRow, int, error) {
	l.n.Add(1)
	return l.DB.Threads(ctx, f)
}

// TestKeptPages: a page is made once until something changes, for each reader,
// and the forms of a kept page are accepted.
func TestKeptPages(t *testing.T) {
	path, err := database()
	if err != nil {
		t.Fatal(err)
	}
	own := filepath.Join(t.TempDir(), "own.db")
	copyFile(t, path, own)
	db, err := store.Open(own)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	l := &listings{DB: db}
	h, err := web.New(web.Config{Store: l, Topic: canonical, Importer: &testImporter{db}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { h.Close() })
	s := httptest.NewServer(h)
	t.Cleanup(s.Close)
	ada, ben := newGuest(t, s.URL), newGuest(t, s.URL)
	made := func(want int32, when string) {
		t.Helper()
		if n := l.n.Swap(0); n != want {
			t.Errorf("%s: threads were listed %d times, want %d", when, n, want)
		}
	}
	ada.see("/threads")
	made(1, "first request")
	ada.see("/threads")
	ben.see("/threads")
	made(0, "the same page again, and for another browser")
	const tokens = "input[name=token]"
	first, second, other := ada.see(longPath), ada.see(longPath), ben.see(longPath)
	a, b, c := first.Find(tokens).AttrOr("value", ""), second.Find(tokens).AttrOr("value", ""), other.Find(tokens).AttrOr("value", "")
	if a == "" || a == b || b == c || len(a) != len(b) {
		t.Errorf("tokens %q, %q, %q of three answers", a, b, c)
	}
	if h1, h2 := strings.ReplaceAll(htmlOf(t, first), a, ""), strings.ReplaceAll(htmlOf(t, other), c, ""); h1 != h2 {
		t.Error("the kept page differs from the one that was made")
	}
	ada.see("/threads?sort=title")
	made(1, "another address")

	named := ada.page(ada.PostForm(s.URL+"/coder", map[string][]string{"name": {"Ada"}, "back": {"/threads"}, "token": {b}}))
	made(1, "another name")
	if !strings.Contains(named.Find(".you").Text(), "Ada") {
		t.Error("the page does not say the name")
	}
	theirs := ben.see("/threads")
	if strings.Contains(htmlOf(t, theirs), "Ada") || theirs.Find("a[href*=long]").Length() == 0 {
		t.Error("the page of another has the name, or no link to the long thread")
	}
	made(0, "the page of the other")

	if err := db.Delete(t.Context(), "json:long"); err != nil {
		t.Fatal(err)
	}
	if links := ben.see("/threads").Find("a[href*=long]").Length(); links > 0 {
		t.Errorf("%d links to the deleted thread", links)
	}
	made(1, "after a thread was deleted")
}

// TestKeptPagesOfRoles: with accounts a kept page is only for those who have the
// same name and role.
func TestKeptPagesOfRoles(t *testing.T) {
	g := guardedSite(t, web.Config{})
	ada, rae, none := newPerson(t, g.URL), newPerson(t, g.URL), newPerson(t, g.URL)
	ada.signIn("/threads", "Ada", goodPassword, 200)
	ada.sees("/threads", 200)
	rae.signIn("/threads", "Rae", goodPassword, 200)
	page := rae.sees("/threads", 200)
	if you := page.Find(".you").Text(); !strings.Contains(you, "Rae") || page.Find("a[href='/users']").Length() > 0 {
		t.Errorf("Rae sees the page of %q", you)
	}
	if doc := none.sees("/threads", 200); doc.Find("form[action='/login']").Length() != 1 {
		t.Error("a page is shown to someone who is not signed in")
	}
	if err := g.db.RemoveUser(t.Context(), "Rae"); err != nil {
		t.Fatal(err)
	}
	if doc := rae.sees("/threads", 200); doc.Find("form[action='/login']").Length() != 1 {
		t.Error("a page is shown to a user who was removed")
	}
}

func htmlOf(t *testing.T, doc *goquery.Document) string {
	t.Helper()
	h, err := doc.Html()
	if err != nil {
		t.Fatal(err)
	}
	return h
}
