package web_test

import (
	"context"
	"encoding/csv"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/decide"
	"github.com/gainsay/gainsay/store"
	"github.com/gainsay/gainsay/view"
)

// coded makes a database with decisions of coders about n marks. The second one
// finds every tenth wrong; all find another fifth wrong.
func coded(t *testing.T, n int, coders ...string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "coded.db")
	db, err := store.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	a := codedThread(n)
	if _, err := db.Save(context.Background(), "here", a, nil); err != nil {
		t.Fatal(err)
	}
	var ds []gainsay.Decision
	for i := range n {
		for k, coder := range coders {
			d, err := decide.OfMark(a, fmt.Sprint("m", i), gainsay.Right)
			if err != nil {
				t.Fatal(err)
			}
			d.Coder, d.Blind = coder, true
			if i%10 != 0 && i%4 == 2 {
				d.Verdict = gainsay.Wrong
			}
			if k == 1 && i%10 == 0 {
				d.Verdict, d.Note = gainsay.Wrong, "a joke"
			}
			ds = append(ds, d)
		}
	}
	if _, err := db.Decide(context.Background(), ds...); err != nil {
		t.Fatal(err)
	}
	return path
}

// codedThread is a thread of one comment with n marks, every third an insult.
func codedThread(n int) *gainsay.Analysis {
	c := &gainsay.Comment{ID: "c1", Author: "Mo", State: gainsay.Live}
	a := &gainsay.Analysis{Thread: &gainsay.Thread{ID: "a", Format: "json", Comments: []*gainsay.Comment{c}}}
	for i := range n {
		from := len(c.Text)
		c.Text += fmt.Sprintf("<b id=evil>words %d", i)
		m := gainsay.Annotation{ID: fmt.Sprint("m", i), Comment: "c1", Span: gainsay.Span{Start: from, End: len(c.Text)},
			Tag: gainsay.TagClaim, Kind: "fact", Score: .7, By: "claim/fact"}
		c.Text += " and more. "
		if i%3 == 1 {
			m.Tag, m.Kind, m.By = gainsay.TagInsult, "", "insult/lexicon"
		} else {
			a.Assertions = append(a.Assertions, gainsay.Assertion{ID: m.ID, Comment: "c1", Span: m.Span, Text: m.In(c.Text),
				Author: "Mo", Kind: gainsay.Fact, Status: gainsay.Unsupported, Dispute: gainsay.Open})
		}
		a.Annotations = append(a.Annotations, m)
	}
	return a
}

func TestAgreementStates(t *testing.T) {
	for _, x := range []struct {
		n      int
		coders []string
		words  string
		want   []string // selectors
	}{
		{0, nil, "Nobody has decided a mark yet.", nil},
		{40, []string{"anna"}, "Only anna has decided so far.", []string{"#precision tbody tr"}},
		{14, []string{"anna", "bo"}, "14 units so far.", []string{".by tbody tr", ".dis li"}},
		{60, []string{"anna", "bo"}, "6 disagreements are open", []string{".by svg .wk", ".dis li.now", ".mx td.dg",
			"#precision details li a", ".tools select[name=with] option[selected]"}},
	} {
		s := served(t, coded(t, x.n, x.coders...))
		doc := viewed(t, s.URL+"/agreement", 200)
		if !strings.Contains(doc.Find("main").Text(), x.words) {
			t.Errorf("%d units of %v: no %q", x.n, x.coders, x.words)
		}
		for _, sel := range append(x.want, "h1") {
			if doc.Find(sel).Length() == 0 {
				t.Errorf("%d units of %v: nothing at %s", x.n, x.coders, sel)
			}
		}
		if doc.Find("#evil").Length() > 0 {
			t.Error("words of a comment became an element")
		}
	}
}

// settler is a browser that has said who is at it.
type settler struct {
	t      *testing.T
	s      *httptest.Server
	client *http.Client
}

func newSettler(t *testing.T, s *httptest.Server, name string) *settler {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	p := &settler{t, s, &http.Client{Jar: jar}}
	p.get("/agreement")
	p.post("/coder", url.Values{"name": {name}, "back": {"/agreement"}}, 200)
	return p
}

