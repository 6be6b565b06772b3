package main

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/gainsay/gainsay/internal/pgtest"
	jobs "github.com/gainsay/gainsay/job"
	"github.com/gainsay/gainsay/store"
	"github.com/gainsay/gainsay/view"
	"github.com/gainsay/gainsay/web"
	"github.com/gainsay/gainsay/webhook"
)

// worker is a running command work.
type worker struct {
	*exec.Cmd
	out bytes.Buffer
}

func startWorker(t *testing.T, db string, more ...string) *worker {
	t.Helper()
	w := &worker{Cmd: exec.Command("gainsay", append([]string{"work", "--db", db}, more...)...)} // TestMain puts it into PATH
	w.Stdout, w.Stderr = &w.out, &w.out
	if err := w.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = w.Process.Kill()
		_ = w.Wait()
		if t.Failed() {
			t.Logf("%s", &w.out)
		}
	})
	return w
}

func (w *worker) kill(t *testing.T) {
	t.Helper()
	if err := w.Process.Signal(syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	_ = w.Wait() // says that it was killed
}

// workThread is a thread of its own kind for each number.
func workThread(n int) string {
	return fmt.Sprintf(`{"id":"t%d","title":"Bridge %[1]d","comments":[
		{"id":"a","author":"Ann","parent_by":"source","text":"Bridge %[1]d cost %d million euros, said the council in %d."},
		{"id":"b","parent":"a","author":"Ben","text":"Where did you get that number? Do you have a source for bridge %[1]d?"},
		{"id":"c","parent":"b","author":"Ann","text":"You are an idiot, number %[1]d. See https://council.example/%[1]d.pdf"}]}`, n, 7+n*3, 1700+n)
}

// TestWorkKilled adds 40 imports and lets three programs work on them, of which
// one is killed again and again at any moment. Each import must have the effect of
// having been done once: the same threads, and each notice once.
func TestWorkKilled(t *testing.T) {
	if testing.Short() {
		t.Skip("takes half a minute, in other processes")
	}
	const imports = 40
	address := pgtest.URL(t)
	d, err := store.Open(address)
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	if err := d.AddWebhook(t.Context(), view.Webhook{Name: "mods", URL: "http://192.0.2.1/in", Secret: "whsec_AAAA"}); err != nil {
		t.Fatal(err)
	}
	b, err := newBackgroundWork(t.Context(), d, nil, false, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	defer b.close()
	all, dir := t.TempDir(), t.TempDir()
	for n := range imports {
		text := []byte(workThread(n))
		u := web.Upload{Dir: filepath.Join(dir, fmt.Sprint(n)), Files: []string{"thread.json"}}
		for _, folder := range []string{all, u.Dir} {
			name := "thread.json"
			if folder == all {
				name = fmt.Sprintf("%03d.json", n)
			}
			if err := os.MkdirAll(folder, 0o700); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(filepath.Join(folder, name), text, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		j, err := web.NewImport(u, "thread", "Ada", 3)
		if err != nil {
			t.Fatal(err)
		}
		j.Attempts = 50 // the test kills more often than the world does
		if _, added, err := b.queue.Add(t.Context(), j); err != nil || !added {
			t.Fatal(added, err)
		}
	}
	start := time.Now()
	kills := killing(t, b.queue, address, imports)
	t.Logf("%d imports with %d kills took %v", imports, kills, time.Since(start))
	done, err := b.queue.List(t.Context(), jobs.Filter{State: jobs.Done, Kind: web.ImportKind, Limit: 2 * imports})
	if err != nil || len(done) != imports {
		t.Fatalf("%d jobs are done, %v", len(done), err)
	}
	taken := 0
	for _, j := range done {
		if got := web.ImportedBy(j); got.Saved != 1 || got.Comments != 3 {
			t.Errorf("job %d: %+v", j.ID, got)
		}
		taken += j.Attempt - 1
	}
	if kills < 5 || taken == 0 {
		t.Errorf("%d kills, %d jobs taken over", kills, taken)
	}
	want := filepath.Join(t.TempDir(), "want.db")
	printed(t, "import", "--encoder", "on", "--db", want, all)
	if a, b := printed(t, "export", "-o", "jsonl", "--db", want), printed(t, "export", "-o", "jsonl", "--db", address); a != b {
		t.Errorf("the threads differ from those of one import: %d and %d bytes", len(a), len(b))
	}
	noticesOnce(t, d, imports)
	var left int
	pool, schema, err := d.Pool(t.Context(), 1)
	if err != nil {
		t.Fatal(err)
	}
	defer pool.Close()
	if err := pool.QueryRow(t.Context(), `SELECT count(*) FROM `+schema+`.job_file`).Scan(&left); err != nil || left != 0 {
		t.Errorf("%d files are left, %v", left, err)
	}
}

// killing runs three programs until all imports are done. After every few imports
// it kills one of them and starts another.
func killing(t *testing.T, q jobs.Queue, address string, imports int) (kills int) {
	t.Helper()
	var workers []*worker
	for range 3 {
		workers = append(workers, startWorker(t, address))
	}
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	next := 5
	for {
		counts, err := q.Counts(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		done := 0
		for _, c := range counts {
			if c.Kind == web.ImportKind && c.State.Ended() {
				done += c.Jobs
			}
		}
		if done == imports {
			return kills
		}
		if done >= next {
			n := rand.IntN(len(workers))
			workers[n].kill(t)
			workers[n] = startWorker(t, address)
			kills, next = kills+1, done+2+rand.IntN(5)
		}
		<-tick.C
	}
}

// noticesOnce checks that each comment with marks is in one notice.
func noticesOnce(t *testing.T, d *store.DB, threads int) {
	t.Helper()
	pool, schema, err := d.Pool(t.Context(), 1)
	if err != nil {
		t.Fatal(err)
	}
	defer pool.Close()
	rows, err := pool.Query(t.Context(), `SELECT body FROM `+schema+`.notice`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	seen := map[string]int{}
	for rows.Next() {
		var body []byte
		if err := rows.Scan(&body); err != nil {
			t.Fatal(err)
		}
		for part := range strings.SplitSeq(string(body), `{"thread":"`) {
			if key, _, ok := strings.Cut(part, `"`); ok && strings.HasPrefix(key, "json:") {
				_, rest, _ := strings.Cut(part, `"id":"`)
				id, _, _ := strings.Cut(rest, `"`)
				seen[key+" "+id]++
			}
		}
	}
	if len(seen) < threads {
		t.Errorf("notices of %d comments", len(seen))
	}
	for name, n := range seen {
		if n != 1 {
			t.Errorf("%d notices of %s", n, name)
		}
	}
}

// TestWorkMetrics asks a program that works for its metrics, and stops it.
func TestWorkMetrics(t *testing.T) {
	if testing.Short() {
		t.Skip("starts another process")
	}
	address := pgtest.URL(t)
	printed(t, "import", "--encoder", "off", "--db", address, "../../testdata/sample/harrow-bridge.txt")
	cmd := exec.Command("gainsay", "work", "--db", address, "--metrics", "127.0.0.1:0")
	said, err := cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cmd.Process.Kill() })
	lines := bufio.NewScanner(said)
	var at string
	for at == "" && lines.Scan() {
		_, at, _ = strings.Cut(lines.Text(), "metrics at ")
	}
	for path, want := range map[string]string{"/healthz": "ok\n", "/metrics": "gainsay_imported_comments_total 0"} {
		res, err := http.Get(at + path)
		if err != nil {
			t.Fatal(err)
		}
		var b bytes.Buffer
		_, err = b.ReadFrom(res.Body)
		res.Body.Close()
		if err != nil || res.StatusCode != http.StatusOK || !strings.Contains(b.String(), want) {
			t.Errorf("%s: %s, %v: %s", path, res.Status, err, &b)
		}
	}
	if err := cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if err := cmd.Wait(); err != nil {
		t.Error(err)
	}
}

// TestReanalyse changes the rules of a database and what they found: the command,
// and a job, bring both back, and keep the decisions.
func TestReanalyse(t *testing.T) {
	for name, run := range map[string]func(t *testing.T, db string){
		"command": func(t *testing.T, db string) {
			if got := printed(t, "reanalyse", "--db", db); !strings.Contains(got, "threads analysed again") {
				t.Error(got)
			}
		},
		"job": func(t *testing.T, db string) {
			d, err := store.Open(db)
			if err != nil {
				t.Fatal(err)
			}
			defer d.Close()
			b, err := newBackgroundWork(t.Context(), d, nil, false, slog.New(slog.DiscardHandler))
			if err != nil {
				t.Fatal(err)
			}
			defer b.close()
			if n, err := b.addReanalyses(t.Context(), "Ada"); err != nil || n < 3 {
				t.Fatal(n, err)
			}
			ctx, stop := context.WithCancel(t.Context())
			ended := make(chan struct{})
			go func() { defer close(ended); b.run(ctx, 1) }()
			if j, err := jobs.Await(t.Context(), b.queue, 1); err != nil || j.State != jobs.Done || j.Output.Done < 3 {
				t.Errorf("%+v, %v", j, err)
			}
			stop()
			<-ended
		},
	} {
		for engine, address := range map[string]func(*testing.T) string{
			"file":       func(t *testing.T) string { return filepath.Join(t.TempDir(), "x.db") },
			"PostgreSQL": func(t *testing.T) string { return pgtest.URL(t) },
		} {
			t.Run(name+" "+engine, func(t *testing.T) {
				db := address(t)
				printed(t, "import", "--encoder", "off", "--db", db, "../../testdata/sample")
				want := printed(t, "export", "-o", "jsonl", "--db", db)
				outdate(t, db)
				if printed(t, "export", "-o", "jsonl", "--db", db) == want {
					t.Fatal("nothing is outdated")
				}
				run(t, db)
				if got := printed(t, "export", "-o", "jsonl", "--db", db); got != want {
					t.Errorf("the analyses are not those of an import: %d bytes, not %d", len(got), len(want))
				}
				if got := printed(t, "reanalyse", "--db", db); !strings.HasPrefix(got, "0 threads") {
					t.Error(got)
				}
			})
		}
	}
}

// outdate makes all threads look as if other rules had found nothing in them.
func outdate(t *testing.T, address string) {
	t.Helper()
	d, err := store.Open(address)
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	var items []store.Item
	for a, err := range d.All(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		a.Version.Rules, a.Annotations, a.Assertions, a.Relations = "sha256:other", nil, nil, nil
		items = append(items, store.Item{Source: "x", Analysis: a})
	}
	if _, err := d.SaveAll(t.Context(), items); err != nil {
		t.Fatal(err)
	}
}

// TestWorkNotices lets two programs send the notices of one server: each comes
// once, and one that the receiver refuses is tried again later.
func TestWorkNotices(t *testing.T) {
	d, err := store.Open(pgtest.URL(t))
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	got := make(chan string, 100)
	refuse := make(chan struct{}, 1)
	refuse <- struct{}{}
	receiver := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		select {
		case <-refuse:
			w.WriteHeader(http.StatusGone) // gives the notice up
		default:
		}
		got <- r.Header.Get("Webhook-Id")
	}))
	defer receiver.Close()
	if err := d.AddWebhook(t.Context(), view.Webhook{Name: "mods", URL: receiver.URL, Secret: webhook.NewSecret()}); err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	var running sync.WaitGroup
	defer func() { stop(); running.Wait() }()
	var all []*backgroundWork
	for range 2 {
		b, err := newBackgroundWork(t.Context(), d, webhookClient(true), false, slog.New(slog.DiscardHandler))
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, b)
		running.Go(func() { b.run(ctx, 1); b.close() })
	}
	const imports = 10
	seen := map[string]int{}
	for n := range imports {
		u := web.Upload{Dir: t.TempDir(), Files: []string{"thread.json"}}
		if err := os.WriteFile(filepath.Join(u.Dir, "thread.json"), []byte(workThread(n)), 0o600); err != nil {
			t.Fatal(err)
		}
		j, err := web.NewImport(u, "thread", "Ada", 3)
		if err != nil {
			t.Fatal(err)
		}
		if _, _, err := all[n%2].queue.Add(t.Context(), j); err != nil {
			t.Fatal(err)
		}
		seen[<-got]++
	}
	dead, err := d.DeadNotices(t.Context(), "mods")
	if err != nil || len(dead) != 1 {
		t.Fatalf("%d given up, %v", len(dead), err)
	}
	if _, err := d.ResendNotices(t.Context(), "mods", time.Now()); err != nil {
		t.Fatal(err)
	}
	all[0].wake()
	seen[<-got]++
	if len(seen) != imports || seen[dead[0].Message] != 2 || len(got) != 0 {
		t.Errorf("%d notices, %d of the one given up: %v", len(seen), seen[dead[0].Message], seen)
	}
}

