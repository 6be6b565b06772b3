package thread

import (
	"strings"
	"testing"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/store/importer/internal/format"
)

// TestBuilder adds comments in any order, twice, and after a placeholder.
func TestBuilder(t *testing.T) {
	b := NewBuilder(&gainsay.Thread{ID: "t"})
	b.Add(&gainsay.Comment{ID: "1", State: gainsay.Missing})
	b.Add(&gainsay.Comment{ID: "2", Parent: "1", Text: "reply"})
	b.Add(&gainsay.Comment{ID: "1", Text: "late"})
	b.Add(&gainsay.Comment{ID: "2", Parent: "1", Text: "reply"})
	b.Add(&gainsay.Comment{ID: "2", Parent: "1", Text: "another"})
	b.InFile("f")
	b.Skip(7, "no text")
	var errs []string
	b.Yield(func(f *format.Found, err error) bool {
		if err != nil {
			errs = append(errs, err.Error())
			return true
		}
		if n := len(f.Comments); n != 3 || f.Duplicates != 1 || f.Comments[0].Text != "late" {
			t.Errorf("%d comments, %d duplicates, first %q", n, f.Duplicates, f.Comments[0].Text)
		}
		return true
	})
	if got := strings.Join(errs, "|"); got != "f:7: no text" {
		t.Errorf("errors %q", got)
	}
}

// TestNormalize corrects ids, parents, cycles, spans and text.
func TestNormalize(t *testing.T) {
	th := &gainsay.Thread{Comments: []*gainsay.Comment{
		{ID: "b", Parent: "a", Text: "x\xff"},
		{ID: "a", Parent: "gone", Author: "Anonymous"},
		{ID: "a", Quotes: []gainsay.Span{{Start: 0, End: 9}}},
		{ID: "c", Parent: "d"}, {ID: "d", Parent: "c"},
		{State: "odd"},
	}}
	remarks := Normalize(th)
	var got []string
	for _, c := range th.Comments {
		got = append(got, c.ID+"<"+c.Parent+" "+string(c.State)+c.Author)
	}
	want := "gone< missing|a<gone live|b<a live|a-2< live|d< live|c<d live|c6< live"
	if s := strings.Join(got, "|"); s != want {
		t.Errorf("got  %s\nwant %s", s, want)
	}
	if len(remarks) != 6 {
		t.Errorf("remarks %v", remarks)
	}
}
