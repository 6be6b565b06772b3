package text

import (
	"strings"
	"sync"

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
	buf := pool.Get().(*buffers)
	defer buf.release()
	buf.words = lexemes.OfTokens(buf.words, d.Tokens)
	d.Language = languageOf(d.Tokens, d.Sentences, buf.words)
	if d.Language == English {
		markForeign(d.Text, d.Tokens, d.Sentences, buf.words)
	}
	m := model(lexemes)
	for _, s := range d.Sentences {
		m.tagSentence(d.Words(s), buf.words[s.First:s.Last])
	}
	d.Quantities, d.Times = findQuantities(d.Text, d.Tokens, buf.words)
	d.Entities = findEntities(d.Text, d.Tokens, d.Sentences, buf.words)
	return d
}

// lexemes is what the analyses know of spellings.
var lexemes = NewTable(DescribeName, DescribeFigure, DescribeFunctionWord, DescribeTagging)

// buffers are the buffers of one call of Parse or Terms, which later calls
// reuse.
type buffers struct {
	words []*lexeme
	terms []Term
}

var pool = sync.Pool{New: func() any { return new(buffers) }}

// release puts the buffers back, cleared so that they hold no text.
func (b *buffers) release() {
	b.words, b.terms = emptied(b.words), emptied(b.terms)
	pool.Put(b)
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
	markQuoted(d.Text, d.Sentences, d.Quoted)
}
