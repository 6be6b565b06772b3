package web_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/analyze"
	"github.com/gainsay/gainsay/analyze/argue"
	"github.com/gainsay/gainsay/analyze/reply"
	"github.com/gainsay/gainsay/analyze/tagger"
	"github.com/gainsay/gainsay/store"
	"github.com/gainsay/gainsay/store/importer"
	"github.com/gainsay/gainsay/web"
)

// testImporter reads the first file of an upload.
type testImporter struct{ db *store.DB }

func (i *testImporter) Formats() []string { return []string{"page", "json"} }

func (i *testImporter) Fetch(context.Context, string, string) (string, string, []string, error) {
	return "", "", nil, errors.New("no network in tests")
}

func (i *testImporter) Recognise(_ context.Context, u web.Upload) (p web.Preview, err error) {
	err = eachThread(filepath.Join(u.Dir, u.Files[0]), func(t *gainsay.Thread, _ gainsay.Report) error {
		p.Format, p.Total, p.Comments = t.Format, p.Total+1, p.Comments+len(t.Comments)
		p.Threads = append(p.Threads, web.PreviewThread{Title: t.Title, Comments: len(t.Comments),
			Opening: []web.PreviewComment{{Author: t.Comments[0].Author, Text: t.Comments[0].Text}}})
		return nil
	})
	if unfit := (*importer.UnknownFormatError)(nil); errors.As(err, &unfit) || err == nil && p.Total == 0 {
		return web.Preview{Problem: "No format fits.", Columns: []string{"who", "what"},
			Fields: []web.PreviewField{{Name: "text"}}}, nil
	}
	return p, err
}

func (i *testImporter) Import(ctx context.Context, u web.Upload, progress func(web.Imported)) (done web.Imported, err error) {
	all, err := tagger.All()
	if err != nil {
		return done, err
	}
	driver := &analyze.Driver{Taggers: all, Recover: reply.Recover, Argue: argue.Build}
	err = eachThread(filepath.Join(u.Dir, u.Files[0]), func(t *gainsay.Thread, r gainsay.Report) error {
		saved, err := i.db.Save(ctx, u.Files[0], driver.Run(t, r, nil), nil)
		done.Comments += len(t.Comments)
		done.Threads = append(done.Threads, web.ImportedThread{Key: saved.ID, Title: t.Title, New: saved.New})
		progress(done)
		return err
	})
	return done, err
}

// guest is a browser with cookies.
type guest struct {
	*testing.T
	http.Client
	base string
}

func newGuest(t *testing.T, base string) *guest {
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &guest{T: t, Client: http.Client{Jar: jar}, base: base}
}

// see gets a page.
func (v *guest) see(path string) *goquery.Document {
	v.Helper()
	res, err := v.Get(v.base + path)
	return v.page(res, err)
}

func (v *guest) page(res *http.Response, err error) *goquery.Document {
	v.Helper()
	if err != nil {
		v.Fatal(err)
	}
	defer res.Body.Close()
	doc, err := goquery.NewDocumentFromReader(res.Body)
	if err != nil || res.StatusCode != 200 {
		v.Fatalf("%s: %d, %v: %s", res.Request.URL, res.StatusCode, err, doc.Find("main").Text())
	}
	doc.Url = res.Request.URL
	return doc
}

// press sends a form of a page with further values, and follows the redirect. A page
// that says that a source is being read or imported is asked for again.
func (v *guest) press(doc *goquery.Document, form string, more ...string) *goquery.Document {
	v.Helper()
	f := doc.Find(form).First()
	if f.Length() == 0 {
		v.Fatalf("no form %s on %s", form, doc.Url)
	}
	values := url.Values{}
	f.Find("input[type=hidden]").Each(func(_ int, i *goquery.Selection) {
		values.Add(i.AttrOr("name", ""), i.AttrOr("value", ""))
	})
	for i := 0; i < len(more); i += 2 {
		values.Add(more[i], more[i+1])
	}
	action := v.base + f.AttrOr("action", "")
	if f.AttrOr("enctype", "") == "" {
		return v.finished(v.page(v.PostForm(action, values)))
	}
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	for name, vs := range values {
		for _, value := range vs {
			if name == "file" {
				part, _ := w.CreateFormFile("file", "../evil\\"+filepath.Base(value))
				content, err := os.ReadFile(value)
				if err != nil {
					v.Fatal(err)
				}
				part.Write(content)
				continue
			}
			w.WriteField(name, value)
		}
	}
	w.Close()
	return v.finished(v.page(v.Post(action, w.FormDataContentType(), &b)))
}

