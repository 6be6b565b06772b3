package agree_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/agree"
	"github.com/gainsay/gainsay/decide"
	"github.com/google/go-cmp/cmp"
)

// record is a blind decision of a coder that a mark is right.
func record(id int64, coder, mark string) gainsay.Decision {
	return gainsay.Decision{ID: id, Thread: "json:t", Comment: "c", Mark: mark, Tag: gainsay.TagInsult,
		Span: gainsay.Span{Start: 0, End: 4}, Verdict: gainsay.Right, Coder: coder, Blind: true,
		Rule: "insult/lexicon", Score: .7}
}

// placed gives decisions their places as an analysis would that has the marks
// they name.
func placed(ds []gainsay.Decision) []decide.Standing {
	a := &gainsay.Analysis{Thread: &gainsay.Thread{ID: "t", Format: "json",
		Comments: []*gainsay.Comment{{ID: "c", Text: strings.Repeat("word ", 20)}}}}
	seen := map[string]bool{}
	for i := range ds {
		d := &ds[i]
		d.Quote = decide.NewQuote(a.Thread.Comments[0].Text, d.Span)
		if d.Mark != "" && !seen[d.Mark] {
			seen[d.Mark] = true
			a.Annotations = append(a.Annotations, gainsay.Annotation{ID: d.Mark, Comment: "c", Span: d.Span, Tag: d.Tag,
				By: d.Rule, Score: d.Score})
		}
	}
	return decide.Settle(a, ds)
}

// many returns decisions of anna and bo about n marks, of which they differ on
// every tenth and both find every third wrong.
func many(n int) (ds []gainsay.Decision) {
	for i := range n {
		for _, coder := range []string{"anna", "bo"} {
			d := record(int64(len(ds)+1), coder, fmt.Sprint("m", i))
			if i%3 == 0 || i%10 == 0 && coder == "bo" {
				d.Verdict = gainsay.Wrong
			}
			ds = append(ds, d)
		}
	}
	return ds
}

func TestUnits(t *testing.T) {
	add := func(id int64, coder string, from, to int) gainsay.Decision {
		d := record(id, coder, "")
		d.Verdict, d.Tag, d.Span, d.Rule = gainsay.Missed, gainsay.TagThreat, gainsay.Span{Start: from, End: to}, ""
		return d
	}
	changed := record(3, "bo", "m1")
	changed.Verdict, changed.Change = gainsay.Changed, &gainsay.Change{Tag: gainsay.TagSarcasm}
	seen := record(4, "anna", "m1")
	seen.Blind, seen.Verdict = false, gainsay.Wrong
	undone := record(5, "bo", "m2")
	undo := record(6, "bo", "m2")
	undo.Undoes = 5
	settled := record(7, "carl", "m1")
	settled.Settles, settled.Blind = true, false
	ds := []gainsay.Decision{record(1, "anna", "m1"), record(2, "anna", "m2"), changed, seen, undone, undo, settled,
		add(8, "anna", 10, 20), add(9, "bo", 15, 30), add(10, "bo", 40, 50)}
	type unit struct{ Mark, Anna, Bo, Final string }
	list := func(blind bool) (out []unit) {
		units := agree.Units(placed(ds), blind)
		for i := range units {
			u := &units[i]
			x := unit{Mark: u.Mark}
			word := func(c *agree.Choice) string {
				switch {
				case c == nil:
					return ""
				case c.Value == agree.Value{}:
					return "none"
				}
				return string(c.Value.Tag)
			}
			x.Anna, x.Bo = word(u.Choice("anna")), word(u.Choice("bo"))
			if v, ok := u.Final(); ok {
				x.Final = word(&agree.Choice{Value: v})
			}
			out = append(out, x)
		}
		return out
	}
	want := []unit{
		{"m1", "insult", "sarcasm", "insult"}, // settled
		{"m2", "insult", "", "insult"},        // bo took it back
		{"", "threat", "threat", "threat"},    // overlap
		{"", "none", "threat", ""},            // anna decided more than half of the marks
	}
	if d := cmp.Diff(want, list(true)); d != "" {
		t.Errorf("blind: %s", d)
	}
	want[0].Anna = "none" // decided anew, not blind
	if d := cmp.Diff(want, list(false)); d != "" {
		t.Errorf("all: %s", d)
	}
}

