package job_test

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gainsay/gainsay/internal/pgtest"
	"github.com/gainsay/gainsay/job"
	"github.com/gainsay/gainsay/store"
	"github.com/jackc/pgx/v5"
)

// work is what the handlers of a test do.
type work struct {
	mu    sync.Mutex
	order []string      // titles, as they were begun
	fails int           // attempts at "fail" that fail; -1 for all
	gate  chan struct{} // "wait" waits for it
	held  string        // what the files of "files" hold
	ended error         // why the context of "wait" ended
}

func (w *work) kinds() map[string]job.Kind {
	note := func(t *job.Task) {
		w.mu.Lock()
		defer w.mu.Unlock()
		w.order = append(w.order, t.Title)
	}
	return map[string]job.Kind{
		"plain": {Run: func(_ context.Context, t *job.Task) error { note(t); return nil }},
		"light": {Light: true, Run: func(_ context.Context, t *job.Task) error { note(t); return nil }},
		"panic": {Run: func(context.Context, *job.Task) error { panic("oh") }},
		"fail": {Run: func(_ context.Context, t *job.Task) error {
			note(t)
			if w.fails < 0 || t.Attempt <= w.fails {
				return errors.New("not yet")
			}
			return nil
		}},
		"wait": {Run: func(ctx context.Context, t *job.Task) error {
			note(t)
			t.Report(job.Output{Done: 3, Of: 7, Result: json.RawMessage(`{"a":1}`)})
			select {
			case <-w.gate:
			case <-ctx.Done():
				w.mu.Lock()
				w.ended = context.Cause(ctx)
				w.mu.Unlock()
			}
			return nil
		}},
		"files": {Run: func(_ context.Context, t *job.Task) error {
			b, err := os.ReadFile(filepath.Join(t.Dir, "a", "b.txt"))
			w.mu.Lock()
			defer w.mu.Unlock()
			w.held = string(b)
			return err
		}},
	}
}

func (w *work) begun() []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.Clone(w.order)
}

// each runs a test on both queues. start runs jobs until the test ends or stop is
// called.
func each(t *testing.T, f func(t *testing.T, w *work, q job.Queue, start func() (stop func()))) {
	t.Run("local", func(t *testing.T) {
		w := &work{gate: make(chan struct{})}
		q := job.NewLocal(w.kinds(), nil)
		f(t, w, q, func() func() { return running(t, func(ctx context.Context) error { q.Run(ctx, 1); return nil }) })
	})
	t.Run("river", func(t *testing.T) {
		w := &work{gate: make(chan struct{})}
		q := openRiver(t, pgtest.URL(t), w.kinds())
		f(t, w, q, func() func() { return running(t, func(ctx context.Context) error { return q.Run(ctx, 1) }) })
	})
}

func running(t *testing.T, run func(context.Context) error) (stop func()) {
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		if err := run(ctx); err != nil {
			t.Error(err)
		}
	}()
	stop = sync.OnceFunc(func() { cancel(); <-ended })
	t.Cleanup(stop)
	return stop
}

