package store

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/view"
)

// dispute is trams with a claim said twice, the second time with a source,
// its denial, and a further thread that says the claim again.
func dispute() []*gainsay.Analysis {
	a, b := trams(), trams()
	a.Assertions[0].Cluster, a.Assertions[1].Cluster, a.Assertions[2].Cluster = "lost", "late", "lost"
	for _, s := range a.Assertions[:2] {
		a.Annotations = append(a.Annotations, gainsay.Annotation{ID: s.ID, Comment: s.Comment, Span: s.Span,
			Tag: gainsay.TagClaim, Kind: "fact"})
	}
	a.Relations = []gainsay.Relation{{From: "s1", To: "s0", Kind: gainsay.Rebuts, Score: .7}}
	b.Thread.ID = "later"
	b.Assertions = b.Assertions[:1]
	b.Assertions[0].Cluster, b.Assertions[0].Author, b.Assertions[0].SuppliedBy = "lost", "Mo Lind",
		[]string{"c3"}
	return []*gainsay.Analysis{a, b}
}

// sketchOf says what a claim is in a line, contrary ones below it.
func sketchOf(c view.Claim) string {
	var said, events, contrary []string
	for _, r := range c.Said {
		said = append(said, r.ThreadID+"/"+r.ID)
	}
	for _, e := range c.Events {
		events = append(events, e.ThreadKey+"/"+e.Assertion+" "+e.Kind+" "+e.Comment)
	}
	for _, o := range c.Contrary {
		contrary = append(contrary, o.Said[0].ID)
	}
	return fmt.Sprintf("%s: %d times, %d people, %d threads; %d unsupported %d sourced; asked %d answered %d; contested %d conceded %d; worth %.2f; %s; contrary %s",
		strings.Join(said, " "), c.Times, c.People, c.Threads, c.Unsupported, c.Sourced, c.Asked,
		c.Answered, c.Contested, c.Conceded, c.Worth,
		strings.Join(events, ", "), strings.Join(contrary, " "))
}

func TestClaims(t *testing.T) {
	db := openTemp(t)
	for _, a := range dispute() {
		save(t, db, a, nil)
	}
	const lost = "trams/s2 trams/s0 later/s0: 3 times, 2 people, 2 threads; 2 unsupported 1 sourced; asked 3 answered 1; contested 2 conceded 0; worth 0.60; " +
		"json:trams/s0 countered c2, json:later/s0 countered c2, json:trams/s0 asked c1, json:later/s0 asked c1, json:trams/s2 asked c0, json:later/s0 supplied c3; contrary s1"
	const late = "trams/s1: 1 times, 1 people, 1 threads; 1 unsupported 0 sourced; asked 0 answered 0; contested 0 conceded 0; worth 0.20; ; contrary s2"
	const snow = "trams/s3: 1 times, 1 people, 1 threads; 0 unsupported 0 sourced; asked 0 answered 0; contested 0 conceded 0; worth 0.00; ; contrary "
	for _, c := range []struct {
		name string
		f    view.AssertionFilter
		want []string
	}{
		{"worth checking first", view.AssertionFilter{}, []string{lost, late, snow}},
		{"most repeated", view.AssertionFilter{Sort: "repeated", Limit: 1}, []string{lost}},
		{"counts go beyond the filter", view.AssertionFilter{Author: "Mo Lind"}, []string{lost}},
		{"a claim without a cluster", view.AssertionFilter{Author: "Tom Reed"}, []string{snow}},
		{"never sourced", view.AssertionFilter{Sourced: "no"}, []string{late, snow}},
	} {
		t.Run(c.name, func(t *testing.T) {
			found, _, err := db.Claims(t.Context(), c.f)
			var got []string
			for _, f := range found {
				got = append(got, sketchOf(f))
			}
			if err != nil {
				t.Fatal(err)
			}
			slices.Sort(got)
			want := slices.Sorted(slices.Values(c.want))
			if d := cmp.Diff(want, got); d != "" {
				t.Error(d)
			}
		})
	}
	one, err := db.Claim(t.Context(), "json:trams", "s2", "")
	if err != nil || sketchOf(one) != lost {
		t.Errorf("claim of s2: %s, %v", sketchOf(one), err)
	}
	if _, err := db.Claim(t.Context(), "json:trams", "none", ""); !errors.Is(err, view.ErrNotFound) {
		t.Errorf("an assertion that is not there: %v", err)
	}
}

func TestTopics(t *testing.T) {
	db := openTemp(t)
	save(t, db, trams(), nil)
	rows, total, err := db.Topics(t.Context(), view.TopicFilter{Range: view.Range{Limit: 2}})
	want := []view.TopicRow{
		{Name: "Harbour", Assertions: 2, Unsupported: 1, Contested: 1, Threads: 1}, {Name: "Trams",
			Assertions: 2, Unsupported: 2, Contested: 1, Threads: 1},
	}
	for i := range rows {
		rows[i].Cursor = ""
	}
	if err != nil || total != 4 || !slices.Equal(rows, want) {
		t.Errorf("%+v of %d, %v", rows, total, err)
	}
	if rows, _, err := db.Topics(t.Context(), view.TopicFilter{Query: "HARB"}); err != nil || len(rows) != 1 {
		t.Errorf("by name: %+v, %v", rows, err)
	}
}
