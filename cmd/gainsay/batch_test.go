package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/analyze"
	"github.com/gainsay/gainsay/cmd/gainsay/internal/terminal"
	"github.com/gainsay/gainsay/store"
	"github.com/gainsay/gainsay/store/importer"
	"github.com/google/go-cmp/cmp"
)

// writeThreads writes n threads, one a line, each a comment with replies, of which every third advertises
// with nearly the same words.
func writeThreads(t *testing.T, n, replies int) string {
	t.Helper()
	var b strings.Builder
	for i := range n {
		text := fmt.Sprintf("The bridge at Kestrel Bay was shut in %d because %d bolts were missing.", 1900+i, i)
		if i%3 == 0 {
			text = fmt.Sprintf("Earn $%d a day from home!!! Click here now to make money fast, visit www.best-jobs-%d.example and get a free bonus today", 500+i, i)
		}
		fmt.Fprintf(&b, `{"id": "t%d", "title": "Thread %d", "comments": [{"id": "c", "author": "Ada Brandt", "text": %q}`, i, i, text)
		for r := range replies {
			fmt.Fprintf(&b, `, {"id": "r%d", "parent": "c", "author": "Bo", "text": "Source? Who says so?"}`, r)
		}
		b.WriteString("]}\n")
	}
	path := filepath.Join(t.TempDir(), "threads.ndjson")
	if err := os.WriteFile(path, []byte(b.String()), 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

// call runs gainsay and expects an exit code.
func call(t *testing.T, ctx context.Context, want int, args ...string) (stdout, stderr string) {
	t.Helper()
	var out, msg bytes.Buffer
	if got := runContext(ctx, args, strings.NewReader(""), &out, &msg); got != want {
		t.Errorf("gainsay %s: exit code %d, want %d\n%s", strings.Join(args, " "), got, want, msg.String())
	}
	return out.String(), msg.String()
}

// TestJobs holds the output of several workers against that of one: for
// import, near-duplicates in threads that are in work at the same time
// included.
func TestJobs(t *testing.T) {
	path := writeThreads(t, 40, 1)
	for _, output := range []string{"jsonl", "json"} {
		one, _ := call(t, t.Context(), 0, "analyze", "-o", output, "--jobs", "1", path)
		if many, _ := call(t, t.Context(), 0, "analyze", "-o", output, "--jobs", "7", path); many != one {
			t.Errorf("%s differs: %s", output, cmp.Diff(one, many))
		}
	}
	var stored []string
	for _, jobs := range []string{"1", "7"} {
		db := filepath.Join(t.TempDir(), "x.db")
		report, _ := call(t, t.Context(), 0, "import", "--db", db, "--jobs", jobs, path)
		out, _ := call(t, t.Context(), 0, "export", "--db", db, "-o", "jsonl")
		stored = append(stored, report+out)
	}
	if d := cmp.Diff(stored[0], stored[1]); d != "" {
		t.Error(d)
	}
	if !strings.Contains(stored[0], `"comment":"json:t`) {
		t.Error("no near-duplicate was found: the test tests nothing")
	}
}

// TestJobsEqual: the number of workers does not change a byte. The first run
// opens the models, with the most workers at once.
func TestJobsEqual(t *testing.T) {
	path := writeThreads(t, 60, 0)
	first, _ := call(t, t.Context(), 0, "analyze", "--encoder", "off", "-o", "jsonl", "-j", "16", path, "../../testdata/sample")
	for _, jobs := range []string{"2", "1"} {
		if got, _ := call(t, t.Context(), 0, "analyze", "--encoder", "off", "-o", "jsonl", "-j", jobs, path, "../../testdata/sample"); got != first {
			t.Errorf("-j %s gives other bytes than -j 16", jobs)
		}
	}
}

// stopAfter is a context that ends when a writer has got n lines.
type stopAfter struct {
	bytes.Buffer
	n    int
	stop context.CancelFunc
}

func (s *stopAfter) Write(p []byte) (int, error) {
	if s.n -= bytes.Count(p, []byte("\n")); s.n <= 0 {
		s.stop()
	}
	return s.Buffer.Write(p)
}

func TestAnalyzeStopped(t *testing.T) {
	path := writeThreads(t, 2*maxWaiting, 0)
	whole, _ := call(t, t.Context(), 0, "analyze", "--encoder", "off", "-o", "jsonl", path)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	first, msg := &stopAfter{n: 5, stop: cancel}, &bytes.Buffer{}
	if got := runContext(ctx, []string{"analyze", "--encoder", "off", "-o", "jsonl", path}, nil, first, msg); got != exitStopped {
		t.Errorf("exit code %d", got)
	}
	done := bytes.Count(first.Bytes(), []byte("\n"))
	if done < 5 || done >= 2*maxWaiting ||
		!strings.Contains(msg.String(), fmt.Sprintf("; resume with --skip %d", done)) {
		t.Fatalf("%d threads, and it says: %s", done, msg)
	}
	rest, _ := call(t, t.Context(), 0, "analyze", "--encoder", "off", "-o", "jsonl", "--skip", fmt.Sprint(done), path)
	if first.String()+rest != whole {
		t.Error("the two parts are not the whole")
	}
}

// TestImportResumed stops an import after its first transaction.
func TestImportResumed(t *testing.T) {
	path := writeThreads(t, 2400, 0) // more than one transaction takes and can be in flight
	db := filepath.Join(t.TempDir(), "x.db")
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	first, msg := &stopAfter{n: 1, stop: cancel}, &bytes.Buffer{}
	if got := runContext(ctx, []string{"import", "--encoder", "off", "--db", db, path}, nil, first, msg); got != exitStopped ||
		!strings.Contains(msg.String(), "finished threads are saved") {
		t.Fatalf("exit code %d: %s", got, msg)
	}
	done := strings.Count(first.String(), "[new]")
	rest, note := call(t, t.Context(), 0, "import", "--encoder", "off", "--db", db, path)
	if n := strings.Count(rest, "[new]"); done+n != 2400 || n == 0 ||
		!strings.Contains(note, "resuming after "+terminal.Counted(done, "thread")) {
		t.Errorf("%d threads after %d, and it says: %s", n, done, note)
	}
}

// TestImportPosition leaves an import as a killed one leaves it, between two
// transactions; the next resumes, and the one after starts over.
func TestImportPosition(t *testing.T) {
	path := writeThreads(t, 9, 1)
	db := filepath.Join(t.TempDir(), "x.db")
	d, err := store.Open(db)
	if err != nil {
		t.Fatal(err)
	}
	source, state, err := fingerprint([]string{path}, string(encoderAuto))
	if err != nil {
		t.Fatal(err)
	}
	at := store.Progress{Source: source, State: state, Done: 4, Bad: 1}
	_, err = d.SaveAll(t.Context(), nil, at)
	if err := errors.Join(err, d.Close()); err != nil {
		t.Fatal(err)
	}
	out, msg := call(t, t.Context(), exitInput, "import", "--db", db, path)
	if strings.Count(out, "[new]") != 5 || !strings.Contains(msg, "1 thread could not be analysed or saved") {
		t.Errorf("%s%s", out, msg)
	}
	if out, _ := call(t, t.Context(), 0, "import", "--encoder", "off", "--db", db, path); strings.Count(out, "  Thread ") != 9 {
		t.Errorf("a whole import is not begun anew:\n%s", out)
	}
}

func TestFingerprint(t *testing.T) {
	path := writeThreads(t, 3, 1)
	name, state, err := fingerprint([]string{path}, "")
	if err != nil || name != path {
		t.Fatalf("%q, %v", name, err)
	}
	if _, other, _ := fingerprint([]string{path}, "json"); other == state {
		t.Error("another format is the same state")
	}
	if err := os.WriteFile(path, []byte("{}"), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, other, _ := fingerprint([]string{path}, ""); other == state {
		t.Error("another content is the same state")
	}
	if name, _, err := fingerprint([]string{path, "-"}, ""); name != "" || err != nil {
		t.Errorf("standard input: %q, %v", name, err)
	}
	if _, _, err := fingerprint([]string{path + "x"}, ""); err == nil {
		t.Error("a file that is not there has a state")
	}
}

// TestFlowBounds holds what is in flight against its limit, with threads that
// are larger than it.
func TestFlowBounds(t *testing.T) {
	f := newFlow(3, nil)
	f.one = func(t *gainsay.Thread, _ gainsay.Report, _ analyze.Seen) (*gainsay.Analysis, error) {
		return &gainsay.Analysis{Thread: t}, nil
	}
	n := 0
	read := func(push func(*importer.Result) error) error {
		for i := range 12 {
			th := &gainsay.Thread{ID: fmt.Sprint(i), Format: "json",
				Article: strings.Repeat("word ", maxInFlight/5/(1+i%4))}
			if err := push(&importer.Result{Thread: th}); err != nil {
				return err
			}
		}
		return nil
	}
	err := f.run(t.Context(), read, func(j *job) error {
		f.mu.Lock()
		defer f.mu.Unlock()
		if f.inFlight > maxInFlight && f.inFlight != j.cost {
			t.Errorf("%d in flight", f.inFlight)
		}
		if j.err != nil || j.n != n || j.result.Thread.ID != fmt.Sprint(n) {
			t.Errorf("thread %s comes as number %d, %v", j.result.Thread.ID, n, j.err)
		}
		n++
		return nil
	})
	if err != nil || n != 12 || f.inFlight != 0 {
		t.Errorf("%d threads, %d left in flight, %v", n, f.inFlight, err)
	}
}

// TestFlowFails ends the flow from both sides.
func TestFlowFails(t *testing.T) {
	broken := errors.New("broken")
	endless := func(push func(*importer.Result) error) error {
		for {
			if err := push(&importer.Result{Thread: &gainsay.Thread{ID: "x"}}); err != nil {
				return err
			}
		}
	}
	if err := newFlow(2, nil).run(t.Context(), endless, func(*job) error { return broken }); err != broken {
		t.Errorf("a broken sink: %v", err)
	}
	read := func(func(*importer.Result) error) error { return broken }
	if err := newFlow(2, nil).run(t.Context(), read, func(*job) error { return nil }); err != broken {
		t.Errorf("a broken reader: %v", err)
	}
	once := func(push func(*importer.Result) error) error {
		return push(&importer.Result{Thread: &gainsay.Thread{ID: "x"}})
	}
	f := newFlow(1, nil)
	f.one = func(*gainsay.Thread, gainsay.Report, analyze.Seen) (*gainsay.Analysis, error) {
		panic("out of order")
	}
	err := f.run(t.Context(), once, func(j *job) error {
		if j.err == nil || j.err.Error() != "analyse thread x: out of order" {
			t.Errorf("a panic gives %v", j.err)
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
}
