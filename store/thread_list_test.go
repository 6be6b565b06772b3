package store

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/view"
)

// listed are three threads: one with everything, one of plain assertions with
// a title, one without title and assertions.
func listed(t *testing.T) *DB {
	db := openTemp(t)
	save(t, db, rich("reddit", "x"), nil)
	a, sigs := plain("other", 20)
	a.Thread.URL = "https://www.reddit.com/r/trams/comments/1/"
	a.Thread.Comments[3].Time = time.Date(2023, 5, 1, 12, 0, 0, 0, time.UTC)
	save(t, db, a, sigs)
	save(t, db, &gainsay.Analysis{Thread: &gainsay.Thread{ID: "bare", Format: "csv", Comments: []*gainsay.Comment{
		{ID: "1", Author: "Ola Moe", Text: "Same  here,\nmine stopped too", State: gainsay.Live}}}}, nil)
	return db
}

func TestThreadFilter(t *testing.T) {
	db := listed(t)
	decideTwo(t, db)
	for name, f := range map[string]struct {
		f    view.ThreadFilter
		want []string
	}{
		"person":    {view.ThreadFilter{Query: "ola MOE"}, []string{"csv:bare"}},
		"opening":   {view.ThreadFilter{Query: "mine stopped"}, []string{"csv:bare"}},
		"site":      {view.ThreadFilter{Sites: []string{"r/trams", "example.org"}, Sort: "comments"}, []string{"json:other", "reddit:x"}},
		"no site":   {view.ThreadFilter{Sites: []string{""}}, []string{"csv:bare"}},
		"year":      {view.ThreadFilter{Years: []int{2023, 0}, Sort: "comments"}, []string{"json:other", "csv:bare"}},
		"tag":       {view.ThreadFilter{Tags: []gainsay.Tag{gainsay.TagInsult}}, []string{"reddit:x"}},
		"format":    {view.ThreadFilter{Formats: []string{"json"}}, []string{"json:other"}},
		"asserting": {view.ThreadFilter{Asserting: true, Sort: "title"}, []string{"reddit:x", "json:other"}},
		"part":      {view.ThreadFilter{Reviewed: []string{"part"}}, []string{"reddit:x"}},
		"no":        {view.ThreadFilter{Reviewed: []string{"no"}, Sort: "contested", Reverse: true}, []string{"json:other", "csv:bare"}},
		"keys":      {view.ThreadFilter{Keys: []string{"csv:bare", "csv:none"}}, []string{"csv:bare"}},
		"by date":   {view.ThreadFilter{Sort: "date"}, []string{"json:other", "reddit:x", "csv:bare"}},
		"reviewed":  {view.ThreadFilter{Sort: "reviewed", Limit: 1}, []string{"reddit:x"}},
		"by source": {view.ThreadFilter{Sort: "source"}, []string{"reddit:x", "json:other", "csv:bare"}},
	} {
		rows, _, err := db.Threads(t.Context(), f.f)
		var got []string
		for _, r := range rows {
			got = append(got, r.Key)
		}
		if d := cmp.Diff(f.want, got); d != "" || err != nil {
			t.Errorf("%s: %v\n%s", name, err, d)
		}
	}
	rows, _, err := db.Threads(t.Context(), view.ThreadFilter{Keys: []string{"csv:bare", "reddit:x"}, Sort: "title"})
	if err != nil || len(rows) != 2 || rows[0].Decided != 2 || rows[1].Name() != "Same here, mine stopped too" ||
		rows[1].From() != "here" {
		t.Errorf("%+v, %v", rows, err)
	}
}

func TestThreadFacets(t *testing.T) {
	db := listed(t)
	got, err := db.ThreadFacets(t.Context(), view.ThreadFilter{Asserting: true, Formats: []string{"json"}})
	if err != nil {
		t.Fatal(err)
	}
	want := view.ThreadFacets{
		Sites:    []view.Count[string]{{Value: "r/trams", N: 1}},
		Formats:  []view.Count[string]{{Value: "json", N: 1}, {Value: "reddit", N: 1}},
		Tags:     []view.Count[string]{{Value: "claim", N: 1}},
		Reviewed: []view.Count[string]{{Value: "no", N: 1}},
		Years:    []view.Count[int]{{Value: 2023, N: 1}},
		All:      3, Most: 20,
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	if got, err := db.ThreadFacets(t.Context(), view.ThreadFilter{Asserting: true}); err != nil || got.Hidden != 1 {
		t.Errorf("hidden %d, %v", got.Hidden, err)
	}
}
