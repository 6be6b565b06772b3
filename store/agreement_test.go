package store

import (
	"testing"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/view"
	"github.com/google/go-cmp/cmp"
)

func TestThresholds(t *testing.T) {
	db, err := Open(newAddress(t))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for _, x := range []struct {
		tag   gainsay.Tag
		least float64
	}{{gainsay.TagInsult, .6}, {gainsay.TagInsult, .8}, {gainsay.TagSpam, .7}, {gainsay.TagSpam, 0}} {
		if err := db.SetThreshold(t.Context(), x.tag, x.least, "Ada"); err != nil {
			t.Fatal(err)
		}
	}
	got, err := db.Thresholds(t.Context())
	if d := cmp.Diff(gainsay.Thresholds{gainsay.TagInsult: .8}, got); d != "" || err != nil {
		t.Error(d, err)
	}
	if db.SetThreshold(t.Context(), gainsay.TagInsult, 1.5, "") == nil || db.SetThreshold(t.Context(), "nonsense", .5, "") == nil {
		t.Error("a bad threshold is saved")
	}
}

func TestCommentPlaces(t *testing.T) {
	db := openTemp(t)
	with := rich("reddit", "x")
	with.Version.Thresholds = "insult=0.2"
	save(t, db, with, nil)
	known, gone := view.CommentRef{Thread: "reddit:x", Comment: "c1"}, view.CommentRef{Thread: "reddit:x", Comment: "none"}
	got, err := db.CommentPlaces(t.Context(), []view.CommentRef{known, gone})
	if err != nil || len(got) != 1 || got[known].Author == "" || got[known].Title == "" {
		t.Errorf("places %v, %v", got, err)
	}
	a, err := db.Analysis(t.Context(), "reddit:x")
	if err != nil {
		t.Fatal(err)
	}
	if a.Version.Thresholds != with.Version.Thresholds {
		t.Errorf("thresholds %q", a.Version.Thresholds)
	}
	want := 0
	for _, n := range a.Annotations {
		want += btoi(n.Score >= gainsay.DefaultThreshold)
	}
	counts, err := db.ThreadMarks(t.Context(), []string{"reddit:x", "reddit:none"})
	if d := cmp.Diff(map[string]int{"reddit:x": want}, counts); d != "" || err != nil || want == 0 {
		t.Errorf("%d marks: %s %v", want, d, err)
	}
	texts, err := db.SampleTexts(t.Context(), 10)
	if err != nil || len(texts) != 3 {
		t.Errorf("texts %q, %v", texts, err)
	}
}
