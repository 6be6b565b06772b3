// Package reply recovers who answers whom where the source lost it, and
// walks reply trees. Recovery ranks the earlier comments as candidates by a
// linear model over named signals, trained as a conditional logit on threads
// whose parents are known; the scores of all candidates, the article
// included, are turned into probabilities, so a recovered parent's score says
// how sure it is. The signals follow Kummerfeld et al. 2019 (a linear model
// over chat), Wang et al. 2011 and Abbott et al. 2011 (quotations in forums).
package reply

import (
	"math"
	"slices"
	"strings"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/analyze/text"
)

// Recover sets Parent, ParentBy and ParentScore of every comment whose parent
// is not known. docs are the parsed texts, one a comment. Comments whose
// source named the parent are left as they are.
func Recover(t *gainsay.Thread, docs []*text.Doc) {
	if !lost(t) {
		return
	}
	r := newRecovery(t, docs)
	m := weightsOf(r.layout)
	for i, c := range t.Comments {
		if c.ParentBy != gainsay.ByNothing {
			r.place(i, r.index[c.Parent]-1)
			continue
		}
		at, p, v := r.best(i, m)
		c.ParentScore = math.Round(p*1000) / 1000
		c.ParentBy = strongest(&v, m)
		if at >= 0 {
			c.Parent = t.Comments[at].ID
		}
		r.place(i, at)
	}
}

// lost reports whether any parent is to be recovered.
func lost(t *gainsay.Thread) bool {
	for _, c := range t.Comments {
		if c.ParentBy == gainsay.ByNothing {
			return true
		}
	}
	return false
}

// Explain returns the signals behind the recovered parent of comment i, the
// strongest first, nil if the source gave the parent.
func Explain(t *gainsay.Thread, docs []*text.Doc, i int) []Signal {
	if !t.Comments[i].ParentBy.Inferred() {
		return nil
	}
	r := newRecovery(t, docs)
	for k, c := range t.Comments[:i] {
		r.place(k, r.index[c.Parent]-1)
	}
	at := r.index[t.Comments[i].Parent] - 1
	all := r.measured(i)
	var v values
	if k := slices.Index(r.cands, at); k >= 0 {
		v = all[k]
	} else { // recovered by another version, which saw other candidates
		r.measure(i, at, &v)
	}
	return r.explain(i, at, &v, weightsOf(r.layout))
}

// layout is how a thread came to be, which decides what a place in it tells.
type layout int

const (
	page  layout = iota // no times: in the order of a page, replies below what they answer
	forum               // in the order of writing
	chat                // in the order of writing, short and quick
	posts               // in the order of writing, most begin with the @name of whom they answer
	layouts
)

var layoutNames = [layouts]string{"page", "forum", "chat", "posts"}

// recovery is the state of one pass over a thread. Comments are placed one
// after the other; what is known of the earlier ones serves the later.
type recovery struct {
	t          *gainsay.Thread
	docs       []*text.Doc
	index      map[string]int // id to position + 1
	authors    *authors
	vocabulary *vocabulary
	rarity     []float64 // of the terms, 0 to 1
	views      []view
	quotes     *quoteIndex
	layout     layout
	quoting    float64 // share of the comments that quote
	rooted     bool    // a comment may answer the article or nobody

	parent  []int // -1 for the article
	depth   []int32
	replies []int32           // how many have answered a comment
	lastBy  []int32           // each author's last comment, -1
	backTo  []int32           // the last answer to each author, -1
	pairs   map[[2]int32]int  // how often two authors have answered each other
	answers map[[2]int32]bool // comment and author who has answered it

	// of the comment being placed
	cands      []int
	values     []values      // of the candidates
	branch     []int         // the comment before and its ancestors, the nearest first
	own, again map[int32]int // quoted runs found
	begun      map[int32]int // … of the first few
	holder     int32         // the latest comment that says most of the first few, -1
	most       int           // of own
}

