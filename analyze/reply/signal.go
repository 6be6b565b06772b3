package reply

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/gainsay/gainsay"
)

// Signal is one reason for or against a link, with its share of the sum.
type Signal struct {
	Name   string               // as in the table of weights
	Words  string               // what it rests on
	Weight float64              // log odds against the other candidates
	By     gainsay.ParentSource // what kind of link it speaks for
}

// candidate is one possible parent of a comment.
type candidate struct {
	at      int // position, -1 for the article
	sum     float64
	p       float64 // probability among all candidates
	signals []Signal
}

func (c *candidate) add(name, words string, share float64, by gainsay.ParentSource) {
	w := share * signalWeights[name]
	c.sum += w
	c.signals = append(c.signals, Signal{name, words, w, by})
}

// by names the link after its strongest signal in favour.
func (c *candidate) by() gainsay.ParentSource {
	best, by := 0.05, gainsay.ByOrder
	for _, s := range c.signals {
		if s.Weight > best && s.By != gainsay.ByOrder {
			best, by = s.Weight, s.By
		}
	}
	return by
}

func (c candidate) ranked() []Signal {
	slices.SortStableFunc(c.signals, func(a, b Signal) int { return cmp.Compare(math.Abs(b.Weight), math.Abs(a.Weight)) })
	return c.signals
}

// signalWeights are the log odds that each signal adds to a candidate.
var signalWeights = map[string]float64{
	"article":  1.2,  // the article above: how comments begin afresh
	"fresh":    1.0,  // nothing in the comment turns to anybody
	"advert":   -4.0, // an advertisement, or in answer to one
	"opener":   1.5,  // the opening post of a thread without an article
	"previous": 1.9,  // the comment just before
	"distance": -0.7, // for each doubling of the distance
	"quote":    5.0,  // repeats the candidate's words as a quotation
	"mention":  4.0,  // names the author with an @
	"call":     3.2,  // addresses the author by name
	"name":     2.2,  // names the author at the start or end
	"other":    -1.5, // names somebody else
	"you":      0.5,  // says "you" to somebody
	"opens":    0.5,  // opens as an answer does, right after
	"answers":  0.5,  // the candidate asked
	"shared":   0.8,  // for each unit of rare words in common
	"contrary": 0.6,  // negates where the candidate does not, in shared words
	"turn":     0.9,  // the candidate answers this author
	"own":      -1.6, // the candidate is by the same author
	"off-path": -0.9, // in a page without times: not on the way from the comment before up to the root
}

// score weighs position at (-1: the article) as the parent of comment i.
func (r *recovery) score(i, at int) candidate {
	c := candidate{at: at}
	v := &r.views[i]
	if at < 0 {
		r.scoreArticle(&c, i)
		return c
	}
	o := &r.views[at]
	author, other := r.t.Comments[i].Author, r.t.Comments[at].Author
	gap := i - at
	if gap == 1 {
		c.add("previous", "", 1, gainsay.ByOrder)
	} else {
		c.add("distance", "", math.Log2(float64(gap)), gainsay.ByOrder)
	}
	r.scoreAddress(&c, i, at)
	if v.opens != "" && gap == 1 {
		c.add("opens", v.opens, 1, gainsay.ByAddress)
	}
	if o.asks && gap <= 3 && !v.asks {
		c.add("answers", "", 1, gainsay.ByTurn)
	}
	if v.advert || o.advert {
		c.add("advert", "", 1, gainsay.ByOrder)
	}
	if author != "" && author == other {
		c.add("own", "", 1, gainsay.ByOrder)
	}
	if author != "" && other != author && r.parent[at] >= 0 && r.t.Comments[r.parent[at]].Author == author {
		c.add("turn", author, 1, gainsay.ByTurn)
	}
	r.scoreWords(&c, v, o)
	if !r.dated && gap > 1 && !r.onPath(i-1, at) {
		c.add("off-path", "", 1, gainsay.ByOrder)
	}
	if at == 0 && r.t.Article == "" && r.t.Comments[0].Parent == "" {
		c.add("opener", "", 1, gainsay.ByOrder)
	}
	return c
}

