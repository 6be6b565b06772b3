package reply

import (
	"math"
	"slices"
	"strings"
)

// Scales and bounds that keep the values of signals near 0 to 1 or to 3, set by
// hand.
const (
	lengthScale = 8 // log2 of 256 tokens
	maxShared   = 3.0
	maxCounted  = 3 // names or figures in common
	maxLevel    = 4 // deeper comments share a signal
	minContrary = 2 // common terms for a negation to count
)

// Lengths of what wordsFor shows.
const (
	shownQuote  = 6 // words
	shownShared = 4 // terms
)

// measure fills in the signals of position at (-1: none) as the parent of
// comment i, all but alike, which compares candidates. v must be zero, and
// candidates(i) must have been called.
func (r *recovery) measure(i, at int, v *values) {
	if at < 0 {
		r.measureNone(i, v)
		return
	}
	r.measurePosition(i, at, v)
	r.measureAuthor(i, at, v)
	r.measureAddress(i, at, v)
	r.measureWords(i, at, v)
	c := &r.comments[i]
	long := r.logLength(i)
	v[longClimb] = long * v[climb]
	v[longOpener] = long * v[opener]
	v[longBefore] = r.logLength(at)
	v[youClimb] = flag(c.you != "") * v[climb]
	v[opensClimb] = flag(c.opens != "") * v[climb]
	if len(c.quoted) == 0 {
		if i-at == 1 {
			v[plain] = r.quoting
		} else {
			v[plainOther] = r.quoting
		}
	}
	r.measureSiblings(i, at, v)
	if at == 0 && r.parent[0] < 0 {
		v[owedOpener], v[topTalk] = r.owes(i), r.talk
		if r.allowTop && r.t.Article == "" {
			r.measureHead(v)
		}
		v[habit] = math.Log2((1 + float64(r.replies[0])) / float64(1+i))
	}
	if v[opener] > 0 {
		v[aboutArticle] = flag(r.comments[i].ofArticle)
		v[firstOpener] = flag(c.author >= 0 && r.lastBy[c.author] < 0)
		v[silentOpener] = r.minutes(i, i-1)
	}
	r.measureTraits(i, at, v)
	r.measureReturn(i, at, v)
	d := int(min(r.depth[at], maxLevel))
	v[level0+signal(d)] = 1
	if d > 0 && i-at == 1 {
		v[leaf1+signal(d-1)] = 1
	}
}

// measureHead fills in the signals of a first comment that may open the thread.
func (r *recovery) measureHead(v *values) {
	c := &r.comments[0]
	v[head], v[headLong], v[headAsks] = 1, r.logLength(0)-r.words, flag(c.asks)
	if c.author >= 0 {
		v[headAuthor] = math.Log2(float64(len(r.authors.at[c.author])))
	}
}

// logLength is the logarithm of a comment's length, about 1 for a long one.
func (r *recovery) logLength(i int) float64 { return r.comments[i].long }

// log2 is math.Log2 of a number above 0; that of small ones is in a table.
func log2(n int) float64 {
	if n < len(logs) {
		return logs[n]
	}
	return math.Log2(float64(n))
}

var logs = func() (of [1 << 10]float64) {
	for n := range of {
		of[n] = math.Log2(float64(n))
	}
	return of
}()

func flag(b bool) float64 {
	if b {
		return 1
	}
	return 0
}

// measureNone fills in the signals of having no parent.
func (r *recovery) measureNone(i int, v *values) {
	c := &r.comments[i]
	v[article] = 1
	v[fresh] = flag(c.you == "" && c.opens == "" && !c.demands && len(c.named) == 0)
	if r.layout != page && r.layout != forum { // below an article, most comments are their authors' first
		v[first] = flag(c.author >= 0 && r.lastBy[c.author] < 0)
	}
	v[asksAll] = flag(c.asks && !c.demands && len(c.named) == 0)
	v[youAll] = flag(c.you != "")
	v[namesAll] = flag(slices.ContainsFunc(c.named, func(a namedAuthor) bool { return a.how != inside }))
	v[demandsAll] = flag(c.demands)
	v[other] = flag(r.addressed(i) > 0)
	v[quote] = -flag(len(r.said) > 0)
	v[nameless] = flag(c.author < 0 && len(r.authors.names) > 0)
	if i > 0 {
		v[silence] = r.minutes(i, i-1)
	}
	r.measureArticle(i, v)
	r.measureTraits(i, -1, v)
	v[longTop] = r.logLength(i)
	v[aboutArticle] = flag(c.ofArticle)
	v[owed], v[topTalk] = r.owes(i), r.talk
	v[habit] = math.Log2((1 + float64(r.tops)) / float64(1+i))
	r.measureSiblings(i, -1, v)
}

