package reply

import (
	"math"
	"testing"

	"github.com/gainsay/gainsay"
)

// voted returns the recovery state of a thread of an opening post and comments
// with these votes.
func voted(votes ...int) *recovery {
	r := &recovery{t: &gainsay.Thread{Comments: []*gainsay.Comment{{}}}}
	for _, n := range votes {
		r.t.Comments = append(r.t.Comments, &gainsay.Comment{Score: &n})
	}
	r.comments = make([]comment, len(r.t.Comments))
	return r
}

// enumerate adds the probability of every tree that the comments from i on can
// make, by the parent of each comment.
func (b *placer) enumerate(i int, branch []int, p float64, parents []int, sums []map[int]float64) {
	if i == len(b.r.comments) {
		for k, at := range parents {
			sums[k+1][at] += p
		}
		return
	}
	for d := len(branch) - 1; d >= 0; d-- {
		b.nodes = []branchNode{{at: int32(branch[d])}}
		q, below := int32(0), int32(-1)
		if d > 0 { // the root is node 0
			b.nodes, q = append([]branchNode{{at: 0}}, b.nodes...), 1
		}
		if d+1 < len(branch) {
			below = int32(len(b.nodes))
			b.nodes = append(b.nodes, branchNode{at: int32(branch[d+1])})
		}
		x := p * b.m.climbing(int32(len(branch)-1), int32(d)) * b.voting(i, q, below)
		if x > 0 {
			next := append(append([]int{}, branch[:d+1]...), i)
			b.enumerate(i+1, next, x, append(append([]int{}, parents...), branch[d]), sums)
		}
	}
}

// TestPlace compares the probabilities by votes with those of all trees.
func TestPlace(t *testing.T) {
	m := &shipped().placement
	for _, votes := range [][]int{{90, 40, 12, 60, 30, 3, 1}, {5, 5, 5, 5, 5}, {1, 2, 4, 8, 16, 32}, {7}} {
		r := voted(votes...)
		sums := make([]map[int]float64, len(votes)+1)
		for k := range sums {
			sums[k] = map[int]float64{}
		}
		(&placer{m: m, r: r}).enumerate(1, []int{0}, 1, nil, sums)
		got := r.place(m)
		for i := 1; i < len(sums); i++ {
			all, found := 0.0, 0.0
			for _, p := range sums[i] {
				all += p
			}
			for _, o := range got[i] {
				found += o.p
				if want := sums[i][int(o.at)] / all; math.Abs(o.p-want) > 0.02 {
					t.Errorf("votes %v: comment %d replies to %d with %.3f, want %.3f", votes, i, o.at, o.p, want)
				}
			}
			if found < 0.98 || found > 1.0001 {
				t.Errorf("votes %v: comment %d: the probabilities add up to %.3f", votes, i, found)
			}
		}
	}
}

// TestLayout recognises layouts by times, votes, names and texts.
func TestLayout(t *testing.T) {
	falling := voted(90, 70, 65, 60, 50, 45, 40, 38, 30, 20, 10, 9).t
	if l, key := layoutOf(falling, 0); l != votes || key != byVotes {
		t.Errorf("falling votes: %s", layoutNames[l])
	}
	if l, _ := layoutOf(voted(90, 70, 75, 60, 80, 45).t, 0); l != page {
		t.Errorf("few votes: %s, want page", layoutNames[l])
	}
}
