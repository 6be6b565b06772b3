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
	r.closest = 0
	for _, at := range r.cands {
		if at >= 0 {
			var v values
			r.measureWords(i, at, &v)
			r.closest = max(r.closest, v[cosine])
		}
	}
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