func (p *settler) get(path string) *goquery.Document {
	p.t.Helper()
	res, err := p.client.Get(p.s.URL + path)
	if err != nil {
		p.t.Fatal(err)
	}
	defer res.Body.Close()
	doc, err := goquery.NewDocumentFromReader(res.Body)
	if err != nil {
		p.t.Fatal(err)
	}
	return doc
}

// post sends a form with its token and returns the page that it leads to.
func (p *settler) post(path string, form url.Values, status int) *goquery.Document {
	p.t.Helper()
	u, _ := url.Parse(p.s.URL)
	for _, c := range p.client.Jar.Cookies(u) {
		if c.Name == "gainsay-token" {
			form.Set("token", c.Value)
		}
	}
	res, err := p.client.PostForm(p.s.URL+path, form)
	if err != nil {
		p.t.Fatal(err)
	}
	defer res.Body.Close()
	if res.StatusCode != status {
		b, _ := io.ReadAll(res.Body)
		p.t.Fatalf("%s: status %d, want %d: %s", path, res.StatusCode, status, b)
	}
	doc, err := goquery.NewDocumentFromReader(res.Body)
	if err != nil {
		p.t.Fatal(err)
	}
	return doc
}

// formOf collects the hidden fields of a form.
func formOf(f *goquery.Selection) url.Values {
	out := url.Values{}
	f.Find("input[type=hidden]").Each(func(_ int, in *goquery.Selection) {
		out.Set(in.AttrOr("name", ""), in.AttrOr("value", ""))
	})
	return out
}

// TestSettle settles all disagreements, takes one back, and finds kappa
// unchanged.
func TestSettle(t *testing.T) {
	path := coded(t, 60, "anna", "bo")
	s := served(t, path)
	p := newSettler(t, s, "carl")
	doc := p.get("/agreement")
	kappa := doc.Find(".by tbody tr td b").First().Text()
	takes := []string{"anna", "none", "other", "other", "anna", "anna"}
	for i, take := range takes {
		li := doc.Find(".dis li").First()
		form := formOf(li.Find("form"))
		form.Set("take", take)
		if take == "anna" {
			form.Set("take", li.Find("button[data-key='1']").AttrOr("value", ""))
		}
		form.Set("tag", "sarcasm")
		form.Set("note", "talked over")
		doc = p.post("/agreement/settle", form, 200)
		if want := fmt.Sprintf("%d open, %d settled", len(takes)-i-1, i+1); !strings.Contains(doc.Find("#disagreements .sub").Text(), want) &&
			i < len(takes)-1 {
			t.Fatalf("after %d: %s", i+1, doc.Find("#disagreements .sub").Text())
		}
	}
	if !strings.Contains(doc.Text(), "All 6 are settled.") {
		t.Error("the page does not say that all are settled")
	}
	if got := doc.Find(".by tbody tr td b").First().Text(); got != kappa || kappa == "" {
		t.Errorf("kappa was %q, is %q", kappa, got)
	}
	doc = p.get("/agreement?settled=yes")
	if n := doc.Find(".dis li").Length(); n != 6 {
		t.Fatalf("%d settled ones", n)
	}
	doc = p.post("/agreement/settle", formOf(doc.Find(".dis li form").First()), 200)
	if n := doc.Find(".dis li").Length(); n != 5 {
		t.Errorf("%d settled ones after one was taken back", n)
	}
	p.post("/agreement/settle", url.Values{"thread": {"json:a"}, "decision": {"999999"}}, 400)

	db, err := store.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	ds, err := db.Decisions(t.Context(), view.DecisionFilter{Coder: "carl"})
	if err != nil || len(ds) != 5 {
		t.Fatalf("%d settlements in force, %v", len(ds), err)
	}
	if d := ds[1]; !d.Settles || d.Blind || d.Verdict != gainsay.Changed || d.Change.Tag != gainsay.TagSarcasm || d.Note != "talked over" {
		t.Errorf("got %+v", d)
	}
}

