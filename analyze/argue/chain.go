package argue

import (
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/gainsay/gainsay"
)

// event is something that befell a claim, before it is put in words.
type event struct {
	kind    gainsay.StepKind
	comment int // position
	span    gainsay.Span
	claim   int                  // the claim that counters, supports …; -1 for none
	gives   gainsay.EvidenceKind // what is supplied
}

// chain puts the history of claim k in words, in the order in which it came
// about; its events are in the order of their comments.
func (b *builder) chain(k int) []gainsay.Step {
	c := &b.claims[k]
	out := append(b.steps[:0], gainsay.Step{Kind: gainsay.StepAsserted, Comment: c.Comment, Span: c.Span, Text: b.asserted(c)})
	for _, e := range c.support {
		if e.Comment == c.Comment {
			out = append(out, gainsay.Step{Kind: gainsay.StepBacked, Comment: e.Comment, Span: e.Span, Text: b.backed(c, e)})
		}
	}
	if c.first >= 0 {
		o := &b.claims[c.first]
		out = append(out, gainsay.Step{Kind: gainsay.StepRepeats, Comment: o.Comment, Span: o.Span, Text: "says again what " + b.who(o.comment) + " had said before" + b.when(o.comment)})
	}
	for _, e := range c.events {
		out = append(out, gainsay.Step{Kind: e.kind, Comment: b.p.Thread.Comments[e.comment].ID, Span: e.span, Text: b.told(c, e)})
	}
	if c.has(gainsay.StepAsked) && !c.has(gainsay.StepSupplied) {
		out = append(out, gainsay.Step{Kind: gainsay.StepUnanswered, Text: "nobody gave the evidence asked for"})
	}
	if len(c.again) > 0 {
		out = append(out, b.repeated(c))
	}
	b.steps = append(out, gainsay.Step{Kind: gainsay.StepStanding, Text: b.stands(k)})
	return slices.Clone(b.steps)
}

// who names the author of comment i.
func (b *builder) who(i int) string {
	if a := b.p.Thread.Comments[i].Author; a != "" {
		return a
	}
	return "somebody whose name is lost"
}

// when gives the date of comment i as its source has it, as " on 3 May 2021",
// or "".
func (b *builder) when(i int) string {
	c := b.p.Thread.Comments[i]
	switch {
	case c.Time.IsZero() && c.TimeText == "":
		return ""
	case c.Time.IsZero():
		return " (“" + c.TimeText + "”)"
	case c.Precision == gainsay.ToYear:
		return c.Time.Format(" in 2006")
	case c.Precision == gainsay.ToMonth:
		return c.Time.Format(" in January 2006")
	}
	return c.Time.UTC().Format(" on 2 January 2006")
}

var rest = map[gainsay.Status]string{
	gainsay.Unsupported: "without support", gainsay.Argued: "with a reason only", gainsay.Attested: "from own experience", gainsay.Grounded: "as the article has it",
	gainsay.Sourced: "with a source", gainsay.Hedged: "as a guess",
}

func (b *builder) asserted(c *claim) string {
	return b.who(c.comment) + " asserted it" + b.when(c.comment) + " " + rest[ownStatus(c)]
}

var evidenceWords = map[gainsay.EvidenceKind]string{
	gainsay.EvidenceLink: "a link", gainsay.EvidenceSource: "a named source", gainsay.EvidenceQuote: "a quotation", gainsay.EvidenceArticle: "a statement of the article",
	gainsay.EvidenceExperience: "own experience", gainsay.EvidenceReasoning: "a reason", gainsay.EvidenceFigure: "a figure",
}

func (b *builder) backed(c *claim, e gainsay.Evidence) string {
	words := excerpt(e.Span.In(b.p.Thread.Comments[c.comment].Text))
	switch e.Kind {
	case gainsay.EvidenceArticle:
		return "the article says as much: “" + words + "”"
	case gainsay.EvidenceFigure:
		return "gives a figure without its source: “" + words + "”"
	}
	return "gives " + evidenceWords[e.Kind] + b.linkNote(c, e) + ": “" + words + "”"
}