// finished asks for the page of an import until it no longer waits.
func (v *guest) finished(doc *goquery.Document) *goquery.Document {
	v.Helper()
	for doc.Find("#state[data-step=reading], #state[data-step=importing]").Length() > 0 {
		doc = v.see(doc.Url.Path)
	}
	return doc
}

const pasted = `The tram

Ola says:
March 3, 2022 at 9:12 am
The tram costs 30 million euros a year, and nobody uses it.

Kari says:
March 3, 2022 at 9:40 am
Source? I can't find that anywhere.

Ola says:
March 3, 2022 at 10:12 am
The annual report says so.
`

// TestAdd adds a thread by paste, deletes it, restores it, deletes it for good.
func TestAdd(t *testing.T) {
	db := filepath.Join(t.TempDir(), "x.db")
	v := newGuest(t, served(t, db).URL)
	if empty := v.see("/threads"); empty.Find(".empty a[href='/add']").Length() == 0 {
		t.Error("the empty database does not say what to do")
	}
	preview := v.press(v.see("/add"), "main form", "text", pasted)
	if got := preview.Find("#state").AttrOr("data-step", ""); got != "preview" {
		t.Fatalf("step %q: %s", got, preview.Find("main").Text())
	}
	if n := v.see("/threads").Find("tbody tr").Length(); n != 0 {
		t.Errorf("%d threads stored before Import", n)
	}
	done := v.press(preview, "form[action$=import]")
	if done.Find("#state[data-step=done] li a").Length() != 1 {
		t.Fatalf("not imported: %s", done.Find("main").Text())
	}
	list := v.see("/threads?all=1")
	key := list.Find("input[name=thread]").AttrOr("value", "")
	if list.Find("tbody tr").Length() != 1 || key == "" {
		t.Fatalf("not in the table: %s", list.Find("main").Text())
	}
	ask := v.see("/threads/delete?" + url.Values{"thread": {key}}.Encode())
	after := v.press(ask, "form[action='/threads/delete']")
	if after.Find("tbody tr").Length() != 0 || after.Find("form.done").Length() == 0 {
		t.Errorf("after deletion: %s", after.Find("main").Text())
	}
	if back := v.press(after, "form.done"); v.see("/threads?all=1").Find("tbody tr").Length() != 1 ||
		!strings.Contains(back.Find(".done").Text(), "back") {
		t.Error("not restored")
	}
	v.press(ask, "form[action='/threads/delete']")
	trash := v.see("/trash")
	trash.Find("form[action='/threads/restore']").SetAttr("action", "/threads/remove")
	if gone := v.press(trash, "form[action='/threads/remove']", "thread", key); gone.Find(".empty").Length() == 0 {
		t.Errorf("still in the trash: %s", gone.Find("main").Text())
	}
	if b, err := os.ReadFile(db); err != nil || bytes.Contains(b, []byte("30 million")) {
		t.Errorf("its words are in the file: %v", err)
	}
}