func TestSettleNeedsName(t *testing.T) {
	s := served(t, coded(t, 10, "anna", "bo"))
	jar, _ := cookiejar.New(nil)
	p := &settler{t, s, &http.Client{Jar: jar}}
	if p.get("/agreement").Find("form[action='/coder']").Length() != 1 {
		t.Error("the page does not ask for the name")
	}
	p.post("/agreement/settle", url.Values{"thread": {"json:a"}, "decision": {"1"}, "take": {"none"}}, 400)
}

// TestChooseThreshold chooses one on the page and reads it back as a file.
func TestChooseThreshold(t *testing.T) {
	s := served(t, coded(t, 60, "anna"))
	p := newSettler(t, s, "carl")
	doc := p.get("/agreement/thresholds")
	form := formOf(doc.Find("#t-insult form"))
	form.Set("least", doc.Find("#t-insult button[name=least]").First().AttrOr("value", ""))
	doc = p.post("/agreement/threshold", form, 200)
	if doc.Find("#t-insult tr.chosen").Length() != 1 || !strings.Contains(doc.Text(), "insult=0.5") {
		t.Error("the chosen threshold is not shown")
	}
	if doc.Find("#t-insult .cut").Length() != 1 || doc.Find("#t-claim polyline.pr").Length() != 1 {
		t.Error("the curve is not drawn")
	}
	if got := p.get("/agreement/export/thresholds.yaml").Text(); got != "insult: 0.5\n" {
		t.Errorf("file %q", got)
	}
	for _, bad := range []url.Values{{"tag": {"insult"}, "least": {"7"}}, {"tag": {"x"}, "least": {"0"}}, {"tag": {"insult"}}} {
		p.post("/agreement/threshold", bad, 400)
	}
	form.Set("least", "0")
	if p.post("/agreement/threshold", form, 200).Find("tr.chosen").Length() != 0 {
		t.Error("the threshold is still there")
	}
}

func TestExportUnits(t *testing.T) {
	s := served(t, coded(t, 10, "anna", "bo"))
	res, err := http.Get(s.URL + "/agreement/export/units.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	rows, err := csv.NewReader(res.Body).ReadAll()
	if err != nil || len(rows) != 21 {
		t.Fatalf("%d rows, %v", len(rows), err)
	}
	if got := strings.Join(rows[2], "|"); got != "1|json:a|c1|m0|<b id=evil>words 0|claim|unsupported|bo|none||a joke|false" {
		t.Error(got)
	}
}

// TestAgreementIsQuick: the page of 10,000 decisions opens within 2 s even on a
// busy machine; alone it takes 120 ms.
func TestAgreementIsQuick(t *testing.T) {
	if testing.Short() {
		t.Skip("short")
	}
	s := served(t, coded(t, 5000, "anna", "bo"))
	viewed(t, s.URL+"/agreement", 200)
	start := time.Now()
	viewed(t, s.URL+"/agreement", 200)
	if d := time.Since(start); d > 2*time.Second {
		t.Errorf("took %v", d)
	}
}

// TestAgreementMachine compares a coder with the analysis, and settles a
// disagreement as the analysis has it.
func TestAgreementMachine(t *testing.T) {
	p := newSettler(t, served(t, coded(t, 40, "anna")), "Cy")
	const address = "/agreement?coder=anna&with=machine"
	doc := p.get(address)
	if n := doc.Find(".by tbody tr").Length(); n == 0 || doc.Find(".dis li").Length() == 0 {
		t.Fatalf("%d rows: %s", n, doc.Find("main").Text())
	}
	form := doc.Find(".dis form").First()
	take := form.Find("button[name=take][value=machine]")
	if take.Length() != 1 || !strings.Contains(take.Text(), "machine is right") {
		t.Fatalf("buttons %q", form.Find("button").Text())
	}
	fields := url.Values{"take": {"machine"}, "back": {address}}
	for _, name := range []string{"thread", "decision"} {
		fields.Set(name, form.Find("input[name="+name+"]").AttrOr("value", ""))
	}
	p.post("/agreement/settle", fields, 200)
	if got := p.get(address + "&settled=yes").Find(".dis li").Length(); got != 1 {
		t.Errorf("%d settled", got)
	}
}
