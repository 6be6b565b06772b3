package reply

import (
	"math"
	"slices"
)

// guess is a comment that may be the parent of another, or a reply to an author.
type guess struct {
	at int32
	p  float64 // probability
}

// toward is an author to whom a comment may reply.
type toward struct {
	author int32
	p      float64 // probability
}

// leastGuess is the probability from which on a guess counts; set by hand.
const leastGuess = 0.05

// soft reports whether all likely parents of a comment count, by their probability,
// for the turns of the authors, or only the recovered one. On threads held out that
// is better for trees in order of writing, where most parents are unsure. On pages
// with times it is not, on pages without it was not clear, and for the other layouts
// it was not measured.
func (r *recovery) soft() bool { return r.layout == tree }

// guess keeps the likely parents of the comment at hand for settle. Its candidates
// have the log-odds r.scores, of which top is the highest; sum is that of all odds,
// divided by the highest.
func (r *recovery) guess(top, sum float64) {
	r.guesses = r.guesses[:0]
	if !r.soft() {
		return
	}
	least := top + math.Log(leastGuess*sum)
	for k, s := range r.scores {
		if s >= least {
			r.guesses = append(r.guesses, guess{int32(r.cands[k]), math.Exp(s-top) / sum})
		}
	}
}

// settle makes comment i pending for the other authors to whom it may reply, and its
// likely parents less pending for its author. Without guesses, position at (-1: none)
// is certain.
func (r *recovery) settle(i, at int) {
	if len(r.guesses) == 0 {
		r.guesses = append(r.guesses, guess{int32(at), 1})
	}
	a := r.comments[i].author
	for _, g := range r.guesses {
		if g.at >= 0 {
			r.answer(i, a, g)
		}
	}
	r.guesses = r.guesses[:0]
	if a < 0 {
		return
	}
	for _, to := range r.toward[i] {
		of := r.pending[to.author]
		if len(of) == maxPending {
			of = slices.Delete(of, 0, 1)
		}
		r.pending[to.author] = append(of, guess{int32(i), to.p})
	}
}

// answer notes that comment i, by author a (-1: unknown), may reply to g.
func (r *recovery) answer(i, a int, g guess) {
	if a >= 0 {
		of := r.pending[a]
		if k := slices.IndexFunc(of, func(o guess) bool { return o.at == g.at }); k >= 0 {
			if of[k].p *= 1 - g.p; of[k].p < leastGuess {
				r.pending[a] = slices.Delete(of, k, k+1)
			}
		}
	}
	b := r.comments[g.at].author
	if b < 0 || b == a {
		return
	}
	to := r.toward[i]
	if k := slices.IndexFunc(to, func(o toward) bool { return int(o.author) == b }); k >= 0 {
		to[k].p += g.p
		return
	}
	r.toward[i] = append(to, toward{int32(b), g.p})
}

// repliesTo is the probability that comment at replies to author a, another than its own.
func (r *recovery) repliesTo(at, a int) float64 {
	for _, to := range r.toward[at] {
		if int(to.author) == a {
			return to.p
		}
	}
	return 0
}

// pendingFor is the probability that comment at is a reply to author a that a has
// not answered.
func (r *recovery) pendingFor(a, at int) float64 {
	for _, g := range r.pending[a] {
		if int(g.at) == at {
			return g.p
		}
	}
	return 0
}

// owes is the probability of the surest reply to the author of comment i that the
// author has not answered, 0 if there is none.
func (r *recovery) owes(i int) float64 {
	a := r.comments[i].author
	if a < 0 {
		return 0
	}
	most := 0.0
	for _, g := range r.pending[a] {
		most = max(most, g.p)
	}
	return most
}
