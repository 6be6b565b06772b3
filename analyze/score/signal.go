package score

import (
	"math/bits"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/gainsay/gainsay/analyze/text"
)

// own adds the named signals of the text's own words and marks. Most are there
// or not; what is a count is cut into steps, for a linear model to weigh each
// by itself.
func (x *Extractor) own(in *Input, tokens []text.Token) {
	x.signal(stepName(lengthSteps, len(tokens)))
	x.kinds(tokens)
	x.shape(in, tokens)
	x.facts(in)
}

// hits adds what rules found, once a rule.
func (x *Extractor) hits(hits []Hit) {
	first := len(x.names)
	for _, h := range hits {
		if !slices.Contains(x.names[first:], h.Name) {
			x.signalAt(h.Name, h.Span)
		}
	}
}

// step is the name of a count up to and including most.
type step struct {
	most int
	name string
}

func stepName(steps []step, n int) string {
	for _, s := range steps[:len(steps)-1] {
		if n <= s.most {
			return s.name
		}
	}
	return steps[len(steps)-1].name
}

var lengthSteps = []step{
	{3, "up to 3 words"}, {7, "4 to 7 words"}, {12, "8 to 12 words"}, {20, "13 to 20 words"}, {35, "21 to 35 words"},
	{70, "36 to 70 words"}, {150, "71 to 150 words"}, {0, "over 150 words"},
}

// kinds adds the classes of words and of parts of speech that occur.
func (x *Extractor) kinds(tokens []text.Token) {
	first := len(x.names)
	met := aGroup
	for i := range tokens {
		for news := x.words[i].class &^ met; news != 0; news &= news - 1 {
			x.once(first, classNames[bits.TrailingZeros32(uint32(news))])
		}
		met |= x.words[i].class
		if name := tagSignal(tokens[i].POS); name != "" {
			x.once(first, name)
		}
	}
	if len(tokens) > 0 {
		switch t := tokens[0]; {
		case t.POS == "VB" || t.POS == "VBP" && t.Lower != "i":
			x.signal("begins with a bare verb")
		case t.POS == "CC" || t.POS == "IN":
			x.signal("begins with a joining word")
		}
	}
}

func tagSignal(pos string) string {
	switch pos {
	case "VBD":
		return "tells of something past"
	case "MD":
		return "has a modal verb"
	case "JJR":
		return "compares"
	case "JJS":
		return "has a superlative"
	case "UH":
		return "has an interjection"
	case "CD":
		return "has a number"
	case "NNP":
		return "has a name"
	case "EX":
		return "says there is"
	case "HASHTAG":
		return "has a hashtag"
	case "MENTION":
		return "calls somebody with @"
	case "EMOJI":
		return "has an emoji"
	}
	return ""
}

// once adds a signal unless it is among those from the given one on.
func (x *Extractor) once(first int, name string) {
	if !slices.Contains(x.names[first:], name) {
		x.signal(name)
	}
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
		if t.POS == "URL" {
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
	x.flag("asks a question", c.ask > 0)
	x.flag("asks several questions", c.ask > 1)
	x.flag("has an exclamation mark", c.shout > 0)
	x.flag("has several exclamation marks", c.shout > 2)
	x.flag("trails off", c.dots > 0)
	x.flag("has quotation marks", c.quotes > 0)
	x.flag("has a link", c.links > 0)
	x.flag("has several links", c.links > 2)
	x.flag("has a word in capitals", c.caps > 0)
	x.flag("is mostly in capitals", c.caps*2 > c.words && c.words > 2)
	x.flag("mixes scripts within a word", c.mixed > 0)
	if n := len(tokens); n > 0 {
		last := tokens[n-1].Text
		x.flag("ends as a question", last[0] == '?')
		x.flag("ends with a full stop", last == ".")
		x.flag("ends without a mark", isWord(last))
	}
	x.flag("has several paragraphs", in.Text.Doc != nil && strings.Contains(in.Text.Doc.Text[in.Text.Span.Start:in.Text.Span.End], "\n\n"))
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

var entitySignals = map[text.EntityType]string{
	text.Country: "names a country", text.City: "names a city", text.Org: "names an organisation", text.Person: "names a person", text.Other: "names something",
}

// facts adds the classes of names and quantities in the text.
func (x *Extractor) facts(in *Input) {
	d := in.Text.Doc
	if d == nil {
		return
	}
	first := len(x.names)
	for _, e := range d.EntitiesIn(in.Text.Span) {
		if e.Start >= in.Text.Span.Start {
			x.once(first, entitySignals[e.Type])
		}
	}
	for _, q := range d.QuantitiesIn(in.Text.Span) {
		if in.Text.Span.Contains(q.Span) {
			x.once(first, "gives a figure")
			if name := unitSignals[q.Unit]; name != "" {
				x.once(first, name)
			}
		}
	}
}

var unitSignals = map[string]string{
	"%": "gives a share", "$": "gives a sum of money", "€": "gives a sum of money", "year": "gives a year", "date": "gives a date", "": "gives a bare number",
}

// place adds where in its comment the text stands.
func (x *Extractor) place(in *Input) {
	if in.Of == 0 {
		return
	}
	x.flag("is the only sentence", in.Of == 1)
	x.flag("is the first sentence", in.Place == 0 && in.Of > 1)
	x.flag("is the second sentence", in.Place == 1)
	x.flag("is the last sentence", in.Place == in.Of-1 && in.Of > 1)
	x.flag("stands late in the comment", in.Place*3 >= in.Of*2)
	x.flag("is one of many sentences", in.Of > 8)
}

// answer adds how the text stands to the comment it answers.
func (x *Extractor) answer(in *Input, tokens []text.Token) {
	parent := in.Parent.tokens()
	if len(parent) == 0 {
		return
	}
	x.signal("answers a comment")
	if in.Source.Doc != nil && in.Source.Doc != in.Parent.Doc {
		x.signal("answers another answer")
	}
	x.flag("answers a question", hasMark(parent, '?'))
	x.flag("answers something with a link", hasLink(parent))
	x.flag("is shorter than what it answers", len(tokens)*2 < len(parent))
	x.flag("is longer than what it answers", len(tokens) > 2*len(parent))
	share := x.shared(tokens, parent)
	x.flag("shares no word with what it answers", share == 0)
	x.flag("repeats some words of what it answers", share > 0.15)
	x.flag("repeats most words of what it answers", share > 0.5)
	own, theirs := negated(tokens), negated(parent)
	x.flag("negates what it answers did not", own && !theirs)
	x.flag("negates with common words", own != theirs && share > 0.1)
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
		if tokens[i].POS == "URL" {
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
	return len(t.Text) > 3 && t.POS != "" && strings.IndexByte("NVJC", t.POS[0]) >= 0
}
