// Package reply recovers who answers whom where the source lost it, and
// walks reply trees. Recovery ranks the earlier comments as candidates by a
// small linear model over named signals; the scores of all candidates,
// the article included, are turned into probabilities, so a recovered
// parent's score says how sure it is.
package reply

import (
	"math"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/analyze/text"
)

// window is how many comments back a candidate may lie unless its author is
// named or its words are quoted.
const window = 30

// Recover sets Parent, ParentBy and ParentScore of every comment whose parent
// is not known. docs are the parsed texts, one a comment. Comments whose
// source named the parent are left as they are.
func Recover(t *gainsay.Thread, docs []*text.Doc) {
	r := newRecovery(t, docs)
	for i, c := range t.Comments {
		if c.ParentBy != gainsay.ByNothing {
			r.parent[i] = r.index[c.Parent] - 1
			continue
		}
		best := r.best(i)
		r.parent[i] = best.at
		c.ParentScore = math.Round(best.p*1000) / 1000
		c.ParentBy = best.by()
		if best.at >= 0 {
			c.Parent = t.Comments[best.at].ID
		}
	}
}

// Explain returns the signals behind the recovered parent of comment i, the
// strongest first, nil if the source gave the parent.
func Explain(t *gainsay.Thread, docs []*text.Doc, i int) []Signal {
	if !t.Comments[i].ParentBy.Inferred() {
		return nil
	}
	r := newRecovery(t, docs)
	for k, c := range t.Comments[:i] {
		r.parent[k] = r.index[c.Parent] - 1
	}
	at := r.index[t.Comments[i].Parent] - 1
	return r.score(i, at).ranked()
}

// recovery is the state of one pass over a thread.
type recovery struct {
	t      *gainsay.Thread
	docs   []*text.Doc
	index  map[string]int // id to position + 1
	parent []int          // -1 for the article
	views  []view
	idf    map[string]float64
	names  []name // authors with the positions of their comments
	dated  bool   // times are known: the order is that of writing
}

func newRecovery(t *gainsay.Thread, docs []*text.Doc) *recovery {
	r := &recovery{t: t, docs: docs, index: map[string]int{}, parent: make([]int, len(docs)), idf: map[string]float64{}}
	for i, c := range t.Comments {
		r.index[c.ID] = i + 1
		r.views = append(r.views, newView(docs[i]))
		for s := range r.views[i].stems {
			r.idf[s]++
		}
		r.dated = r.dated || !c.Time.IsZero()
	}
	n := float64(len(docs))
	for s, df := range r.idf {
		r.idf[s] = math.Log((n+1)/df) / math.Log(n+2)
	}
	r.names = namesOf(t)
	return r
}

// best ranks the candidates for comment i.
func (r *recovery) best(i int) candidate {
	cands := []candidate{r.score(i, -1)}
	for j := max(0, i-window); j < i; j++ {
		cands = append(cands, r.score(i, j))
	}
	for _, j := range r.farNamed(i) {
		cands = append(cands, r.score(i, j))
	}
	top, sum := 0, 0.0
	for k, c := range cands {
		sum += math.Exp(c.sum)
		if c.sum >= cands[top].sum {
			top = k
		}
	}
	out := cands[top]
	out.p = math.Exp(out.sum) / sum
	return out
}

// farNamed returns the last comments, outside the window, of authors whom
// comment i names.
func (r *recovery) farNamed(i int) []int {
	var out []int
	for _, n := range r.names {
		if r.views[i].names(n) == "" {
			continue
		}
		last := -1
		for _, j := range n.at {
			if j < i-window {
				last = j
			}
		}
		if last >= 0 {
			out = append(out, last)
		}
	}
	return out
}
