package main

import (
	"context"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/chromedp"
	"github.com/gainsay/gainsay/store"
)

// site serves the sample threads from a real database.
func site(t *testing.T) *httptest.Server {
	t.Helper()
	db := filepath.Join(t.TempDir(), "t.db")
	var out, errs strings.Builder
	if code := run([]string{"import", "--db", db, "../../testdata/sample", "testdata/hostile.json", crowd(t)}, nil, &out, &errs); code != exitOK {
		t.Fatalf("import: exit code %d: %s", code, errs.String())
	}
	d, err := store.Open(db)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Close() })
	h, err := webServer(d)
	if err != nil {
		t.Fatal(err)
	}
	s := httptest.NewServer(h)
	t.Cleanup(s.Close)
	return s
}

func viewed(t *testing.T, url string, status int) *goquery.Document {
	t.Helper()
	res, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if res.StatusCode != status {
		t.Fatalf("%s: status %d, want %d", url, res.StatusCode, status)
	}
	if p := res.Header.Get("Content-Security-Policy"); !strings.Contains(p, "default-src 'none'") || strings.Contains(p, "unsafe") {
		t.Errorf("%s: policy %q", url, p)
	}
	doc, err := goquery.NewDocumentFromReader(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

// pages are addresses with what must be on them.
var pages = []struct {
	path   string
	status int
	want   []string // selectors
}{
	{"/threads", 200, []string{".threads li h2 a", ".st.unsupported"}},
	{"/threads?sort=nonsense", 400, []string{"h1"}},
	{"/threads?page=x", 400, []string{"h1"}},
	{"/threads/json%3Ahostile", 200, []string{"mark.unsupported a", "details.note .card ol li", ".filter", "article.c", "details.report dd", ".signals td"}},
	{"/threads/json%3Ahostile?tag=insult", 200, []string{"mark.insult", ".lead"}},
	{"/threads/json%3Ahostile/graph", 200, []string{".matrix td a", ".tree details summary a.at"}},
	{"/threads/json%3Ahostile/map", 200, []string{".map .row a", "svg.arcs .arc.rebuts title"}},
	{"/threads/json%3Anone", 404, []string{"h1"}},
	{"/threads/json%3Ahostile/map?kind=rebuts&fold=no&zoom=3", 200, []string{".map.z3 .row", ".arc.rebuts", ".kinds a[aria-current]"}},
	{"/threads/json%3Ahostile/map?zoom=9", 400, []string{"h1"}},
	{"/threads/json%3Ahostile/graph?kind=rebuts&open=1", 200, []string{".tree .tie.rebuts", ".matrix"}},
	{"/threads/json%3Acrowd", 200, []string{".pages a", "details.note .chain .step.countered a", ".stand meter", ".st.language", "details.save a[download]"}},
	{"/threads/json%3Acrowd/map", 200, []string{".row.folded a", ".arc.questions", ".arc.supplies", ".arc.rebuts", ".listed li a"}},
	{"/threads/json%3Acrowd/graph", 200, []string{".matrix td.s5 a", ".tree details:not([open])", ".tree details[open]"}},
	{"/threads/json%3Acrowd/assertions/none", 404, []string{"h1"}},
	{"/threads/json%3Acrowd/export/none", 404, []string{"h1"}},
	{"/author?name=Ada+%3Cb+id%3Devil%3E", 200, []string{".ledger th", ".few", ".claim"}},
	{"/author?name=nobody", 404, []string{"h1"}},
	{"/topics", 200, []string{".topiclist th a"}},
	{"/topics?q=norw", 200, []string{".topiclist th a"}},
	{"/topic?name=norway", 200, []string{".claim q a", ".filters a"}},
	{"/topic?name=nothing", 404, []string{"h1"}},
	{"/assertions", 200, []string{".claim q a", ".st.unsupported", ".topics a", ".claim .denies q a", ".repeats summary", ".strip .dot title"}},
	{"/assertions?sort=repeated&sourced=no&answered=no&status=unsupported", 200, []string{".claim", "input[type=hidden][name=sourced]"}},
	{"/assertions?sourced=perhaps", 400, []string{"h1"}},
	{"/assertions/export/jsonl", 400, []string{"h1"}},
	{"/assertions?topic=norwegian", 200, []string{".claim q a"}},
	{"/assertions?status=nonsense", 400, []string{"h1"}},
	{"/search?q=harbour", 200, []string{".claim a"}},
	{"/search?q=%22%2A+AND+%28", 200, []string{"h1"}},
	{"/method", 200, []string{"#insult", "#claim-signal-entity", "dl dt"}},
	{"/nonsense", 404, []string{"h1"}},
}

func TestPages(t *testing.T) {
	s := site(t)
	for _, p := range pages {
		t.Run(p.path, func(t *testing.T) {
			doc := viewed(t, s.URL+p.path, p.status)
			for _, sel := range append(p.want, "html[lang]", "title", "main h1", "a.skip") {
				if doc.Find(sel).Length() == 0 {
					t.Errorf("nothing at %s", sel)
				}
			}
			if n := doc.Find("[style], style, script:not([src]), [onclick], [onload], [onerror]").Length(); n > 0 {
				t.Errorf("%d inline styles or scripts", n)
			}
			if n := doc.Find("b#evil, img, iframe, a[href^=javascript]").Length(); n > 0 {
				t.Errorf("a comment's text became %d elements", n)
			}
		})
	}
}

// TestPermalinks follows every mark of the assertions page to its thread.
func TestPermalinks(t *testing.T) {
	s := site(t)
	doc := viewed(t, s.URL+"/assertions?topic=norwegian", 200)
	links := doc.Find(".claim q a")
	if links.Length() == 0 {
		t.Fatal("no assertions")
	}
	links.Each(func(_ int, a *goquery.Selection) {
		path, id, _ := strings.Cut(a.AttrOr("href", ""), "#")
		if viewed(t, s.URL+path, 200).Find("#"+id).Length() != 1 {
			t.Errorf("%s does not lead to %q", path, id)
		}
	})
}

// browser starts headless Chromium. Without one the test is skipped, but for
// CI, where it fails.
func browser(t *testing.T) context.Context {
	t.Helper()
	var path string
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if p, err := exec.LookPath(name); err == nil {
			path = p
			break
		}
	}
	if path == "" {
		if os.Getenv("CI") != "" {
			t.Fatal("no Chromium: .ci/run must install one")
		}
		t.Skip("NO BROWSER TEST: no Chromium on this machine")
	}
	opts := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.DisableGPU)
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewExecAllocator(ctx, opts...)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewContext(ctx)
	t.Cleanup(func() {
		_ = chromedp.Cancel(ctx) // waits until the browser has ended
		cancel()
	})
	return ctx
}

