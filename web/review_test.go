package web_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/gainsay/gainsay/store"
	"github.com/gainsay/gainsay/web"
)

// reviewer is a decider with a name and a database of their own.
func reviewer(t *testing.T) *decider {
	t.Helper()
	path, err := database()
	if err != nil {
		t.Fatal(err)
	}
	own := filepath.Join(t.TempDir(), "review.db")
	copyFile(t, path, own)
	v := newVisitor(t, served(t, own).URL)
	v.as("Ada")
	return v
}

func (v *decider) as(name string) {
	v.t.Helper()
	if status, _ := v.post("/coder", "", url.Values{"name": {name}}); status != http.StatusSeeOther {
		v.t.Fatalf("name: status %d", status)
	}
}

// press sends the first form that sel picks as its button of a verdict would.
func (v *decider) press(page, sel, verdict string) (next string) {
	v.t.Helper()
	form := v.get(page).Find(sel).First()
	fields := url.Values{"verdict": {verdict}}
	for _, e := range form.Find("input[name]").EachIter() {
		if _, checked := e.Attr("checked"); checked || e.AttrOr("type", "") == "hidden" {
			fields.Add(e.AttrOr("name", ""), e.AttrOr("value", ""))
		}
	}
	status, next := v.post(form.AttrOr("action", ""), "", fields)
	if status != http.StatusSeeOther {
		v.t.Fatalf("%s %s on %s: status %d: %s", verdict, sel, page, status, next)
	}
	return next
}

// TestReviewWithoutScript decides all marks of a tag by forms alone, undoes the
// last and decides it again.
func TestReviewWithoutScript(t *testing.T) {
	v := reviewer(t)
	const queue = "/review?order=thread&tag=insult"
	page := queue
	for n := 0; ; n++ {
		doc := v.get(page)
		if doc.Find("main[data-state=queue]").Length() == 0 {
			if got := doc.Find("main").AttrOr("data-state", ""); got != "done" || n < 3 {
				t.Errorf("after %d marks: %q", n, got)
			}
			break
		}
		if n > 100 {
			t.Fatal("the queue does not end")
		}
		page = v.press(page, "form.decide", "right")
	}
	back := v.press(queue, "form.last", "undo")
	doc := v.get(back)
	if doc.Find("main[data-state=queue] mark.insult").Length() == 0 || doc.Find(".hist").Length() != 0 {
		t.Error("undo does not lead back to the mark, undecided")
	}
	doc = v.get(v.press(back, "form.decide", "wrong"))
	if words := doc.Find("main").Text(); !strings.Contains(words, "1 wrong") || !strings.Contains(words, "All ") {
		t.Errorf("at the end: %s", words)
	}
	if doc := v.get(queue + "&decided=yes"); doc.Find(".qu a").Length() < 3 || doc.Find(".hist li").Length() != 1 {
		t.Error("the decided marks are not listed")
	}
}

// TestReviewChange: the form without script changes tag and words.
func TestReviewChange(t *testing.T) {
	v := reviewer(t)
	page, _ := v.get("/review?tag=insult").Find("[data-key=e]").Attr("href")
	doc := v.get(page)
	words := doc.Find("textarea[name=words]").Text()
	if words == "" || words != doc.Find("mark.now").Text() || doc.Find("input[name=tag][checked]").AttrOr("value", "") != "insult" {
		t.Errorf("the form has words %q", words)
	}
	fields := url.Values{"tag": {"sarcasm"}, "words": {words}, "verdict": {"changed"}}
	for _, name := range []string{"thread", "mark", "back"} {
		fields.Set(name, doc.Find("form.decide input[name="+name+"]").AttrOr("value", ""))
	}
	if status, to := v.post("/decide", "", fields); status != http.StatusSeeOther || !strings.HasPrefix(to, "/review?") {
		t.Fatalf("status %d: %s", status, to)
	}
	if got := v.get("/review?tag=insult").Find(".last").Text(); !strings.Contains(got, "changed") {
		t.Errorf("last: %q", got)
	}
}

// TestReviewBlind: what others decided and the machine's reasons are not in the
// page before one's own decision is saved.
func TestReviewBlind(t *testing.T) {
	v := reviewer(t)
	const queue = "/review?blind=1&status=unsupported"
	doc := v.get(queue)
	at := url.Values{}
	for name, field := range map[string]string{"in": "thread", "mark": "mark"} {
		at.Set(name, doc.Find("form.decide input[name="+field+"]").AttrOr("value", ""))
	}
	mark := queue + "&" + at.Encode()
	v.press(mark, "form.decide", "wrong")
	v.as("Bo")
	hidden := ".hist, .scoring, .why code, .reply .st, .why .st.contested, .why .st.questioned"
	if n := v.get(mark).Find(hidden).Length(); n != 0 {
		t.Errorf("%d things that a blind review hides", n)
	}
	v.press(mark, "form.decide", "right")
	if got := v.get(mark).Find(".hist li").Text(); !strings.Contains(got, "Ada") || strings.Count(got, "blind") != 2 {
		t.Errorf("after one's own decision: %q", got)
	}
}

