package rule

import (
	"math"
	"strings"
	"sync"
)

// byCommonness are the letters of English, the commonest first; those of a
// rare letter's symbol count together.
const byCommonness = "etaoinshrdlcumwfgypbvkjq"

// commonWords are words of English, and marks, the commonest first, about.
const commonWords = `the ... to , and a of is that in you i it for not are on be this they have with as was if or but what
so just can do all like at by we there from my would your he will about people no one their more has when who don get
out them up how me because an than some now think know his good don't it's right even why only time then had any other
see make too which really want were also did been being going could should way well much here where its our these those
still never us say him i'm " go !! -- need that's into over money does same most very back her she doesn't after got
work something off years many said again better every before take anything first new down thing things two you're lol
ever point yes look use world government day always bad pay life believe country made through nothing please sure
without maybe great since let mean actually wrong free trying yeah man anyone someone problem true 2016 10 call 000 100
long lot last law tell read give find against article while another keep isn't`

// share is that of a symbol in texts, by its number.
var share = func() (of [len(symbols)]float64) {
	for n := range of {
		of[n] = 1. / 128
	}
	for k, c := range []byte(byCommonness) {
		of[number[c]] = math.Exp2(-3 - float64(k)/5)
	}
	of[gapNumber], of[markNumber] = 1./6, 1./32
	of[number[digit]], of[number[apostrophe]] = 1./64, 1./64
	return of
}()

// commonness is about how often one of the literals begins at a place.
func commonness(literals []string) (sum float64) {
	for _, l := range literals {
		sum += chance(l)
	}
	return sum
}

// chance is about how often a literal begins at a place.
func chance(literal string) float64 {
	c := newChances()
	for i := range len(literal) {
		c.add(number[literal[i]])
	}
	return c.now()
}

// chances work out how often a literal begins at a place, symbol by symbol:
// its parts from gap to gap do in common words, and as their symbols come
// together in others.
type chances struct {
	before    float64 // of the symbols before the part
	byLetters float64
	part      partKey
}

func newChances() chances { return chances{1, 1, 1} }

func (c *chances) add(n uint8) {
	c.byLetters *= share[n]
	c.part = c.part.with(n)
	if n == gapNumber {
		*c = chances{c.now() / share[gapNumber], share[gapNumber], lonelyGap}
	}
}

// now is the chance of all symbols so far.
func (c *chances) now() float64 { return c.before * (c.byLetters + partChance()[c.part]) }

// partKey is up to longestPart symbols by number, after a one.
type partKey uint64

const (
	longestPart = 12
	lonelyGap   = partKey(1 << symbolBits)
)

func (k partKey) with(n uint8) partKey { return k<<symbolBits | partKey(n) }

// partChance is about how often parts of common words begin at a place for
// their sake.
var partChance = sync.OnceValue(func() map[partKey]float64 {
	of := map[partKey]float64{}
	for k, w := range strings.Fields(commonWords) {
		w, _ = tidy(" " + w + " ")
		for i := range w {
			key := partKey(1)
			for j := i; j < min(len(w), i+longestPart); j++ {
				if key = key.with(number[w[j]]); key != lonelyGap {
					of[key] += share[gapNumber] * 0.1 / float64(k+2)
				}
			}
		}
	}
	return of
})

// lookCost is what finding a literal's last symbols costs, as part of what
// finding all of it does.
const lookCost = 1. / 16

// tellingPart cuts a literal down to what can be looked for at little cost: a
// part of its front, or its rear.
func tellingPart(literal string) string {
	if len(literal) <= longGram {
		return literal
	}
	end, least := len(literal), math.Inf(1)
	all := newChances()
	for e := range min(len(literal), longestLiteral) + 1 {
		if e >= longGram {
			if c := all.now() + lookCost*chance(literal[e-longGram:e]); c < least {
				end, least = e, c
			}
		}
		if e < len(literal) {
			all.add(number[literal[e]])
		}
	}
	if len(literal) > longestLiteral && all.now()+lookCost*chance(literal[len(literal)-longGram:]) < least {
		end = len(literal)
	}
	return literal[max(0, end-longestLiteral):end]
}
