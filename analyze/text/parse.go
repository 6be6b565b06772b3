package text

import (
	"slices"
	"strings"

	"github.com/gainsay/gainsay"
)

// Parse analyses a comment's text. It never fails: bytes that are no UTF-8
// become tokens of their own, and time grows linearly with the text. Spans of
// s that are known to repeat somebody else's words, such as Comment.Quotes,
// may be given as quotes, in any order: Doc.Quotes has them besides those that
// the text itself shows. Spans that do not lie within s are ignored.
func Parse(s string, quotes ...gainsay.Span) *Doc { return parse(s, quotes, nil) }

// Parser parses the texts of one thread after the other. It is for one
// goroutine.
type Parser struct{ tokens slab[Token] }

// Parse does what the function Parse does. The Doc is good until Reuse.
func (p *Parser) Parse(s string, quotes ...gainsay.Span) *Doc { return parse(s, quotes, &p.tokens) }

// Reuse takes the memory of all its Docs back, for the texts that follow.
func (p *Parser) Reuse() { p.tokens.empty() }

func parse(s string, quotes []gainsay.Span, tokens *slab[Token]) *Doc {
	d := &Doc{Text: s, Language: Undetermined, suspect: suspect(s)}
	if strings.TrimSpace(s) == "" {
		return d
	}
	cut(d, quotes, tokens)
	room := borrow()
	defer room.giveBack()
	room.words = lexemesOf(room.words, d.Tokens)
	d.Language = languageOf(d, room.words)
	markForeign(d, room.words)
	m := model()
	for _, s := range d.Sentences {
		m.tagSentence(d.Words(s), room.words[s.First:s.Last])
	}
	findQuantities(d, room.words)
	findEntities(d, room.words)
	trimCommands(d)
	return d
}

// cut finds the quotations, tokens and sentences of d.Text; quotes are
// quotations that are known already.
func cut(d *Doc, quotes []gainsay.Span, tokens *slab[Token]) {
	v := look(d.Text)
	d.Quotes = blockQuotes(d.Text)
	for _, q := range quotes {
		if q.Valid(len(d.Text)) && q.Len() > 0 {
			d.Quotes = append(d.Quotes, q)
		}
	}
	if len(quotes) > 0 {
		d.Quotes = merge(d.Quotes)
	}
	d.Tokens = scan(d.Text, v, tokens)
	d.Quoted = quotedWords(d.Text, d.Tokens)
	if introduced := introducedQuotes(d.Text, d.Tokens, d.Quoted); len(introduced) > 0 {
		d.Quotes = merge(append(d.Quotes, introduced...))
	}
	d.Sentences = segment(d.Text, d.Tokens, d.Quotes, v.sentences)
	markQuoted(d)
}

// fewestQuoted is how many words in quotation marks count as somebody else's,
// rather than as a term or an exclamation.
const fewestQuoted = 4

// markQuoted marks the sentences that lie inside quotation marks.
func markQuoted(d *Doc) {
	k := 0
	for _, q := range d.Quoted {
		if strings.Count(q.In(d.Text), " ") < fewestQuoted-1 {
			continue
		}
		for k < len(d.Sentences) && d.Sentences[k].Start < q.Start {
			k++
		}
		for ; k < len(d.Sentences) && d.Sentences[k].End <= q.End; k++ {
			d.Sentences[k].Quoted = true
		}
	}
}

// commands are verbs with which a sentence bids the reader do something;
// written large there, they look like the first part of a name.
var commands = map[string]bool{
	"read": true, "see": true, "watch": true, "ask": true, "check": true, "tell": true, "thank": true, "google": true, "meet": true, "blame": true,
	"follow": true, "quote": true, "consult": true, "remember": true, "ignore": true, "visit": true, "trust": true, "believe": true, "like": true,
}

// trimCommands takes such a verb off the front of a name ("Read Mira Holt's
// account" speaks of Mira Holt).
func trimCommands(d *Doc) {
	renamed := map[string]string{} // later mentions by the family name follow
	for i := range d.Entities {
		e := &d.Entities[i]
		s := d.SentenceAt(e.Start)
		if s < 0 || d.Sentences[s].Start != e.Start || e.Type != Person && e.Type != Other {
			continue
		}
		words := d.Words(d.Sentences[s])
		if len(words) > 1 && commands[words[0].Lower] && words[1].End <= e.End {
			name := strings.TrimPrefix(e.Name, words[0].Text+" ")
			renamed[e.Name] = name
			e.Start = words[1].Start
		}
	}
	for i := range d.Entities {
		if name, ok := renamed[d.Entities[i].Name]; ok {
			d.Entities[i].Name = name
		}
	}
}

func sortSpans(spans []gainsay.Span) { slices.SortFunc(spans, gainsay.CompareSpans) }
