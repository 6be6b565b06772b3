package web_test

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/decide"
	"github.com/gainsay/gainsay/store"
)

// TestListsByPlace follows the links of the lists of threads, assertions, topics,
// authors and search from the first page to the last and back. Addresses with page= still answer.
func TestListsByPlace(t *testing.T) {
	path := filepath.Join(t.TempDir(), "many.db")
	db, err := store.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	var items []store.Item
	for n := range 120 {
		a := codedThread(1)
		a.Thread.ID, a.Thread.Title = fmt.Sprint("t", n), fmt.Sprint("Thread ", n%40)
		a.Assertions[0].Notable = float64(n%3) / 3
		a.Assertions[0].Topics = []string{"Trams"}
		writer := fmt.Sprint("Writer ", n)
		a.Thread.Comments = append(a.Thread.Comments, &gainsay.Comment{ID: "c2", Author: writer, State: gainsay.Live, Text: "Another."})
		a.Annotations = append(a.Annotations, gainsay.Annotation{ID: "own", Comment: "c2", Span: gainsay.Span{End: 7},
			Tag: gainsay.TagClaim, Kind: "fact", Score: .7, By: "claim/fact"})
		a.Assertions = append(a.Assertions, gainsay.Assertion{ID: "own", Comment: "c2", Span: gainsay.Span{End: 7}, Text: "Another", Author: writer,
			Kind: gainsay.Fact, Status: gainsay.Unsupported, Dispute: gainsay.Open, Topics: []string{fmt.Sprint("Topic ", n)}})
		items = append(items, store.Item{Source: "here", Analysis: a})
	}
	if _, err := db.SaveAll(t.Context(), items); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	s := served(t, path)
	for address, rows := range map[string]string{
		"/topics?": ".topiclist th a", "/authors?sort=sourced": ".authors th a.by", "/authors?sort=author&reverse=1": ".authors th a.by",
		"/search?q=words":                   ".hit .text a",
		"/threads?sort=title&order=reverse": "tbody input[name=thread]", "/threads?": "tbody input[name=thread]",
		"/assertions?sort=new": ".claim a.entry", "/author?name=Mo": ".claim a.entry", "/topic?name=trams": ".claim a.entry",
	} {
		listed := func(doc *goquery.Document) (keys []string) {
			doc.Find(rows).Each(func(_ int, r *goquery.Selection) {
				keys = append(keys, r.AttrOr("value", r.AttrOr("href", "")))
			})
			return keys
		}
		follow := func(label string) (pages [][]string) {
			doc := viewed(t, s.URL+address, 200)
			if label == "Previous" {
				doc = viewed(t, s.URL+linkTo(doc, "Last"), 200)
			}
			for range 10 {
				pages = append(pages, listed(doc))
				to := linkTo(doc, label)
				if to == "" {
					return pages
				}
				doc = viewed(t, s.URL+to, 200)
			}
			t.Fatalf("%s: %s has no end", address, label)
			return nil
		}
		down, up := slices.Concat(follow("Next")...), follow("Previous")
		slices.Reverse(up)
		n := 120
		switch path, _, _ := strings.Cut(address, "?"); path {
		case "/assertions":
			n = 240 // a claim of Mo and one of another in each thread
		case "/authors", "/topics":
			n = 121 // the others, and one of all threads
		}
		if len(down) != n || len(slices.Compact(slices.Sorted(slices.Values(down)))) != n {
			t.Errorf("%s: %d rows, not %d", address, len(down), n)
		}
		if all := slices.Concat(up[1:]...); !slices.Equal(all, down[len(down)-len(all):]) {
			t.Errorf("%s: backwards the rows differ", address)
		}
		first, second := listed(viewed(t, s.URL+address, 200)), listed(viewed(t, s.URL+address+"&page=2", 200))
		if !slices.Equal(slices.Concat(first, second), down[:len(first)+len(second)]) {
			t.Errorf("%s: page=2 has other rows", address)
		}
	}
	viewed(t, s.URL+"/threads?after=nonsense", 400)
	for _, path := range []string{"/assertions?", "/topics?", "/authors?", "/search?q=words&"} {
		viewed(t, s.URL+path+"before=nonsense", 400)
	}
}

// TestDisagreementsByPlace: what is settled leaves the list of disagreements, and
// the pages after it stay as they are.
func TestDisagreementsByPlace(t *testing.T) {
	path := coded(t, 250, "anna", "bo")
	s := served(t, path)
	listed := func(to string) (rows []string, doc *goquery.Document) {
		doc = viewed(t, s.URL+to, 200)
		doc.Find(".dis .context").Each(func(_ int, a *goquery.Selection) { rows = append(rows, a.AttrOr("href", "")) })
		return rows, doc
	}
	first, doc := listed("/agreement")
	second := linkTo(doc, "Next")
	middle, doc := listed(second)
	last, end := listed(linkTo(doc, "Next"))
	if len(first) != 10 || len(middle) != 10 || len(last) != 5 || linkTo(end, "Next") != "" {
		t.Fatalf("%d, %d and %d disagreements", len(first), len(middle), len(last))
	}
	if back, _ := listed(linkTo(end, "Previous")); !slices.Equal(back, middle) {
		t.Errorf("back from the last page: %v, not %v", back, middle)
	}
	if !doc.Find(".dis li").First().HasClass("now") {
		t.Error("no disagreement of the second page is the current one")
	}
	db, err := store.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for _, mark := range []string{"m0", "m90", "m100"} { // of the first page the last is where the second begins
		d, err := decide.OfMark(codedThread(250), mark, gainsay.Right)
		if err != nil {
			t.Fatal(err)
		}
		d.Coder, d.Settles = "anna", true
		if _, err := db.Decide(t.Context(), d); err != nil {
			t.Fatal(err)
		}
	}
	if got, _ := listed(second); !slices.Equal(got, slices.Concat(middle[1:], last[:1])) {
		t.Errorf("after settling, the second page is %v, was %v", got, middle)
	}
	viewed(t, s.URL+"/agreement?after=x", 400)
}

// linkTo is where a link between pages leads, "" if there is none.
func linkTo(doc *goquery.Document, label string) string {
	return doc.Find(".pages a").FilterFunction(func(_ int, a *goquery.Selection) bool { return a.Text() == label }).
		First().AttrOr("href", "")
}
