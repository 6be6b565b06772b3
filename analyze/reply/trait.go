package reply

import (
	"math"
	"time"
)

// traits describe a whole thread. How likely the previous comment, a top-level
// comment or the article are as parents differs from thread to thread, and the
// traits predict by how much.
type traits struct {
	talk        float64 // see authors.talk
	chain       float64 // see recovery.chain, -1 to 1
	alternation float64 // share of the comments by the author of the one before the previous
	dialogue    float64 // share of the comments that address somebody
	records     float64 // share of the comments in order, see recovery.readOrder
}

// readTraits sets the traits. It needs the terms of the comments and their norms.
func (r *recovery) readTraits() {
	n := float64(len(r.comments))
	if n == 0 {
		return
	}
	for i := range r.comments {
		r.words += r.logLength(i) / n
	}
	r.talk = r.authors.talk()
	r.traits = traits{talk: r.talk, chain: r.chain(), alternation: r.alternation()}
	for i := range r.comments {
		c := &r.comments[i]
		r.traits.dialogue += flag(c.you != "" || c.thanks || c.affirms || r.addressed(i) > 0) / n
	}
}

// readOrder finds which comments of a page with times may be top-level, if these are
// sorted by time. Where they rise, no later comment is earlier than a top-level one;
// where they fall, no earlier one is.
func (r *recovery) readOrder() {
	n := len(r.comments)
	r.replyByTime = make([]bool, n)
	var least time.Time
	inOrder := 0
	for k := range n {
		i := n - 1 - k
		if r.sorted == byAge {
			i = k
		}
		at := r.t.Comments[i].Time
		if at.IsZero() || r.sorted == byAge && i == 0 {
			continue
		}
		if r.replyByTime[i] = !least.IsZero() && at.After(least); !r.replyByTime[i] {
			least = at
			inOrder++
		}
	}
	r.traits.records = float64(inOrder) / float64(max(n, 1))
}

// chain is near 1 if nearly every comment is more like the previous one than like
// the one before that, as in a chain of replies, and near 0 where comments do not
// reply to the previous one. Comments like neither do not count.
func (r *recovery) chain() float64 {
	more, n := 0.0, 0.0
	for i := 2; i < len(r.comments); i++ {
		a, b := r.similarity(i, i-1), r.similarity(i, i-2)
		if a == b {
			continue
		}
		n++
		if a > b {
			more++
		} else {
			more--
		}
	}
	return more / (n + chainSmoothing)
}

// chainSmoothing is how many comments are added that are like neither, since a
// few comments say little.
const chainSmoothing = 5

func (r *recovery) alternation() float64 {
	n, of := 0.0, 0.0
	for i := 2; i < len(r.comments); i++ {
		a, b, c := r.comments[i-2].author, r.comments[i-1].author, r.comments[i].author
		if a >= 0 && b >= 0 && c >= 0 {
			of++
			n += flag(a == c && a != b)
		}
	}
	return n / (of + chainSmoothing)
}

// similarity is the cosine of the terms of two comments, 0 to 1.
func (r *recovery) similarity(i, k int) float64 {
	a, b := &r.comments[i], &r.comments[k]
	if a.norm == 0 || b.norm == 0 {
		return 0
	}
	square := 0.0
	r.common(a, b, func(id int32) { square += r.rarity[id] * r.rarity[id] })
	return square / (a.norm * b.norm)
}

// habits count what the comments so far reply to.
type habits struct {
	previous int               // those that reply to the previous comment
	top      int               // those that reply to a top-level comment
	level    [maxHabit + 1]int // by depth of the parent
}

// maxHabit is the depth from which on comments share a count.
const maxHabit = 9

func (h *habits) add(r *recovery, i, at int) {
	if at < 0 {
		return
	}
	if at == i-1 {
		h.previous++
	}
	if r.topLevel(at) {
		h.top++
	}
	h.level[min(int(r.depth[at]), maxHabit)]++
}

// habitLogs are the logarithms of the shares of habits.
type habitLogs struct {
	previous, top float64
	level         [maxHabit + 1]float64
}

// logs returns the logarithms for comment i.
func (h *habits) logs(i int) habitLogs {
	share := func(n int) float64 { return math.Log2((1 + float64(n)) / float64(1+i)) }
	of := habitLogs{previous: share(h.previous), top: share(h.top)}
	for k, n := range h.level {
		of.level[k] = share(n)
	}
	return of
}

// topLevel reports whether a comment replies to the article or opening post.
func (r *recovery) topLevel(at int) bool {
	if r.allowTop {
		return r.depth[at] == 0
	}
	return r.depth[at] == 1
}

// measureTraits fills in the products of the traits with the place of position
// at, and how many comments before have replied to the like.
func (r *recovery) measureTraits(i, at int, v *values) {
	if r.layout == votes || r.layout == chat {
		return // in development threads they add mistakes
	}
	t := &r.traits
	if at < 0 || at == 0 && r.parent[0] < 0 && !r.allowTop {
		v[topChain], v[topTurns], v[topDialogue] = t.chain, t.alternation, t.dialogue
		if r.replyByTime != nil {
			v[topRecord] = t.records
			if r.replyByTime[i] {
				v[topRecord], v[topLate], v[topLateRecords] = 0, 1, t.records
			}
		}
		return
	}
	if i-at == 1 {
		v[previousChain], v[previousTurns], v[previousDialogue] = t.chain, t.alternation, t.dialogue
		v[habitPrevious] = r.habitLogs.previous
	}
	if r.topLevel(at) {
		v[topLevel], v[topLevelTalk], v[topLevelChain], v[topLevelTurns] = 1, t.talk, t.chain, t.alternation
		v[habitTopLevel] = r.habitLogs.top
	}
	v[habitLevel] = r.habitLogs.level[min(int(r.depth[at]), maxHabit)]
}

// Bounds of the comments after one that measureReturn looks at.
const maxReturn = 10

// measureReturn looks at what the author of position at writes after comment i: an
// answer to a reply often follows soon.
func (r *recovery) measureReturn(i, at int, v *values) {
	a, b := r.comments[i].author, r.comments[at].author
	if a < 0 || b < 0 || a == b || r.layout == chat {
		return
	}
	for k := i + 1; k < len(r.comments) && k <= i+maxReturn; k++ {
		c := &r.comments[k]
		if c.author != b {
			continue
		}
		if v[returns] == 0 {
			v[returns] = 1 / float64(k-i)
			v[returnsNext] = flag(k == i+1)
		}
		for _, n := range c.named {
			if n.author == a && n.how != inside {
				v[callsBack] = 1
			}
		}
	}
}