// TestAddFile uploads a file whose name leads elsewhere, and one that nothing fits.
func TestAddFile(t *testing.T) {
	v := newGuest(t, served(t, filepath.Join(t.TempDir(), "x.db")).URL)
	got := v.press(v.see("/add?by=upload"), "main form", "file", "../testdata/sample/ferry-fares.txt")
	if got.Find("#state[data-step=preview]").Length() == 0 || !strings.Contains(got.Find(".lead").Text(), "ferry-fares.txt") {
		t.Errorf("%s", got.Find("main").Text())
	}
	if v.press(got, "form[action$=cancel]").Find("textarea").Length() == 0 {
		t.Error("cancel does not lead back to the form")
	}
	if res, err := v.Get(got.Url.String()); err != nil || res.StatusCode != 404 {
		t.Errorf("a cancelled upload is still there: %v, %v", res.StatusCode, err)
	}
	odd := v.press(v.see("/add"), "main form", "text", "nothing \x01 here")
	if odd.Find(".problem[role=alert]").Length() == 0 || odd.Find("select[name=column-text]").Length() == 0 {
		t.Errorf("nothing fits: %s", odd.Find("main").Text())
	}
}

// TestAddNeedsToken: no other site can add, delete or erase.
func TestAddNeedsToken(t *testing.T) {
	s := site(t)
	for _, path := range []string{"/add/read", "/threads/delete", "/threads/restore", "/threads/remove", "/erase"} {
		res, err := http.PostForm(s.URL+path, url.Values{"thread": {"json:hostile"}, "author": {"Abel"}})
		if err != nil {
			t.Fatal(err)
		}
		io.Copy(io.Discard, res.Body)
		if res.Body.Close(); res.StatusCode != 403 {
			t.Errorf("%s without a token: %d", path, res.StatusCode)
		}
	}
}

func TestErase(t *testing.T) {
	v := newGuest(t, served(t, filepath.Join(t.TempDir(), "x.db")).URL)
	v.press(v.press(v.see("/add"), "main form", "text", pasted), "form[action$=import]")
	author := v.see("/author?name=Ola")
	ask := v.see(author.Find("a[href^='/erase']").AttrOr("href", ""))
	v.press(ask, "form[action='/erase']")
	if n := v.see("/search?q=million").Find("article").Length(); n != 0 {
		t.Errorf("search finds %d comments", n)
	}
	if n := v.see("/search?q=anywhere+author:Kari").Find("article").Length(); n != 1 {
		t.Errorf("search finds %d comments of Kari", n)
	}
}

// TestCompare leads two threads to the overview.
func TestCompare(t *testing.T) {
	client := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	res, err := client.Get(site(t).URL + "/threads/compare?thread=a:1&thread=b:2")
	if err != nil {
		t.Fatal(err)
	}
	res.Body.Close()
	to, err := res.Location()
	if err != nil || to.Path != "/overview" || to.Query().Get("b") != "/assertions?thread=b%3A2" {
		t.Errorf("leads to %v, %v", to, err)
	}
}

// TestExportThreads saves chosen threads, and those of a filter.
func TestExportThreads(t *testing.T) {
	s := site(t)
	body, res := download(t, s.URL+"/threads/export/jsonl?thread=json%3Ahostile")
	if strings.Count(body, "\n") != 1 || !strings.Contains(res.Header.Get("Content-Disposition"), "=threads-1.jsonl") || strings.Contains(res.Header.Get("Content-Disposition"), "jsonl.jsonl") {
		t.Errorf("%d lines, %v", strings.Count(body, "\n"), res.Header)
	}
	if body, _ := download(t, s.URL+"/threads/export/jsonl?format=json"); strings.Count(body, "\n") < 2 {
		t.Errorf("%d threads of a filter", strings.Count(body, "\n"))
	}
}

// TestSearchHits: a hit leads to the page of its thread that has the comment.
func TestSearchHits(t *testing.T) {
	s := site(t)
	hits := viewed(t, s.URL+"/search?q=harbo*", 200).Find(".hit .text a")
	if hits.Length() == 0 {
		t.Fatal("no hits")
	}
	hits.Each(func(_ int, a *goquery.Selection) {
		path, id, _ := strings.Cut(a.AttrOr("href", ""), "#")
		if viewed(t, s.URL+path, 200).Find("[id='"+id+"']").Length() != 1 {
			t.Errorf("%s does not lead to %q", path, id)
		}
	})
}
