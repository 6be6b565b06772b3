package store

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/view"
)

// trams is a thread whose assertions differ in every dimension of the filter.
func trams() *gainsay.Analysis {
	a := &gainsay.Analysis{Thread: &gainsay.Thread{ID: "trams", Format: "json", Title: "Trams"},
		Annotations: []gainsay.Annotation{}, Relations: []gainsay.Relation{}}
	for i, row := range []struct {
		author, text string
		status       gainsay.Status
		dispute      gainsay.Dispute
		notable      float64
		asked, count []string
		topics       []string
	}{
		{"Ida Voss", "the Harbour line lost 40 trams", gainsay.Unsupported, gainsay.Contested, .9,
			[]string{"c1"}, []string{"c2"}, []string{"Harbour", "Trams"}},
		{"Ida Voss", "trams are late", gainsay.Unsupported, gainsay.Open, .2, nil, nil, []string{"Trams"}},
		{"", "the Harbour froze in 1987", gainsay.Sourced, gainsay.Questioned, .5, []string{"c0"}, nil,
			[]string{"Harbour", "Écluse", "Weather"}},
		{"Tom Reed", "maybe snow", gainsay.Hedged, gainsay.Open, .5, nil, nil, nil},
	} {
		c := &gainsay.Comment{ID: "c" + string(rune('0'+i)), Author: row.author, Text: row.text,
			State: gainsay.Live, ParentBy: gainsay.BySource}
		if i < 3 {
			c.Time = time.Date(2024, 1, 10-i, 0, 0, 0, 0, time.UTC)
		}
		a.Thread.Comments = append(a.Thread.Comments, c)
		a.Assertions = append(a.Assertions, gainsay.Assertion{ID: "s" + string(rune('0'+i)), Comment: c.ID,
			Span: gainsay.Span{End: len(row.text)},
			Text: row.text, Author: row.author, Kind: gainsay.Fact, Status: row.status,
			Dispute: row.dispute, Notable: row.notable,
			AskedBy: row.asked, CounteredBy: row.count, Topics: row.topics})
	}
	return a
}

func TestAssertions(t *testing.T) {
	db := openTemp(t)
	save(t, db, trams(), nil)
	save(t, db, rich("reddit", "x"), nil)
	for _, c := range []struct {
		name  string
		f     view.AssertionFilter
		want  []string
		total int
	}{
		{"all, notable first", view.AssertionFilter{}, []string{"s0", "a1", "s2", "s3", "a3", "s1"}, 6},
		{"new", view.AssertionFilter{Sort: "new", Thread: "json:trams"}, []string{"s0", "s1", "s2", "s3"}, 4},
		{"thread", view.AssertionFilter{Sort: "thread"}, []string{"s0", "s1", "s2", "s3", "a1", "a3"}, 6},
		{"page", view.AssertionFilter{Limit: 2, Offset: 1}, []string{"a1", "s2"}, 6},
		{"past the end", view.AssertionFilter{Limit: 2, Offset: 10}, nil, 6},
		{"one topic, any case", view.AssertionFilter{Topics: []string{"hARBOUR"}}, []string{"s0", "s2"}, 2},
		{"one topic, accents", view.AssertionFilter{Topics: []string{"écluse"}}, []string{"s2"}, 1},
		{"two topics", view.AssertionFilter{Topics: []string{"harbour", "trams"}}, []string{"s0"}, 1},
		{"two topics that never meet", view.AssertionFilter{Topics: []string{"Weather", "Trams"}}, nil, 0},
		{"status", view.AssertionFilter{Status: []gainsay.Status{"sourced", "hedged"},
			Thread: "json:trams"}, []string{"s2", "s3"}, 2},
		{"questioned, also where contested", view.AssertionFilter{Dispute: []gainsay.Dispute{"questioned"}},
			[]string{"s0", "a1", "s2"}, 3},
		{"contested", view.AssertionFilter{Dispute: []gainsay.Dispute{"contested"}}, []string{"s0", "a1"}, 2},
		{"conceded", view.AssertionFilter{Dispute: []gainsay.Dispute{"conceded"}}, []string{"a3"}, 1},
		{"questioned and contested", view.AssertionFilter{Dispute: []gainsay.Dispute{"questioned", "contested"}},
			[]string{"s0", "a1"}, 2},
		{"source", view.AssertionFilter{Source: "json"}, []string{"s0", "s2", "s3", "s1"}, 4},
		{"months", view.AssertionFilter{From: time.Date(2024, 1, 9, 0, 0, 0, 0, time.UTC),
			To: time.Date(2024, 2, 1, 0, 0, 0, 0, time.UTC)}, []string{"s0", "s1"}, 2},
		{"author", view.AssertionFilter{Author: "Ida Voss"}, []string{"s0", "s1"}, 2},
		{"thread", view.AssertionFilter{Thread: "reddit:x"}, []string{"a1", "a3"}, 2},
		{"no such thread", view.AssertionFilter{Thread: "json:x"}, nil, 0},
		{"sourced once", view.AssertionFilter{Sourced: "yes"}, []string{"a1", "s2"}, 2},
		{"never sourced", view.AssertionFilter{Sourced: "no", Thread: "json:trams"}, []string{"s0", "s3", "s1"}, 3},
		{"asked and answered", view.AssertionFilter{Answered: "yes"}, []string{"a1"}, 1},
		{"asked without answer", view.AssertionFilter{Answered: "no"}, []string{"s0", "s2"}, 2},
		{"words", view.AssertionFilter{Query: "harbour FROZE"}, []string{"s2"}, 1},
		{"all at once", view.AssertionFilter{Query: "harbour", Topics: []string{"trams"},
			Status:  []gainsay.Status{"unsupported"},
			Dispute: []gainsay.Dispute{"questioned"}, Author: "Ida Voss", Thread: "json:trams"},
			[]string{"s0"}, 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			rows, total, err := db.Assertions(t.Context(), c.f)
			var got []string
			for _, r := range rows {
				got = append(got, r.ID)
			}
			if err != nil || total != c.total || !slices.Equal(got, c.want) {
				t.Errorf("%v of %d, %v; want %v of %d", got, total, err, c.want, c.total)
			}
		})
	}
}

