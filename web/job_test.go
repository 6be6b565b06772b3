package web_test

import (
	"context"
	"errors"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/gainsay/gainsay/job"
	"github.com/gainsay/gainsay/store"
	"github.com/gainsay/gainsay/web"
)

// testJobs is a queue with the imports of a testImporter, in which a job has failed.
func testJobs(t *testing.T, i web.Importer) (q *job.Local, run func(context.Context)) {
	t.Helper()
	q = job.NewLocal(map[string]job.Kind{
		web.ImportKind: web.ImportJobs(i, func(web.Imported, error, time.Time) {}),
		"fails":        {Run: func(context.Context, *job.Task) error { return errors.New("not today") }},
		"waits": {Run: func(ctx context.Context, t *job.Task) error {
			t.Report(job.Output{Done: 3, Of: 12, Unit: "threads"})
			<-ctx.Done()
			return nil
		}},
	}, nil)
	if _, _, err := q.Add(t.Context(), job.New{Kind: "fails", Title: "in vain", By: "Ada", Attempts: 1}); err != nil {
		t.Fatal(err)
	}
	return q, func(ctx context.Context) { q.Run(ctx, 1) }
}

// TestJobs looks at jobs, tries one again, cancels one.
func TestJobs(t *testing.T) {
	s, q := servedJobs(t, filepath.Join(t.TempDir(), "x.db"))
	v := newGuest(t, s.URL)
	if _, err := job.Await(t.Context(), q, 1); err != nil {
		t.Fatal(err)
	}
	list := v.see("/jobs?kind=fails&state=failed")
	if row := list.Find("table").Last().Find("tbody tr"); row.Length() != 1 || !strings.Contains(row.Text(), "in vain") || !strings.Contains(row.Text(), "Ada") {
		t.Fatalf("%s", list.Find("main").Text())
	}
	if none := v.see("/jobs?state=cancelled"); none.Find(".empty").Length() != 1 {
		t.Errorf("%s", none.Find("main").Text())
	}
	failed := v.see("/jobs/1")
	if text := failed.Find("main").Text(); !strings.Contains(text, "not today") || !strings.Contains(text, "1 of 1") {
		t.Fatalf("%s", text)
	}
	again := v.press(failed, "form[action='/jobs/1/retry']")
	if again.Url.Path != "/jobs/1" {
		t.Error(again.Url)
	}
	if j, err := job.Await(t.Context(), q, 1); err != nil || j.Attempt != 2 {
		t.Errorf("%+v, %v", j, err)
	}
	id, _, err := q.Add(t.Context(), job.New{Kind: "waits", Title: "for ever"})
	if err != nil {
		t.Fatal(err)
	}
	waits := v.see("/jobs/2")
	for waits.Find("progress[value='25']").Length() == 0 { // until it has begun
		waits = v.see("/jobs/2")
	}
	v.press(waits, "form[action='/jobs/2/cancel']")
	if j, err := job.Await(t.Context(), q, id); err != nil || j.State != job.Cancelled {
		t.Errorf("%+v, %v", j, err)
	}
	viewed(t, s.URL+"/jobs/99", 404)
	viewed(t, s.URL+"/jobs/x", 404)
	viewed(t, s.URL+"/jobs?state=odd", 400)
	viewed(t, s.URL+"/add/job/1", 404)
}

// TestAddTwice: the same text twice is one job while the first has not ended.
func TestAddTwice(t *testing.T) {
	db, err := store.Open(filepath.Join(t.TempDir(), "x.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	u := web.Upload{Dir: t.TempDir()}
	for _, change := range []struct {
		format string
		same   bool
	}{{"", true}, {"json", false}} {
		first, err := web.NewImport(u, "a", "Ada", 1)
		if err != nil {
			t.Fatal(err)
		}
		u.Format = change.format
		second, err := web.NewImport(u, "b", "Ben", 2)
		if err != nil || (first.Unique == second.Unique) != change.same {
			t.Errorf("%+v: %v", change, err)
		}
	}
}
