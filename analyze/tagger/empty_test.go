package tagger

import (
	"testing"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/analyze/score"
)

// TestFirstTextsEmpty analyses threads whose first texts hold nothing of the
// author's own, before any model was asked about another text.
func TestFirstTextsEmpty(t *testing.T) {
	for name, comments := range map[string][]*gainsay.Comment{
		"empty":   {{ID: "1", Text: ""}, {ID: "2", Text: "You are an idiot."}},
		"blank":   {{ID: "1", Text: " \n "}, {ID: "2", Text: "You are an idiot."}},
		"missing": {{ID: "1", State: gainsay.Missing}, {ID: "2", Parent: "1", Text: "You are an idiot."}},
		"quoted":  {{ID: "1", Text: "> it was all quoted"}, {ID: "2", Text: "You are an idiot."}},
	} {
		t.Run(name, func(t *testing.T) {
			d := driverWith(t, score.Load())
			a := d.Run(&gainsay.Thread{Comments: comments}, gainsay.Report{}, nil)
			if len(a.Report.Problems) > 0 {
				t.Fatalf("problems: %+v", a.Report.Problems)
			}
			if len(a.Annotations) != 1 || a.Annotations[0].Tag != gainsay.TagInsult {
				t.Errorf("annotations %+v, want one insult", a.Annotations)
			}
		})
	}
}
