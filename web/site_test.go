package web_test

import (
	"context"
	"errors"
	"fmt"
	"github.com/gainsay/gainsay/job"
	"io"
	"iter"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/PuerkitoBio/goquery"
	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/analyze"
	"github.com/gainsay/gainsay/analyze/argue"
	"github.com/gainsay/gainsay/analyze/reply"
	"github.com/gainsay/gainsay/analyze/tagger"
	"github.com/gainsay/gainsay/analyze/text"
	"github.com/gainsay/gainsay/store"
	"github.com/gainsay/gainsay/store/exporter"
	"github.com/gainsay/gainsay/store/importer"
	"github.com/gainsay/gainsay/web"
)

const longPath = "/threads/json%3Along"

var folder string // for the database of all tests

func TestMain(m *testing.M) {
	var err error
	if folder, err = os.MkdirTemp("", "gainsay-web"); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	code := m.Run()
	os.RemoveAll(folder)
	os.Exit(code)
}

// database makes a file with the sample threads, a hostile and a long one.
var database = sync.OnceValues(func() (string, error) {
	path := filepath.Join(folder, "pages.db")
	db, err := store.Open(path)
	if err != nil {
		return "", err
	}
	defer db.Close()
	taggers, err := tagger.All()
	if err != nil {
		return "", err
	}
	driver := &analyze.Driver{Taggers: taggers, Recover: reply.Recover, Argue: argue.Build}
	save := func(t *gainsay.Thread, r gainsay.Report) error {
		_, err := db.Save(context.Background(), t.ID, driver.Run(t, r, nil), nil)
		return err
	}
	files, err := filepath.Glob("../testdata/sample/*")
	if err != nil || len(files) == 0 {
		return "", fmt.Errorf("%d sample threads, %v", len(files), err)
	}
	for _, f := range append(files, "testdata/hostile.json") {
		if err := eachThread(f, save); err != nil {
			return "", fmt.Errorf("%s: %w", f, err)
		}
	}
	return path, save(longThread(), gainsay.Report{Problems: []gainsay.Problem{}})
})

// eachThread reads a file.
func eachThread(path string, do func(*gainsay.Thread, gainsay.Report) error) error {
	b, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	format, err := importer.Sniff(b)
	if err != nil {
		return err
	}
	for res, err := range importer.Read(filepath.Base(path), format, strings.NewReader(string(b))) {
		if bad := (*gainsay.SyntaxError)(nil); errors.As(err, &bad) {
			continue // a remark, or a record that the report counts as skipped
		}
		if err == nil {
			err = do(res.Thread, res.Report)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// site serves the database of all tests.
func site(t *testing.T) *httptest.Server {
	t.Helper()
	path, err := database()
	if err != nil {
		t.Fatal(err)
	}
	return served(t, path)
}

// served serves a database.
func served(t *testing.T, path string) *httptest.Server {
	t.Helper()
	s, _ := servedJobs(t, path)
	return s
}

// servedJobs serves a database, and returns the jobs too.
func servedJobs(t *testing.T, path string) (*httptest.Server, job.Queue) {
	t.Helper()
	db, err := store.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	i := &testImporter{db}
	q, run := testJobs(t, i)
	return servedWith(t, db, web.Config{Importer: i, Jobs: q, RunJobs: run, Outdated: func(context.Context) (int, error) { return 2, nil }}), q
}

// servedWith serves a database that is closed after the server.
func servedWith(t *testing.T, db *store.DB, c web.Config) *httptest.Server {
	t.Helper()
	c.Store, c.Taggers, c.Exports, c.Topic = db, taggers(t), exports(), canonical
	h, err := web.New(c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { h.Close() })
	s := httptest.NewServer(h)
	t.Cleanup(s.Close)
	return s
}

func canonical(name string) string {
	if c, _, ok := text.Canonical(name); ok {
		return c
	}
	return name
}

func taggers(t *testing.T) (out []web.Tagger) {
	t.Helper()
	all, err := tagger.All()
	if err != nil {
		t.Fatal(err)
	}
	for _, g := range all {
		w := web.Tagger{Name: g.Name, Doc: g.Doc, Tags: g.Tags}
		for _, r := range g.Rules {
			w.Rules = append(w.Rules, web.Rule(r))
		}
		out = append(out, w)
	}
	return out
}

func exports() (out []web.Export) {
	for _, f := range exporter.Formats() {
		out = append(out, web.Export{Name: f.Name, Doc: f.Doc, Ext: f.Ext, Rows: f.Name == "csv",
			Write: func(w io.Writer, all iter.Seq2[*gainsay.Analysis, error]) error {
				return f.WriteAll(w, all, exporter.Options{})
			}})
	}
	return out
}

// viewed gets a page with its security headers.
func viewed(t *testing.T, url string, status int) *goquery.Document {
	t.Helper()
	res, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if res.StatusCode != status {
		t.Fatalf("%s: status %d, want %d", url, res.StatusCode, status)
	}
	if p := res.Header.Get("Content-Security-Policy"); !strings.Contains(p, "default-src 'none'") ||
		strings.Contains(p, "unsafe") {
		t.Errorf("%s: policy %q", url, p)
	}
	doc, err := goquery.NewDocumentFromReader(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

// copyFile copies a file.
func copyFile(t *testing.T, from, to string) {
	t.Helper()
	b, err := os.ReadFile(from)
	if err == nil {
		err = os.WriteFile(to, b, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
}
