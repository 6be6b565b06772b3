package web_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
	"github.com/gainsay/gainsay"
)

// decider is a browser without a script: it keeps cookies and sends forms.
type decider struct {
	*http.Client
	t   *testing.T
	url string
}

func newVisitor(t *testing.T, url string) *decider {
	jar, _ := cookiejar.New(nil)
	v := &decider{&http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error {
		return http.ErrUseLastResponse
	}}, t, url}
	v.get("/threads")
	return v
}

func (v *decider) get(path string) *goquery.Document {
	v.t.Helper()
	res, err := v.Get(v.url + path)
	if err != nil {
		v.t.Fatal(err)
	}
	defer res.Body.Close()
	doc, err := goquery.NewDocumentFromReader(res.Body)
	if err != nil || res.StatusCode != 200 {
		v.t.Fatalf("%s: %d, %v", path, res.StatusCode, err)
	}
	return doc
}

// post sends fields with the form token and returns the status and the body or
// the address that the answer leads to.
func (v *decider) post(path, accept string, fields url.Values) (int, string) {
	v.t.Helper()
	u, _ := url.Parse(v.url)
	for _, c := range v.Jar.Cookies(u) {
		if c.Name == "gainsay-token" {
			fields.Set("token", c.Value)
		}
	}
	req, _ := http.NewRequest(http.MethodPost, v.url+path, strings.NewReader(fields.Encode()))
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.Header.Set("Accept", accept)
	res, err := v.Do(req)
	if err != nil {
		v.t.Fatal(err)
	}
	defer res.Body.Close()
	if res.StatusCode == http.StatusSeeOther {
		return res.StatusCode, res.Header.Get("Location")
	}
	b, _ := io.ReadAll(res.Body)
	return res.StatusCode, string(b)
}

// decide sends a decision and returns what was saved, or the error.
func (v *decider) decide(fields url.Values) (gainsay.Decision, string) {
	v.t.Helper()
	_, body := v.post("/decide", "application/json", fields)
	var got struct {
		Decision gainsay.Decision
		Error    string
	}
	if err := json.Unmarshal([]byte(body), &got); err != nil {
		v.t.Fatalf("%v in %s", err, body)
	}
	return got.Decision, got.Error
}

// ownSite serves a fresh database with the hostile thread and the samples of tests that decide.
func ownSite(t *testing.T) string {
	t.Helper()
	path, err := database()
	if err != nil {
		t.Fatal(err)
	}
	own := filepath.Join(t.TempDir(), "own.db")
	copyFile(t, path, own)
	return served(t, own).URL
}

func TestDecide(t *testing.T) {
	v := newVisitor(t, ownSite(t))
	const key = "json:long"
	mark := firstMark(t, v, key)
	form := func(pairs ...string) url.Values {
		f := url.Values{"thread": {key}, "mark": {mark}, "back": {"/threads/json%3Along?page=2"}}
		for k := 0; k < len(pairs); k += 2 {
			f[pairs[k]] = append(f[pairs[k]], pairs[k+1])
		}
		return f
	}
	if status, body := v.post("/decide", "text/html", form("verdict", "right")); status != 403 ||
		!strings.Contains(body, `action="/coder"`) || !strings.Contains(body, "json%3Along?page=2") {
		t.Fatalf("without a name: %d %s", status, body)
	}
	if status, to := v.post("/coder", "", form("name", "Ida")); status != 303 || to != "/threads/json%3Along?page=2" {
		t.Fatalf("name: %d %s", status, to)
	}
	if status, to := v.post("/decide", "", form("verdict", "right")); status != 303 ||
		to != "/threads/json%3Along?page=2" {
		t.Errorf("form: %d %s", status, to)
	}
	d, msg := v.decide(form("verdict", "wrong", "note", " no claim ", "blind", "1"))
	if msg != "" || d.Coder != "Ida" || d.Note != "no claim" || !d.Blind || d.Tag == "" || d.Rule == "" ||
		d.Quote.Exact == "" || d.Span.Len() != len(d.Quote.Exact) || d.Comment == "" || d.ID == 0 {
		t.Errorf("wrong: %+v %s", d, msg)
	}
	ch, msg := v.decide(form("verdict", "changed", "tag", "hedge", "words", d.Quote.Exact[:8]))
	if msg != "" || ch.Change == nil || ch.Change.Tag != "hedge" || ch.Change.Quote.Exact != d.Quote.Exact[:8] {
		t.Errorf("changed: %+v %s", ch, msg)
	}
	undo, msg := v.decide(form("verdict", "undo", "undo", strconv.FormatInt(ch.ID, 10)))
	if msg != "" || undo.Undoes != ch.ID || undo.ID <= ch.ID {
		t.Errorf("undo: %+v %s", undo, msg)
	}
	missed, msg := v.decide(form("verdict", "missed", "comment", "c3", "tag", "claim", "status", "sourced",
		"span", "0-3", "span", "4-7"))
	if msg != "" || missed.Mark != "" || missed.Span != (gainsay.Span{End: 7}) || missed.Status != "sourced" {
		t.Errorf("missed: %+v %s", missed, msg)
	}
	for want, f := range map[string]url.Values{
		"no such mark":                        {"thread": {key}, "mark": {"none"}, "verdict": {"right"}},
		"Unknown verdict":                     form("verdict", "perhaps"),
		"Page not found":                      {"thread": {"json:none"}, "mark": {mark}, "verdict": {"right"}},
		"Unknown tag":                         form("verdict", "changed", "tag", "lie"),
		"Unknown status":                      form("verdict", "changed", "tag", "claim", "status", "false"),
		"same as before":                      form("verdict", "changed"),
		"are not in the comment":              form("verdict", "changed", "start", "3", "end", "99999"),
		"is not a span":                       form("verdict", "changed", "start", "x", "end", "9"),
		"no such words":                       form("verdict", "changed", "words", "zzz zzz"),
		"Choose the words":                    form("verdict", "missed", "comment", "c3", "tag", "claim"),
		"no comment “c9999”":                  form("verdict", "missed", "comment", "c9999", "tag", "claim"),
		"undone or replaced":                  form("verdict", "undo", "undo", strconv.FormatInt(ch.ID, 10)),
		"“x” is not the number of a decision": form("verdict", "undo", "undo", "x"),
		"or it was undone":                    form("verdict", "undo", "undo", "123456"),
	} {
		if _, msg := v.decide(f); !strings.Contains(msg, want) {
			t.Errorf("%v: error %q, want %q", f, msg, want)
		}
	}
}

// firstMark is the id of the first mark of a thread's page.
func firstMark(t *testing.T, v *decider, key string) string {
	t.Helper()
	id, ok := v.get("/threads/" + url.PathEscape(key)).Find(".list a").First().Attr("data-m")
	if !ok {
		t.Fatal("no mark")
	}
	return id
}
