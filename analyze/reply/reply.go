// Package reply recovers who replies to whom where the source does not say.
// The earlier comments are ranked as candidate parents by a linear model over
// named signals (features), trained as a conditional logit on threads with
// known parents. A softmax over all candidates, "no parent" included, gives
// their probabilities, so that the score of a recovered parent says how sure
// it is. The signals follow Kummerfeld et al. 2019 (a linear model over chat),
// Wang et al. 2011 and Abbott et al. 2011 (quotations in forums).
package reply

import (
	"math"
	"slices"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/analyze"
	"github.com/gainsay/gainsay/analyze/text"
)

// Recover sets Parent, ParentBy and ParentScore (0 to 1) of every comment
// whose parent is unknown; Parent is "" for one that replies to no comment.
// docs are the parsed texts, one for each comment. Comments whose source names
// the parent stay as they are.
func Recover(t *gainsay.Thread, docs []*text.Doc) {
	if !incomplete(t) {
		return
	}
	r := newRecovery(t, docs, shipped())
	m := r.weights
	for i, c := range t.Comments {
		if c.ParentBy != gainsay.ByNothing {
			r.attach(i, r.index[c.Parent]-1)
			continue
		}
		at, p, v := r.best(i, m)
		c.ParentScore = analyze.Round(p)
		c.ParentBy = strongest(&v, m)
		if at >= 0 {
			c.Parent = t.Comments[at].ID
		}
		r.attach(i, at)
	}
}

// incomplete reports whether any parent is unknown.
func incomplete(t *gainsay.Thread) bool {
	for _, c := range t.Comments {
		if c.ParentBy == gainsay.ByNothing {
			return true
		}
	}
	return false
}

// Explain returns the signals behind the recovered parent of comment i, the
// strongest first, or nil if the source names the parent.
func Explain(t *gainsay.Thread, docs []*text.Doc, i int) []Signal {
	if !t.Comments[i].ParentBy.Inferred() {
		return nil
	}
	r := newRecovery(t, docs, shipped())
	for k, c := range t.Comments[:i] {
		if r.soft() && c.ParentBy.Inferred() {
			r.best(k, r.weights)
		}
		r.attach(k, r.index[c.Parent]-1)
	}
	at := r.index[t.Comments[i].Parent] - 1
	all := r.candidateSignals(i)
	var v values
	if k := slices.Index(r.cands, at); k >= 0 {
		v = all[k]
	} else { // recovered by another version, with other candidates
		r.measure(i, at, &v)
	}
	return r.explain(i, at, &v, r.weights)
}

// recovery is the state of one pass over a thread. Comments are attached to
// parents in order; what is known of the earlier ones serves the later.
type recovery struct {
	t           *gainsay.Thread
	docs        []*text.Doc
	index       map[string]int // id to position + 1
	authors     *authors
	vocabulary  *vocabulary
	rarity      []float64 // by term, 0 to 1
	comments    []comment
	quotes      *quoteIndex
	layout      layout
	sorted      sortKey
	weights     *values // of the layout
	quoting     float64 // share of the comments that quote something other than the article
	talk        float64 // see authors.talk
	words       float64 // mean logLength
	traits      traits
	replyByTime []bool  // by comment, see readOrder; nil for all but pages with times
	allowTop    bool    // whether more than the first comment may have no parent
	article     comment // the terms of the article; none if there is no article
	articleDoc  *text.Doc
	articleHas  map[uint64]bool // the runs of words of the article, if any comment quotes

	parent  []int // by comment: position, -1 for none
	depth   []int32
	replies []int32 // by comment: number of replies
	tops    int     // how many comments have no parent
	habits  habits
	newest  []int32           // by position + 1 (0: none): latest comment attached to it, -1 for none
	placed  [][]placedAt      // by comment: possible parents by votes; nil where they are not sorted by votes
	pending [][]guess         // by author: replies to them that they have not answered, the latest maxPending
	toward  [][]toward        // by comment: other authors to whom it replies
	guesses []guess           // the likely parents of the comment at hand, see guess
	lastBy  []int32           // by author: latest comment, -1 for none
	backTo  []int32           // by author: latest reply to one of their comments, -1 for none
	pairs   map[[2]int32]int  // by two authors: how often they have replied to each other
	paired  []bool            // by author: whether pairs has them
	answers map[[2]int32]bool // comment and author: whether the author has replied to it

	// of the comment at hand
	habitLogs  habitLogs
	cands      []int         // candidates: positions of the comments before, ascending; -1 for none
	values     []values      // of the candidates
	scores     []float64     // log-odds of the candidates
	ownTerm    []int32       // by term: 1 + the latest comment at hand that has it
	branch     []int         // the previous comment and its ancestors, nearest first
	said       map[int32]int // by comment before: how many of the quoted runs it says itself
	saidFirst  map[int32]int // ... of the first firstRuns of them
	requoted   map[int32]int // by comment before: how many of the quoted runs it quotes too
	mostSaid   int           // maximum of said
	firstSayer int32         // the latest comment with the maximum of saidFirst, -1 for none
}

