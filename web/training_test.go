package web_test

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/job"
	"github.com/gainsay/gainsay/store"
	"github.com/gainsay/gainsay/view"
	"github.com/gainsay/gainsay/web"
)

// retrainable adds to a configuration a job that teaches db what it is told to, once
// begin is closed.
func retrainable(t *testing.T, conf *web.Config, db *store.DB, made view.Training, begin chan struct{}) {
	t.Helper()
	q := job.NewLocal(map[string]job.Kind{web.RetrainKind: {Run: func(ctx context.Context, task *job.Task) error {
		task.Report(job.Output{Done: 2, Of: 7, Unit: "rounds"})
		<-begin
		id, err := db.SaveTraining(ctx, made, map[string][]byte{"insult.weights": []byte("weights")})
		if err != nil {
			return err
		}
		result, err := json.Marshal(web.Retrained{Training: id})
		task.Report(job.Output{Done: 7, Of: 7, Unit: "rounds", Result: result})
		return err
	}}}, nil)
	conf.Jobs, conf.RunJobs = q, func(ctx context.Context) { q.Run(ctx, 1) }
	conf.Retrain = func(ctx context.Context, task, by string) (int64, error) {
		id, _, err := q.Add(ctx, job.New{Kind: web.RetrainKind, Title: "learn " + task, By: by, Unique: task})
		return id, err
	}
	conf.RetrainTasks = []web.RetrainTask{{Name: "insult", Doc: "which comments insult somebody", Tags: []gainsay.Tag{gainsay.TagInsult}}}
	conf.Rules = "sha256:now"
}

// figured is a training with figures.
func figured() view.Training {
	return view.Training{Task: "insult", State: view.TrainingReady, Rows: 60, Data: "sha256:rows", Rules: "sha256:now", Coder: "Ada", Time: time.Unix(1.8e9, 0),
		Figures: []view.TrainingFigure{{Name: "accuracy", Texts: 60, P: .01, Before: view.Estimate{Value: .5, Low: .41, High: .62},
			After: view.Estimate{Value: .75, Low: .66, High: .83}, Difference: view.Estimate{Value: .25, Low: .12, High: .36}}}}
}

// TestRetraining starts a retraining on the page, reads how far it is and what it
// changes, saves its weights, puts it in use, takes it back and drops it, by forms.
func TestRetraining(t *testing.T) {
	db, err := store.Open(coded(t, 60, "anna"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	begin := make(chan struct{})
	var conf web.Config
	retrainable(t, &conf, db, figured(), begin)
	s := servedWith(t, db, conf)
	v := newGuest(t, s.URL)
	const page = "/agreement/thresholds"
	text := func() string { return strings.Join(strings.Fields(v.see(page).Find("main").Text()), " ") }
	if got := text(); !strings.Contains(got, "which comments insult somebody20those in the program") {
		t.Fatal(got)
	}
	v.press(v.see(page), "form[action='/agreement/train']", "task", "insult")
	for v.see(page).Find("progress[value='2']").Length() == 0 { // until it has begun
	}
	if again := v.press(v.see(page), "form[action='/agreement/train']", "task", "insult"); again.Find("main [role=status]").Length() != 1 {
		t.Error("a second job for the task")
	}
	close(begin)
	if _, err := job.Await(t.Context(), conf.Jobs, 1); err != nil {
		t.Fatal(err)
	}
	if v.see("/jobs/1").Find("main a[href='/agreement/thresholds#retraining']").Length() != 1 {
		t.Error("the page of the job has no link to what it taught")
	}
	if got := text(); !strings.Contains(got, ".50 .41–.62.75 .66–.83+0.25 +0.12 to +0.36") || strings.Contains(got, "another version") {
		t.Error(got)
	}
	res, err := v.Get(s.URL + "/agreement/train/1/insult.weights")
	if err != nil {
		t.Fatal(err)
	}
	b, err := io.ReadAll(res.Body)
	res.Body.Close()
	if err != nil || string(b) != "weights" {
		t.Errorf("%q, %v", b, err)
	}
	viewed(t, s.URL+"/agreement/train/1/none", 404)
	viewed(t, s.URL+"/agreement/train/x/insult.weights", 404)

	used := v.press(v.see(page), "form[action='/agreement/train/use']", "id", "1")
	if used.Find("a[href='#training-1']").Length() != 1 || used.Find("form[action='/agreement/train/drop']").Length() != 0 {
		t.Error("training 1 is not in use")
	}
	back := v.press(used, "form[action='/agreement/train/shipped']", "task", "insult")
	dropped := v.press(back, "form[action='/agreement/train/drop']", "id", "1")
	if got := dropped.Find("#training-1").Text(); !strings.Contains(got, "dropped") {
		t.Error(got)
	}
	form := formOf(v.see(page).Find("form[action='/agreement/train']"))
	for _, bad := range []struct {
		action, field, value string
		status               int
	}{{"/agreement/train", "task", "irony", 400}, {"/agreement/train/use", "id", "1", http.StatusConflict}, {"/agreement/train/use", "id", "9", 404}, {"/agreement/train/drop", "id", "", 400}} {
		form.Set(bad.field, bad.value)
		res, err := v.PostForm(s.URL+bad.action, form)
		if err != nil {
			t.Fatal(err)
		}
		res.Body.Close()
		if res.StatusCode != bad.status {
			t.Errorf("%+v: %d", bad, res.StatusCode)
		}
	}
}

// retrainingSite serves a database with a training, a refused one and a job that runs.
func retrainingSite(t *testing.T) string {
	t.Helper()
	db, err := store.Open(coded(t, 60, "anna"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	refused := figured()
	refused.Data, refused.State, refused.Note, refused.Figures = "sha256:few", view.TrainingRefused, "too few decisions for task insult", nil
	for _, one := range []view.Training{figured(), refused} {
		files := map[string][]byte{"insult.weights": []byte("weights")}
		if one.State == view.TrainingRefused {
			files = nil
		}
		if _, err := db.SaveTraining(t.Context(), one, files); err != nil {
			t.Fatal(err)
		}
	}
	conf, begin := web.Config{Outdated: func(context.Context) (int, error) { return 2, nil }}, make(chan struct{})
	retrainable(t, &conf, db, figured(), begin)
	if _, err := conf.Retrain(t.Context(), "insult", "Ada"); err != nil {
		t.Fatal(err)
	}
	s := servedWith(t, db, conf)
	t.Cleanup(func() { close(begin) }) // before the server ends
	return s.URL
}

// TestForeignTraining: the page says what another version made, and why a training
// was refused.
func TestForeignTraining(t *testing.T) {
	db, err := store.Open(coded(t, 10, "anna"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	old := figured()
	old.Rules = "sha256:then"
	refused := figured()
	refused.Data, refused.State, refused.Note, refused.Figures = "sha256:few", view.TrainingRefused, "too few decisions for task insult", nil
	for _, one := range []view.Training{old, refused} {
		if _, err := db.SaveTraining(t.Context(), one, nil); err != nil {
			t.Fatal(err)
		}
	}
	var conf web.Config
	retrainable(t, &conf, db, figured(), nil)
	doc := viewed(t, servedWith(t, db, conf).URL+"/agreement/thresholds", 200)
	if got := doc.Find("#training-1").Text(); !strings.Contains(got, "another version of the program") {
		t.Error(got)
	}
	if got := doc.Find("#training-2"); !strings.Contains(got.Text(), "Refused: too few decisions for task insult.") || got.Find("form").Length() != 1 {
		t.Error(got.Text())
	}
}
