package score

import (
	"math/bits"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/analyze/text"
	"github.com/gainsay/gainsay/analyze/text/pos"
)

// From how many of a thing on a signal says "several" or "many". Set by hand;
// training decides what each signal is worth.
const (
	severalQuestions    = 2
	severalExclamations = 3
	severalURLs         = 3
	minCapitals         = 3 // letters of a word in capitals: "US" is none
	minMostlyCapitals   = 3 // words of a text that can be mostly in capitals
	manyFrom            = 9 // sentences of a comment
)

// Bounds on the relation of a text to its parent. Set by hand likewise.
const (
	someShared     = 0.15 // share of content words repeated
	mostShared     = 0.5
	sharedNegation = 0.1 // share above which a lone negation counts
	lengthRatio    = 2
	minContent     = 4 // bytes of a content word
)

// textSignals adds the signals of the text itself.
func (x *Extractor) textSignals(in *Input, tokens []text.Token) {
	x.signal(lengthSignal(len(tokens)))
	x.classSignals(tokens)
	x.styleSignals(in, tokens)
	x.factSignals(in)
}

// hitSignals adds what rules found, once for each rule.
func (x *Extractor) hitSignals(hits []Hit) {
	first := len(x.ids)
	for _, h := range hits {
		x.onceAt(first, h.signal, h.Span)
	}
}

// classSignals adds the classes of words that occur, and how the text begins.
func (x *Extractor) classSignals(tokens []text.Token) {
	seen := groupName
	for i := range x.words {
		for added := x.words[i].class &^ seen; added != 0; added &= added - 1 {
			x.signal(classSignals[bits.TrailingZeros32(uint32(added))])
		}
		seen |= x.words[i].class
	}
	if len(tokens) > 0 {
		switch t := tokens[0]; {
		case t.POS == pos.VB || t.POS == pos.VBP && t.Lower != "i":
			x.signal(beginsVerb)
		case t.POS == pos.CC || t.POS == pos.IN:
			x.signal(beginsJoining)
		}
	}
}

// once adds a signal unless it is among the features from first on.
func (x *Extractor) once(first int, s signal) { x.onceAt(first, s, gainsay.Span{}) }

func (x *Extractor) onceAt(first int, s signal, span gainsay.Span) {
	if slices.Contains(x.ids[first:], s.id) {
		return
	}
	x.signalAt(s, span)
}

// styleCounts counts what styleSignals reports.
type styleCounts struct {
	questions, exclamations, ellipses, urls, quotes int

	words, capitals, mixed int // with letters; of these in capitals; with letters of two scripts
}

// styleSignals adds how the text is written: punctuation, capitals, URLs,
// scripts.
func (x *Extractor) styleSignals(in *Input, tokens []text.Token) {
	var c styleCounts
	for i := range tokens {
		c.add(&tokens[i])
	}
	x.flag(asks, c.questions > 0)
	x.flag(asksOften, c.questions >= severalQuestions)
	x.flag(exclaims, c.exclamations > 0)
	x.flag(exclaimsOften, c.exclamations >= severalExclamations)
	x.flag(trailsOff, c.ellipses > 0)
	x.flag(hasQuotes, c.quotes > 0)
	x.flag(hasURL, c.urls > 0)
	x.flag(hasURLs, c.urls >= severalURLs)
	x.flag(hasCapitals, c.capitals > 0)
	x.flag(mostlyCapitals, c.capitals*2 > c.words && c.words >= minMostlyCapitals)
	x.flag(mixesScripts, c.mixed > 0)
	if n := len(tokens); n > 0 {
		last := tokens[n-1].Text
		x.flag(endsQuestion, last[0] == '?')
		x.flag(endsFullStop, last == ".")
		x.flag(endsUnpunctuated, startsWord(last))
	}
	d, span := in.Text.Doc, in.Text.Span
	x.flag(hasParagraphs, d != nil && strings.Contains(d.Text[span.Start:span.End], "\n\n"))
}

func (c *styleCounts) add(t *text.Token) {
	switch t.Text[0] {
	case '?':
		c.questions++
	case '!':
		c.exclamations += len(t.Text)
	case '"', '`':
		c.quotes++
	case '.':
		if len(t.Text) > 1 {
			c.ellipses++
		}
	}
	if strings.HasPrefix(t.Text, "…") {
		c.ellipses++
	} else if strings.HasPrefix(t.Text, "“") {
		c.quotes++
	}
	if t.POS == pos.URL {
		c.urls++
		return
	}
	upper, lower, foreign := countLetters(t.Text)
	if upper+lower > 0 {
		c.words++
	}
	if upper >= minCapitals && lower == 0 {
		c.capitals++
	}
	if foreign > 0 && foreign < upper+lower {
		c.mixed++
	}
}

func startsWord(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return s != "" && (unicode.IsLetter(r) || unicode.IsDigit(r))
}

