package reply

import (
	"math"
	"testing"
	"time"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/analyze/text"
)

// pendingThread has four comments by a, b, c and a, one a minute if dated.
func pendingThread(dated bool) *recovery {
	t := &gainsay.Thread{ID: "t", Article: "The pump at the lock has stopped."}
	var docs []*text.Doc
	for i, author := range []string{"a", "b", "c", "a"} {
		c := &gainsay.Comment{ID: string(rune('1' + i)), Author: author, Text: "It leaks.", State: gainsay.Live}
		if dated {
			c.Time = time.Date(2024, 5, 1, 9, 10*i, 0, 0, time.UTC)
		}
		t.Comments = append(t.Comments, c)
		docs = append(docs, text.Parse(c.Text))
	}
	return newRecovery(t, docs, &model{})
}

func closeTo(a, b float64) bool { return math.Abs(a-b) < 1e-9 }

func TestPendingSure(t *testing.T) {
	r := pendingThread(false)
	r.attach(0, -1)
	r.attach(1, 0)
	if p := r.pendingFor(0, 1); p != 1 {
		t.Errorf("a reply is pending with probability %v, not 1", p)
	}
	if p := r.repliesTo(1, 0); p != 1 {
		t.Errorf("a reply to a with probability %v, not 1", p)
	}
	r.attach(2, 1)
	r.attach(3, 1)
	if p := r.pendingFor(0, 1); p != 0 {
		t.Errorf("an answered reply is pending with probability %v", p)
	}
	if p := r.owes(0); p != 0 {
		t.Errorf("a owes answers with probability %v", p)
	}
}

func TestPendingUnsure(t *testing.T) {
	r := pendingThread(true)
	if !r.soft() {
		t.Fatalf("layout %s does not count guesses", layoutNames[r.layout])
	}
	r.attach(0, -1)
	r.attach(1, -1)
	r.guesses = append(r.guesses, guess{0, 0.3}, guess{1, 0.6})
	r.attach(2, 1)
	if a, b := r.repliesTo(2, 0), r.repliesTo(2, 1); !closeTo(a, 0.3) || !closeTo(b, 0.6) {
		t.Errorf("c replies to a with %v, to b with %v; want .3 and .6", a, b)
	}
	if p := r.owes(0); !closeTo(p, 0.3) {
		t.Errorf("a owes an answer with probability %v, not .3", p)
	}
	r.guesses = append(r.guesses, guess{2, 0.5}, guess{1, 0.5})
	r.attach(3, 2)
	if p := r.pendingFor(0, 2); !closeTo(p, 0.15) {
		t.Errorf("a reply half answered is pending with probability %v, not .15", p)
	}
	if p := r.pendingFor(1, 2); !closeTo(p, 0.6) {
		t.Errorf("the reply to b is pending with probability %v, not .6", p)
	}
}

// TestGuess checks that the guesses are the likely candidates by their probability.
func TestGuess(t *testing.T) {
	r := pendingThread(true)
	r.attach(0, -1)
	r.attach(1, 0)
	_, p, _ := r.best(2, r.weights)
	sum, most := 0.0, 0.0
	for _, g := range r.guesses {
		sum, most = sum+g.p, max(most, g.p)
	}
	if !closeTo(sum, 1) || !closeTo(most, p) {
		t.Errorf("guesses add up to %v with at most %v; want 1 and %v", sum, most, p)
	}
	r.attach(2, 1)
	if len(r.guesses) != 0 {
		t.Error("guesses are left for the next comment")
	}
}
