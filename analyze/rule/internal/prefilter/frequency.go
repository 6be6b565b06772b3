package prefilter

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"sync"
)

// byFrequency lists the letters of English, the most frequent first; those
// that share a symbol count together.
const byFrequency = "etaoinshrdlcumwfgypbvkjq"

// frequentWords lists words and marks of English comments, the most frequent
// first.
const frequentWords = `the ... to , and a of is that in you i it for not are on be this they have with as was if or but what
so just can do all like at by we there from my would your he will about people no one their more has when who don get
out them up how me because an than some now think know his good don't it's right even why only time then had any other
see make too which really want were also did been being going could should way well much here where its our these those
still never us say him i'm " go !! -- need that's into over money does same most very back her she doesn't after got
work something off years many said again better every before take anything first new down thing things two you're lol
ever point yes look use world government day always bad pay life believe country made through nothing please sure
without maybe great since let mean actually wrong free trying yeah man anyone someone problem true 2016 10 call 000 100
long lot last law tell read give find against article while another keep isn't`

// share is how much of a text each symbol makes up, by code.
var share = func() (of [len(symbols)]float64) {
	for code := range of {
		of[code] = 1. / 128
	}
	for k, c := range []byte(byFrequency) {
		of[codeOf[c]] = math.Exp2(-3 - float64(k)/5)
	}
	of[gapCode], of[markCode] = 1./6, 1./32
	of[codeOf[digit]], of[codeOf[apostrophe]] = 1./64, 1./64
	return of
}()

// frequency estimates how often one of the literals begins at a position of a
// text.
func frequency(literals []string) (sum float64) {
	for _, l := range literals {
		sum += literalFrequency(l)
	}
	return sum
}

func compareFrequency(a, b []string) int { return cmp.Compare(frequency(a), frequency(b)) }

// literalFrequency estimates how often a literal begins at a position of a
// text: its parts from gap to gap as parts of frequent words, and as chance
// brings their letters together in others.
func literalFrequency(literal string) float64 {
	before, byChance, first := 1.0, 1.0, 0
	for i := range len(literal) {
		code := codeOf[literal[i]]
		byChance *= share[code]
		if code == gapCode {
			now := before * (byChance + partFrequency()[literal[first:i+1]])
			before, byChance, first = now/share[gapCode], share[gapCode], i
		}
	}
	return before * (byChance + partFrequency()[literal[first:]])
}

// partFrequency estimates how often parts of frequent words, with their gaps,
// begin at a position of a text because of these words.
var partFrequency = sync.OnceValue(func() map[string]float64 {
	of := map[string]float64{}
	for k, w := range strings.Fields(frequentWords) {
		w, _ = normalize(" " + w + " ")
		for i := range w {
			for j := i + 1; j <= len(w); j++ {
				if part := w[i:j]; part != " " {
					of[part] += share[gapCode] * 0.1 / float64(k+2)
				}
			}
		}
	}
	return of
})

// wordRank is the place of each frequent word in their list.
var wordRank = sync.OnceValue(func() map[string]int {
	of := map[string]int{}
	for k, w := range strings.Fields(frequentWords) {
		of[w] = k
	}
	return of
})

// Rarest returns the word of a phrase that fewest sentences are likely to have:
// one that is not frequent, the longest of these; else the least frequent.
func Rarest(phrase []string) string {
	return slices.MaxFunc(phrase, func(a, b string) int {
		rankA, frequentA := wordRank()[a]
		rankB, frequentB := wordRank()[b]
		switch {
		case frequentA && frequentB:
			return cmp.Compare(rankA, rankB)
		case frequentA:
			return -1
		case frequentB:
			return 1
		}
		return cmp.Compare(len(a), len(b))
	})
}