// measureArticle compares the words of comment i with the article.
func (r *recovery) measureArticle(i int, v *values) {
	c, a := &r.comments[i], &r.article
	if c.norm > 0 && a.norm > 0 {
		square := 0.0
		r.common(c, a, func(id int32) { square += r.rarity[id] * r.rarity[id] })
		v[likeArticle] = square / (c.norm * a.norm)
		v[inArticle] = square / (c.norm * c.norm)
	}
	if n := len(c.quoted); n > 0 {
		v[quoteArticle] = float64(r.runsOfArticle(i)) / float64(n)
	}
}

// measureSiblings asks whether comment i would be in order after the latest
// reply to position at (-1: none).
func (r *recovery) measureSiblings(i, at int, v *values) {
	if r.sorted == byVotes {
		v[placed] = r.placedLog(i, at)
		return
	}
	k := int(r.newest[at+1])
	if k < 0 || r.sorted == byNothing {
		return
	}
	a, b := r.t.Comments[k].Time, r.t.Comments[i].Time
	if r.sorted == byAge {
		a, b = b, a
	}
	v[misplaced] = flag(!a.IsZero() && !b.IsZero() && b.Before(a))
}

// addressed counts the authors a comment addresses by name.
func (r *recovery) addressed(i int) int {
	n := 0
	for _, c := range r.comments[i].named {
		if c.how == mention || c.how == call {
			n++
		}
	}
	return n
}

// minutes is log2 of one plus the minutes between two comments, 0 where a time
// is unknown or i is earlier than at.
func (r *recovery) minutes(i, at int) float64 {
	a, b := r.t.Comments[i].Time, r.t.Comments[at].Time
	if a.IsZero() || b.IsZero() || a.Before(b) {
		return 0
	}
	return math.Log2(1 + a.Sub(b).Minutes())
}

func (r *recovery) measurePosition(i, at int, v *values) {
	gap := float64(i - at)
	v[previous] = flag(gap == 1)
	v[previousTalk] = v[previous] * r.talk
	v[second] = flag(gap == 2)
	v[distance] = log2(i - at)
	v[near] = 1 / gap
	v[pause] = r.minutes(i, at)
	v[opener] = flag(at == 0 && r.parent[0] < 0 && !r.allowTop)
	v[deep] = log2(1 + int(r.depth[at]))
	v[busy] = log2(1 + int(r.replies[at]))
	if levels := r.levels(at); levels < 0 {
		v[offPath] = 1
	} else {
		v[climb] = log2(1 + levels)
	}
}

// levels is how many levels at is above the previous comment, -1 where it is
// not on the branch of that comment.
func (r *recovery) levels(at int) int {
	n, found := slices.BinarySearchFunc(r.branch, at, func(a, b int) int { return b - a })
	if !found {
		return -1
	}
	return n
}

func (r *recovery) measureAuthor(i, at int, v *values) {
	a, b := r.comments[i].author, r.comments[at].author
	v[nameless] = flag(b < 0 && len(r.authors.names) > 0)
	if b >= 0 {
		v[latest] = flag(int(r.lastBy[b]) == at)
	}
	if a < 0 {
		return
	}
	v[own] = flag(a == b)
	v[ownLast] = flag(int(r.lastBy[a]) == at)
	v[backAt] = flag(int(r.backTo[a]) == at)
	if a != b {
		v[turn] = r.repliesTo(at, a)
		v[thanks] = v[turn] * flag(r.comments[i].thanks)
	}
	if b >= 0 && a != b && r.paired[a] && r.paired[b] {
		v[talked] = log2(1 + r.pairs[pair(a, b)])
	}
	v[pending] = r.pendingFor(a, at)
	v[answered] = flag(r.replies[at] > 0 && r.answers[[2]int32{int32(at), int32(a)}])
}

