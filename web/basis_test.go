package web_test

import (
	"net/http"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/decide"
	"github.com/gainsay/gainsay/store"
)

// disputed is a database in which Ada said that of the claims m0, m2, m3 and m5 of
// a thread m0 is wrong and m2 sourced, and added a claim.
func disputed(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "disputed.db")
	db, err := store.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	a := codedThread(6)
	for i := range a.Assertions {
		a.Assertions[i].Topics = []string{"Trams"}
	}
	if _, err := db.Save(t.Context(), "here", a, nil); err != nil {
		t.Fatal(err)
	}
	wrong, err := decide.OfMark(a, "m0", gainsay.Wrong)
	if err != nil {
		t.Fatal(err)
	}
	changed, err := decide.OfMark(a, "m2", gainsay.Changed)
	if err != nil {
		t.Fatal(err)
	}
	changed.Change = &gainsay.Change{Tag: gainsay.TagClaim, Status: gainsay.Sourced, Span: changed.Span}
	at := strings.Index(a.Thread.Comments[0].Text, "and more")
	missed, err := decide.OfMissed(a, "c1", gainsay.TagClaim, gainsay.Span{Start: at, End: at + 8})
	if err != nil {
		t.Fatal(err)
	}
	missed.Status = gainsay.Unsupported
	for _, d := range []*gainsay.Decision{&wrong, &changed, &missed} {
		d.Coder = "Ada"
		if _, err := db.Decide(t.Context(), *d); err != nil {
			t.Fatal(err)
		}
	}
	return path
}

// TestWhoseMarks: the pages show the machine's marks, decisions where there are
// any, or decided marks alone, and their links keep the choice.
func TestWhoseMarks(t *testing.T) {
	s := served(t, disputed(t))
	marks := func(query string) (ids []string) {
		doc := viewed(t, s.URL+"/threads/json%3Aa"+query, 200)
		doc.Find(".list a[data-m]").Each(func(_ int, a *goquery.Selection) { ids = append(ids, a.AttrOr("data-m", "")) })
		for _, id := range ids {
			if doc.Find(`mark[data-m~="`+id+`"]`).Length() == 0 {
				t.Errorf("%s: mark %s is not in the text", query, id)
			}
		}
		return ids
	}
	for query, want := range map[string][]string{
		"":               {"m0", "m1", "m2", "m3", "m4", "m5", "added-3"},
		"?marks=machine": {"m0", "m1", "m2", "m3", "m4", "m5"},
	} {
		if got := marks(query); !slices.Equal(got, want) {
			t.Errorf("%q: %v, want %v", query, got, want)
		}
	}
	both, only := marks("?marks=both"), marks("?marks=decided")
	if len(both) != 6 || slices.Contains(both, "m0") || len(only) != 2 || only[1] != "m2" || only[0] != both[0] {
		t.Errorf("both %v, decided %v", both, only)
	}
	doc := viewed(t, s.URL+"/threads/json%3Aa?marks=decided&mark="+only[0], 200)
	if card := doc.Find(".card").Text(); !strings.Contains(card, "Added by Ada") || doc.Find("mark.sourced").Length() != 1 ||
		doc.Find(`.filter[aria-current]`).Text() != "Decided only" {
		t.Errorf("the card says %q", card)
	}
	viewed(t, s.URL+"/threads/json%3Aa?marks=both&mark=m0", 200) // which Ada removed
	s2 := served(t, coded(t, 3))
	if card := viewed(t, s2.URL+"/threads/json%3Aa?marks=decided", 200).Find(".card").Text(); !strings.Contains(card, "Nobody has decided") {
		t.Errorf("where nobody decided, the card says %q", card)
	}
	viewed(t, s.URL+"/threads/json%3Aa?marks=x", 400)

	for path, want := range map[string][4]string{ // by the machine, both, decided
		"/threads":              {".uns > span", "4/4", "3/4", "1/2"},
		"/topics":               {".topiclist td:nth-child(2)", "4", "3", "1"},
		"/topic?name=Trams":     {".claim", "4", "3", "1"},
		"/authors":              {".authors td:nth-child(3)", "4", "4", "2"},
		"/author?name=Mo":       {".claim", "4", "4", "2"},
		"/assertions?author=Mo": {".claim", "4", "4", "2"},
	} {
		sep := "?"
		if strings.Contains(path, "?") {
			sep = "&"
		}
		for i, mode := range []string{"machine", "both", "decided"} {
			found := viewed(t, s.URL+path+sep+"marks="+mode, 200).Find("main")
			got := found.Find(want[0]).Text()
			if want[0] == ".claim" {
				got = string('0' + rune(found.Find(want[0]).Length()))
			}
			if got != want[i+1] {
				t.Errorf("%s, %s: %q, want %s", path, mode, got, want[i+1])
			}
			if to := found.Find(`a[href*="/assertions?"], a[href*="/topic?"], a[href*="/author?"], th.t a[href^="/threads/"]`).Not(".seg a").First(); mode != "machine" &&
				!strings.HasPrefix(path, "/assertions") && !strings.Contains(to.AttrOr("href", ""), "marks="+mode) {
				t.Errorf("%s, %s: a link leads to %s", path, mode, to.AttrOr("href", ""))
			}
		}
		viewed(t, s.URL+path+sep+"marks=x", 400)
	}
	added := viewed(t, s.URL+"/assertions?marks=decided", 200).Find(`.claim q a[href$="added-3"]`)
	if added.Text() != "and more" {
		t.Errorf("the claim that was added: %q", added.Text())
	}
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	res, err := client.Get(s.URL + added.AttrOr("href", ""))
	if err != nil {
		t.Fatal(err)
	}
	res.Body.Close()
	if to := res.Header.Get("Location"); to != "/threads/json:a?mark=added-3#m-added-3" && to != "/threads/json%3Aa?mark=added-3#m-added-3" {
		t.Errorf("it leads to %q, %d", to, res.StatusCode)
	}
}

