package web_test

import (
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
)

// lands follows links and fails where the place they name is not there. Of
// other pages it opens the first dozen.
func lands(t *testing.T, base, page string, doc *goquery.Document, links *goquery.Selection) {
	t.Helper()
	seen := map[string]*goquery.Document{page: doc}
	links.Each(func(_ int, a *goquery.Selection) {
		path, id, _ := strings.Cut(a.AttrOr("href", ""), "#")
		if path == "" {
			path = page
		}
		if seen[path] == nil && len(seen) > 12 {
			return
		}
		if seen[path] == nil {
			seen[path] = viewed(t, base+path, 200)
		}
		if id != "" && seen[path].Find(`[id="`+id+`"]`).Length() != 1 {
			t.Errorf("on %s: %q does not lead to %q", page, a.Text(), a.AttrOr("href", ""))
		}
	})
}

// TestChains follows every step of every card, across the pages of a thread.
func TestChains(t *testing.T) {
	s := site(t)
	for _, page := range []string{longPath, longPath + "?page=2", longPath + "?page=3",
		longPath + "?tag=evidencerequest", "/threads/json%3Ahostile"} {
		doc := viewed(t, s.URL+page, 200)
		links := doc.Find(".chain .step a, .ties .step a, .who .to")
		if links.Length() == 0 {
			t.Errorf("%s has no steps to follow", page)
		}
		lands(t, s.URL, page, doc, links)
	}
}

// TestEntry opens the ledger entry of a claim that was said, denied, asked
// about and answered.
func TestEntry(t *testing.T) {
	s := site(t)
	list := viewed(t, s.URL+"/assertions?answered=yes&dispute=contested&thread=json:long&sort=repeated", 200)
	path := list.Find(".claim q a").First().AttrOr("href", "")
	doc := viewed(t, s.URL+path, 200)
	for _, sel := range []string{".step.asserted", ".step.asked a", ".step.supplied a", ".step.countered a",
		".stand meter[value]", ".occurrences li", ".denies q a",
		"svg.lane .dot.asserted", "svg.lane .dot.asked", "svg.lane .dot.supplied",
		"svg.lane .dot.countered", "svg.lane .dot.repeated", ".history li a"} {
		if doc.Find(sel).Length() == 0 {
			t.Errorf("%s has nothing at %s", path, sel)
		}
	}
	if text := doc.Find(".stand").Text(); !strings.Contains(text, "never the truth") {
		t.Errorf("its acceptability is explained as %q", text)
	}
	lands(t, s.URL, path, doc, doc.Find(".step a, .lead a, .history a, .occurrences a, .denies a"))
	x := ""
	doc.Find("svg.lane .dot").Each(func(_ int, d *goquery.Selection) { x += d.AttrOr("x", "") })
	if !strings.Contains(x, "4.0%") || !strings.Contains(x, "96.0%") {
		t.Errorf("the timeline does not span its width: %s", x)
	}
}

// TestClaimsPage: claims that say the same stand once, with their denials.
func TestClaimsPage(t *testing.T) {
	s := site(t)
	doc := viewed(t, s.URL+"/assertions?thread=json:long&sort=repeated", 200)
	heads := map[string]int{}
	doc.Find(".claim > div > q").Each(func(_ int, q *goquery.Selection) { heads[q.Text()]++ })
	for head, n := range heads {
		if n > 1 {
			t.Errorf("%q is listed %d times", head, n)
		}
	}
	first := doc.Find(".claim").First()
	if !strings.Contains(first.Find(".meta").Text(), "said ") || first.Find(".repeats li a").Length() == 0 {
		t.Errorf("the most repeated claim: %s", first.Text())
	}
	doc.Find(".filter").Each(func(_ int, a *goquery.Selection) {
		if href := a.AttrOr("href", ""); !strings.Contains(href, "thread=json") {
			t.Errorf("the filter %q loses the rest of the address: %s", a.Text(), href)
		}
	})
}

// TestAuthorCounts: the counts are those of the lists they lead to.
func TestAuthorCounts(t *testing.T) {
	s := site(t)
	doc := viewed(t, s.URL+"/author?name=Abel", 200)
	rows := doc.Find(".ledger").First().Find("td a")
	if rows.Length() != 6 {
		t.Fatalf("%d counts", rows.Length())
	}
	rows.Each(func(_ int, a *goquery.Selection) {
		list := viewed(t, s.URL+a.AttrOr("href", ""), 200).Find(".head .meta").Text()
		if n := a.Text(); !strings.HasPrefix(list, n+" in ") {
			t.Errorf("%s says %s, its list %q", a.AttrOr("href", ""), n, list)
		}
	})
}