// countLetters counts upper-case and other letters, and among both those
// outside the Latin script (full-width forms included).
func countLetters(s string) (upper, lower, foreign int) {
	for i := range len(s) {
		switch c := s[i]; {
		case c >= utf8.RuneSelf:
			return countUnicodeLetters(s)
		case 'a' <= c && c <= 'z':
			lower++
		case 'A' <= c && c <= 'Z':
			upper++
		}
	}
	return upper, lower, 0
}

// halfwidthForms is where the block of half-width and full-width forms
// begins, whose Latin letters serve to disguise words.
const halfwidthForms = 0xFF00

func countUnicodeLetters(s string) (upper, lower, foreign int) {
	for _, r := range s {
		if !unicode.IsLetter(r) {
			continue
		}
		if r >= utf8.RuneSelf && (!unicode.Is(unicode.Latin, r) || r >= halfwidthForms) {
			foreign++
		}
		if unicode.IsUpper(r) {
			upper++
		} else {
			lower++
		}
	}
	return upper, lower, foreign
}

// factSignals adds the types of entities and the units of quantities in the
// text.
func (x *Extractor) factSignals(in *Input) {
	d := in.Text.Doc
	if d == nil {
		return
	}
	first := len(x.ids)
	for _, e := range d.EntitiesIn(in.Text.Span) {
		if e.Start >= in.Text.Span.Start {
			x.once(first, entitySignals[string(e.Type)])
		}
	}
	for _, q := range d.QuantitiesIn(in.Text.Span) {
		if in.Text.Span.Contains(q.Span) {
			x.once(first, givesFigure)
			if s, ok := unitSignals[q.Unit]; ok {
				x.once(first, s)
			}
		}
	}
}

// placeSignals adds where the text is in its comment.
func (x *Extractor) placeSignals(in *Input) {
	if in.Of == 0 {
		return
	}
	x.flag(onlySentence, in.Of == 1)
	x.flag(firstSentence, in.Place == 0 && in.Of > 1)
	x.flag(secondSentence, in.Place == 1)
	x.flag(lastSentence, in.Place == in.Of-1 && in.Of > 1)
	x.flag(lastThird, in.Place*3 >= in.Of*2)
	x.flag(manySentences, in.Of >= manyFrom)
}

// parentSignals adds how the text relates to the comment it replies to.
func (x *Extractor) parentSignals(in *Input, tokens []text.Token) {
	parent := in.Parent.tokens()
	if len(parent) == 0 {
		return
	}
	x.signal(answersComment)
	if in.Source.Doc != nil && in.Source.Doc != in.Parent.Doc {
		x.signal(answersReply)
	}
	x.flag(answersQuestion, hasMark(parent, '?'))
	x.flag(answersURL, containsURL(parent))
	x.flag(shorter, len(tokens)*lengthRatio < len(parent))
	x.flag(longer, len(tokens) > lengthRatio*len(parent))
	share := x.shared(tokens, parent)
	x.flag(sharesNone, share == 0)
	x.flag(repeatsSome, share > someShared)
	x.flag(repeatsMost, share > mostShared)
	own, theirs := negated(tokens), negated(parent)
	x.flag(negatesOnly, own && !theirs)
	x.flag(negatesShared, own != theirs && share > sharedNegation)
}

func hasMark(tokens []text.Token, mark byte) bool {
	for i := range tokens {
		if tokens[i].Text[0] == mark {
			return true
		}
	}
	return false
}

func containsURL(tokens []text.Token) bool {
	for i := range tokens {
		if tokens[i].POS == pos.URL {
			return true
		}
	}
	return false
}

// negated reports whether one of the tokens negates.
func negated(tokens []text.Token) bool {
	for i := range tokens {
		low := tokens[i].Lower
		if negatesFrom[low[0]] && classesOf(hashFolded(low))&(1<<classNegates) != 0 {
			return true
		}
	}
	return false
}

// negatesFrom are the first bytes of words that may negate.
var negatesFrom = func() (of [256]bool) {
	for w := range strings.FieldsSeq(classTable[classNegates].words) {
		of[w[0]] = true
	}
	for b := utf8.RuneSelf; b < len(of); b++ {
		of[b] = true // a mark that is folded to ASCII
	}
	return of
}()

// shared returns the share of the content words of a that b has too, 0 to 1.
func (x *Extractor) shared(a, b []text.Token) float64 {
	x.seen.clear()
	for i := range b {
		if content(&b[i]) {
			x.seen.add(uint32(hashFolded(b[i].Text)))
		}
	}
	n, hits := 0, 0
	for i := range a {
		if content(&a[i]) {
			n++
			if x.seen.has(uint32(hashFolded(a[i].Text))) {
				hits++
			}
		}
	}
	if n == 0 {
		return 0
	}
	return float64(hits) / float64(n)
}

// content reports whether a token counts as a content word: a noun, verb,
// adjective, number or conjunction that is not short.
func content(t *text.Token) bool {
	tag := t.POS
	return len(t.Text) >= minContent &&
		(tag.IsNoun() || tag.IsVerb() || tag.IsAdjective() || tag == pos.CD || tag == pos.CC)
}
