package evaluate

import (
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/analyze/tagger"
	"github.com/google/go-cmp/cmp"
)

func TestReadFactLabels(t *testing.T) {
	path := filepath.Join(t.TempDir(), "labels")
	read := func(s string) (FactLabels, error) {
		t.Helper()
		if err := os.WriteFile(path, []byte(s), 0o600); err != nil {
			t.Fatal(err)
		}
		return ReadFactLabels(path)
	}
	got, err := read("# key and clauses\nab 0-4:n 5-9:o\n\ncd 1-2:f\n")
	if err != nil {
		t.Fatal(err)
	}
	want := FactLabels{
		"ab": {{Span: gainsay.Span{End: 4}, Label: tagger.NotableFact}, {Span: gainsay.Span{Start: 5, End: 9}, Label: tagger.OtherClause}},
		"cd": {{Span: gainsay.Span{Start: 1, End: 2}, Label: tagger.PlainFact}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("labels -want +got\n%s", diff)
	}
	for _, s := range []string{"", "# nothing\n", "ab 0-4\n", "ab 4-4:n\n", "ab 0-4:x\n", "ab -1-4:n\n"} {
		if got, err := read(s); err == nil {
			t.Errorf("%q: read as %v", s, got)
		}
	}
}

// rowThreadOf is a chain of replies, whose comments are written in the order b, a, c, d, e and have rising
// votes.
func rowThreadOf() *gainsay.Thread {
	th := &gainsay.Thread{ID: "t"}
	parent := ""
	for i, id := range []string{"a", "b", "c", "d", "e"} {
		at := time.Date(2020, 1, 1, []int{1, 0, 2, 3, 4}[i], 0, 0, 0, time.UTC)
		votes := i
		th.Comments = append(th.Comments, &gainsay.Comment{ID: id, Text: id, Author: "x", Parent: parent, ParentBy: gainsay.BySource, Time: at, Score: &votes})
		if parent = ""; i < 2 {
			parent = id
		}
	}
	return th
}

func TestReplyRow(t *testing.T) {
	for order, want := range map[string][]string{
		"time": {"b", "a", "c", "d", "e"}, "page": {"a", "b", "c", "d", "e"}, "votes": {"e", "d", "a", "b", "c"},
	} {
		row, ok := ReplyRow(rowThreadOf(), order)
		var got []string
		for _, c := range row.Comments {
			got = append(got, c.ID)
			if (c.Author == "") != (order == "votes") || (c.Time == "") != (order == "votes") || (c.Score != nil) != (order == "votes") {
				t.Errorf("%s: %+v", order, c)
			}
		}
		if !ok || !slices.Contains(Orders, order) || row.Split != "" {
			t.Errorf("%s: %t, split %q", order, ok, row.Split)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s -want +got\n%s", order, diff)
		}
	}
	short := rowThreadOf()
	short.Comments = short.Comments[:4]
	if _, ok := ReplyRow(short, "time"); ok {
		t.Error("a row of four comments")
	}
}
