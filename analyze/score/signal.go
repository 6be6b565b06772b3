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

// own adds the named signals of the text's own words and marks. Most are there
// or not; what is a count is cut into steps, for a linear model to weigh each
// by itself.
func (x *Extractor) own(in *Input, tokens []text.Token) {
	x.signal(lengthOf(len(tokens)))
	x.kinds(tokens)
	x.shape(in, tokens)
	x.facts(in)
}

// hits adds what rules found, once a rule.
func (x *Extractor) hits(hits []Hit) {
	first := len(x.ids)
	for _, h := range hits {
		x.onceAt(first, h.sign, h.Span)
	}
}

// kinds adds the classes of words and of parts of speech that occur.
func (x *Extractor) kinds(tokens []text.Token) {
	met := aGroup
	for i := range x.words {
		for news := x.words[i].class &^ met; news != 0; news &= news - 1 {
			x.signal(classSigns[bits.TrailingZeros32(uint32(news))])
		}
		met |= x.words[i].class
	}
	if len(tokens) > 0 {
		switch t := tokens[0]; {
		case t.POS == pos.VB || t.POS == pos.VBP && t.Lower != "i":
			x.signal(beginsBare)
		case t.POS == pos.CC || t.POS == pos.IN:
			x.signal(beginsJoining)
		}
	}
}

// once adds a signal unless it is among the features from the given one on.
func (x *Extractor) once(first int, s sign) { x.onceAt(first, s, gainsay.Span{}) }

func (x *Extractor) onceAt(first int, s sign, span gainsay.Span) {
	if slices.Contains(x.ids[first:], s.id) {
		return
	}
	x.signalAt(s, span)
}

// shape adds how the text is written: marks, capitals, links, scripts.
func (x *Extractor) shape(in *Input, tokens []text.Token) {
	var c struct{ ask, shout, dots, links, quotes, caps, words, mixed int }
	for i := range tokens {
		t := &tokens[i]
		switch t.Text[0] {
		case '?':
			c.ask++
		case '!':
			c.shout += len(t.Text)
		case '"', '`':
			c.quotes++
		case '.':
			if len(t.Text) > 1 {
				c.dots++
			}
		}
		if strings.HasPrefix(t.Text, "…") {
			c.dots++
		} else if strings.HasPrefix(t.Text, "“") {
			c.quotes++
		}
		if t.POS == pos.URL {
			c.links++
			continue
		}
		up, low, odd := letterKinds(t.Text)
		if up+low > 0 {
			c.words++
		}
		if up > 2 && low == 0 {
			c.caps++
		}
		if odd > 0 && odd < up+low {
			c.mixed++
		}
	}
	x.flag(asks, c.ask > 0)
	x.flag(asksMuch, c.ask > 1)
	x.flag(shouts, c.shout > 0)
	x.flag(shoutsMuch, c.shout > 2)
	x.flag(trailsOff, c.dots > 0)
	x.flag(quotes, c.quotes > 0)
	x.flag(links, c.links > 0)
	x.flag(linksMuch, c.links > 2)
	x.flag(capitals, c.caps > 0)
	x.flag(mostlyCapitals, c.caps*2 > c.words && c.words > 2)
	x.flag(mixesScripts, c.mixed > 0)
	if n := len(tokens); n > 0 {
		last := tokens[n-1].Text
		x.flag(endsAsking, last[0] == '?')
		x.flag(endsFull, last == ".")
		x.flag(endsOpen, isWord(last))
	}
	x.flag(paragraphs, in.Text.Doc != nil && strings.Contains(in.Text.Doc.Text[in.Text.Span.Start:in.Text.Span.End], "\n\n"))
}

func isWord(s string) bool {
	for _, r := range s {
		return unicode.IsLetter(r) || unicode.IsDigit(r)
	}
	return false
}

// letterKinds counts large and other letters, and among them those outside
// the Latin script.
func letterKinds(s string) (up, low, odd int) {
	for i := range len(s) {
		switch c := s[i]; {
		case c >= utf8.RuneSelf:
			return letterKindsBeyondASCII(s)
		case 'a' <= c && c <= 'z':
			low++
		case 'A' <= c && c <= 'Z':
			up++
		}
	}
	return up, low, 0
}

