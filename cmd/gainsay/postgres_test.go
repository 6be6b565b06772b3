package main

import (
	"bytes"
	"context"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/internal/pgtest"
	"github.com/gainsay/gainsay/store"
	"github.com/gainsay/gainsay/view"
	"github.com/google/go-cmp/cmp"
)

// runOK runs a command that must succeed, and returns what it prints.
func runOK(t *testing.T, stdin string, args ...string) string {
	t.Helper()
	var out, errs bytes.Buffer
	if code := run(args, strings.NewReader(stdin), &out, &errs); code != exitOK {
		t.Fatalf("gainsay %s: exit code %d\n%s%s", strings.Join(args, " "), code, out.String(), errs.String())
	}
	return out.String()
}

// study fills a database by commands: the samples, a threshold, decisions of two
// coders, a user, a set and a deleted thread.
func study(t *testing.T, db string) {
	t.Helper()
	runOK(t, "", "import", "--encoder", "off", "--db", db, "../../testdata/sample")
	runOK(t, "", "thresholds", "--db", db, "--set", "insult=0.6")
	runOK(t, "correct horse\n", "user", "add", "Ada", "--role", "admin", "--password-stdin", "--db", db)
	decideSome(t, db)
	runOK(t, "", "review", "assign", "--db", db, "Ada", "Bo")
	runOK(t, "", "delete", "--yes", "--db", db, "json:lake-cleanup")
}

func decideSome(t *testing.T, db string) {
	t.Helper()
	d, err := store.Open(db)
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	at := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	if err := d.SaveSet(t.Context(), view.Set{Name: "unsupported", Query: "status=unsupported", Coder: "Ada", Time: at}); err != nil {
		t.Fatal(err)
	}
	for a, err := range d.All(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		var ds []gainsay.Decision
		for i, n := range a.Annotations[:min(10, len(a.Annotations))] {
			for k, coder := range []string{"Ada", "Bo"} {
				ds = append(ds, gainsay.Decision{Thread: store.Key(a.Thread.Format, a.Thread.ID), Comment: n.Comment, Mark: n.ID, Tag: n.Tag,
					Span: n.Span, Verdict: []gainsay.Verdict{gainsay.Right, gainsay.Wrong}[(i+i*k)%2], Coder: coder, Time: at,
					Rule: n.By, Score: n.Score})
			}
		}
		if _, err := d.Decide(t.Context(), ds...); err != nil {
			t.Fatal(err)
		}
	}
}

// timeOfDay differs where a database was filled across a change of the minute.
var timeOfDay = regexp.MustCompile(`\b\d\d:\d\d\b`)

// reading are commands that only read. Each prints the same on both
// engines, but for times of the day.
var reading = []string{
	"threads", "threads --sort title", "threads --sort date", "threads --sort reviewed", "threads water",
	"assertions", "assertions --status unsupported", "authors", "overview", "sets",
	"search water", "search wat*", "review status", "agreement", "thresholds", "user list", "restore",
	"decisions list", "decisions lost", "decisions export", "eval --decisions DB",
	"export -o jsonl", "export -o csv", "export -o jsonl --marks decided", "export -o jsonl --marks both",
	"export -o jsonl --thread json:union-debate",
}

// outputs runs all commands of reading.
func outputs(t *testing.T, db string) map[string]string {
	t.Helper()
	out := map[string]string{}
	for _, line := range reading {
		var stdout, stderr bytes.Buffer
		args := strings.Fields(strings.ReplaceAll(line, "DB", db))
		if !strings.Contains(line, "DB") {
			args = append(args, "--db", db)
		}
		code := run(args, strings.NewReader(""), &stdout, &stderr)
		if code != exitOK {
			t.Errorf("gainsay %s: %d, %s", line, code, &stderr)
		}
		text := strings.ReplaceAll(stdout.String()+stderr.String(), db, "DATABASE")
		out[line] = timeOfDay.ReplaceAllString(text, "TIME")
	}
	return out
}

// pages are those whose content both engines give alike, but for tokens and
// times of the day.
var pages = []string{"/threads", "/threads?sort=title", "/threads?q=water", "/threads/json:union-debate", "/assertions",
	"/assertions?q=wat*", "/authors", "/overview", "/topics", "/search?q=water", "/search?q=%22the+water%22", "/review",
	"/agreement", "/sets", "/trash", "/overview.csv"}

var changing = regexp.MustCompile(`value="[A-Za-z0-9_-]{20,}"|nonce-\S+|\b\d\d:\d\d\b`)

// views fetches pages from a server without users.
func views(t *testing.T, db string) map[string]string {
	t.Helper()
	address, stop := started(t, "--db", db, "--addr", "127.0.0.1:0")
	defer stop()
	out := map[string]string{}
	for _, page := range pages {
		code, _, body := status(t, http.DefaultClient, address+page)
		if code != http.StatusOK {
			t.Errorf("%s: %d", page, code)
		}
		out[page] = changing.ReplaceAllString(strings.ReplaceAll(body, strings.TrimPrefix(address, "http://"), "HOST"), "…")
	}
	return out
}