func newRecovery(t *gainsay.Thread, docs []*text.Doc) *recovery {
	n := len(docs)
	r := &recovery{
		t: t, docs: docs, index: make(map[string]int, n), authors: newAuthors(t), vocabulary: newVocabulary(),
		views: make([]view, n), parent: make([]int, n), depth: make([]int32, n), replies: make([]int32, n), pairs: map[[2]int32]int{}, answers: map[[2]int32]bool{},
	}
	for i, c := range t.Comments {
		r.index[c.ID] = i + 1
		r.views[i] = r.newView(i)
	}
	r.weigh()
	r.indexQuotes()
	r.layout = layoutOf(t)
	r.rooted = r.layout == chat || t.Article != "" || n > 0 && t.Comments[0].ParentBy == gainsay.ByNothing
	r.lastBy, r.backTo = fill(len(r.authors.names)), fill(len(r.authors.names))
	return r
}

func fill(n int) []int32 {
	out := make([]int32, n)
	for i := range out {
		out[i] = -1
	}
	return out
}

// weigh takes the rarity of the terms in the thread (inverse document
// frequency, scaled to 1 for what one comment in a large thread says).
func (r *recovery) weigh() {
	n := float64(len(r.docs))
	r.rarity = make([]float64, len(r.vocabulary.df))
	for i := range r.views {
		r.quoting += flag(len(r.views[i].quoted) > 0) / n
	}
	for id, df := range r.vocabulary.df {
		r.rarity[id] = math.Log((n+1)/float64(df)) / math.Log(n+2)
	}
	for i := range r.views {
		v := &r.views[i]
		for _, id := range v.terms {
			v.weight += r.rarity[id] * r.rarity[id]
		}
		v.weight = math.Sqrt(v.weight)
	}
}

// chatPause and chatLength bound a chat: the median pause between messages in
// seconds and their mean length in bytes.
const (
	chatPause  = 180
	chatLength = 140
)

func layoutOf(t *gainsay.Thread) layout {
	quick, steps, length, named := 0, 0, 0, 0
	for i, c := range t.Comments {
		length += len(c.Text)
		if strings.HasPrefix(strings.TrimLeft(c.Text, " ."), "@") {
			named++
		}
		if i == 0 || c.Time.IsZero() || t.Comments[i-1].Time.IsZero() {
			continue
		}
		steps++
		if c.Time.Sub(t.Comments[i-1].Time).Seconds() <= chatPause {
			quick++
		}
	}
	switch {
	case steps*2 < len(t.Comments)-1 || steps == 0:
		return page
	case named*2 > len(t.Comments):
		return posts
	case quick*2 > steps && length < chatLength*len(t.Comments):
		return chat
	}
	return forum
}

// place notes that comment i answers at.
func (r *recovery) place(i, at int) {
	r.parent[i] = at
	a := r.views[i].author
	if at >= 0 {
		r.depth[i] = r.depth[at] + 1
		b := r.views[at].author
		r.replies[at]++
		if a >= 0 {
			r.answers[[2]int32{int32(at), int32(a)}] = true
		}
		if a >= 0 && b >= 0 && a != b {
			r.pairs[pair(a, b)]++
			r.backTo[b] = int32(i)
		}
	}
	if a >= 0 {
		r.lastBy[a] = int32(i)
	}
}

func pair(a, b int) [2]int32 { return [2]int32{int32(min(a, b)), int32(max(a, b))} }

// best ranks the candidates for comment i and returns the first, its
// probability and its signals.
func (r *recovery) best(i int, w *values) (at int, p float64, v values) {
	top, sum := math.Inf(-1), 0.0
	all := r.measured(i)
	for k := range all {
		s := all[k].dot(w)
		if s >= top {
			sum *= math.Exp(top - s)
			at, top, v = r.cands[k], s, all[k]
		}
		sum += math.Exp(s - top)
	}
	if len(all) == 0 {
		return -1, 1, v
	}
	return at, 1 / sum, v
}

func (v *values) dot(w *values) float64 {
	s := 0.0
	for k := range v {
		s += v[k] * w[k]
	}
	return s
}