// TestWhoseMarksElsewhere: the map, the graph and the entry of an assertion follow
// the choice, and their links keep it.
func TestWhoseMarksElsewhere(t *testing.T) {
	s := served(t, disputed(t))
	thread := s.URL + "/threads/json%3Aa"
	labels := func(path, of string) string {
		doc := viewed(t, thread+path, 200)
		doc.Find(of + " a").Each(func(_ int, a *goquery.Selection) {
			if href := a.AttrOr("href", ""); strings.Contains(path, "marks=") && !strings.Contains(href, "marks=") {
				t.Errorf("%s: a link leads to %s", path, href)
			}
		})
		return strings.Join(doc.Find(of+" .label").Map(func(_ int, l *goquery.Selection) string { return l.Text() }), ", ")
	}
	for query, want := range map[string]string{
		"?fold=no":               "Insult",
		"?fold=no&marks=machine": "Insult",
		"?fold=no&marks=both":    "Insult",
		"?fold=no&marks=decided": "Unsupported",
	} {
		if got := labels("/map"+query, ".rows"); got != want {
			t.Errorf("map%s: %q, want %q", query, got, want)
		}
		if got := labels("/graph"+query, ".tree"); got != want {
			t.Errorf("graph%s: %q, want %q", query, got, want)
		}
	}
	for _, path := range []string{"/map?marks=x", "/graph?marks=x", "/assertions/m2?marks=x"} {
		viewed(t, thread+path, 400)
	}
	entry := func(query string) (states string, doc *goquery.Document) {
		doc = viewed(t, thread+"/assertions/"+query, 200)
		return doc.Find(".occurrences .st").First().Text(), doc
	}
	if got, _ := entry("m2"); got != "Unsupported" {
		t.Errorf("by the machine: %q", got)
	}
	got, doc := entry("m2?marks=decided")
	if to := doc.Find(".lead a").Eq(1).AttrOr("href", ""); got != "Sourced" || to != "/threads/json:a?mark=m2&marks=decided#m-m2" {
		t.Errorf("as decided: %q, %s", got, to)
	}
	if _, doc := entry("m0?marks=both"); !strings.Contains(doc.Find(".note0").Text(), "leave this assertion out") {
		t.Error("nothing says that Ada removed the assertion")
	}
	viewed(t, thread+"/assertions/none?marks=both", 404)
}
