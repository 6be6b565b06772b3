package text

import (
	"slices"
	"strings"

	"github.com/gainsay/gainsay"
)

// Parse analyses a comment's text. It never fails: bytes that are no UTF-8
// become tokens of their own, and time grows linearly with the text.
func Parse(s string) *Doc { return parse(s, nil) }

// Parser parses the texts of one thread after the other. It is for one
// goroutine.
type Parser struct{ tokens slab[Token] }

// Parse does what the function Parse does. The Doc is good until Reuse.
func (p *Parser) Parse(s string) *Doc { return parse(s, &p.tokens) }

// Reuse takes the memory of all its Docs back, for the texts that follow.
func (p *Parser) Reuse() { p.tokens.empty() }

func parse(s string, tokens *slab[Token]) *Doc {
	d := &Doc{Text: s, Language: Undetermined, suspect: suspect(s)}
	if strings.TrimSpace(s) == "" {
		return d
	}
	cut(d, tokens)
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

// cut finds the quotations, tokens and sentences of d.Text.
func cut(d *Doc, tokens *slab[Token]) {
	v := look(d.Text)
	d.Quotes = blockQuotes(d.Text)
	d.Tokens = scan(d.Text, v, tokens)
	d.Sentences = segment(d.Text, d.Tokens, d.Quotes, v.sentences)
	d.Quoted = quotedWords(d.Text, d.Tokens)
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
