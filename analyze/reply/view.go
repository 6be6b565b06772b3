package reply

import (
	"hash/maphash"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/analyze/text"
)

// view is what the signals need to know of one comment, or of the article.
type view struct {
	live   bool
	author int // number in the roster, or -1
	time   time.Time
	words  int                // of its own, quotations left out
	stems  []int              // of its own content words: sorted, unique
	grams  []uint64           // runs of gramLen of its own words: in order
	quotes [][]uint64         // the runs in each quotation
	called map[int]place      // authors it names
	traits [numTraits]float64 // what it is like by itself
	norm   float64            // length of its vector of stems
}

// trait is a property of one comment by itself.
type trait int

const (
	tYou trait = iota
	tAgree
	tDeny
	tConnect
	tThanks
	tPronoun
	tAsks // opens as a question
	tGreets
	tQuestion    // ends in a question
	tAnyQuestion // holds a question
	tShort
	tLong
	tURL
	tLost  // its author's name is lost
	tFirst // its author's first
	tNames // names another author
	tQuotes
	tFresh // opens with a capital and a content word: a statement of its own
	tSymbols
	numTraits
)

// gramLen is the number of words in a row that count as repeated.
const gramLen = 3

// openers are first words that show how a comment ties on to another.
var openers = map[trait]map[string]bool{
	tAgree:   wordSet("yes yeah yep yup agreed exactly right true indeed absolutely same this ok okay sure definitely correct ditto"),
	tDeny:    wordSet("no nope wrong false nonsense rubbish bullshit not never disagree incorrect nah bs really actually don't didn't isn't"),
	tConnect: wordSet("but and so because well also or then though except however still plus besides if maybe unless even"),
	tThanks:  wordSet("thanks thank thx ty cheers lol haha hahaha lmao wow sorry ah oh hmm welcome"),
	tPronoun: wordSet("it its it's that that's thats they he she these those they're he's she's them here there"),
	tAsks:    wordSet("what why how who where when which what's who's do did does are is have can could would"),
	tGreets:  wordSet("hi hello hey anyone anybody someone somebody everyone guys morning evening folks"),
}

var second = wordSet("you your yours you're youre yourself u ur you've you'll you'd dude mate")

func wordSet(s string) map[string]bool {
	out := map[string]bool{}
	for _, w := range strings.Fields(s) {
		out[w] = true
	}
	return out
}

// seed is drawn once per process: the runs' hashes are compared with each
// other only, and never leave it.
var seed = maphash.MakeSeed()

// vocabulary numbers the stems of one thread and counts their comments.
type vocabulary struct {
	id map[string]int
	df []int
}

func (v *vocabulary) number(stem string) int {
	id, ok := v.id[stem]
	if !ok {
		id = len(v.df)
		v.id[stem] = id
		v.df = append(v.df, 0)
	}
	return id
}

// idf is how telling a stem is: its comments among n.
func (v *vocabulary) idf(stem, n int) float64 {
	return math.Log(float64(n+1) / (float64(v.df[stem]) + 0.5))
}

func newView(d *text.Doc, quotes []gainsay.Span, voc *vocabulary) *view {
	v := &view{author: -1}
	var own []string
	inQuote := make([][]string, len(quotes))
	for _, t := range d.Tokens {
		if q := spanAt(quotes, t.Start); q >= 0 {
			inQuote[q] = appendWord(inQuote[q], t)
			continue
		}
		v.mark(t)
		own = appendWord(own, t)
	}
	for _, q := range d.Quoted {
		inQuote = append(inQuote, quotedWords(d, q))
	}
	v.words = len(own)
	v.grams = grams(own)
	for _, words := range inQuote {
		if g := grams(words); len(g) > 0 {
			v.quotes = append(v.quotes, g)
		}
	}
	v.stems = stems(own, voc)
	v.open(own, d)
	return v
}

func spanAt(spans []gainsay.Span, off int) int {
	return slices.IndexFunc(spans, func(s gainsay.Span) bool { return s.Start <= off && off < s.End })
}

func quotedWords(d *text.Doc, q gainsay.Span) []string {
	var out []string
	at, _ := slices.BinarySearchFunc(d.Tokens, q.Start, func(t text.Token, off int) int { return t.Start - off })
	for ; at < len(d.Tokens) && d.Tokens[at].Start < q.End; at++ {
		out = appendWord(out, d.Tokens[at])
	}
	return out
}

func appendWord(words []string, t text.Token) []string {
	if isWord(t) {
		return append(words, t.Lower)
	}
	return words
}

func isWord(t text.Token) bool {
	switch t.POS {
	case "URL", "MENTION", "EMOJI":
		return false
	}
	c := t.Lower[0]
	return c >= 0x80 && !strings.ContainsAny(t.Lower, "“”‘’…–—•·«»★") || 'a' <= c && c <= 'z' || '0' <= c && c <= '9'
}

func (v *view) mark(t text.Token) {
	switch {
	case t.POS == "URL":
		v.traits[tURL] = 1
	case t.POS == "EMOJI":
		v.traits[tSymbols] = min(1, v.traits[tSymbols]+0.1)
	case second[t.Lower]:
		v.traits[tYou] = 1
	case strings.HasPrefix(t.Text, "?"):
		v.traits[tAnyQuestion] = 1
	}
}

// open sets the traits of the first words, the last mark and the length.
func (v *view) open(own []string, d *text.Doc) {
	v.traits[tShort] = b2f(v.words <= 6)
	v.traits[tLong] = math.Log1p(float64(v.words)) / 3
	if n := len(d.Tokens); n > 0 && strings.Contains(d.Tokens[n-1].Text, "?") {
		v.traits[tQuestion] = 1
	}
	if len(own) == 0 {
		return
	}
	tied := false
	for tr, set := range openers {
		if set[own[0]] {
			v.traits[tr] = 1
			tied = true
		}
	}
	if len(own) > 1 && own[0] == "i" {
		v.traits[tAgree] = b2f(own[1] == "agree")
		v.traits[tDeny] = b2f(own[1] == "disagree" || own[1] == "doubt")
	}
	v.traits[tFresh] = b2f(!tied && v.words > 8 && v.traits[tYou] == 0 && !text.Stopword(own[0]))
}

func b2f(b bool) float64 {
	if b {
		return 1
	}
	return 0
}

func grams(words []string) []uint64 {
	var out []uint64
	for i := 0; i+gramLen <= len(words); i++ {
		out = append(out, maphash.String(seed, strings.Join(words[i:i+gramLen], " ")))
	}
	return out
}

func stems(words []string, voc *vocabulary) []int {
	var out []int
	for _, w := range words {
		if len(w) >= 3 && !text.Stopword(w) {
			out = append(out, voc.number(text.Stem(w)))
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}