// TestReviewAssign: each coder gets a share, and its queue is the coder's own.
func TestReviewAssign(t *testing.T) {
	v := reviewer(t)
	fields := url.Values{"filter": {"tag=insult"}, "coders": {"Ada, Bo"}, "share": {"100"}, "overlap": {"50"}, "seed": {"7"},
		"back": {"/review?mine=1"}}
	if status, to := v.post("/review/assign", "", fields); status != http.StatusSeeOther || to != "/review?mine=1" {
		t.Fatalf("status %d: %s", status, to)
	}
	doc := v.get("/review?mine=1")
	n := doc.Find(".qu a").Length()
	if all := v.get("/review?tag=insult").Find(".qu a").Length(); n == 0 || n >= all {
		t.Errorf("%d of %d marks are mine", n, all)
	}
	if got := doc.Find(".rev").Text(); !strings.Contains(got, "Ada 0 of ") || !strings.Contains(got, "Bo 0 of ") {
		t.Errorf("reviews: %q", got)
	}
	for name, value := range map[string]string{"coders": " , ", "share": "101", "overlap": "x", "seed": "x", "filter": "tag=x"} {
		bad := url.Values{}
		for k, vs := range fields {
			bad[k] = vs
		}
		bad.Set(name, value)
		if status, _ := v.post("/review/assign", "", bad); status != http.StatusBadRequest {
			t.Errorf("%s=%q: status %d", name, value, status)
		}
	}
	fields.Set("coders", "Ada, "+strings.Repeat("Bo", 51))
	if status, body := v.post("/review/assign", "", fields); status != http.StatusBadRequest || !strings.Contains(body, "at most 100 bytes") {
		t.Errorf("a name of 102 bytes: status %d, %s", status, body)
	}
}

// TestDecideAlikeRefuses: a form that names no mark, or one that is not there,
// saves nothing.
func TestDecideAlikeRefuses(t *testing.T) {
	v := reviewer(t)
	for want, fields := range map[int]url.Values{
		http.StatusBadRequest: {"verdict": {"changed"}, "alike": {"json:hostile x"}},
		http.StatusNotFound:   {"verdict": {"right"}, "alike": {"json:hostile none"}},
	} {
		if status, body := v.post("/review/alike", "application/json", fields); status != want || !strings.Contains(body, "error") {
			t.Errorf("%v: status %d: %s", fields, status, body)
		}
	}
	if status, _ := v.post("/review/alike", "", url.Values{"verdict": {"right"}}); status != http.StatusBadRequest {
		t.Errorf("no mark: status %d", status)
	}
}

// TestReviewSteps: the links lead back through the queue, also to decided marks.
func TestReviewSteps(t *testing.T) {
	v := reviewer(t)
	const queue = "/review?order=thread"
	first := v.get(queue).Find("mark.now").Text()
	second := v.press(queue, "form.decide", "right")
	follow := func(page, key string) string {
		href := v.get(page).Find("[data-key="+key+"]").AttrOr("href", "")
		res, err := v.Get(v.url + href)
		if err != nil || res.StatusCode != http.StatusSeeOther {
			t.Fatalf("%s: %v, %v", href, res, err)
		}
		res.Body.Close()
		return res.Header.Get("Location")
	}
	before := follow(second, "K")
	if got := v.get(before).Find("mark.now").Text(); got != first {
		t.Errorf("K leads to %q, want %q", got, first)
	}
	if got := follow(before, "J"); got != second {
		t.Errorf("J leads to %s, want %s", got, second)
	}
	if got := follow(second, "k"); got != second {
		t.Errorf("k leads to %s although nothing before it is undecided", got)
	}
}

// unread is a store with threads whose marks are still to be read.
type unread struct{ *store.DB }

func (unread) FillMarks(context.Context, time.Duration) (int, error) { return 3, nil }

// TestReviewReading: while marks are read the page says how many threads are
// left, and reloads by itself.
func TestReviewReading(t *testing.T) {
	path, err := database()
	if err != nil {
		t.Fatal(err)
	}
	db, err := store.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	h, err := web.New(web.Config{Store: unread{db}, Topic: canonical})
	if err != nil {
		t.Fatal(err)
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "http://localhost/review", nil))
	if body := w.Body.String(); w.Header().Get("Refresh") == "" || !strings.Contains(body, "3 threads are still to be read") {
		t.Errorf("refresh %q: %s", w.Header().Get("Refresh"), body)
	}
}
