package main

import (
	"encoding/csv"
	"io"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

const crowdPath = "/threads/json%3Acrowd"

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
	for _, page := range []string{crowdPath, crowdPath + "?page=2", crowdPath + "?page=3", crowdPath + "?tag=evidencerequest", "/threads/json%3Ahostile"} {
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
	list := viewed(t, s.URL+"/assertions?answered=yes&dispute=contested&thread=json:crowd&sort=repeated", 200)
	path := list.Find(".claim a.entry").First().AttrOr("href", "")
	doc := viewed(t, s.URL+path, 200)
	for _, sel := range []string{".step.asserted", ".step.asked a", ".step.supplied a", ".step.countered a", ".stand meter[value]", ".occurrences li", ".denies q a",
		"svg.lane .dot.asserted", "svg.lane .dot.asked", "svg.lane .dot.supplied", "svg.lane .dot.countered", "svg.lane .dot.repeated", ".history li a"} {
		if doc.Find(sel).Length() == 0 {
			t.Errorf("%s has nothing at %s", path, sel)
		}
	}
	if text := doc.Find(".stand").Text(); !strings.Contains(text, "never about truth") {
		t.Errorf("how it stands is told as %q", text)
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
	doc := viewed(t, s.URL+"/assertions?thread=json:crowd&sort=repeated", 200)
	heads := map[string]int{}
	doc.Find(".claim > div > q").Each(func(_ int, q *goquery.Selection) { heads[q.Text()]++ })
	for head, n := range heads {
		if n > 1 {
			t.Errorf("%q stands %d times", head, n)
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

// TestMapOfManyComments: a thread of 500 comments stays readable.
func TestMapOfManyComments(t *testing.T) {
	s := site(t)
	doc := viewed(t, s.URL+crowdPath+"/map", 200)
	folded, whole := doc.Find(".map .row").Length(), viewed(t, s.URL+crowdPath+"/map?fold=no", 200).Find(".map .row").Length()
	if folded >= whole/2 || whole != 500 {
		t.Errorf("%d rows folded, %d unfolded", folded, whole)
	}
	one := doc.Find(".row.folded a").First()
	if n := viewed(t, s.URL+one.AttrOr("href", ""), 200).Find(".map .row").Length(); n <= folded {
		t.Errorf("%q unfolds to %d rows of %d", one.Text(), n, folded)
	}
	lands(t, s.URL, crowdPath+"/map", doc, doc.Find(".listed a"))
	kinds := viewed(t, s.URL+crowdPath+"/map?kind=questions", 200)
	if kinds.Find(".arc.questions").Length() == 0 || kinds.Find(".arcs .arc:not(.questions)").Length() > 0 {
		t.Error("the filter by kind does not hold")
	}
}

// TestMatrixCells: a number of the matrix is that of the comments it leads to.
func TestMatrixCells(t *testing.T) {
	s := site(t)
	cell := viewed(t, s.URL+crowdPath+"/graph", 200).Find(".matrix td.s5 a").First()
	n := viewed(t, s.URL+cell.AttrOr("href", ""), 200).Find("article.c").Length()
	if cell.Text() != strconv.Itoa(n) {
		t.Errorf("the cell says %q and leads to %d comments", cell.Text(), n)
	}
}

// TestAuthorLedger: the counts are those of the lists they lead to.
func TestAuthorLedger(t *testing.T) {
	s := site(t)
	doc := viewed(t, s.URL+"/author?name=Abel", 200)
	rows := doc.Find(".ledger").First().Find("td a")
	if rows.Length() != 6 {
		t.Fatalf("%d counts", rows.Length())
	}
	rows.Each(func(_ int, a *goquery.Selection) {
		list := viewed(t, s.URL+a.AttrOr("href", ""), 200).Find(".lead").Text()
		if n := a.Text(); n != "1" && !strings.Contains(list, "fact "+n+" times") || n == "1" && !strings.Contains(list, "fact 1 time,") {
			t.Errorf("%s says %s, its list %q", a.AttrOr("href", ""), n, list)
		}
	})
}

// TestExports saves a thread in every format offered, and what a filter picks.
func TestExports(t *testing.T) {
	s := site(t)
	links := viewed(t, s.URL+"/threads/json%3Ahostile", 200).Find("details.save a")
	if links.Length() < 5 {
		t.Fatalf("%d formats", links.Length())
	}
	links.Each(func(_ int, a *goquery.Selection) {
		if _, res := download(t, s.URL+a.AttrOr("href", "")); !strings.HasPrefix(res.Header.Get("Content-Disposition"), "attachment") {
			t.Errorf("%s: %v", a.Text(), res.Header)
		}
	})
	doc := viewed(t, s.URL+"/assertions?topic=norwegian&dispute=contested", 200)
	body, _ := download(t, s.URL+doc.Find("details.save a").AttrOr("href", ""))
	rows, err := csv.NewReader(strings.NewReader(body)).ReadAll()
	if err != nil || len(rows) < 2 {
		t.Fatalf("%d rows, %v", len(rows), err)
	}
	for _, r := range rows[1:] {
		if !strings.Contains(strings.Join(r, " "), "contested") {
			t.Errorf("the filter did not pick %q", r)
		}
	}
}

func download(t *testing.T, url string) (string, *http.Response) {
	t.Helper()
	res, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil || res.StatusCode != 200 || len(b) == 0 {
		t.Errorf("%s: %d, %d bytes, %v", url, res.StatusCode, len(b), err)
	}
	return string(b), res
}

// TestWalk walks a chain and a map by keyboard.
func TestWalk(t *testing.T) {
	if testing.Short() {
		t.Skip("short")
	}
	ctx := browser(t)
	s := site(t)
	var first, second, said, back string
	var lit, dim int
	err := chromedp.Run(ctx, chromedp.Navigate(s.URL+crowdPath), chromedp.WaitReady("#walk"),
		chromedp.Evaluate(`document.querySelector("details.note:has(.chain .step.countered a) summary").focus()`, nil),
		chromedp.KeyEvent("n"), chromedp.Evaluate(`location.hash`, &first), chromedp.KeyEvent("n"), chromedp.Evaluate(`location.hash`, &second),
		chromedp.Evaluate(`document.getElementById("walk").textContent`, &said),
		chromedp.KeyEvent("b"), chromedp.Evaluate(`document.activeElement.closest("details.note")?.id ?? ""`, &back),
		chromedp.Navigate(s.URL+crowdPath+"/map"), chromedp.WaitReady("svg.arcs"),
		chromedp.KeyEvent("j"), chromedp.KeyEvent("j"),
		chromedp.Evaluate(`document.querySelectorAll(".arcs.some .arc.lit").length`, &lit),
		chromedp.Evaluate(`document.querySelectorAll(".arcs.some .arc:not(.lit)").length`, &dim))
	if err != nil {
		t.Fatal(err)
	}
	if first == "" || first == second || !strings.HasPrefix(said, "2 of ") || !strings.HasPrefix(back, "m-") {
		t.Errorf("n leads to %q, then %q, says %q; b leads to %q", first, second, said, back)
	}
	if lit == 0 || dim == 0 {
		t.Errorf("a line of the map lights %d arcs and dims %d", lit, dim)
	}
	var place string
	err = chromedp.Run(ctx, chromedp.KeyEvent("+"), chromedp.WaitReady(".map.z2"), chromedp.KeyEvent("j"), chromedp.KeyEvent(kb.Enter),
		chromedp.WaitReady("article.c:target"), chromedp.Location(&place))
	if err != nil || !strings.Contains(place, "#c-") {
		t.Errorf("+ and Enter lead to %s, %v", place, err)
	}
}
