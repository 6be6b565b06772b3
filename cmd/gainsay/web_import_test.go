package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/store"
	"github.com/gainsay/gainsay/view"
	"github.com/gainsay/gainsay/web"
)

// uploaded puts files into a folder as an upload.
func uploaded(t *testing.T, files map[string]string) web.Upload {
	t.Helper()
	u := web.Upload{Dir: t.TempDir()}
	for name, content := range files {
		if err := os.WriteFile(filepath.Join(u.Dir, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		u.Files = append(u.Files, name)
	}
	return u
}

func webImporterOn(t *testing.T) *webImporter {
	t.Helper()
	db, err := store.Open(filepath.Join(t.TempDir(), "x.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return &webImporter{db: db}
}

const webTable = "nr;who;what;answers\n1;Ola;The tram costs 30 million euros a year.;\n" +
	"2;Kari;Says who? I found nothing.;1\n3;Ola;The annual report says so.;2\n"

// TestWebColumns maps the columns of a table that is not recognised, imports
// it, and adds a comment to it.
func TestWebColumns(t *testing.T) {
	w := webImporterOn(t)
	u := uploaded(t, map[string]string{"tram.csv": webTable})
	p, err := w.Recognise(t.Context(), u)
	if err != nil || p.Problem == "" || len(p.Columns) != 4 || strings.Contains(p.Problem, u.Dir) ||
		strings.Contains(p.Problem, "--map") {
		t.Fatalf("unknown columns: %+v, %v", p, err)
	}
	u.Columns = "text=what,id=nr,author=who,parent=answers"
	if p, err = w.Recognise(t.Context(), u); err != nil || p.Total != 1 || p.Comments != 3 {
		t.Fatalf("mapped: %+v, %v", p, err)
	}
	th := p.Threads[0]
	if th.People != 2 || th.Given != 2 || th.Known != nil || th.Opening[1].Answers != "Ola" {
		t.Errorf("preview: %+v", th)
	}
	if _, n, _ := w.db.Threads(t.Context(), view.ThreadFilter{}); n != 0 {
		t.Error("the preview stored something")
	}
	var last web.Imported
	done, err := w.Import(t.Context(), u, func(n web.Imported) { last = n })
	if err != nil || done.Comments != 3 || len(done.Threads) != 1 || !done.Threads[0].New || last.Comments != 3 {
		t.Fatalf("imported: %+v, %v", done, err)
	}
	rows, _, err := w.db.Threads(t.Context(), view.ThreadFilter{})
	if err != nil || len(rows) != 1 || rows[0].Source != "tram.csv" {
		t.Fatalf("stored: %+v, %v", rows, err)
	}
	if _, err := w.db.Decide(t.Context(), gainsay.Decision{Thread: rows[0].Key, Comment: "1", Mark: "x",
		Tag: gainsay.TagClaim, Verdict: gainsay.Right, Coder: "A"}); err != nil {
		t.Fatal(err)
	}
	if p, err = w.Recognise(t.Context(), u); err != nil || p.Threads[0].Known == nil || p.Threads[0].Known.New != 0 ||
		p.Threads[0].Known.Decisions != 1 {
		t.Errorf("known: %+v, %v", p.Threads[0].Known, err)
	}
}

// TestWebEncoder: an import uses the sentence encoder as its form says, or else as
// the environment does.
func TestWebEncoder(t *testing.T) {
	w := webImporterOn(t)
	for _, c := range []struct {
		environment, form string
		want              bool
	}{{"off", "on", true}, {"on", "off", false}, {"off", "", false}, {"on", "", true}} {
		t.Setenv("GAINSAY_ENCODER", c.environment)
		u := uploaded(t, map[string]string{"a.csv": "id,author,text\n1,Ola,The tram costs 5 euros.\n"})
		u.Encoder = c.form
		done, err := w.Import(t.Context(), u, func(web.Imported) {})
		if err != nil || len(done.Threads) != 1 {
			t.Fatalf("%+v: %+v, %v", c, done, err)
		}
		a, err := w.db.Analysis(t.Context(), done.Threads[0].Key)
		if err != nil || (a.Version.Encoder != "") != c.want {
			t.Errorf("%+v: encoder %q, %v", c, a.Version.Encoder, err)
		}
	}
}

// TestWebProgress: the import of one long thread says how many comments are analysed.
func TestWebProgress(t *testing.T) {
	w := webImporterOn(t)
	var b strings.Builder
	b.WriteString("id,author,text\n")
	for n := range 300 {
		fmt.Fprintf(&b, "%d,Ola,The tram to gate %d costs %d euros.\n", n+1, n, n)
	}
	var seen []int
	done, err := w.Import(t.Context(), uploaded(t, map[string]string{"a.csv": b.String()}), func(n web.Imported) {
		if len(n.Threads) == 0 {
			seen = append(seen, n.Comments)
		}
	})
	if err != nil || done.Comments != 300 {
		t.Fatalf("%+v, %v", done, err)
	}
	if len(seen) < 4 || !slices.IsSorted(seen) || seen[0] >= 300 || seen[len(seen)-1] != 300 {
		t.Errorf("before the thread was saved: %v comments", seen)
	}
}

// TestWebImportStopped: what was imported before a stop is not lost, and a
// stopped import is no error.
func TestWebImportStopped(t *testing.T) {
	w := webImporterOn(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	done, err := w.Import(ctx, uploaded(t, map[string]string{"a.csv": "id,author,text\n1,A,The tram costs 3 euros.\n"}),
		func(web.Imported) {})
	if err != nil || len(done.Threads) != 0 {
		t.Errorf("%+v, %v", done, err)
	}
}

// TestWebHostile reads what is no discussion, and an archive bomb.
func TestWebHostile(t *testing.T) {
	w := webImporterOn(t)
	for name, content := range map[string]string{"empty": "", "noise": "\x00\x01\x02\xff", "word": "hello",
		"zip": "PK\x03\x04broken", "json": `{"a": [1, 2`, "deep": strings.Repeat("[", 100_000)} {
		u := uploaded(t, map[string]string{name: content})
		p, err := w.Recognise(t.Context(), u)
		if err != nil || p.Problem == "" || strings.Contains(p.Problem, u.Dir) {
			t.Errorf("%s: %+v, %v", name, p, err)
		}
	}
}

// TestWebFetch refuses addresses of the private network.
func TestWebFetch(t *testing.T) {
	w := webImporterOn(t)
	for _, address := range []string{"http://127.0.0.1:1/", "http://[::1]/", "file:///etc/passwd", "http://192.168.1.1/"} {
		if _, _, _, err := w.Fetch(t.Context(), address, t.TempDir()); err == nil {
			t.Errorf("%s was fetched", address)
		}
	}
}

// TestWebRefusesParquet: a Parquet table is refused in an upload, not read.
func TestWebRefusesParquet(t *testing.T) {
	var rows bytes.Buffer
	args := []string{"analyze", "--encoder", "off", "-o", "parquet-comments", "../../testdata/sample/harrow-bridge.txt"}
	if code := run(args, nil, &rows, io.Discard); code != 0 {
		t.Fatalf("exit code %d", code)
	}
	u := uploaded(t, map[string]string{"rows.parquet": rows.String()})
	p, err := webImporterOn(t).Recognise(t.Context(), u)
	if err != nil || p.Total != 0 || !strings.Contains(p.Problem, "gainsay import") {
		t.Errorf("%+v, %v", p, err)
	}
}