func openRiver(t *testing.T, address string, kinds map[string]job.Kind) *job.River {
	t.Helper()
	db, err := store.Open(address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	pool, schema, err := db.Pool(t.Context(), 8)
	if err != nil {
		t.Fatal(err)
	}
	q, err := job.NewRiver(pool, schema, kinds, nil, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { q.Close() })
	return q
}

// add adds a job that must be new.
func add(t *testing.T, q job.Queue, n job.New) int64 {
	t.Helper()
	id, added, err := q.Add(t.Context(), n)
	if err != nil || !added {
		t.Fatalf("add %+v: %v, %v", n, added, err)
	}
	return id
}

// reach waits until a job is in a state.
func reach(t *testing.T, q job.Queue, id int64, s job.State) job.Job {
	t.Helper()
	return until(t, q, id, func(j job.Job) bool { return j.State == s })
}

func until(t *testing.T, q job.Queue, id int64, is func(job.Job) bool) job.Job {
	t.Helper()
	end := time.After(time.Minute)
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for {
		j, err := q.Get(t.Context(), id)
		if err != nil {
			t.Fatal(err)
		}
		if is(j) {
			return j
		}
		select {
		case <-tick.C:
		case <-end:
			t.Fatalf("after a minute: %+v", j)
		}
	}
}

// TestPriorities: urgent jobs run first, others in the order in which they were added.
func TestPriorities(t *testing.T) {
	each(t, func(t *testing.T, w *work, q job.Queue, start func() func()) {
		add(t, q, job.New{Kind: "plain", Title: "later", Priority: job.Later})
		add(t, q, job.New{Kind: "plain", Title: "first"})
		last := add(t, q, job.New{Kind: "plain", Title: "second"})
		add(t, q, job.New{Kind: "plain", Title: "urgent", Priority: job.Urgent, By: "Ada", Args: map[string]int{"x": 1}})
		start()
		for id := range last + 1 {
			reach(t, q, id+1, job.Done)
		}
		if got := strings.Join(w.begun(), " "); got != "urgent first second later" {
			t.Error(got)
		}
		j, err := q.Get(t.Context(), last+1)
		if err != nil || j.Title != "urgent" || j.By != "Ada" || j.Priority != job.Urgent || string(j.Args) != `{"x":1}` && string(j.Args) != `{"x": 1}` ||
			j.Attempt != 1 || j.Created.IsZero() || j.Started.IsZero() || j.Ended.IsZero() {
			t.Errorf("%+v, %v", j, err)
		}
		all, err := q.List(t.Context(), job.Filter{Limit: 2})
		if err != nil || len(all) != 2 || all[0].ID != 4 || all[1].ID != 3 {
			t.Errorf("%+v, %v", all, err)
		}
		if all, err = q.List(t.Context(), job.Filter{Limit: 9, Before: 3, State: job.Done, Kind: "plain"}); err != nil || len(all) != 2 || all[0].ID != 2 {
			t.Errorf("%+v, %v", all, err)
		}
		if all, err = q.List(t.Context(), job.Filter{Limit: 9, State: job.Failed}); err != nil || len(all) != 0 {
			t.Errorf("%+v, %v", all, err)
		}
		n, err := q.Counts(t.Context())
		if err != nil || !slices.Equal(n, []job.Count{{Kind: "plain", State: job.Done, Jobs: 4}}) {
			t.Errorf("%+v, %v", n, err)
		}
		if _, err := q.Get(t.Context(), 99); !errors.Is(err, job.ErrNotFound) {
			t.Error(err)
		}
		if err := q.Cancel(t.Context(), 1); !errors.Is(err, job.ErrEnded) {
			t.Error(err)
		}
		if err := q.Retry(t.Context(), 1); !errors.Is(err, job.ErrNotFailed) {
			t.Error(err)
		}
	})
}

// TestUnique: a job is not added twice before it has ended.
func TestUnique(t *testing.T) {
	each(t, func(t *testing.T, w *work, q job.Queue, start func() func()) {
		n := job.New{Kind: "plain", Title: "one", Unique: "x"}
		first := add(t, q, n)
		n.Dir = t.TempDir()
		if id, added, err := q.Add(t.Context(), n); err != nil || added || id != first {
			t.Errorf("%d, %v, %v", id, added, err)
		}
		if _, err := os.Stat(n.Dir); err == nil {
			t.Error("the folder of a job that is known is still there")
		}
		n.Dir, n.Unique = "", "y"
		add(t, q, n)
		n.Kind, n.Unique = "light", "x"
		add(t, q, n)
		start()
		reach(t, q, first, job.Done)
		n.Kind = "plain"
		again := add(t, q, n)
		reach(t, q, again, job.Done)
	})
}

// TestRetry: an attempt that fails is repeated after a pause, or when somebody
// asks for it, until none is left.
func TestRetry(t *testing.T) {
	each(t, func(t *testing.T, w *work, q job.Queue, start func() func()) {
		w.fails = -1
		start()
		id := add(t, q, job.New{Kind: "fail", Attempts: 2})
		j := until(t, q, id, func(j job.Job) bool { return j.State == job.Retrying || j.Attempt == 2 })
		if j.Attempt == 1 && (len(j.Problems) != 1 || !strings.Contains(j.Problems[0].Text, "not yet") || !j.Due.After(j.Started)) {
			t.Errorf("%+v", j)
		}
		if err := q.Retry(t.Context(), id); err != nil && !errors.Is(err, job.ErrNotFailed) {
			t.Fatal(err)
		}
		if j = reach(t, q, id, job.Failed); j.Attempt != 2 || len(j.Problems) != 2 || j.Ended.IsZero() {
			t.Errorf("%+v", j)
		}
		w.mu.Lock()
		w.fails = 0
		w.mu.Unlock()
		if err := q.Retry(t.Context(), id); err != nil {
			t.Fatal(err)
		}
		if j = reach(t, q, id, job.Done); j.Attempt != 3 {
			t.Errorf("%+v", j)
		}
		id = add(t, q, job.New{Kind: "panic", Attempts: 1})
		if j = reach(t, q, id, job.Failed); len(j.Problems) != 1 || !strings.Contains(j.Problems[0].Text, "oh") {
			t.Errorf("%+v", j)
		}
	})
}

// TestCancel: a job that waits is cancelled at once, one that runs when it returns.
func TestCancel(t *testing.T) {
	each(t, func(t *testing.T, w *work, q job.Queue, start func() func()) {
		waits := add(t, q, job.New{Kind: "plain"})
		if err := q.Cancel(t.Context(), waits); err != nil {
			t.Fatal(err)
		}
		reach(t, q, waits, job.Cancelled)
		start()
		runs := add(t, q, job.New{Kind: "wait"})
		j := until(t, q, runs, func(j job.Job) bool { return j.State == job.Running && j.Output.Of > 0 })
		if j.Output.Done != 3 || j.Output.Of != 7 || !strings.Contains(string(j.Output.Result), "1") {
			t.Errorf("%+v", j)
		}
		if err := q.Cancel(t.Context(), runs); err != nil {
			t.Fatal(err)
		}
		j = reach(t, q, runs, job.Cancelled)
		if !errors.Is(w.ended, job.ErrCancelled) || j.Output.Done != 3 || len(j.Problems) != 0 {
			t.Errorf("%v, %+v", w.ended, j)
		}
		if err := q.Retry(t.Context(), waits); err != nil {
			t.Fatal(err)
		}
		reach(t, q, waits, job.Done)
	})
}

// TestLight: a long job does not hold up light ones.
func TestLight(t *testing.T) {
	each(t, func(t *testing.T, w *work, q job.Queue, start func() func()) {
		start()
		long := add(t, q, job.New{Kind: "wait"})
		reach(t, q, long, job.Running)
		plain := add(t, q, job.New{Kind: "plain"})
		reach(t, q, add(t, q, job.New{Kind: "light"}), job.Done)
		if j, err := q.Get(t.Context(), plain); err != nil || j.State != job.Waiting {
			t.Errorf("%+v, %v", j, err)
		}
		close(w.gate)
		reach(t, q, long, job.Done)
		reach(t, q, plain, job.Done)
	})
}

// TestFiles: the files of a job come to its handler, and are removed.
func TestFiles(t *testing.T) {
	each(t, func(t *testing.T, w *work, q job.Queue, start func() func()) {
		dir := filepath.Join(t.TempDir(), "files")
		text := strings.Repeat("0123456789", 250_000)
		if err := errors.Join(os.MkdirAll(filepath.Join(dir, "a"), 0o700), os.WriteFile(filepath.Join(dir, "a", "b.txt"), []byte(text), 0o600),
			os.WriteFile(filepath.Join(dir, "empty"), nil, 0o600)); err != nil {
			t.Fatal(err)
		}
		id := add(t, q, job.New{Kind: "files", Dir: dir})
		start()
		reach(t, q, id, job.Done)
		if w.held != text {
			t.Errorf("%d bytes", len(w.held))
		}
		if _, err := os.Stat(dir); !errors.Is(err, os.ErrNotExist) {
			t.Errorf("the folder is there: %v", err)
		}
	})
}

// TestStopped: a job whose program stops is begun again by the next, without
// counting as an attempt, and one whose program is gone is too.
func TestStopped(t *testing.T) {
	address := pgtest.URL(t)
	w := &work{gate: make(chan struct{})}
	q := openRiver(t, address, w.kinds())
	stop := running(t, func(ctx context.Context) error { return q.Run(ctx, 1) })
	id := add(t, q, job.New{Kind: "wait"})
	reach(t, q, id, job.Running)
	stop()
	if !errors.Is(w.ended, job.ErrStopping) {
		t.Error(w.ended)
	}
	if j := reach(t, q, id, job.Waiting); j.Attempt > 1 {
		t.Errorf("%+v", j)
	}
	// Two jobs as a program leaves them that was killed: one has an attempt left.
	dead := add(t, q, job.New{Kind: "plain"})
	worn := add(t, q, job.New{Kind: "plain", Attempts: 1})
	_, schema, _ := strings.Cut(address, "schema=")
	c, err := pgx.Connect(t.Context(), pgtest.Server(t))
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close(t.Context())
	if _, err := c.Exec(t.Context(), `UPDATE `+schema+`.river_job SET state = 'running', attempt = 1, attempted_at = now(),
		attempted_by = '{gone-1#12345}' WHERE id IN ($1, $2)`, dead, worn); err != nil {
		t.Fatal(err)
	}
	close(w.gate)
	running(t, func(ctx context.Context) error { return q.Run(ctx, 1) })
	reach(t, q, id, job.Done)
	if j := reach(t, q, dead, job.Done); j.Attempt != 2 || len(j.Problems) != 1 || !strings.Contains(j.Problems[0].Text, "gone-1") {
		t.Errorf("%+v", j)
	}
	if j := reach(t, q, worn, job.Failed); j.Attempt != 1 {
		t.Errorf("%+v", j)
	}
}
