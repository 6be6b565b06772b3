package web_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"github.com/gainsay/gainsay/web"
)

// pages are addresses with what must be on them.
var pages = []struct {
	path   string
	status int
	want   []string // selectors
}{
	{"/", 200, []string{"table.threads th.t a"}},
	{"/threads", 200, []string{"table.threads th.t a", ".uns rect.part", ".rail .filter span", "thead th a[href]",
		"button[formaction='/threads/delete']", "input[name=thread]", "details.save a[download]"}},
	{"/threads?sort=title&order=reverse", 200, []string{"th[aria-sort=descending]"}},
	{"/threads?tag=insult&format=json", 200, []string{".chip", ".filter[aria-current]"}},
	{"/threads?q=zzz&tag=insult", 200, []string{".empty li a"}},
	{"/threads?year=x", 400, []string{"h1"}},
	{"/threads?reviewed=x", 400, []string{"h1"}},
	{"/threads/delete?thread=json%3Ahostile", 200, []string{"form[method=post] button.danger", "li a"}},
	{"/threads/delete", 400, []string{"h1"}},
	{"/threads/delete?thread=json%3Anone", 404, []string{"h1"}},
	{"/threads/compare?thread=json%3Ahostile", 400, []string{"h1"}},
	{"/add", 200, []string{"textarea[required]", "input[name=token]", "nav.tabs a[aria-current]"}},
	{"/add?by=upload", 200, []string{"input[type=file][multiple]"}},
	{"/add?by=address", 200, []string{"input[type=url]"}},
	{"/add/none", 404, []string{"h1"}},
	{"/trash", 200, []string{".empty"}},
	{"/erase?author=Abel", 200, []string{"form[method=post] button.danger"}},
	{"/erase?author=nobody", 404, []string{"h1"}},
	{"/threads?sort=nonsense", 400, []string{"h1"}},
	{"/threads?page=x", 400, []string{"h1"}},
	{"/threads/json%3Ahostile", 200, []string{"mark.unsupported a[href*='mark=']", ".pane .list a[href*='mark=']", ".filter",
		"article.c", "details.report dd", ".people svg rect", ".prog meter", ".addlink"}},
	{"/threads/json%3Ahostile?tag=insult", 200, []string{"mark.insult", ".lead"}},
	{"/threads/json%3Ahostile/graph", 200, []string{".matrix td a", ".tree .leaf a.at", ".tree details summary .n"}},
	{"/threads/json%3Ahostile/map", 200, []string{".map .row a", "svg.arcs .arc.rebuts title"}},
	{"/threads/json%3Anone", 404, []string{"h1"}},
	{"/threads/json%3Ahostile/map?kind=rebuts&fold=no&zoom=3", 200, []string{".map.z3 .row", ".arc.rebuts",
		".kinds a[aria-current]"}},
	{"/threads/json%3Ahostile/map?zoom=9", 400, []string{"h1"}},
	{"/threads/json%3Ahostile/graph?kind=rebuts&open=1", 200, []string{".tree .tie.rebuts", ".matrix"}},
	{"/threads/json%3Along", 200, []string{".pages a", ".minimap a rect", ".tally a b",
		".st.language", "details.save a[download]"}},
	{"/threads/json%3Along?mark=none", 404, []string{"form[action='/search'] input"}},
	{"/threads/json%3Along?order=notable", 200, []string{".list a", ".order a[aria-current]"}},
	{"/threads/json%3Along?decided=undecided&dispute=contested", 200, []string{".filter[aria-current]", "mark"}},
	{"/threads/json%3Along?decided=right", 200, []string{".problem"}},
	{"/threads/json%3Along/map", 200, []string{".row.folded a", ".arc.questions", ".arc.supplies",
		".arc.rebuts", ".listed li a"}},
	{"/threads/json%3Along/graph", 200, []string{".matrix td.s1 a", ".matrix td.s5 a", ".tree details:not([open])",
		".tree details[open]"}},
	{"/threads/json%3Along/assertions/none", 404, []string{"h1"}},
	{"/threads/json%3Along/export/none", 404, []string{"h1"}},
	{"/author?name=Ada+%3Cb+id%3Devil%3E", 200, []string{".ledger th", ".few", ".claim"}},
	{"/author?name=nobody", 404, []string{"h1"}},
	{"/topics", 200, []string{".topiclist th a"}},
	{"/topics?q=norw", 200, []string{".topiclist th a"}},
	{"/topic?name=norway", 200, []string{".claim q a", ".filters a"}},
	{"/topic?name=nothing", 404, []string{"h1"}},
	{"/assertions", 200, []string{".claim q a", ".st.unsupported", ".tp a", ".claim .denies q a", ".menu form input[name=query]",
		".repeats summary", ".strip .dot title"}},
	{"/assertions?sort=repeated&sourced=no&answered=no&status=unsupported", 200, []string{".claim",
		"input[type=hidden][name=sourced]"}},
	{"/assertions?find=norw&topic=Oslo", 200, []string{".tp a[aria-current]"}},
	{"/assertions?find=o", 200, []string{".note0 a"}},
	{"/assertions?find=zzzz", 200, []string{".note0"}},
	{"/assertions?source=json&from=2020-01&to=2030-12", 200, []string{".chosen a"}},
	{"/assertions?from=May", 400, []string{"h1"}},
	{"/overview", 200, []string{".nums b", ".sm svg", ".rep q a", ".pair a", "svg.time a title", ".seg a[aria-current]"}},
	{"/overview?marks=decided", 200, []string{".note0"}},
	{"/overview?marks=x", 400, []string{"h1"}},
	{"/overview?a=&b=topic%3DNorway&names=hide", 200, []string{".compared td", ".side + .side .nums"}},
	{"/overview?a=nobody", 400, []string{"h1"}},
	{"/authors", 200, []string{".authors tbody th a", ".authors th[aria-sort=descending]"}},
	{"/authors?sort=rate&name=a&topic=Norway", 200, []string{".chosen a"}},
	{"/authors?sort=x", 400, []string{"h1"}},
	{"/keys", 200, []string{"section[data-keys=claims] dt kbd", "form[action='/settings/keys'] button"}},
	{"/sets", 200, []string{"form[action='/sets/save'] input[name=token]"}},
	{"/assertions?sourced=perhaps", 400, []string{"h1"}},
	{"/assertions/export/jsonl", 400, []string{"h1"}},
	{"/assertions?topic=norwegian", 200, []string{".claim q a"}},
	{"/assertions?status=nonsense", 400, []string{"h1"}},
	{"/review", 200, []string{".prog meter", ".qu a[aria-current]", ".stage .ask", "mark.now", ".whoami input", ".why .st"}},
	{"/review?blind=1&status=unsupported", 200, []string{".chips a", ".toggle[aria-current]", "select[disabled]"}},
	{"/review?topic=nothing", 200, []string{"main[data-state=empty] .big a"}},
	{"/review?order=worth&decided=any&dispute=contested&change=1", 200, []string{".st.contested"}},
	{"/review?order=nonsense", 400, []string{"h1"}},
	{"/review?tag=nonsense", 400, []string{"h1"}},
	{"/review?seed=x", 400, []string{"h1"}},
	{"/search?q=harbo*", 200, []string{".hit .text a[href*=\"at=\"] mark"}},
	{"/search?q=%22%2A+AND+%28", 200, []string{"h1"}},
	{"/coder?back=/topics", 200, []string{"form input[name=name]", "form input[name=back][value='/topics']"}},
	{"/method", 200, []string{"#insult", "#claim-signal-entity", "dl dt"}},
	{"/agreement", 200, []string{".notice"}},
	{"/agreement?made=nonsense", 400, []string{"h1"}},
	{"/agreement?coder=nobody&with=all", 200, []string{".notice", ".problem"}},
	{"/decisions/lost", 200, []string{".empty"}},
	{"/decisions/lost?after=x", 400, []string{"h1"}},
	{"/agreement/thresholds", 200, []string{".notice", "#recall"}},
	{"/doors", 200, []string{".notice"}},
	{"/doors?before=x", 400, []string{"h1"}},
	{"/jobs", 200, []string{"th[scope=row]", "form[action='/jobs/reanalyse'] button", "select[name=state]"}},
	{"/jobs?before=x", 400, []string{"h1"}},
	{"/jobs/1", 200, []string{"dl dt", "a[href='/jobs']"}},
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
	links := doc.Find(".claim a.entry")
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

// TestErrorWords: error pages say what is wrong with the address.
func TestErrorWords(t *testing.T) {
	s := site(t)
	for path, want := range map[string]string{
		"/nonsense":                          "Page not found.",
		"/threads/json%3Anone":               "Page not found.",
		"/threads/json%3Ahostile/map?zoom=9": "Unknown zoom level: “9”.",
		"/threads?page=x":                    "Unknown page: “x”.",
	} {
		status := 404
		if want != "Page not found." {
			status = 400
		}
		if got := viewed(t, s.URL+path, status).Find("main").Text(); !strings.Contains(got, want) {
			t.Errorf("%s: got %q, want %q", path, got, want)
		}
	}
}

// TestEveryPageIsTested checks that each registered page is among those that
// TestPages looks at.
func TestEveryPageIsTested(t *testing.T) {
	for _, pattern := range web.Registered() {
		if strings.Contains(pattern, "/export/") || pattern == "/threads/compare" || pattern == "/add/:token" || pattern == "/add/job/:id" ||
			strings.HasSuffix(pattern, ".csv") || strings.HasSuffix(pattern, "/assertions/:id") ||
			strings.HasSuffix(pattern, "/words") || strings.HasPrefix(pattern, "/agreement/train/") {
			continue // TestExports, TestCompare, TestAdd, TestEntry, TestRetraining and, in cmd/gainsay, TestWords do
		}
		if slices.Contains(withAccounts, pattern) {
			continue // TestAccountPages does
		}
		tested := slices.ContainsFunc(pages, func(p struct {
			path   string
			status int
			want   []string
		}) bool {
			path, _, _ := strings.Cut(p.path, "?")
			return p.status == 200 && fits(strings.Split(pattern, "/"), strings.Split(path, "/"))
		})
		if !tested {
			t.Errorf("no test looks at %s", pattern)
		}
	}
}

// fits reports whether the parts of an address fit a pattern with :names.
func fits(pattern, parts []string) bool {
	if len(pattern) != len(parts) {
		return false
	}
	for k, p := range pattern {
		if p != parts[k] && !strings.HasPrefix(p, ":") {
			return false
		}
	}
	return true
}