func (r *recovery) scoreArticle(c *candidate, i int) {
	v := &r.views[i]
	if r.t.Article == "" && i > 0 {
		return
	}
	c.add("article", "", 1, gainsay.ByOrder)
	if v.you == "" && v.opens == "" && len(v.mentions) == 0 {
		c.add("fresh", "", 1, gainsay.ByOrder)
	}
	for _, n := range r.names {
		if n.at[0] < i && v.names(n) != "" {
			c.add("other", n.author, 1, gainsay.ByOrder)
			return
		}
	}
}

func (r *recovery) scoreAddress(c *candidate, i, at int) {
	v, other := &r.views[i], r.t.Comments[at].Author
	named := false
	for _, n := range r.names {
		if n.at[0] >= i || n.author == r.t.Comments[i].Author {
			continue
		}
		how := v.names(n)
		switch {
		case how == "":
		case n.author == other:
			named = true
			by := gainsay.ByAddress
			if how == "mention" {
				by = gainsay.ByMention
			}
			c.add(how, n.author, 1, by)
		case !named:
			c.add("other", n.author, 1, gainsay.ByOrder)
		}
	}
	if v.you != "" && i-at <= 3 && (other == "" || other != r.t.Comments[i].Author) {
		c.add("you", v.you, 1, gainsay.ByAddress)
	}
}

// maxShared bounds what shared words can add.
const maxShared = 3.0

func (r *recovery) scoreWords(c *candidate, v, o *view) {
	if v.quotes != "" && quotesFrom(v.quotes, o) {
		c.add("quote", clipWords(v.quotes), 1, gainsay.ByQuote)
	}
	var words []string
	total := 0.0
	for s, w := range v.stems {
		if _, ok := o.stems[s]; ok {
			words = append(words, w)
			total += math.Round(r.idf[s]*1000) / 1000 // rounded, so that the order of adding does not matter
		}
	}
	if len(words) == 0 {
		return
	}
	slices.Sort(words)
	c.add("shared", strings.Join(words[:min(4, len(words))], ", "), min(total, maxShared), gainsay.BySimilarity)
	if v.negates != o.negates && len(words) >= 2 {
		c.add("contrary", strings.Join(words[:2], ", "), 1, gainsay.BySimilarity)
	}
}

// quotesFrom reports whether most runs of four quoted words stand in o.
func quotesFrom(quoted string, o *view) bool {
	words := strings.Fields(strings.Trim(quoted, "> \n"))
	own := strings.Join(strings.Fields(strings.ToLower(o.doc.Text)), " ")
	hits, all := 0, 0
	for k := 0; k+4 <= len(words); k += 2 {
		all++
		if strings.Contains(own, strings.Join(words[k:k+4], " ")) {
			hits++
		}
	}
	if all == 0 {
		return len(words) > 0 && strings.Contains(own, strings.Join(words, " "))
	}
	return hits*2 > all
}

func clipWords(s string) string {
	words := strings.Fields(s)
	return strings.Join(words[:min(6, len(words))], " ")
}

// onPath reports whether at is from or one of its ancestors.
func (r *recovery) onPath(from, at int) bool {
	for n := 0; from >= 0 && n < 1000; n++ {
		if from == at {
			return true
		}
		from = r.parent[from]
	}
	return false
}

var signalWords = map[string]string{
	"article": "comments on the article", "fresh": "turns to nobody", "advert": "one of the two is an advertisement", "opener": "answers the opening post", "previous": "stands right behind it",
	"distance": "stands further on", "quote": "quotes its words", "mention": "names its author with @", "call": "addresses its author by name",
	"name": "names its author", "other": "names somebody else", "you": "says “you”", "opens": "opens as an answer does", "answers": "follows a question",
	"shared": "shares words with it", "contrary": "negates what it says", "turn": "its author is taking turns with this one", "own": "is by the same author",
	"off-path": "lies off the branch",
}

// Sentence says what a signal means, in words for a reader.
func (s Signal) Sentence() string {
	if s.Words == "" {
		return signalWords[s.Name]
	}
	return fmt.Sprintf("%s (“%s”)", signalWords[s.Name], s.Words)
}