// TestCompare: the counts and statistics of 100 units, computed by hand: both
// insult 60, anna alone 6, both none 34.
func TestCompare(t *testing.T) {
	units := agree.Units(placed(many(100)), true)
	r := agree.Compare(units, []string{"anna", "bo"}, 1)
	i := slices.IndexFunc(r.Rows, func(r agree.Row) bool { return r.Name == "insult" })
	row := r.Rows[i]
	if row.Units != 100 || row.Same != 94 || row.Differ != 6 || row.Open != 6 || row.Given[0] != 66 || row.Given[1] != 60 {
		t.Fatalf("got %+v", row)
	}
	if k := (.94 - (.66*.6 + .34*.4)) / (1 - (.66*.6 + .34*.4)); !near(row.Kappa.Value, k, 1e-9) {
		t.Errorf("kappa %v, want %v", row.Kappa.Value, k)
	}
	if row.Kappa.Low >= row.Kappa.Value || row.Kappa.High <= row.Kappa.Value || row.Kappa.Low < .7 || row.Reads != agree.ReadsGood {
		t.Errorf("interval %v, reads %s", row.Kappa.Interval, row.Reads)
	}
	if d := cmp.Diff(r, agree.Compare(units, []string{"anna", "bo"}, 1)); d != "" {
		t.Errorf("the same seed gives another report: %s", d)
	}
	if d := cmp.Diff(r, agree.Compare(units, []string{"anna", "bo"}, 2)); d == "" {
		t.Error("another seed gives the same intervals")
	}
	if got := agree.Compare(agree.Units(placed(many(20)), true), []string{"anna", "bo"}, 1).Rows[0].Reads; got != agree.ReadsFew {
		t.Errorf("20 units read as %q", got)
	}
}

func TestPrecisions(t *testing.T) {
	ds := many(100)
	settle := record(1000, "carl", "m10") // on which they differ
	settle.Settles, settle.Verdict, settle.Note = true, gainsay.Wrong, "food"
	ps := agree.Precisions(agree.Units(placed(append(ds, settle)), false))
	if len(ps) != 2 || ps[0].Rule != "insult" || ps[1].Rule != "insult/lexicon" {
		t.Fatalf("got %+v", ps)
	}
	if p := ps[1]; p.Right != 60 || p.Decided != 95 || p.Open != 5 || p.Interval != agree.Wilson(60, 95) {
		t.Errorf("got %d of %d, %d open, %v", p.Right, p.Decided, p.Open, p.Interval)
	}
	if w := ps[1].Wrong; len(w) != 3 {
		t.Errorf("examples %+v", w)
	}
}