func TestAssertionRow(t *testing.T) {
	db := openTemp(t)
	a := rich("reddit", "x")
	save(t, db, a, nil)
	rows, _, err := db.Assertions(t.Context(), view.AssertionFilter{Limit: 1})
	if err != nil {
		t.Fatal(err)
	}
	want := []view.AssertionRow{{Assertion: a.Assertions[0], ThreadKey: "reddit:x", ThreadID: "x",
		ThreadTitle: "Rents in Kestrel Bay", Time: a.Thread.Comments[0].Time}}
	if d := cmp.Diff(want, rows, cmpopts.IgnoreFields(view.AssertionRow{}, "Cursor")); d != "" {
		t.Error(d)
	}
}

func TestAssertionsRefuse(t *testing.T) {
	db := openTemp(t)
	for _, f := range []view.AssertionFilter{{Sort: "1; DROP TABLE thread"},
		{Dispute: []gainsay.Dispute{"x"}}, {Sourced: "maybe"}, {Answered: "1"}} {
		if _, _, err := db.Assertions(t.Context(), f); err == nil {
			t.Errorf("%+v is no error", f)
		}
	}
}

func TestFacets(t *testing.T) {
	db := openTemp(t)
	save(t, db, trams(), nil)
	for _, c := range []struct {
		name string
		f    view.AssertionFilter
		want []string
	}{
		{"all", view.AssertionFilter{Limit: 1}, []string{
			"total 4",
			"status [{unsupported 2} {argued 0} {attested 0} {grounded 0} {sourced 1} {hedged 1}]",
			"dispute [{open 2} {questioned 2} {contested 1} {conceded 0}]",
			"topics [{Harbour 2} {Trams 2} {Weather 1} {Écluse 1}]",
			"authors [{Ida Voss 2} {Tom Reed 1}]",
			"with []"}},
		{"each without its own part", view.AssertionFilter{Author: "Ida Voss",
			Status: []gainsay.Status{"unsupported"}, Topics: []string{"Harbour"}}, []string{
			"total 1",
			"status [{unsupported 1} {argued 0} {attested 0} {grounded 0} {sourced 0} {hedged 0}]",
			"dispute [{open 0} {questioned 1} {contested 1} {conceded 0}]",
			"topics [{Trams 2} {Harbour 1}]",
			"authors [{Ida Voss 1}]",
			"with [{Trams 1}]"}},
	} {
		got, err := db.Facets(t.Context(), c.f)
		if err != nil {
			t.Fatal(err)
		}
		lines := []string{
			fmt.Sprint("total ", got.Total), fmt.Sprint("status ", got.Status), fmt.Sprint("dispute ",
				got.Dispute), fmt.Sprint("topics ", got.Topics),
			fmt.Sprint("authors ", got.Authors),
			fmt.Sprint("with ", got.With),
		}
		if d := cmp.Diff(c.want, lines); d != "" {
			t.Errorf("%s: -want +got\n%s", c.name, d)
		}
	}
}
