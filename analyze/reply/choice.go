package reply

import (
	"math"
	"slices"

	"github.com/gainsay/gainsay"
)

// choice is a comment with the signals of its candidates, of which one is
// right.
type choice struct {
	cands [][]entry
	odds  []float32 // by candidate: what is added to its log-odds, see sampled
	right int
}

// entry is a signal of a candidate that is not 0.
type entry struct {
	signal signal
	x      float32
}

// choices processes a thread as Recover does, attaching comments to their true
// parents in pass 0, later to those that the model predicts. Of a long thread it
// returns about perThread comments, others in each pass.
func (t *Labelled) choices(m *model, pass int) []choice {
	var out []choice
	r := t.read
	r.start(m)
	every := 1 + len(t.Parent)/perThread
	for i, at := range t.Parent {
		if t.Use[i] && (i+pass)%every == 0 {
			if c, ok := r.choice(i, at); ok {
				out = append(out, c)
			}
		}
		if pass > 0 && t.Thread.Comments[i].ParentBy == gainsay.ByNothing {
			at, _, _ = r.best(i, r.weights)
		}
		r.attach(i, at)
	}
	return out
}

// choice returns the choice of comment i, whose parent is at, unless at is no
// candidate or the only one.
func (r *recovery) choice(i, at int) (choice, bool) {
	all := r.candidateSignals(i)
	right := slices.Index(r.cands, at)
	if right < 0 || len(all) < 2 {
		return choice{}, false
	}
	c := choice{}
	for k := range all {
		odds, keep := r.sampled(i, k)
		if k == right {
			c.right = len(c.cands)
		} else if !keep {
			continue
		}
		var entries []entry
		for s, x := range all[k] {
			if x != 0 {
				entries = append(entries, entry{signal(s), float32(x)})
			}
		}
		c.cands, c.odds = append(c.cands, entries), append(c.odds, odds)
	}
	return c, true
}

// Candidates that are sampled: a conditional logit learns from a sample of the
// alternatives nearly what it learns from all (McFadden 1978).
const (
	sampledNear  = 6 // all candidates at most so far away
	sampledEvery = 4 // one in so many of the others
)

// sampled reports whether a choice of comment i keeps candidate k if it is wrong,
// and what its log-odds gain for those that are left out.
func (r *recovery) sampled(i, k int) (odds float32, keep bool) {
	at, v := r.cands[k], &r.values[k]
	if at <= 0 || i-at <= sampledNear || v[offPath] == 0 || v[mention]+v[call]+v[quote]+v[pending] > 0 {
		return 0, true
	}
	return float32(math.Log(sampledEvery)), (at+i)%sampledEvery == 0
}
