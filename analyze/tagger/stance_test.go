package tagger

import (
	"testing"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/analyze/score"
)

// TestStanceAlone checks where the model alone decides on a stance: not where the
// reply answers the question of the title, nor where its parent is a guess.
func TestStanceAlone(t *testing.T) {
	d := driverWith(t, score.Load())
	const opening = "The ferry should be free for everyone who lives on the island."
	const reply = "You never ask who would pay for the fuel, because you want to keep the tourists away."
	for name, c := range map[string]struct {
		title, article string
		by             gainsay.ParentSource
		score          float64
		want           bool
	}{
		"given parent":           {"The ferry", "", gainsay.BySource, 1, true},
		"likely parent":          {"The ferry", "", gainsay.ByAddress, 0.8, true},
		"guessed parent":         {"The ferry", "", gainsay.ByAddress, 0.4, false},
		"answers the title":      {"What should the ferry cost?", "", gainsay.BySource, 1, false},
		"question of an article": {"What should the ferry cost?", "The council will decide.", gainsay.BySource, 1, true},
		"verdict on the author":  {"AITA for wanting a free ferry?", "", gainsay.BySource, 1, false},
	} {
		thread := &gainsay.Thread{Title: c.title, Article: c.article, Comments: []*gainsay.Comment{
			{ID: "1", Author: "Ada", Text: opening},
			{ID: "2", Author: "Bo", Text: reply, Parent: "1", ParentBy: c.by, ParentScore: c.score},
		}}
		got := false
		for _, a := range d.Run(thread, gainsay.Report{}, nil).Annotations {
			got = got || a.Tag == gainsay.TagDisagreement && a.By == "stance/disagrees"
		}
		if got != c.want {
			t.Errorf("%s: marked %v, want %v", name, got, c.want)
		}
	}
}
