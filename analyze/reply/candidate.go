package reply

import "slices"

// Bounds on the candidates of a comment, set by hand: few true parents in the
// training data are outside, and time stays linear in the size of a thread.
const (
	windowSize = 50 // preceding comments
	maxBranch  = 60 // ancestors of the previous comment
	maxNamed   = 12 // authors named, each with their latest comment
	maxPending = 12 // replies to the author that are not answered
)

// candidates gathers the possible parents of comment i into r.cands, in
// ascending order: the preceding comments, the branch of the previous comment,
// the comments that i quotes, the latest comments of the authors it names, the
// latest reply to its author; and -1 where it may have no parent. It prepares what
// measure needs of the comments before i.
func (r *recovery) candidates(i int) {
	r.matchQuotes(i)
	for _, id := range r.comments[i].terms {
		r.ownTerm[id] = int32(i + 1)
	}
	r.habitLogs = r.habits.logs(i)
	r.branch = r.branch[:0]
	for at := i - 1; at >= 0 && len(r.branch) < maxBranch; at = r.parent[at] {
		r.branch = append(r.branch, at)
	}
	r.cands = r.cands[:0]
	if r.allowTop || i == 0 {
		r.cands = append(r.cands, -1)
	}
	if r.allowTop && r.comments[i].advert {
		return // an advertisement replies to nobody
	}
	for j := max(0, i-windowSize); j < i; j++ {
		if r.later(i, j) {
			continue
		}
		if j == i-1 && len(r.cands) == 0 || !r.comments[j].advert { // and nobody replies to one
			r.cands = append(r.cands, j)
		}
	}
	near := len(r.cands)
	if i > 0 {
		r.addDistant(i)
	}
	if len(r.cands) > near {
		slices.Sort(r.cands)
		r.cands = slices.Compact(r.cands)
	}
}

// candidateSignals gathers the candidates for comment i into r.cands and
// returns their signals, which are valid until the next call.
func (r *recovery) candidateSignals(i int) []values {
	r.candidates(i)
	r.values = slices.Grow(r.values[:0], len(r.cands))[:len(r.cands)]
	closest := 0.0
	for k, at := range r.cands {
		r.values[k] = values{}
		r.measure(i, at, &r.values[k])
		closest = max(closest, r.values[k][cosine])
	}
	for k := range r.values {
		v := &r.values[k]
		v[alike] = flag(v[cosine] > 0 && v[cosine] >= closest)
	}
	return r.values
}

// addDistant adds candidates before the windowSize.
func (r *recovery) addDistant(i int) {
	add := func(at int) {
		if at >= 0 && at < i-windowSize && !r.later(i, at) {
			r.cands = append(r.cands, at)
		}
	}
	for _, at := range r.branch {
		add(at)
	}
	for at, n := range r.said {
		if n*2 >= r.mostSaid || at == r.firstSayer {
			add(int(at))
		}
	}
	for k, c := range r.comments[i].named {
		if k < maxNamed {
			add(int(r.lastBy[c.author]))
		}
	}
	if a := r.comments[i].author; a >= 0 {
		add(int(r.backTo[a]))
		add(int(r.lastBy[a]))
		for _, g := range r.pending[a] {
			add(int(g.at))
		}
	}
	add(0)
}

// later reports whether a comment before i on a page was written after it. The
// opening post never is.
func (r *recovery) later(i, at int) bool {
	if r.layout != nested || at == 0 {
		return false
	}
	a, b := r.t.Comments[i].Time, r.t.Comments[at].Time
	return !a.IsZero() && a.Before(b)
}
