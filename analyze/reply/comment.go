package reply

import (
	"slices"
	"strings"

	"github.com/gainsay/gainsay/analyze/text"
	"github.com/gainsay/gainsay/analyze/text/pos"
)

// comment is what the signals need of one comment. Quotations in it are left
// out unless stated.
type comment struct {
	author    int     // number, see authors; -1 for none
	terms     []int32 // see vocabulary; ascending, each once
	norm      float64 // of the vector of the terms' rarities
	long      float64 // see logLength
	named     []namedAuthor
	quoted    []uint64 // hashes of the runs of words that it quotes
	you       string   // first second-person pronoun, as written
	opens     string   // first word, if replies tend to begin with it
	thanks    bool     // begins with thanks
	affirms   bool     // begins with yes, no or the like
	asks      bool     // ends with a question
	demands   bool     // asks for a source
	negates   bool
	ofArticle bool // speaks of an article or its author
	advert    bool // see advertises

	sentences []uint64 // hashes of its sentences of fewestRepeated words or more, in order
}

// namedAuthor is an author named in a comment.
type namedAuthor struct {
	author int    // number
	how    signal // mention, call, name or inside
}

// newComment reads the i-th comment.
func (r *recovery) newComment(i int) comment {
	d := r.docs[i]
	v := comment{author: -1, long: log2(1+len(d.Tokens)) / lengthScale}
	if a := r.t.Comments[i].Author; a != "" {
		v.author = r.authors.index[a]
	}
	opened := false
	for _, s := range d.Sentences {
		words := d.Words(s)
		if s.Quoted || len(words) == 0 {
			continue
		}
		if !opened {
			opened = true
			v.open(words[0])
		}
		v.read(words)
		if h, n := hashWords(words); n >= fewestRepeated {
			v.sentences = append(v.sentences, h)
		}
	}
	v.terms = r.vocabulary.count(d)
	v.named = r.authors.namedIn(d, v.author)
	v.quoted = quotations(d)
	v.advert = advertises(d)
	return v
}

// fewestRepeated is how many words a sentence has at least that may be repeated from
// another comment: people write "I agree with you" independently of each other.
const fewestRepeated = 4

// hashWords returns the hash of the words of a sentence and their number.
func hashWords(words []text.Token) (h uint64, n int) {
	for _, w := range words {
		if isWord(w.Lower) {
			h, n = hashRun(h, text.Hash(w.Lower), 0), n+1
		}
	}
	return h, n
}

// repeatsOf reports whether two comments have a sentence in common.
func (v *comment) repeatsOf(o *comment) bool {
	return slices.ContainsFunc(v.sentences, func(h uint64) bool { return slices.Contains(o.sentences, h) })
}

// open looks at the first word of a comment.
func (v *comment) open(w text.Token) {
	class, _ := classOf.Get(w.Lower)
	if class&opening != 0 {
		v.opens = w.Text
	}
	v.affirms = class&affirmation != 0
	v.thanks = strings.HasPrefix(w.Lower, "thank") || w.Lower == "ty" || w.Lower == "thx"
}

// read looks at the words of a sentence.
func (v *comment) read(words []text.Token) {
	asked, toAll := false, false
	for k := range words {
		class, ok := classOf.Get(words[k].Lower)
		if !ok {
			continue
		}
		switch {
		case class&secondPerson != 0:
			if v.you == "" {
				v.you = words[k].Text
			}
		case class&negation != 0:
			v.negates = true
		case class&articleWord != 0:
			v.ofArticle = true
		}
		asked, toAll = asked || class&ground != 0, toAll || class&anybody != 0
	}
	v.asks = strings.HasPrefix(words[len(words)-1].Text, "?")
	v.demands = v.demands || v.asks && asked && !toAll
}

// What makes a comment with a URL an advertisement; set by hand.
const (
	advertSymbols = 6 // runes of emoji
	advertSums    = 2 // sums of money
)

// advertises reports whether a comment looks like an advertisement: it has a
// URL, and sums of money or many emoji. Such comments reply to nobody.
func advertises(d *text.Doc) bool {
	link, symbols := false, 0
	for _, t := range d.Tokens {
		link = link || t.POS == pos.URL
		if t.POS == pos.Emoji {
			symbols += len([]rune(t.Text))
		}
	}
	if !link {
		return false
	}
	money := 0
	for _, q := range d.Quantities {
		if strings.ContainsAny(q.Unit, "$€£") {
			money++
		}
	}
	return symbols >= advertSymbols || money >= advertSums
}
