package reply

import (
	"cmp"
	"math"
	"math/bits"
	"slices"
)

// On a page whose siblings are sorted by votes, votes alone show much of the
// tree: a comment with more votes than the latest reply to a comment cannot be
// another reply to it. The posterior probability of each parent is computed by
// a beam search forward over the branches that may end at each comment and a
// pass backward over what it kept (forward-backward, Rabiner 1989).

// Sizes of the tables; votes and levels beyond them share the last entry.
const (
	voteBins  = 13 // by log2
	climbBins = 6  // levels
)

// Bounds of the search, chosen on development threads: wider beams are hardly
// better. Longer threads than maxPlaced are taken for pages without votes.
const (
	maxBeam    = 512     // states kept for a comment
	beamStates = 600_000 // states kept for a thread
	maxPlaced  = 2_000   // comments
	beamRatio  = 1e-3    // states less likely than this times the best are dropped
)

// placement are the probabilities by which votes place a comment.
type placement struct {
	climb [climbBins][climbBins]float64 // by level of the comment before: levels up from it
	first [voteBins][voteBins]float64   // by votes for the parent: votes for its first reply
	// by whether the parent is a comment, by votes for the reply before: votes for the next one
	next [2][voteBins][voteBins]float64
}

// voteBin is the bin of a number of votes.
func voteBin(votes int) int { return min(bits.Len(uint(max(votes, 0)+1))-1, voteBins-1) }

// branchNode is an end of a possible branch. Two states with the same branch
// share their nodes.
type branchNode struct {
	at    int32 // comment, -1 for the article
	up    int32 // node of the comment above, -1 for none
	depth int32
}

// branchState is a branch that may end at a comment.
type branchState struct {
	node int32
	p    float64 // forward probability
}

// branchEdge leads from a state of one comment to one of the next.
type branchEdge struct {
	from, to int32
	p        float64
}

// placedAt is a possible parent with its posterior probability.
type placedAt struct {
	at int32
	p  float64
}

// placer searches for the branches of a thread.
type placer struct {
	m      *placement
	r      *recovery
	beam   int
	nodes  []branchNode
	slot   []int32         // by node: state of the comment at hand whose parent is the node, + 1
	states [][]branchState // by comment
	edges  [][]branchEdge  // by comment: from the states of the one before
}

// place returns the possible parents of each comment by votes.
func (r *recovery) place(m *placement) [][]placedAt {
	n := len(r.comments)
	b := &placer{m: m, r: r, states: make([][]branchState, n), edges: make([][]branchEdge, n)}
	b.beam = min(maxBeam, beamStates/max(n, 1))
	begin := 0
	root := branchNode{at: -1, up: -1}
	if !r.allowTop {
		begin, root.at = 1, 0
	}
	b.nodes, b.slot = append(b.nodes, root), append(b.slot, 0)
	before := []branchState{{0, 1}}
	for i := begin; i < n; i++ {
		b.extend(i, before)
		b.prune(i)
		before = b.states[i]
	}
	return b.posterior(begin)
}

// extend attaches comment i to every comment of the branches before it.
func (b *placer) extend(i int, before []branchState) {
	var states []branchState
	var edges []branchEdge
	for k, s := range before {
		below, depth := int32(-1), b.nodes[s.node].depth
		for q := s.node; q >= 0; q = b.nodes[q].up {
			p := s.p * b.m.climbing(depth, b.nodes[q].depth) * b.voting(i, q, below)
			below = q
			if p == 0 {
				continue
			}
			if b.slot[q] == 0 {
				states = append(states, branchState{node: q})
				b.slot[q] = int32(len(states))
			}
			to := b.slot[q] - 1
			states[to].p += p
			edges = append(edges, branchEdge{int32(k), to, p})
		}
	}
	for k := range states { // the nodes so far are those of the parents
		b.slot[states[k].node] = 0
	}
	b.states[i], b.edges[i] = states, edges
}

// climbing is the probability that a comment after one at a depth replies to
// the one at depth to on its branch.
func (m *placement) climbing(depth, to int32) float64 {
	levels := depth - to
	p := m.climb[min(depth, climbBins-1)][min(levels, climbBins-1)]
	if levels >= climbBins-1 { // shared by all further levels
		p /= float64(depth - climbBins + 2)
	}
	return p
}

