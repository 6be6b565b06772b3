package web_test

import (
	"encoding/json"
	"net/url"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/decide"
	"github.com/gainsay/gainsay/store"
)

// reanalysed is a database with decisions of Ada about marks m0 (wrong), m1
// (right), m2 (wrong) and m3 (right) of a thread that was analysed anew since: all
// marks have other ids, m1 is made no longer, the words of m3 are gone.
func reanalysed(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "x.db")
	db, err := store.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	a := codedThread(6)
	c := a.Thread.Comments[0]
	c.Text = strings.Replace(c.Text, "<b id=evil>words 3", "The moon is cheesy", 1)
	if _, err := db.Save(t.Context(), "here", a, nil); err != nil {
		t.Fatal(err)
	}
	for i, id := range []string{"m0", "m1", "m2", "m3"} {
		d, err := decide.OfMark(a, id, []gainsay.Verdict{gainsay.Wrong, gainsay.Right}[i%2])
		if err != nil {
			t.Fatal(err)
		}
		d.Coder = "Ada"
		if _, err := db.Decide(t.Context(), d); err != nil {
			t.Fatal(err)
		}
	}
	c.Text = strings.Replace(c.Text, "The moon is cheesy", "Something else was", 1)
	for i := range a.Annotations {
		a.Annotations[i].ID = "z" + a.Annotations[i].ID
	}
	for i := range a.Assertions {
		a.Assertions[i].ID = "z" + a.Assertions[i].ID
	}
	a.Annotations = slices.Delete(a.Annotations, 1, 2)
	a.Annotations = slices.Delete(a.Annotations, 2, 3)
	a.Assertions = slices.DeleteFunc(a.Assertions, func(s gainsay.Assertion) bool { return s.ID == "zm3" })
	if _, err := db.Save(t.Context(), "here", a, nil); err != nil {
		t.Fatal(err)
	}
	return path
}

// TestPagesPlaceDecisions: after an analysis by other rules the pages show each
// decision where the exports have it.
func TestPagesPlaceDecisions(t *testing.T) {
	s := served(t, reanalysed(t))
	doc := viewed(t, s.URL+"/threads/json%3Aa", 200)
	for id, want := range map[string]string{"zm0": "wrong", "zm2": "wrong", "zm4": "undecided"} {
		if got := doc.Find(`.list a[data-m="`+id+`"]`).AttrOr("data-v", "no such mark"); got != want {
			t.Errorf("%s is shown as %s, want %s", id, got, want)
		}
	}
	if got := doc.Find(`.list a[data-v=missed] .w`).Text(); got != "<b id=evil>words 1" {
		t.Errorf("marks that only Ada has: %q", got)
	}
	var decided gainsay.Analysis
	body, _ := download(t, s.URL+"/threads/json%3Aa/export/jsonl?marks=both")
	if err := json.Unmarshal([]byte(body), &decided); err != nil {
		t.Fatal(err)
	}
	right := doc.Find(`.list a[data-v=undecided], .list a[data-v=missed]`).Length()
	if len(decided.Annotations) != right {
		t.Errorf("%d marks are exported, %d shown as right or undecided", len(decided.Annotations), right)
	}
	if got := doc.Find(`a[href^="/decisions/lost?thread="]`).Text(); got != "1 decision no longer fits" {
		t.Errorf("the page says %q", got)
	}
	row := viewed(t, s.URL+"/decisions/lost?thread=json%3Aa", 200).Find("tbody tr").Text()
	if !strings.Contains(row, "The moon is cheesy") || !strings.Contains(row, "no longer has the words") {
		t.Errorf("listed as lost: %q", row)
	}
	if got := viewed(t, s.URL+"/agreement/thresholds", 200).Find("main").Text(); !strings.Contains(got, "2 marks decided, 0 right") {
		t.Errorf("thresholds: %s", got)
	}
	csv, _ := download(t, s.URL+"/agreement/export/units.csv?made=all")
	if !strings.Contains(csv, ",zm0,") || strings.Contains(csv, "moon") {
		t.Errorf("units:\n%s", csv)
	}
	over := viewed(t, s.URL+"/overview?marks=decided", 200).Find("main").Text()
	if strings.Contains(over, "Nobody") {
		t.Errorf("overview: %s", over)
	}
}

// TestPagesFollowThresholds: pages and exports leave out what is below a
// threshold that was chosen after it was saved, and say how much that is.
func TestPagesFollowThresholds(t *testing.T) {
	p := newSettler(t, served(t, coded(t, 12, "anna")), "Cy")
	const page = "/threads/json%3Aa"
	count := func() (marks, exported int) {
		body, _ := download(t, p.s.URL+page+"/export/jsonl")
		var a gainsay.Analysis
		if err := json.Unmarshal([]byte(body), &a); err != nil {
			t.Fatal(err)
		}
		return p.get(page).Find(".list a:not([data-v=missed])").Length(), len(a.Annotations)
	}
	if marks, exported := count(); marks != 12 || exported != 12 {
		t.Fatalf("%d marks, %d exported", marks, exported)
	}
	p.post("/agreement/threshold", url.Values{"tag": {"insult"}, "least": {"0.9"}, "back": {page}}, 200)
	if marks, exported := count(); marks != 8 || exported != 8 {
		t.Errorf("from .9: %d marks, %d exported", marks, exported)
	}
	if got := p.get(page).Find("main").Text(); !strings.Contains(got, "4 marks below the thresholds left out") {
		t.Errorf("the page does not say so: %s", got)
	}
	if body, _ := download(t, p.s.URL+page+"/export/jsonl"); !strings.Contains(body, `"thresholds":"insult=0.9"`) {
		t.Error("the export does not name the thresholds")
	}
}