func newRecovery(t *gainsay.Thread, docs []*text.Doc, m *model) *recovery {
	n := len(docs)
	r := &recovery{
		t: t, docs: docs, index: make(map[string]int, n), authors: newAuthors(t), vocabulary: newVocabulary(docs),
		comments: make([]comment, n),
	}
	for i, c := range t.Comments {
		r.index[c.ID] = i + 1
		r.comments[i] = r.newComment(i)
	}
	r.readArticle()
	r.computeRarity()
	r.indexQuotes()
	r.readTraits()
	r.layout, r.sorted = layoutOf(t, r.quoting)
	r.allowTop = r.layout == chat || t.Article != "" || n > 0 && t.Comments[0].ParentBy == gainsay.ByNothing
	if r.layout == nested && r.sorted != byVotes {
		r.readOrder()
	}
	r.start(m)
	return r
}

// start prepares r for a pass over the thread with the weights of m.
func (r *recovery) start(m *model) {
	n, authors := len(r.comments), len(r.authors.names)
	r.parent, r.depth, r.replies = make([]int, n), make([]int32, n), make([]int32, n)
	r.tops, r.habits, r.pairs, r.answers = 0, habits{}, map[[2]int32]int{}, map[[2]int32]bool{}
	r.lastBy, r.backTo, r.paired = noneYet(authors), noneYet(authors), make([]bool, authors)
	r.newest, r.pending = noneYet(n+1), make([][]guess, authors)
	r.toward = make([][]toward, n)
	r.weights = &m.weights[r.layout]
	if r.sorted == byVotes {
		r.placed = r.place(&m.placement)
	}
}

func noneYet(n int) []int32 { return slices.Repeat([]int32{-1}, n) }

// readArticle sets the terms of the article.
func (r *recovery) readArticle() {
	if r.t.Article != "" {
		r.articleDoc = text.Parse(r.t.Article)
		r.article.terms = r.vocabulary.terms(r.articleDoc)
	}
}

// computeRarity sets the rarity of the terms of the thread (inverse document
// frequency, scaled so that a term of one comment has about 1), the norm of
// each term vector, and words.
func (r *recovery) computeRarity() {
	n := float64(len(r.docs))
	r.rarity, r.ownTerm = make([]float64, len(r.vocabulary.df)), make([]int32, len(r.vocabulary.df))
	for id, df := range r.vocabulary.df {
		r.rarity[id] = math.Log((n+1)/float64(max(df, 1))) / math.Log(n+2)
	}
	for i := range r.comments {
		r.setNorm(&r.comments[i])
	}
	r.setNorm(&r.article)
}

func (r *recovery) setNorm(c *comment) {
	for _, id := range c.terms {
		c.norm += r.rarity[id] * r.rarity[id]
	}
	c.norm = math.Sqrt(c.norm)
}

// attach makes the comment at position at (-1: none) the parent of comment i.
func (r *recovery) attach(i, at int) {
	r.parent[i] = at
	r.newest[at+1] = int32(i)
	r.habits.add(r, i, at)
	r.settle(i, at)
	a := r.comments[i].author
	if at < 0 {
		r.tops++
	} else {
		r.depth[i] = r.depth[at] + 1
		b := r.comments[at].author
		r.replies[at]++
		if a >= 0 {
			r.answers[[2]int32{int32(at), int32(a)}] = true
		}
		if a >= 0 && b >= 0 && a != b {
			r.pairs[pair(a, b)]++
			r.paired[a], r.paired[b] = true, true
			r.backTo[b] = int32(i)
		}
	}
	if a >= 0 {
		r.lastBy[a] = int32(i)
	}
}

// pair is the key of two authors in recovery.pairs.
func pair(a, b int) [2]int32 { return [2]int32{int32(min(a, b)), int32(max(a, b))} }

// best scores the candidates for comment i with weights w and returns the most
// likely, its probability (softmax, summed in one pass) and its signals.
func (r *recovery) best(i int, w *values) (at int, p float64, v values) {
	top, sum := math.Inf(-1), 0.0
	all := r.candidateSignals(i)
	r.scores = w.scores(r.scores[:0], all)
	for k, s := range r.scores {
		if s >= top {
			sum *= math.Exp(top - s)
			at, top, v = r.cands[k], s, all[k]
		}
		sum += math.Exp(s - top)
	}
	if len(all) == 0 {
		return -1, 1, v
	}
	r.guess(top, sum)
	return at, 1 / sum, v
}

// scores appends the log-odds of candidates with weights w. Each is a sum in the
// order of the signals; four at a time, since an addition waits for the one before.
func (w *values) scores(out []float64, all []values) []float64 {
	for ; len(all) >= 4; all = all[4:] {
		a, b, c, d := &all[0], &all[1], &all[2], &all[3]
		var s, t, u, v float64
		for k, x := range w {
			s += a[k] * x
			t += b[k] * x
			u += c[k] * x
			v += d[k] * x
		}
		out = append(out, s, t, u, v)
	}
	for i := range all {
		s := 0.0
		for k, x := range w {
			s += all[i][k] * x
		}
		out = append(out, s)
	}
	return out
}
