package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/cmd/gainsay/internal/judge"
	"github.com/gainsay/gainsay/internal/pgtest"
	jobs "github.com/gainsay/gainsay/job"
	"github.com/gainsay/gainsay/store"
	"github.com/gainsay/gainsay/view"
	"github.com/gainsay/gainsay/web"
	"github.com/gainsay/gainsay/web/access"
	"github.com/gainsay/gainsay/web/api"
	"github.com/gainsay/gainsay/web/door"
)

// Comments of a forum with insults of its own.
var (
	rude = []string{"You absolute wazzock, read the manual first.", "Only a gobdaw like you would solder that wet.", "Typical wazzock answer, as always from you.",
		"What a gobdaw you are, honestly."}
	harmless = []string{"The valve was stupid cheap, so I bought two.", "This dumb pump broke again after a week.", "I was an idiot and forgot to open the tap.",
		"My old pump was garbage, the new one is fine."}
)

// taughtDB is a database of eight threads with decisions about the insults in
// them: half of 48 comments are rude.
func taughtDB(t *testing.T, address string) string {
	t.Helper()
	dir := t.TempDir()
	var decisions bytes.Buffer
	e := json.NewEncoder(&decisions)
	for n := range 8 {
		th := map[string]any{"id": fmt.Sprint("t", n), "title": fmt.Sprint("Pump ", n)}
		var cs []map[string]any
		for k := range 6 {
			verdict, text := gainsay.Wrong, harmless[(n+k/2)%4]
			if k%2 == 1 {
				verdict, text = gainsay.Right, rude[(n+k/2)%4]
			}
			cs = append(cs, map[string]any{"id": fmt.Sprint("c", k), "author": fmt.Sprint("user", k%3), "parent_by": "source",
				"text": fmt.Sprintf("%s Pump %d, run %d.", text, n, k)})
			if err := e.Encode(gainsay.Decision{Thread: fmt.Sprint("json:t", n), Comment: fmt.Sprint("c", k), Mark: "x", Tag: gainsay.TagInsult,
				Quote: gainsay.Quote{Exact: text}, Verdict: verdict, Coder: "Ada", Time: time.Date(2026, 2, n+1, 0, 0, k, 0, time.UTC)}); err != nil {
				t.Fatal(err)
			}
		}
		th["comments"] = cs
		b, err := json.Marshal(th)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, fmt.Sprintf("t%d.json", n)), b, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	file := filepath.Join(dir, "decisions.jsonl.txt")
	if err := os.WriteFile(file, decisions.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	for n := range 8 {
		printed(t, "import", "--encoder", "off", "--db", address, filepath.Join(dir, fmt.Sprintf("t%d.json", n)))
	}
	printed(t, "decisions", "import", "--db", address, file)
	return address
}

// insulting counts the rude comments, and the others, that an export marks.
func insulting(t *testing.T, export string) (rude, others int) {
	t.Helper()
	for line := range strings.Lines(export) {
		var a gainsay.Analysis
		if err := json.Unmarshal([]byte(line), &a); err != nil {
			t.Fatal(err)
		}
		marked := map[string]bool{}
		for _, m := range a.Annotations {
			marked[m.Comment] = marked[m.Comment] || m.Tag == gainsay.TagInsult
		}
		for id, yes := range marked {
			switch {
			case yes && id[1]%2 == 1:
				rude++
			case yes:
				others++
			}
		}
	}
	return rude, others
}

// TestRetrain teaches a database its insults by the API: the figures say so, the
// marks follow once it is in use, also those of comments that are added, outputs
// name the weights, the command line makes the same ones, and undo brings all back.
func TestRetrain(t *testing.T) {
	for engine, address := range map[string]func(*testing.T) string{
		"file":       func(t *testing.T) string { return filepath.Join(t.TempDir(), "x.db") },
		"PostgreSQL": func(t *testing.T) string { return pgtest.URL(t) },
	} {
		t.Run(engine, func(t *testing.T) {
			db := taughtDB(t, address(t))
			before := printed(t, "export", "-o", "jsonl", "--db", db)
			s := serveAPI(t, db)
			j := s.ended("/trainings", `{"task":"insult"}`)
			if j.State != jobs.Done || j.Training == 0 || j.Done != j.Of {
				t.Fatalf("%+v", j)
			}
			trained := s.training(j.Training)
			if trained.State != view.TrainingReady || trained.Rows != 48 || len(trained.Files) != 2 || len(trained.Figures) != 8 {
				t.Fatalf("%+v", trained)
			}
			for _, f := range trained.Figures {
				if f.Texts != 48 || f.Difference.Low < 0 || f.Before.Low > f.Before.Value || f.After.High < f.After.Value {
					t.Errorf("%+v", f)
				}
			}
			if again := s.ended("/trainings", `{"task":"insult"}`); again.Training != j.Training {
				t.Errorf("the same decisions give training %d, were %d", again.Training, j.Training)
			}
			sameByCommand(t, db, j.Training)

			id := fmt.Sprint(j.Training)
			if res, b := s.call(http.MethodPost, "/trainings/"+id+"/use", ""); res.StatusCode != 200 {
				t.Fatalf("%d %s", res.StatusCode, b)
			}
			s.call(http.MethodPost, "/threads/json:t0/comments", `{"id":"c7","author":"Ann","text":"You wazzock, that is a gobdaw's pump."}`)
			printed(t, "reanalyse", "--db", db)
			after := printed(t, "export", "-o", "jsonl", "--db", db)
			was, _ := insulting(t, before)
			if n, others := insulting(t, after); n != 25 || others > 0 || was > 20 {
				t.Errorf("%d rude comments are marked, were %d, and %d others", n, was, others)
			}
			var first gainsay.Analysis
			line, _, _ := strings.Cut(after, "\n")
			if err := json.Unmarshal([]byte(line), &first); err != nil {
				t.Fatal(err)
			}
			if first.Version.Rules == buildVersion().Rules {
				t.Error("the outputs do not say that other weights are in use")
			}
			byWeights(t, db, id, first)

			printed(t, "retrain", "undo", "insult", "--db", db)
			if res, _ := s.call(http.MethodPost, "/trainings/"+id+"/drop", ""); res.StatusCode != 200 {
				t.Errorf("drop: %d", res.StatusCode)
			}
			if res, _ := s.call(http.MethodPost, "/trainings/"+id+"/use", ""); res.StatusCode != http.StatusConflict {
				t.Errorf("use what was dropped: %d", res.StatusCode)
			}
			printed(t, "reanalyse", "--db", db)
			tail := func(s string) string { return s[strings.Index(s, "\n"):] } // a comment was added to the first thread
			if got := printed(t, "export", "-o", "jsonl", "--db", db); tail(got) != tail(before) {
				t.Error("undo does not bring back the marks as they were")
			}
		})
	}
}

// sameByCommand compares the weights of a training with those that train makes.
func sameByCommand(t *testing.T, db string, id int64) {
	t.Helper()
	kept, made := t.TempDir(), t.TempDir()
	printed(t, "retrain", "save", fmt.Sprint(id), kept, "--db", db)
	printed(t, "train", "--task", "insult", "--decisions", db, "--adapt", "--out", made)
	for _, name := range []string{"insult.weights", "insult-encoded.weights"} {
		a, err := os.ReadFile(filepath.Join(kept, name))
		if err != nil {
			t.Fatal(err)
		}
		b, err := os.ReadFile(filepath.Join(made, name))
		if err != nil || !bytes.Equal(a, b) {
			t.Errorf("%s: %d bytes kept, %d made by the command line, %v", name, len(a), len(b), err)
		}
	}
}

// byWeights analyses a thread with the weights of a training as a folder: the
// analysis is the stored one.
func byWeights(t *testing.T, db, id string, want gainsay.Analysis) {
	t.Helper()
	dir := t.TempDir()
	printed(t, "retrain", "save", id, dir, "--db", db)
	for i := range want.Thread.Comments {
		want.Thread.Comments[i].Quotes, want.Thread.Comments[i].Language = nil, ""
	}
	b, err := json.Marshal(want.Thread)
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(dir, "thread.json")
	if err := os.WriteFile(file, b, 0o600); err != nil {
		t.Fatal(err)
	}
	var got gainsay.Analysis
	if err := json.Unmarshal([]byte(printed(t, "analyze", "--encoder", "off", "--weights", dir, "-o", "jsonl", file)), &got); err != nil {
		t.Fatal(err)
	}
	if got.Version != want.Version || len(got.Annotations) != len(want.Annotations) {
		t.Errorf("version %+v with %d marks, want %+v with %d", got.Version, len(got.Annotations), want.Version, len(want.Annotations))
	}
}

// serveAPI serves a database, whose jobs run.
func serveAPI(t *testing.T, db string) *apiServer {
	t.Helper()
	d, err := store.Open(db)
	if err != nil {
		t.Fatal(err)
	}
	conf := web.Config{Log: slog.New(slog.DiscardHandler)}
	h, err := webServer(d, conf, access.New(d, true, nil), nil)
	if err != nil {
		t.Fatal(err)
	}
	site := httptest.NewServer(h)
	t.Cleanup(func() { site.Close(); h.Close(); d.Close() })
	return &apiServer{t, d, site.URL + api.Prefix}
}

// ended adds a job and returns it when it has ended.
func (s *apiServer) ended(path, body string) (j api.Job) {
	s.t.Helper()
	res, b := s.call(http.MethodPost, path, body)
	if res.StatusCode != http.StatusAccepted {
		s.t.Fatalf("%d %s", res.StatusCode, b)
	}
	at := strings.TrimPrefix(res.Header.Get("Location"), api.Prefix)
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for j.State = jobs.Waiting; !j.State.Ended(); <-tick.C {
		if _, b = s.call(http.MethodGet, at, ""); json.Unmarshal(b, &j) != nil {
			s.t.Fatalf("%s", b)
		}
	}
	return j
}

func (s *apiServer) training(id int64) view.Training {
	s.t.Helper()
	all, err := s.db.Trainings(s.t.Context())
	if err != nil {
		s.t.Fatal(err)
	}
	for _, t := range all {
		if t.ID == id {
			return t
		}
	}
	s.t.Fatalf("no training %d", id)
	return view.Training{}
}

// TestRetrainRefused: with too few decisions the job ends and says what is missing,
// and so does the command.
func TestRetrainRefused(t *testing.T) {
	db := taughtDB(t, filepath.Join(t.TempDir(), "x.db"))
	s := serveAPI(t, db)
	const why = "too few decisions for task spam: they label 0 texts of 0 threads"
	j := s.ended("/trainings", `{"task":"spam"}`)
	if j.State != jobs.Done || !strings.Contains(j.Note, why) {
		t.Errorf("%+v", j)
	}
	if got := s.training(j.Training); got.State != view.TrainingRefused || !strings.Contains(got.Note, why) {
		t.Errorf("%+v", got)
	}
	var out, errs strings.Builder
	for _, args := range [][]string{{"retrain", "--task", "spam", "--db", db}, {"train", "--adapt", "--task", "spam", "--decisions", db, "--out", t.TempDir()}} {
		if code := run(args, strings.NewReader(""), &out, &errs); code == exitOK || !strings.Contains(errs.String(), why) {
			t.Errorf("%q: %d, %s", args, code, errs.String())
		}
		errs.Reset()
	}
	if res, b := s.call(http.MethodPost, "/trainings", `{"task":"irony"}`); res.StatusCode != http.StatusUnprocessableEntity {
		t.Errorf("unknown task: %d %s", res.StatusCode, b)
	}
}

// TestRetrainStopped: what is cancelled half-way saves nothing; one task has one
// job at a time; an analysis for weights that are not in use any more says so.
func TestRetrainStopped(t *testing.T) {
	d, err := store.Open(taughtDB(t, filepath.Join(t.TempDir(), "x.db")))
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	ctx, cancel := context.WithCancel(t.Context())
	_, err = retrain(ctx, d, "insult", "", func(done, _ int) {
		if done == 3 {
			cancel()
		}
	})
	if all, listed := d.Trainings(t.Context()); !errors.Is(err, context.Canceled) || len(all) > 0 || listed != nil {
		t.Fatalf("%v; %+v, %v", err, all, listed)
	}
	b, err := newBackgroundWork(t.Context(), d, nil, false, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	defer b.close()
	first, err := b.addRetraining(t.Context(), "insult", "Ada")
	if err != nil {
		t.Fatal(err)
	}
	if second, err := b.addRetraining(t.Context(), "insult", "Bo"); err != nil || second != first {
		t.Errorf("job %d, then %d, %v", first, second, err)
	}
	made, err := retrain(t.Context(), d, "insult", "Ada", nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := d.UseTraining(t.Context(), made.ID, "Ada"); err != nil {
		t.Fatal(err)
	}
	if n, err := b.addReanalyses(t.Context(), "Ada"); err != nil || n != 8 {
		t.Fatal(n, err)
	}
	if err := d.UseShipped(t.Context(), "insult", "Ada"); err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan struct{})
	go func() { defer close(ended); b.run(ctx, 1) }()
	defer func() { stop(); <-ended }()
	if j, err := jobs.Await(t.Context(), b.queue, first+1); err != nil || j.State != jobs.Done || !strings.Contains(j.Output.Note, "Other weights") {
		t.Errorf("%+v, %v", j, err)
	}
	if j, err := jobs.Await(t.Context(), b.queue, first); err != nil || j.State != jobs.Done || web.RetrainedBy(j).Training != made.ID {
		t.Errorf("%+v, %v", j, err)
	}
}

// TestDoorsFollowTraining: doors judge by the weights in use.
func TestDoorsFollowTraining(t *testing.T) {
	d, err := store.Open(taughtDB(t, filepath.Join(t.TempDir(), "x.db")))
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	models := &doorModels{db: d}
	e := judge.New(d, models)
	defer e.Close()
	judged := func() float64 {
		t.Helper()
		models.looked = time.Time{} // a second later
		j, err := e.Judge(t.Context(), door.Comment{Text: door.Text{Text: "That wazzock again, what a gobdaw."}})
		if err != nil {
			t.Fatal(err)
		}
		return j.Scores[door.Insult]
	}
	before := judged()
	made, err := retrain(t.Context(), d, "insult", "", nil)
	if err != nil {
		t.Fatal(err)
	}
	if judged() != before {
		t.Error("doors use what nobody put in use")
	}
	if err := d.UseTraining(t.Context(), made.ID, ""); err != nil {
		t.Fatal(err)
	}
	if after := judged(); after < before+.2 {
		t.Errorf("score %.2f, was %.2f", after, before)
	}
}

// TestRetrainKilled kills the program that retrains: another does it, and the
// effect is that of doing it once.
func TestRetrainKilled(t *testing.T) {
	if testing.Short() {
		t.Skip("waits for other processes")
	}
	address := taughtDB(t, pgtest.URL(t))
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
	j := killedOnce(t, b, address)
	startWorker(t, address)
	j, err = jobs.Await(t.Context(), b.queue, j.ID)
	if err != nil || j.State != jobs.Done || j.Attempt < 2 {
		t.Fatalf("%+v, %v", j, err)
	}
	all, err := d.Trainings(t.Context())
	if err != nil || len(all) != 1 || all[0].ID != web.RetrainedBy(j).Training {
		t.Fatalf("%+v, %v", all, err)
	}
	sameByCommand(t, address, all[0].ID)
}

// killedOnce adds a job and kills the program that runs it before it ends. A few
// tries may be needed: the job may end before it is seen to run.
func killedOnce(t *testing.T, b *backgroundWork, address string) jobs.Job {
	t.Helper()
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for range 10 {
		w := startWorker(t, address)
		id, err := b.addRetraining(t.Context(), "insult", "Ada")
		if err != nil {
			t.Fatal(err)
		}
		j := jobs.Job{State: jobs.Waiting}
		for ; j.State == jobs.Waiting; <-tick.C {
			if j, err = b.queue.Get(t.Context(), id); err != nil {
				t.Fatal(err)
			}
		}
		w.kill(t)
		if j, err = b.queue.Get(t.Context(), id); err != nil || j.State == jobs.Running {
			return j
		}
	}
	t.Fatal("the job always ended before its program was killed")
	return jobs.Job{}
}
