package web_test

import (
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
)

// TestPane goes through marks without a script: by links, by the buttons'
// form, and by the forms that change and add a mark.
func TestPane(t *testing.T) {
	v := newVisitor(t, ownSite(t))
	const page = "/threads/json%3Along"
	link := v.get(page).Find(".list a").First().AttrOr("href", "")
	path, anchor, _ := strings.Cut(link, "#")
	doc := v.get(page + path)
	if doc.Find("#"+anchor+".now").Length() != 1 || doc.Find(".list a[aria-current]").Length() != 1 ||
		doc.Find(".pane .reason").Text() == "" || doc.Find(".pane form.whoami").Length() != 1 {
		t.Errorf("%s does not show the mark", link)
	}
	v.post("/coder", "", url.Values{"name": {"Ida"}})
	doc = v.get(page + path)
	status, next := v.send(doc, "#decide", "verdict", "wrong")
	if status != 303 || next == page+link || !strings.Contains(next, "mark=") {
		t.Fatalf("decided: %d, %s", status, next)
	}
	doc = v.get(next)
	if got := doc.Find(".prog b").Text(); !strings.HasPrefix(got, "1 of ") {
		t.Errorf("progress %q", got)
	}
	if !doc.Find("#" + anchor).HasClass("no") {
		t.Error("the text does not show that the mark is wrong")
	}
	if status, back := v.send(doc, ".acts5 form:last-child", "verdict", "undo"); status != 303 ||
		!strings.HasSuffix(back, "#"+anchor) {
		t.Errorf("undo: %d, %s", status, back)
	}
	doc = v.get(page + path + "&change=1")
	if status, _ := v.send(doc, "#change", "tag", "hedge"); status != 303 {
		t.Errorf("change: %d", status)
	}
	if got := v.get(page + path).Find(".saidline").Text(); !strings.Contains(got, "Changed to") {
		t.Errorf("change: said %q", got)
	}
	doc = v.get(page + "?add=c7")
	tick := doc.Find("#add input[name=span]").First().AttrOr("value", "")
	if status, _ := v.send(doc, "#add", "span", tick); status != 303 {
		t.Errorf("add: %d", status)
	}
	if v.get(page+"?decided=missed").Find("article#c-c7 mark").Length() == 0 {
		t.Error("the added mark is not in the text")
	}
}

// send posts a form of a page with its fields, one of them set.
func (v *decider) send(doc *goquery.Document, form, field, value string) (int, string) {
	v.t.Helper()
	f := doc.Find(form)
	if f.Length() != 1 {
		v.t.Fatalf("%d forms at %s", f.Length(), form)
	}
	fields := url.Values{}
	f.Find("input[type=hidden], textarea").Each(func(_ int, e *goquery.Selection) {
		fields.Add(e.AttrOr("name", ""), e.AttrOr("value", e.Text()))
	})
	f.Find("select").Each(func(_ int, e *goquery.Selection) {
		fields.Add(e.AttrOr("name", ""), e.Find("option[selected]").AttrOr("value", ""))
	})
	fields.Set(field, value)
	return v.post(f.AttrOr("action", ""), "text/html", fields)
}

// TestBlind: what others decided and the reasons show when one has decided.
func TestBlind(t *testing.T) {
	site := ownSite(t)
	first, second := newVisitor(t, site), newVisitor(t, site)
	const page = "/threads/json%3Along"
	first.post("/coder", "", url.Values{"name": {"Ida"}})
	second.post("/coder", "", url.Values{"name": {"Jon"}})
	path := page + "?mark=" + firstMark(t, first, "json:long")
	first.send(first.get(path), "#decide", "verdict", "right")
	if got := second.get(path).Find(".saidline").Text(); !strings.Contains(got, "by Ida") {
		t.Errorf("open: %q", got)
	}
	second.post("/settings/blind", "", url.Values{"on": {"1"}})
	doc := second.get(path)
	if text := doc.Find(".pane").Text(); strings.Contains(text, "Ida") || doc.Find(".pane .chain").Length() > 0 ||
		!strings.Contains(text, "0 of ") {
		t.Errorf("blind: %s", text)
	}
	second.send(doc, "#decide", "verdict", "wrong")
	doc = second.get(path)
	if doc.Find(".pane .rest .scored").Length() == 0 || !strings.Contains(doc.Find(".saidline").Text(), "you") {
		t.Error("decided, and the reasons are still hidden")
	}
}

// TestThreadFilter: statuses are alternatives, disputes hold together.
func TestThreadFilter(t *testing.T) {
	s := site(t)
	marks := func(query string) (ids []string) {
		for page := viewed(t, s.URL+longPath+"?order=notable&"+query, 200); page != nil; {
			page.Find(".list a").Each(func(_ int, a *goquery.Selection) { ids = append(ids, a.AttrOr("data-m", "")) })
			page = nil
		}
		return ids
	}
	contested, asked := marks("dispute=contested"), marks("dispute=questioned")
	both := marks("dispute=contested&dispute=questioned")
	if len(both) == 0 || len(both) >= min(len(contested), len(asked))+1 {
		t.Errorf("%d contested, %d asked, %d both", len(contested), len(asked), len(both))
	}
	for _, id := range both {
		if !slices.Contains(contested, id) || !slices.Contains(asked, id) {
			t.Errorf("%s is not both", id)
		}
	}
	if one, two := marks("status=unsupported&author=Abel"), marks("status=unsupported&status=sourced&author=Abel"); len(two) < len(one) {
		t.Errorf("%d unsupported, %d unsupported or sourced", len(one), len(two))
	}
}

// TestInsultNamesNoCampaign: a campaign is of spam; the target of an insult is a person.
func TestInsultNamesNoCampaign(t *testing.T) {
	s := site(t)
	insult, ok := viewed(t, s.URL+shortPath+"?tag=insult", 200).Find(".list a").First().Attr("data-m")
	if !ok {
		t.Fatal("no insult")
	}
	scored := viewed(t, s.URL+shortPath+"?mark="+insult, 200).Find(".pane .scored").Text()
	if !strings.Contains(scored, "score") || strings.Contains(scored, "campaign") {
		t.Errorf("card: %s", scored)
	}
}