func letterKindsBeyondASCII(s string) (up, low, odd int) {
	for _, r := range s {
		if !unicode.IsLetter(r) {
			continue
		}
		if r >= utf8.RuneSelf && (!unicode.Is(unicode.Latin, r) || r >= 0xFF00) {
			odd++
		}
		if unicode.IsUpper(r) {
			up++
		} else {
			low++
		}
	}
	return up, low, odd
}

// facts adds the classes of names and quantities in the text.
func (x *Extractor) facts(in *Input) {
	d := in.Text.Doc
	if d == nil {
		return
	}
	first := len(x.ids)
	for _, e := range d.EntitiesIn(in.Text.Span) {
		if e.Start >= in.Text.Span.Start {
			x.once(first, entitySigns[string(e.Type)])
		}
	}
	for _, q := range d.QuantitiesIn(in.Text.Span) {
		if in.Text.Span.Contains(q.Span) {
			x.once(first, givesFigure)
			if s, ok := unitSigns[q.Unit]; ok {
				x.once(first, s)
			}
		}
	}
}

// place adds where in its comment the text stands.
func (x *Extractor) place(in *Input) {
	if in.Of == 0 {
		return
	}
	x.flag(onlySentence, in.Of == 1)
	x.flag(firstSentence, in.Place == 0 && in.Of > 1)
	x.flag(secondSentence, in.Place == 1)
	x.flag(lastSentence, in.Place == in.Of-1 && in.Of > 1)
	x.flag(standsLate, in.Place*3 >= in.Of*2)
	x.flag(oneOfMany, in.Of > 8)
}

// answer adds how the text stands to the comment it answers.
func (x *Extractor) answer(in *Input, tokens []text.Token) {
	parent := in.Parent.tokens()
	if len(parent) == 0 {
		return
	}
	x.signal(answersComment)
	if in.Source.Doc != nil && in.Source.Doc != in.Parent.Doc {
		x.signal(answersAnswer)
	}
	x.flag(answersQuestion, hasMark(parent, '?'))
	x.flag(answersLink, hasLink(parent))
	x.flag(shorter, len(tokens)*2 < len(parent))
	x.flag(longer, len(tokens) > 2*len(parent))
	share := x.shared(tokens, parent)
	x.flag(sharesNone, share == 0)
	x.flag(repeatsSome, share > 0.15)
	x.flag(repeatsMost, share > 0.5)
	own, theirs := negated(tokens), negated(parent)
	x.flag(negatesAlone, own && !theirs)
	x.flag(negatesAlike, own != theirs && share > 0.1)
}

func hasMark(tokens []text.Token, mark byte) bool {
	for i := range tokens {
		if tokens[i].Text[0] == mark {
			return true
		}
	}
	return false
}

func hasLink(tokens []text.Token) bool {
	for i := range tokens {
		if tokens[i].POS == pos.URL {
			return true
		}
	}
	return false
}

func negated(tokens []text.Token) bool {
	return slices.ContainsFunc(tokens, func(t text.Token) bool { return classOf(foldHash(t.Lower))&negates != 0 })
}

// shared returns the share of the content words of a that b has too.
func (x *Extractor) shared(a, b []text.Token) float64 {
	x.seen.clear()
	for i := range b {
		if content(&b[i]) {
			x.seen.add(uint32(foldHash(b[i].Text)))
		}
	}
	n, hits := 0, 0
	for i := range a {
		if content(&a[i]) {
			n++
			if x.seen.has(uint32(foldHash(a[i].Text))) {
				hits++
			}
		}
	}
	if n == 0 {
		return 0
	}
	return float64(hits) / float64(n)
}

func content(t *text.Token) bool {
	return len(t.Text) > 3 && (t.POS.IsNoun() || t.POS.IsVerb() || t.POS.IsAdjective() || t.POS == pos.CD || t.POS == pos.CC)
}