func (r *recovery) measureAddress(i, at int, v *values) {
	c, o := &r.comments[i], &r.comments[at]
	named := false
	for _, k := range c.named {
		switch {
		case k.author == o.author:
			named = true
			v[k.how] = 1
		case k.how == mention || k.how == call:
			v[other] = 1
		}
	}
	if named {
		v[other] = 0
	}
	gap := i - at
	v[you] = flag(c.you != "") / float64(gap)
	v[opens] = flag(c.opens != "") / float64(gap)
	if o.asks {
		v[answers] = flag(!c.asks) / math.Sqrt(float64(gap))
		v[affirms] = flag(c.affirms) / math.Sqrt(float64(gap))
	}
}

func (r *recovery) measureWords(i, at int, v *values) {
	c, o := &r.comments[i], &r.comments[at]
	if len(c.sentences) > 0 && (c.author < 0 || c.author != o.author) {
		v[repeats] = flag(c.repeatsOf(o))
	}
	if n := len(c.quoted); n > 0 {
		v[quote] = float64(r.said[int32(at)]) / float64(n)
		v[quoteMost] = flag(r.mostSaid > 0 && r.said[int32(at)] == r.mostSaid)
		v[requote] = float64(r.requoted[int32(at)]) / float64(n)
		v[quoteFirst] = float64(r.saidFirst[int32(at)]) / float64(min(n, firstRuns))
		v[quoteHolder] = flag(int32(at) == r.firstSayer)
		v[quoteSelf] = v[quote] * flag(c.author >= 0 && c.author == o.author)
		v[requotePrev] = v[requote] * flag(i-at == 1)
	}
	sum, square, top, count := 0.0, 0.0, 0.0, 0
	for _, id := range o.terms {
		if r.ownTerm[id] != int32(i+1) {
			continue
		}
		w := r.rarity[id]
		sum, square, top = sum+w, square+w*w, max(top, w)
		count++
		switch r.vocabulary.kind[id] {
		case nameTerm:
			v[names]++
		case figureTerm:
			v[figures]++
		}
	}
	if count == 0 {
		return
	}
	v[shared], v[rare] = min(sum, maxShared), top
	v[names], v[figures] = min(v[names], maxCounted), min(v[figures], maxCounted)
	if c.norm > 0 && o.norm > 0 {
		v[cosine] = square / (c.norm * o.norm)
	}
	v[contrary] = flag(c.negates != o.negates && count >= minContrary)
}

// common calls f with each term that two comments share, ascending.
func (r *recovery) common(a, b *comment, f func(id int32)) {
	x, y := a.terms, b.terms
	for len(x) > 0 && len(y) > 0 {
		switch {
		case x[0] < y[0]:
			x = x[1:]
		case x[0] > y[0]:
			y = y[1:]
		default:
			f(x[0])
			x, y = x[1:], y[1:]
		}
	}
}

// wordsFor returns the words that signal k of a link rests on, "" for none.
func (r *recovery) wordsFor(k signal, i, at int) string {
	v := &r.comments[i]
	switch k {
	case mention, call, name, inside:
		return r.t.Comments[at].Author
	case other:
		return r.othersNamed(i)
	case you:
		return v.you
	case opens:
		return v.opens
	case quote:
		for _, q := range r.docs[i].Quotes {
			words := strings.Fields(strings.Trim(q.In(r.docs[i].Text), "> \n"))
			return strings.Join(words[:min(shownQuote, len(words))], " ")
		}
	case shared, rare, cosine, contrary, names, figures:
		return r.sharedWords(i, at, k)
	}
	return ""
}

func (r *recovery) othersNamed(i int) string {
	for _, c := range r.comments[i].named {
		if c.how == mention || c.how == call {
			return r.authors.names[c.author]
		}
	}
	return ""
}

// sharedWords lists words that two comments share. A word that is also a name is
// listed once.
func (r *recovery) sharedWords(i, at int, k signal) string {
	var out []string
	r.common(&r.comments[i], &r.comments[at], func(id int32) {
		kind := r.vocabulary.kind[id]
		if len(out) == shownShared || k == names && kind != nameTerm || k == figures && kind != figureTerm {
			return
		}
		word := r.vocabulary.shown[id]
		if !slices.ContainsFunc(out, func(o string) bool { return strings.EqualFold(o, word) }) {
			out = append(out, word)
		}
	})
	return strings.Join(out, ", ")
}