// TestCopyLeavesJobs: jobs and their files are no part of a copy and do not keep a
// database from being copied to.
func TestCopyLeavesJobs(t *testing.T) {
	from, to, back := pgtest.URL(t), filepath.Join(t.TempDir(), "to.db"), pgtest.URL(t)
	printed(t, "import", "--encoder", "off", "--db", from, "../../testdata/sample/harrow-bridge.txt")
	for _, address := range []string{from, back} {
		d, err := store.Open(address)
		if err != nil {
			t.Fatal(err)
		}
		defer d.Close()
		b, err := newBackgroundWork(t.Context(), d, nil, false, slog.New(slog.DiscardHandler))
		if err != nil {
			t.Fatal(err)
		}
		defer b.close()
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, "x"), []byte("x"), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, _, err := b.queue.Add(t.Context(), jobs.New{Kind: web.ImportKind, Dir: dir}); err != nil {
			t.Fatal(err)
		}
	}
	want := printed(t, "export", "-o", "jsonl", "--db", from)
	printed(t, "copy", "--from", from, "--to", to)
	printed(t, "copy", "--from", to, "--to", back)
	for _, address := range []string{to, back} {
		if printed(t, "export", "-o", "jsonl", "--db", address) != want {
			t.Errorf("%s differs", address)
		}
	}
}
