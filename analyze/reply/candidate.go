package reply

import "slices"

// How far candidates lie.
const (
	window   = 50 // comments just before
	branches = 60 // ancestors of the comment before
	farther  = 12 // comments that hold quoted words, and last comments of authors named
)

// candidates gathers the possible parents of comment i into r.cands, in
// ascending order: what stands just before, the branch of the comment before,
// what i quotes, the last comments of the authors it names, the last answer to
// its author; and -1 where it may answer the article or nobody.
func (r *recovery) candidates(i int) {
	r.quoteHits(i)
	r.branch = r.branch[:0]
	for at := i - 1; at >= 0 && len(r.branch) < branches; at = r.parent[at] {
		r.branch = append(r.branch, at)
	}
	r.cands = r.cands[:0]
	if r.rooted || i == 0 {
		r.cands = append(r.cands, -1)
	}
	if r.rooted && r.views[i].advert {
		return // an advertisement answers nobody
	}
	for j := max(0, i-window); j < i; j++ {
		if j == i-1 && len(r.cands) == 0 || !r.views[j].advert { // and nobody answers it
			r.cands = append(r.cands, j)
		}
	}
	near := len(r.cands)
	if i > 0 {
		r.far(i)
	}
	if len(r.cands) > near {
		slices.Sort(r.cands)
		r.cands = slices.Compact(r.cands)
	}
}

// measured gathers the candidates for comment i into r.cands and returns
// their signals, which last until the next call.
func (r *recovery) measured(i int) []values {
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

// far adds candidates before the window.
func (r *recovery) far(i int) {
	add := func(at int) {
		if at >= 0 && at < i-window {
			r.cands = append(r.cands, at)
		}
	}
	for _, at := range r.branch {
		add(at)
	}
	for at, n := range r.own {
		if n*2 >= r.most || at == r.holder {
			add(int(at))
		}
	}
	for k, c := range r.views[i].calls {
		if k < farther {
			add(int(r.lastBy[c.author]))
		}
	}
	if a := r.views[i].author; a >= 0 {
		add(int(r.backTo[a]))
		add(int(r.lastBy[a]))
	}
	add(0)
}
