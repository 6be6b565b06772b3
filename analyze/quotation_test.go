package analyze

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/gainsay/gainsay"
)

const sold = "The council sold the whole harbour to Velden Stahl in 2011"

func TestRepeats(t *testing.T) {
	day := func(n int) time.Time { return time.Date(2021, 5, n, 0, 0, 0, 0, time.UTC) }
	for _, c := range []struct {
		name     string
		article  string
		comments []gainsay.Comment
		want     []string // quoted by the last comment
	}{
		{"whole sentence", "", []gainsay.Comment{{Author: "a", Text: sold + "."}, {Author: "b", Text: sold + ". Says who?"}}, []string{sold + "."}},
		{"part of a sentence", "", []gainsay.Comment{{Author: "a", Text: sold}, {Author: "b", Text: "You claim (sold the whole harbour to Velden Stahl), where from?"}},
			[]string{"(sold the whole harbour to Velden Stahl),"}},
		{"case, apostrophes and line breaks", "", []gainsay.Comment{{Author: "a", Text: "They don't own the harbour's walls any more"},
			{Author: "b", Text: "“they don’t OWN\nthe harbours walls any more” is wrong"}}, []string{"“they don’t OWN\nthe harbours walls any more”"}},
		{"five words", "", []gainsay.Comment{{Author: "a", Text: sold}, {Author: "b", Text: "the whole harbour to Velden, really?"}}, nil},
		{"a denial in the same words", "", []gainsay.Comment{{Author: "a", Text: sold}, {Author: "b", Text: "The council never sold the whole harbour to Velden Stahl."}}, nil},
		{"another figure for the same", "", []gainsay.Comment{{Author: "a", Text: sold}, {Author: "b", Text: "The council sold the whole harbour to Velden Stahl in 1980, not 2011."}}, nil},
		{"within a sentence", "", []gainsay.Comment{{Author: "a", Text: sold + "."}, {Author: "b", Text: "You say that the council sold the whole harbour to Velden Stahl in 2011 and I doubt it."}},
			[]string{"the council sold the whole harbour to Velden Stahl in 2011"}},
		{"two places", "", []gainsay.Comment{{Author: "a", Text: sold + ". Nobody asked the people of the town."}, {Author: "b", Text: sold + "? Wrong. nobody asked the people of the town? Wrong."}},
			[]string{sold + "?", "nobody asked the people of the town?"}},
		{"the article", sold + ".", []gainsay.Comment{{Author: "b", Text: "It says: " + sold + ". So what?"}}, []string{sold + "."}},
		{"one's own words", "", []gainsay.Comment{{Author: "a", Text: sold}, {Author: "a", Text: sold + ", I said, and I stand by it still."}}, nil},
		{"unknown authors", "", []gainsay.Comment{{Text: sold}, {Text: sold + ". Says who, and where did you read it?"}}, []string{sold + "."}},
		{"a copy of the whole", "", []gainsay.Comment{{Author: "a", Text: sold}, {Author: "b", Text: sold + "!"}}, nil},
		{"a copy that answers", "", []gainsay.Comment{{ID: "1", Author: "a", Text: sold}, {Parent: "1", Author: "b", Text: sold + "?"}}, []string{sold + "?"}},
		{"by time, not by place", "", []gainsay.Comment{{Author: "b", Time: day(2), Text: sold + ". Says who, and where?"}, {Author: "a", Time: day(1), Text: sold}}, nil},
		{"no words", "", []gainsay.Comment{{Author: "a", Text: "…"}, {Author: "b", Text: ""}}, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			th := &gainsay.Thread{Article: c.article}
			for k := range c.comments {
				c.comments[k].ID = cmp.Or(c.comments[k].ID, "c"+strconv.Itoa(k))
				th.Comments = append(th.Comments, &c.comments[k])
			}
			r := newRepeats(th)
			quotes := make([][]gainsay.Span, len(th.Comments))
			for _, i := range written(th) {
				quotes[i] = r.in(i)
			}
			last := len(quotes) - 1
			var got []string
			for _, q := range quotes[last] {
				got = append(got, q.In(th.Comments[last].Text))
			}
			if !slices.Equal(got, c.want) {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

// TestRepeatsOfOneWord checks that texts that repeat themselves and each other
// at every word take time in proportion to their length.
func TestRepeatsOfOneWord(t *testing.T) {
	th := &gainsay.Thread{}
	for _, author := range []string{"a", "b", "c"} {
		th.Comments = append(th.Comments, &gainsay.Comment{Author: author,
			Text: strings.Repeat("ha ", 200_000) + author})
	}
	r := newRepeats(th)
	start := time.Now()
	for i := range th.Comments {
		r.in(i)
	}
	if took := time.Since(start); took > 5*time.Second {
		t.Errorf("took %v", took)
	}
}
