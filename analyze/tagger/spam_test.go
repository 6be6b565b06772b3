package tagger

import (
	"fmt"
	"testing"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/analyze/score"
	"github.com/gainsay/gainsay/analyze/text"
)

// TestCopies posts one advertisement twice: they are a campaign only where
// both are live.
func TestCopies(t *testing.T) {
	dr := driverWith(t, score.Load())
	const ad = "Buy cheap watches and pills online now, best price, order today at http://cheap-pills.example/buy and save money!!!"
	for state, want := range map[gainsay.State]int{gainsay.Live: 2, gainsay.MarkedSpam: 0} {
		thread := &gainsay.Thread{ID: "t", Format: "test"}
		for i, s := range []gainsay.State{state, gainsay.Live} {
			thread.Comments = append(thread.Comments, &gainsay.Comment{ID: fmt.Sprint(i), Author: fmt.Sprint("a", i), Text: ad, State: s})
		}
		got := 0
		for _, a := range dr.Run(thread, gainsay.Report{}, nil).Annotations {
			if a.By == "spam/campaign" {
				got++
			}
		}
		if got != want {
			t.Errorf("the first is %s: %d marks of a campaign, want %d", state, got, want)
		}
	}
}

// TestQuotedWhole quotes a whole comment in two replies, which are no copies of it.
func TestQuotedWhole(t *testing.T) {
	dr := driverWith(t, score.Load())
	const post = "The weir has been closed since May, the toll went up twice, and nobody on the council can say when it will open again or who pays for the crane."
	thread := &gainsay.Thread{ID: "t", Format: "test"}
	for i, s := range []string{post, "> " + post + "\n\nThe crane was paid last year.", "> " + post + "\n\nAsk the mayor."} {
		thread.Comments = append(thread.Comments, &gainsay.Comment{ID: fmt.Sprint(i), Author: fmt.Sprint("a", i), Text: s})
	}
	for _, a := range dr.Run(thread, gainsay.Report{}, nil).Annotations {
		if a.Tag == gainsay.TagSpam {
			t.Errorf("%s marks comment %s", a.By, a.Comment)
		}
	}
}

// TestHasAddress checks that e-mail addresses count as addresses.
func TestHasAddress(t *testing.T) {
	for s, want := range map[string]bool{
		"Write to dana.holt@example.org for a loan.": true, "See example.org/loans.": true, "Ask @dana about it.": false, "Nothing here.": false,
	} {
		if got := hasAddress(text.Parse(s)); got != want {
			t.Errorf("%q: %v, want %v", s, got, want)
		}
	}
}
