package store

import (
	"encoding/json"
	"reflect"
	"slices"
	"testing"

	"github.com/gainsay/gainsay"
)

// TestOutline: the outline has what the analysis has, and parts of the thread are
// those of the analysis, byte for byte.
func TestOutline(t *testing.T) {
	db := openTemp(t)
	for _, a := range []*gainsay.Analysis{rich("reddit", "x"), large(2500), argued()} {
		save(t, db, a, nil)
		key := Key(a.Thread.Format, a.Thread.ID)
		whole, err := db.Analysis(t.Context(), key)
		if err != nil {
			t.Fatal(err)
		}
		o, err := db.Outline(t.Context(), key)
		if err != nil {
			t.Fatal(err)
		}
		sameOutline(t, whole, o.Analysis)
		wanted := map[string]bool{}
		for i, c := range whole.Thread.Comments {
			if o.Sizes[c.ID] != len(c.Text) {
				t.Errorf("%s: comment %s has %d bytes, not %d", key, c.ID, o.Sizes[c.ID], len(c.Text))
			}
			wanted[c.ID] = i%3 == 1
		}
		p, err := db.Part(t.Context(), key, o, wanted)
		if err != nil {
			t.Fatal(err)
		}
		sameRows(t, whole.Thread.Comments, p.Comments, func(c *gainsay.Comment) bool { return wanted[c.ID] })
		sameRows(t, whole.Annotations, p.Annotations, func(n gainsay.Annotation) bool { return wanted[n.Comment] })
		sameRows(t, whole.Assertions, p.Assertions, func(s gainsay.Assertion) bool { return wanted[s.Comment] })

		a.Thread.Comments[0].Text += " More."
		save(t, db, a, nil)
		if _, err := db.Part(t.Context(), key, o, wanted); err == nil {
			t.Errorf("%s: a part by an outdated outline", key)
		}
	}
}

// argued is a thread of a dispute whose assertions are marks, as analyses have it.
func argued() *gainsay.Analysis {
	a := dispute()[0]
	for _, s := range a.Assertions {
		if !slices.ContainsFunc(a.Annotations, func(n gainsay.Annotation) bool { return n.ID == s.ID }) {
			a.Annotations = append(a.Annotations, gainsay.Annotation{ID: s.ID, Comment: s.Comment, Span: s.Span,
				Tag: gainsay.TagClaim, Kind: string(gainsay.Fact), Score: .9, Reasons: []gainsay.Reason{{Rule: "x/y", Says: "asserts it", Weight: 1}}})
		}
	}
	return a
}

// large is a thread with more marks than a list has.
func large(marks int) *gainsay.Analysis {
	a := rich("json", "large")
	for i := range marks {
		n := a.Annotations[i%2]
		n.ID += "-" + string(rune('A'+i%26)) + string(rune('a'+i/26%26)) + string(rune('a'+i/676))
		a.Annotations = append(a.Annotations, n)
	}
	return a
}

func sameRows[T any](t *testing.T, whole, part []T, wanted func(T) bool) {
	t.Helper()
	var want []T
	for _, v := range whole {
		if wanted(v) {
			want = append(want, v)
		}
	}
	a, err := json.Marshal(want)
	if err != nil {
		t.Fatal(err)
	}
	b, err := json.Marshal(part)
	if err != nil {
		t.Fatal(err)
	}
	if string(a) != string(b) {
		t.Errorf("part\n%s\nwant\n%s", b, a)
	}
}

// sameOutline compares what an outline keeps.
func sameOutline(t *testing.T, whole, outline *gainsay.Analysis) {
	t.Helper()
	type row []any
	rows := func(a *gainsay.Analysis) (out []row) {
		for _, c := range a.Thread.Comments {
			out = append(out, row{c.ID, c.Parent, c.ParentBy, c.Author, c.State})
		}
		for _, n := range a.Annotations {
			out = append(out, row{n.ID, n.Comment, n.Span, n.Tag, n.Kind, n.Target, n.Score})
		}
		for _, s := range a.Assertions {
			out = append(out, row{s.ID, s.Comment, s.Span, s.Author, s.Status, s.Dispute, s.Disputes(), s.Notable})
		}
		for _, r := range a.Relations {
			out = append(out, row{r.From, r.To, r.Kind})
		}
		return append(out, row{a.Report, a.Version, a.Thread.Title, a.Thread.Article})
	}
	a, b := rows(whole), rows(outline)
	if len(a) != len(b) {
		t.Fatalf("%d rows, the outline has %d", len(a), len(b))
	}
	for i := range a {
		if !reflect.DeepEqual(a[i], b[i]) {
			t.Errorf("row %d is %v, in the outline %v", i, a[i], b[i])
		}
	}
}
