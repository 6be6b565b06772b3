package tagger

import (
	"testing"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/analyze/score"
)

// TestComplaint checks which bare links are spam where a reply calls one so: that
// link and others by its author, unless the reply denies it or is by the author.
func TestComplaint(t *testing.T) {
	dr := driverWith(t, score.Load())
	for reply, want := range map[[2]string]int{
		{"Bo", "Please stop, this feels like spam."}: 2,
		{"Bo", "This is not spam, it is a source."}:  0,
		{"Bo", "Thank you, I did not know that."}:    0,
		{"Ana", "Sorry if this looks like spam."}:    0,
	} {
		thread := &gainsay.Thread{ID: "t", Format: "test", Comments: []*gainsay.Comment{
			{ID: "1", Author: "Ana", Text: "https://facts.example/water"},
			{ID: "2", Author: reply[0], Parent: "1", ParentBy: gainsay.BySource, Text: reply[1]},
			{ID: "3", Author: "Ana", Text: "https://facts.example/dams"},
			{ID: "4", Author: "Cy", Text: "https://maps.example/dams"},
		}}
		for _, c := range thread.Comments {
			c.State, c.ParentBy = gainsay.Live, gainsay.BySource
		}
		got := 0
		for _, a := range dr.Run(thread, gainsay.Report{}, nil).Annotations {
			if a.Tag == gainsay.TagSpam {
				got++
			}
		}
		if got != want {
			t.Errorf("%s: %q: %d comments are spam, want %d", reply[0], reply[1], got, want)
		}
	}
}