// voting is the probability of the votes for comment i as a reply to node q,
// after the reply below it (-1: none).
func (b *placer) voting(i int, q, below int32) float64 {
	votes, known := b.r.votesFor(i)
	if !known {
		return 1
	}
	at := b.nodes[q].at
	if below < 0 {
		if above, known := b.r.votesFor(int(at)); known && q != 0 {
			return b.m.first[voteBin(above)][voteBin(votes)]
		}
		return 1
	}
	before, known := b.r.votesFor(int(b.nodes[below].at))
	switch {
	case !known:
		return 1
	case votes > before:
		return 0
	}
	return b.m.next[int(flag(q != 0))][voteBin(before)][voteBin(votes)]
}

// votesFor returns the votes for a comment, and whether they are known.
func (r *recovery) votesFor(i int) (votes int, known bool) {
	if i < 0 || r.t.Comments[i].Score == nil {
		return 0, false
	}
	return *r.t.Comments[i].Score, true
}

// prune keeps the likeliest states of comment i, gives them nodes and scales
// their probabilities to a sum of 1. If none is possible, it replies to the
// root.
func (b *placer) prune(i int) {
	all := b.states[i]
	if len(all) == 0 {
		all = []branchState{{0, 1}}
	}
	order := make([]int32, len(all))
	for k := range order {
		order[k] = int32(k)
	}
	slices.SortFunc(order, func(x, y int32) int {
		return cmp.Or(cmp.Compare(all[y].p, all[x].p), cmp.Compare(all[x].node, all[y].node))
	})
	keep := min(len(order), b.beam)
	for keep > 1 && all[order[keep-1]].p < beamRatio*all[order[0]].p {
		keep--
	}
	sum := 0.0
	place := make([]int32, len(all)) // by old number: new number + 1
	for k, old := range order[:keep] {
		sum += all[old].p
		place[old] = int32(k + 1)
	}
	states := make([]branchState, keep)
	for k, old := range order[:keep] {
		up := all[old].node
		states[k] = branchState{int32(len(b.nodes)), all[old].p / sum}
		b.nodes = append(b.nodes, branchNode{int32(i), up, b.nodes[up].depth + 1})
		b.slot = append(b.slot, 0)
	}
	edges := b.edges[i][:0]
	for _, e := range b.edges[i] {
		if to := place[e.to]; to > 0 {
			edges = append(edges, branchEdge{e.from, to - 1, e.p / sum})
		}
	}
	b.states[i], b.edges[i] = states, slices.Clip(edges)
}

// minPlaced is the least posterior probability that is kept.
const minPlaced = 0.002

// posterior returns the probabilities of the parents of each comment, over the
// votes of all comments, by a pass backward over the states.
func (b *placer) posterior(begin int) [][]placedAt {
	out := make([][]placedAt, len(b.states))
	var after []float64 // by state: probability of the votes that follow, scaled
	for i := len(b.states) - 1; i >= begin; i-- {
		states := b.states[i]
		if after == nil {
			after = slices.Repeat([]float64{1}, len(states))
		}
		out[i] = b.parents(states, after)
		if i == begin {
			break
		}
		before := b.states[i-1]
		next, top := make([]float64, len(before)), 0.0
		for _, e := range b.edges[i] {
			next[e.from] += e.p / before[e.from].p * after[e.to]
			top = max(top, next[e.from])
		}
		for k := range next {
			if top > 0 {
				next[k] /= top
			} else {
				next[k] = 1
			}
		}
		after = next
	}
	return out
}

// parents adds up the probabilities of the states with the same parent.
func (b *placer) parents(states []branchState, after []float64) []placedAt {
	var out []placedAt
	sum := 0.0
	for k, s := range states {
		p := s.p * after[k]
		sum += p
		at := b.nodes[b.nodes[s.node].up].at
		if j := slices.IndexFunc(out, func(o placedAt) bool { return o.at == at }); j >= 0 {
			out[j].p += p
		} else {
			out = append(out, placedAt{at, p})
		}
	}
	for k := range out {
		out[k].p /= sum
	}
	return slices.DeleteFunc(out, func(o placedAt) bool { return o.p < minPlaced })
}

// placedLog is the logarithm of the probability that votes give to position at
// as the parent of comment i, 0 to about -6.
func (r *recovery) placedLog(i, at int) float64 {
	p := minPlaced
	for _, o := range r.placed[i] {
		if int(o.at) == at {
			p += o.p
		}
	}
	return math.Log(min(p, 1))
}
