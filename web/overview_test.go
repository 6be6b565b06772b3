package web_test

import (
	"encoding/csv"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/gainsay/gainsay/internal/browsertest"

	"github.com/gainsay/gainsay/store"
)

// TestOverviewTable: the CSV has the numbers of the page, and a month's point
// leads to as many assertions.
func TestOverviewTable(t *testing.T) {
	s := site(t)
	body, res := download(t, s.URL+"/overview.csv?names=hide")
	if !strings.HasPrefix(res.Header.Get("Content-Type"), "text/csv") {
		t.Errorf("type %s", res.Header.Get("Content-Type"))
	}
	rows, err := csv.NewReader(strings.NewReader(body)).ReadAll()
	if err != nil || len(rows) < 5 {
		t.Fatalf("%d rows, %v", len(rows), err)
	}
	doc := viewed(t, s.URL+"/overview?names=hide", 200)
	if n := doc.Find(".nums b").Eq(1).Text(); n != rows[1][4] {
		t.Errorf("the page has %s assertions, the table %s", n, rows[1][4])
	}
	months := map[string]string{}
	for _, r := range rows {
		if r[1] == "month" {
			months[r[2]] = r[4]
		}
	}
	points := doc.Find("svg.time a")
	if points.Length() == 0 || points.Length() != len(months) {
		t.Fatalf("%d points, %d months", points.Length(), len(months))
	}
	href := points.First().AttrOr("href", "")
	u, err := url.Parse(href)
	if err != nil {
		t.Fatal(err)
	}
	said := viewed(t, s.URL+href, 200).Find(".head .meta").Text()
	if want := months[u.Query().Get("from")]; !strings.HasPrefix(said, want+" in ") {
		t.Errorf("%s has %q, the table %s", href, said, want)
	}
}

// TestSets saves a filter under a name, compares it, and deletes it.
func TestSets(t *testing.T) {
	path := filepath.Join(t.TempDir(), "sets.db")
	db, err := store.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	db.Close()
	s := served(t, path)
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	client := &http.Client{Jar: jar}
	if _, err := client.Get(s.URL + "/sets"); err != nil {
		t.Fatal(err)
	}
	at, err := url.Parse(s.URL)
	if err != nil {
		t.Fatal(err)
	}
	token := ""
	for _, c := range jar.Cookies(at) {
		if c.Name == "gainsay-token" {
			token = c.Value
		}
	}
	post := func(path string, f url.Values) int {
		t.Helper()
		f.Set("token", token)
		f.Set("back", "/assertions")
		res, err := client.PostForm(s.URL+path, f)
		if err != nil {
			t.Fatal(err)
		}
		defer res.Body.Close()
		if at := res.Request.URL.Path; path == "/sets/save" && res.StatusCode == 200 && at != "/sets" {
			t.Errorf("after a set is saved, %s is shown", at)
		}
		return res.StatusCode
	}
	if n := post("/sets/save", url.Values{"name": {"ours"}, "query": {"/assertions?topic=Norway&page=3&status="}}); n != 200 {
		t.Fatalf("save: status %d", n)
	}
	for _, bad := range []url.Values{{"name": {""}, "query": {"topic=x"}}, {"name": {"x"}, "query": {"status=odd"}}} {
		if n := post("/sets/save", bad); n != 400 {
			t.Errorf("%v: status %d", bad, n)
		}
	}
	if href := viewed(t, s.URL+"/sets", 200).Find("tbody th a").AttrOr("href", ""); href != "/assertions?topic=Norway" {
		t.Errorf("the set leads to %q", href)
	}
	if names := viewed(t, s.URL+"/overview?a=ours&b=", 200).Find(".compared thead a").Text(); !strings.Contains(names, "ours") {
		t.Errorf("the sets compared are %q", names)
	}
	if n := post("/sets/delete", url.Values{"name": {"ours"}}); n != 200 {
		t.Errorf("delete: status %d", n)
	}
	if n := viewed(t, s.URL+"/sets", 200).Find("tbody tr").Length(); n != 0 {
		t.Errorf("%d sets after deleting", n)
	}
	if text := viewed(t, s.URL+"/overview", 200).Find(".note0").Text(); !strings.Contains(text, "Nothing to count") {
		t.Errorf("the empty database says %q", text)
	}
}

// TestLongQuery: queries beyond the bounds are refused before any work.
func TestLongQuery(t *testing.T) {
	s := site(t)
	q := url.QueryEscape(strings.Repeat("harbour ", 8000))
	for _, path := range []string{"/topics?q=", "/assertions?q=", "/assertions?find=", "/authors?name="} {
		start := time.Now()
		viewed(t, s.URL+path+q, http.StatusRequestURITooLong)
		if d := time.Since(start); d > 2*time.Second {
			t.Errorf("%s: 8000 words take %s", path, d)
		}
	}
}

func TestBrowserOverview(t *testing.T) {
	if testing.Short() {
		t.Skip("short")
	}
	s := site(t)
	ctx := browsertest.Start(t)
	for _, width := range []int64{360, 1280} {
		for _, path := range []string{"/overview", "/overview?a=&b=topic%3DNorway", "/authors", "/sets", "/topics",
			"/assertions", "/assertions?find=o&topic=Norway&status=unsupported"} {
			var over bool
			err := chromedp.Run(ctx, emulation.SetDeviceMetricsOverride(width, 800, 1, width < 500),
				chromedp.Navigate(s.URL+path),
				chromedp.Evaluate(`document.documentElement.scrollWidth > document.documentElement.clientWidth`, &over))
			if err != nil {
				t.Fatal(err)
			}
			if over {
				t.Errorf("%s scrolls sideways at %s pixels", path, strconv.FormatInt(width, 10))
			}
		}
	}
}

// TestFilterNamesThread: pages name the thread of a filter by its title or first
// words, not by its key.
func TestFilterNamesThread(t *testing.T) {
	s := served(t, disputed(t))
	for path, at := range map[string]string{
		"/overview?a=&b=thread%3Djson%253Aa": ".compared thead th:nth-child(3)",
		"/overview?thread=json%3Aa":          ".chosen",
		"/authors?thread=json%3Aa":           ".chosen",
		"/assertions?thread=json%3Aa":        "main",
	} {
		if got := viewed(t, s.URL+path, 200).Find(at).Text(); !strings.Contains(got, "thread “<b id=evil>words 0") {
			t.Errorf("%s names the thread %q", path, got)
		}
	}
}