// TestPostgresSame does the same on both engines, and copies each to the other.
func TestPostgresSame(t *testing.T) {
	file, server := filepath.Join(t.TempDir(), "x.db"), pgtest.URL(t)
	study(t, file)
	study(t, server)
	want := outputs(t, file)
	same := func(name string, want, got map[string]string) {
		t.Helper()
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("%s: -file +other\n%s", name, d)
		}
	}
	same("PostgreSQL", want, outputs(t, server))
	toServer, toFile := pgtest.URL(t), filepath.Join(t.TempDir(), "y.db")
	if said := runOK(t, "", "copy", "--from", file, "--to", toServer); !strings.Contains(said, "5 threads, 85 comments, 100 decisions, 1 user") {
		t.Error(said)
	}
	runOK(t, "", "copy", "--from", server, "--to", toFile)
	same("copy in PostgreSQL", want, outputs(t, toServer))
	same("copy in a file", want, outputs(t, toFile))
	for _, db := range []string{file, toServer} {
		runOK(t, "", "user", "remove", "Ada", "--db", db)
	}
	same("pages", views(t, file), views(t, toServer))
}

// TestPostgresPassword: no output has the password, whatever goes wrong.
func TestPostgresPassword(t *testing.T) {
	const secret = "tr0ub4dor&3"
	server := pgtest.Server(t)
	d, err := store.Open(pgtest.URL(t))
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	pgtest.Exec(t, `CREATE ROLE locked LOGIN PASSWORD '`+secret+`'`, `GRANT CREATE ON DATABASE postgres TO locked`)
	locked := strings.Replace(server, "gainsay@", "locked@", 1) + "&schema=secret"
	inURL := strings.Replace(locked, "locked@", "locked:tr0ub4dor%263@", 1)
	for name, c := range map[string]struct {
		db, password, args string
		code               int
	}{
		"in the environment": {locked, secret, "user list", exitUsage},
		"wrong":              {locked, "x" + secret, "threads", exitInput},
		"none":               {locked, "", "threads", exitInput},
		"in the address":     {inURL, "", "threads", exitUsage},
		"no server":          {"postgres://locked:tr0ub4dor%263@127.0.0.1:1/x", "", "threads", exitInput},
		"bad address":        {"postgres://locked:tr0ub4dor&3%zz@[::1/x", "", "threads", exitInput},
		"bad schema":         {inURL + ";x", "", "threads", exitInput},
		"bad option":         {inURL + "&connect_timeout=soon", "", "threads", exitInput},
		"help":               {inURL, "", "threads --help", exitOK},
		"serve":              {inURL, "", "serve --addr 0.0.0.0:0", exitUsage},
	} {
		t.Setenv("PGPASSWORD", c.password)
		t.Setenv("GAINSAY_DB", c.db)
		var out bytes.Buffer
		code := runContext(context.Background(), strings.Fields(c.args), strings.NewReader(""), &out, &out)
		said := out.String()
		if code != c.code || strings.Contains(said, "tr0ub4dor") {
			t.Errorf("%s: exit code %d, says %s", name, code, said)
		}
	}
}

// untilReady runs a command of a shell script that ends only when it is told to: until
// it says that it works.
const untilReady = `until_ready() {
	mkfifo ready; "$@" >ready 2>&1 & pid=$!
	exec 3<ready; rm ready
	grep -q -m1 -e http:// -e 'works on' <&3
	kill -TERM $pid; cat <&3 >&2; wait $pid; exec 3<&-
}
`

// TestScaleCommands runs the commands of docs/SCALE.md, in order, but for what needs a
// broker of Kafka.
func TestScaleCommands(t *testing.T) {
	text, err := os.ReadFile("../../docs/SCALE.md")
	if err != nil {
		t.Fatal(err)
	}
	var script strings.Builder
	n := 0
	for line := range strings.Lines(string(text)) {
		command, ok := strings.CutPrefix(line, "    ")
		if ok && !strings.Contains(strings.ToLower(command), "kafka") {
			if strings.HasPrefix(command, "gainsay serve") || strings.HasPrefix(command, "gainsay work") {
				command = "until_ready " + strings.ReplaceAll(command, "0.0.0.0:8080", "127.0.0.1:0")
			}
			script.WriteString(strings.ReplaceAll(command, "@db.example.org", "@"))
			n++
		}
	}
	dir := t.TempDir()
	samples, err := filepath.Abs("../../testdata")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(samples, filepath.Join(dir, "testdata")); err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), "bash", "-euxo", "pipefail", "-c", untilReady+script.String())
	cmd.Dir = dir
	cmd.Env = append(append(os.Environ(), "HOME="+dir), pgtest.Environment(t)...)
	out, err := cmd.CombinedOutput()
	if err != nil || n < 17 {
		t.Errorf("%d commands, %v\n%s", n, err, out)
	}
	for _, want := range []string{"6 of 6 threads", "copied study.db to postgres://team@/team?schema=study: 6 threads, 101 comments"} {
		if !strings.Contains(string(out), want) {
			t.Errorf("%q is not in\n%s", want, out)
		}
	}
}