// TestFigures: precision is that of Precisions, whatever it is grouped by.
func TestFigures(t *testing.T) {
	claim := func(id int64, coder, mark string, from int) gainsay.Decision {
		d := record(id, coder, mark)
		d.Tag, d.Rule, d.Span = gainsay.TagClaim, "claim/x", gainsay.Span{Start: from, End: from + 4}
		return d
	}
	other := claim(2, "eve", "m2", 10)
	other.Verdict, other.Change = gainsay.Changed, &gainsay.Change{Tag: gainsay.TagClaim, Status: gainsay.Sourced}
	missed := claim(3, "eve", "", 20)
	missed.Verdict, missed.Status = gainsay.Missed, gainsay.Unsupported
	wrong := record(4, "eve", "m4")
	wrong.Verdict, wrong.Span = gainsay.Wrong, gainsay.Span{Start: 30, End: 34}
	apart := claim(6, "bo", "m5", 40)
	apart.Verdict = gainsay.Wrong
	all := placed([]gainsay.Decision{claim(1, "eve", "m1", 0), other, missed, wrong, claim(5, "eve", "m5", 40), apart})
	for i := range all {
		if all[i].Now == "m1" || all[i].Now == "m2" {
			all[i].Made.Status, all[i].Decision.Status = gainsay.Unsupported, gainsay.Unsupported
		}
	}
	f := agree.NewFigures(agree.Units(all, false), func(_ string, tag gainsay.Tag) bool { return tag == gainsay.TagClaim })
	counts := func(all []agree.Share) map[string][2]int {
		out := map[string][2]int{}
		for _, s := range all {
			out[s.Name] = [2]int{s.Right, s.N}
		}
		return out
	}
	if f.Threads != 1 || f.Items != 5 || f.Open != 1 {
		t.Errorf("got %+v", f)
	}
	for _, x := range []struct {
		what string
		got  []agree.Share
		want map[string][2]int
	}{
		{"tags", f.Tags, map[string][2]int{"claim": {2, 2}, "insult": {0, 1}}},
		{"rules", f.Rules, map[string][2]int{"claim/x": {2, 2}, "insult/lexicon": {0, 1}}},
		{"statuses", f.Statuses, map[string][2]int{"unsupported": {1, 2}}},
		{"recall", f.Recall, map[string][2]int{"claim": {2, 3}}},
	} {
		if d := cmp.Diff(x.want, counts(x.got)); d != "" {
			t.Errorf("%s: %s", x.what, d)
		}
	}
}

func TestCurves(t *testing.T) {
	ds := many(100)
	for i := range ds {
		if ds[i].Verdict == gainsay.Wrong {
			ds[i].Score = .6
		}
	}
	c := agree.Curves(agree.Units(placed(ds), false))
	if len(c) != 1 || c[0].Marks != 94 || c[0].Right != 60 {
		t.Fatalf("got %+v", c)
	}
	for _, p := range c[0].Points {
		want := 94
		if p.Least > .6 {
			want = 60
		}
		if p.Kept != want || p.Right != 60 {
			t.Errorf("from %.2f on: %d of %d right, want %d kept", p.Least, p.Right, p.Kept, want)
		}
	}
	if last := c[0].Points[len(c[0].Points)-1]; last.Least != .7 {
		t.Errorf("the curve ends at %v", last.Least)
	}
}

func TestRecalls(t *testing.T) {
	ds := many(30)
	missed := record(100, "anna", "")
	missed.Verdict, missed.Span = gainsay.Missed, gainsay.Span{Start: 10, End: 14}
	rs, threads := agree.Recalls(agree.Units(placed(append(ds, missed)), false), func(string, gainsay.Tag) bool { return true })
	// bo went through the thread and did not add it: the coders differ, it does not count
	if threads != 1 || len(rs) != 1 || rs[0].Missed != 0 {
		t.Fatalf("open: got %+v", rs)
	}
	missed.Settles, missed.ID = true, 101
	rs, _ = agree.Recalls(agree.Units(placed(append(ds, missed)), false), func(string, gainsay.Tag) bool { return true })
	if rs[0].Missed != 1 || rs[0].Found != 18 || rs[0].Interval != agree.Wilson(18, 19) {
		t.Errorf("settled: got %+v", rs)
	}
}

// TestCompareIsQuick: 10,000 decisions in two threads cost well under a second.
func TestCompareIsQuick(t *testing.T) {
	units := agree.Units(placed(many(5000)), true)
	start := time.Now()
	r := agree.Compare(units, []string{"anna", "bo"}, 1)
	if d := time.Since(start); r.Units != 5000 || d > 2*time.Second {
		t.Errorf("%d units in %v", r.Units, d)
	}
	t.Log(time.Since(start))
}