func TestBrowser(t *testing.T) {
	if testing.Short() {
		t.Skip("short")
	}
	ctx := browser(t)
	s := site(t)
	var complaints []string
	chromedp.ListenTarget(ctx, func(ev any) {
		if e, ok := ev.(*log.EventEntryAdded); ok && e.Entry.Level == log.LevelError {
			complaints = append(complaints, e.Entry.Text)
		}
	})
	for _, size := range [][2]int64{{360, 780}, {1280, 900}} {
		for _, path := range []string{"/threads", "/threads/json%3Ahostile", "/threads/json%3Ahostile/graph", "/assertions", "/method", crowdPath, crowdPath + "/map", crowdPath + "/graph", "/topics", "/topic?name=Norway", "/author?name=Abel"} {
			var over bool
			err := chromedp.Run(ctx, emulation.SetDeviceMetricsOverride(size[0], size[1], 1, size[0] < 500), chromedp.Navigate(s.URL+path),
				chromedp.Evaluate(`document.documentElement.scrollWidth > document.documentElement.clientWidth`, &over))
			if err != nil {
				t.Fatal(err)
			}
			if over {
				t.Errorf("%s scrolls sideways at %d pixels", path, size[0])
			}
		}
	}
	var opened, dark bool
	err := chromedp.Run(ctx, chromedp.Navigate(s.URL+"/threads/json%3Ahostile"), chromedp.WaitReady("details.note"),
		chromedp.KeyEvent("j"), chromedp.KeyEvent("o"),
		chromedp.Evaluate(`document.querySelector("details.note").open`, &opened),
		emulation.SetEmulatedMedia().WithFeatures([]*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: "dark"}}),
		chromedp.Evaluate(`getComputedStyle(document.body).backgroundColor === "rgb(25, 24, 22)"`, &dark))
	if err != nil {
		t.Fatal(err)
	}
	if !opened {
		t.Error("j and o do not open the first card")
	}
	if !dark {
		t.Error("dark mode is not applied")
	}
	if len(complaints) > 0 {
		t.Errorf("the browser complains: %q", complaints)
	}
}
