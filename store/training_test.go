package store

import (
	"errors"
	"testing"
	"time"

	"github.com/gainsay/gainsay/view"
)

// TestTrainings: trainings of the same rows are one, at most one of a task is in
// use, and what is dropped cannot be used.
func TestTrainings(t *testing.T) {
	db, ctx := openTemp(t), t.Context()
	add := func(task, data string, state view.TrainingState, content string) int64 {
		t.Helper()
		files := map[string][]byte{}
		if content != "" {
			files[task+".weights"] = []byte(content)
		}
		id, err := db.SaveTraining(ctx, view.Training{Task: task, Data: data, Rules: "r", State: state, Rows: 50, Coder: "Ada",
			Time: time.UnixMilli(1e12), Figures: []view.TrainingFigure{{Name: "accuracy", Texts: 50, P: .5}}}, files)
		if err != nil {
			t.Fatal(err)
		}
		return id
	}
	use := func(id int64, want error) {
		t.Helper()
		if err := db.UseTraining(ctx, id, "Bo"); !errors.Is(err, want) {
			t.Fatalf("use %d: %v, want %v", id, err, want)
		}
	}
	inUse := func(want ...string) {
		t.Helper()
		w, err := db.Weights(ctx)
		if err != nil {
			t.Fatal(err)
		}
		digest, err := db.WeightsDigest(ctx)
		if err != nil || digest != w.Digest || (digest == "") != (len(want) == 0) || len(w.Files) != len(want) {
			t.Fatalf("weights %v with digest %q, and %q, %v", w.Files, w.Digest, digest, err)
		}
		for _, c := range want {
			if string(w.Files["insult.weights"]) != c && string(w.Files["spam.weights"]) != c {
				t.Fatalf("%q is not in use: %v", c, w.Files)
			}
		}
	}
	inUse()
	first, second, spam := add("insult", "1", view.TrainingReady, "a"), add("insult", "2", view.TrainingReady, "b"), add("spam", "1", view.TrainingReady, "c")
	if again := add("insult", "1", view.TrainingReady, "other"); again != first {
		t.Errorf("saved again as %d, was %d", again, first)
	}
	use(first, nil)
	inUse("a")
	use(second, nil)
	use(spam, nil)
	inUse("b", "c")
	if err := db.DropTraining(ctx, second, "Bo"); !errors.Is(err, view.ErrTrainingState) {
		t.Errorf("dropped what is in use: %v", err)
	}
	if err := db.UseShipped(ctx, "insult", "Bo"); err != nil {
		t.Fatal(err)
	}
	inUse("c")
	if err := db.DropTraining(ctx, first, "Bo"); err != nil {
		t.Fatal(err)
	}
	use(first, view.ErrTrainingState)
	use(999, view.ErrNotFound)
	use(add("insult", "3", view.TrainingRefused, ""), view.ErrTrainingState)
	if add("insult", "1", view.TrainingReady, "a") != first {
		t.Error("a training that was dropped is saved under another ID")
	}
	use(first, nil)
	inUse("a", "c")
	all, err := db.Trainings(ctx)
	if err != nil || len(all) != 4 {
		t.Fatalf("%d trainings, %v", len(all), err)
	}
	for _, got := range all {
		if got.ID == first && (got.State != view.TrainingUsed || got.Judge != "Bo" || got.Judged.IsZero() || len(got.Files) != 1 ||
			got.Files[0].Bytes != 1 || got.Rows != 50 || len(got.Figures) != 1 || got.Coder != "Ada") {
			t.Errorf("got %+v", got)
		}
	}
}