// told puts one event in words.
func (b *builder) told(c *claim, e event) string {
	who := b.who(e.comment)
	date := b.when(e.comment)
	switch e.kind {
	case gainsay.StepAsked:
		return who + " asked for evidence" + date
	case gainsay.StepSupplied:
		giver := who
		if who == b.who(c.comment) {
			giver = who + ", the author,"
		}
		words := excerpt(e.span.In(b.p.Thread.Comments[e.comment].Text))
		note := b.linkNote(c, gainsay.Evidence{Kind: e.gives, Comment: b.p.Thread.Comments[e.comment].ID, Span: e.span})
		return giver + " gave " + evidenceWords[e.gives] + date + note + ": “" + words + "”"
	case gainsay.StepConceded:
		return who + ", the author, took it back" + date
	case gainsay.StepUndercut:
		return who + " denied that the reason carries" + date
	case gainsay.StepSupported:
		return who + " sided with it" + date + b.too(c, e)
	}
	return who + " asserted the contrary" + date + b.too(c, e)
}

// too says what the claim of an event rests on itself.
func (b *builder) too(c *claim, e event) string {
	if e.claim < 0 {
		return ""
	}
	s := status(&b.claims[e.claim])
	if s == gainsay.Unsupported && status(c) == gainsay.Unsupported {
		return ", also without support"
	}
	return ", " + rest[s]
}

// repeated counts those who said a claim again, the first by name.
func (b *builder) repeated(c *claim) gainsay.Step {
	o := &b.claims[c.again[0]]
	text := b.who(o.comment) + " said the same" + b.when(o.comment)
	if n := len(b.repeatedBy(c)) - 1; n > 0 {
		text += fmt.Sprintf(", and so did %d further %s", n, plural("comment", n))
	}
	return gainsay.Step{Kind: gainsay.StepRepeated, Comment: o.Comment, Span: o.Span, Text: text}
}

// stands explains the acceptability of claim k.
func (b *builder) stands(k int) string {
	c := &b.claims[k]
	var room [256]byte
	text := appendHundredths(append(room[:0], "stands at "...), b.strength[k])
	text = appendHundredths(append(text, " in this argument (not a measure of truth): "...), b.graph.base[k])
	text = append(append(text, " for being "...), status(c)...)
	if c.has(gainsay.StepConceded) {
		text = append(text, " and taken back"...)
	}
	if n := len(b.graph.support[k]); n > 0 {
		text = fmt.Appendf(text, ", raised by %d %s", n, plural("claim", n))
	}
	if n := len(b.graph.attacks[k]); n > 0 {
		text = fmt.Appendf(text, ", lowered by %d contrary %s that %s %.2f", n, plural("claim", n), weigh(n), b.attack(k))
	}
	return string(text)
}

func appendHundredths(buf []byte, f float64) []byte { return strconv.AppendFloat(buf, f, 'f', 2, 64) }

func weigh(n int) string {
	if n == 1 {
		return "stands at"
	}
	return "together weigh"
}

// attack is how much the claims against claim k weigh.
func (b *builder) attack(k int) float64 {
	sum := 0.0
	for _, e := range b.graph.attacks[k] {
		sum += e.weight * b.strength[e.other]
	}
	return sum
}

func plural(word string, n int) string {
	if n == 1 {
		return word
	}
	return word + "s"
}

// excerptLen bounds the runes of an excerpt.
const excerptLen = 80

// excerpt is one line of the words; an address is cut to its host and path.
func excerpt(s string) string {
	s = strings.Join(strings.Fields(s), " ")
	if strings.Contains(s, "//") {
		if u, err := url.Parse(s); err == nil && u.Host != "" {
			s = u.Host + u.Path
		}
	}
	if len(s) <= excerptLen {
		return s
	}
	if r := []rune(s); len(r) > excerptLen {
		return strings.TrimSpace(string(r[:excerptLen-1])) + "…"
	}
	return s
}
