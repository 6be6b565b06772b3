package text

import (
	"strings"
	"sync"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/analyze/text/buffer"
	"github.com/gainsay/gainsay/analyze/text/disguise"
	"github.com/gainsay/gainsay/analyze/text/entity"
	"github.com/gainsay/gainsay/analyze/text/language"
	"github.com/gainsay/gainsay/analyze/text/lexeme"
	"github.com/gainsay/gainsay/analyze/text/perceptron"
	"github.com/gainsay/gainsay/analyze/text/quantity"
	"github.com/gainsay/gainsay/analyze/text/quote"
	"github.com/gainsay/gainsay/analyze/text/sentence"
	"github.com/gainsay/gainsay/analyze/text/token"
)

// Parse analyses a comment's text. It never fails: bytes that are no UTF-8
// become tokens of their own, and time grows linearly with the text. Spans of
// s that are known to repeat somebody else's words, such as Comment.Quotes,
// may be given as quotes, in any order: Doc.Quotes has them besides those that
// the text itself shows. Spans that do not lie within s are ignored.
func Parse(s string, quotes ...gainsay.Span) *Doc { return parse(s, quotes, nil) }

// Parser parses the texts of one thread after the other. It is for one
// goroutine.
type Parser struct{ tokens buffer.Arena[Token] }

// Parse does what the function Parse does. The Doc is good until Reuse.
func (p *Parser) Parse(s string, quotes ...gainsay.Span) *Doc { return parse(s, quotes, &p.tokens) }

// Reuse makes the memory of all its Docs free for the texts that follow.
func (p *Parser) Reuse() { p.tokens.Empty() }

func parse(s string, quotes []gainsay.Span, arena *buffer.Arena[Token]) *Doc {
	d := &Doc{Text: s, Language: language.Undetermined, suspect: disguise.Suspect(s)}
	if strings.TrimSpace(s) == "" {
		return d
	}
	cut(d, quotes, arena)
	buf := pool.Get().(*buffers)
	defer buf.release()
	buf.words = lexemes.OfTokens(buf.words, d.Tokens)
	d.Language = language.Of(d.Tokens, d.Sentences, buf.words)
	if d.Language == language.English {
		language.MarkForeign(d.Text, d.Tokens, d.Sentences, buf.words)
	}
	m := perceptron.New(lexemes)
	for _, s := range d.Sentences {
		m.Tag(d.Words(s), buf.words[s.First:s.Last])
	}
	d.Quantities, d.Times = quantity.Find(d.Text, d.Tokens, buf.words)
	d.Entities = entity.Find(d.Text, d.Tokens, d.Sentences, buf.words)
	return d
}

// lexemes caches what the analyses know of spellings.
var lexemes = lexeme.NewTable(entity.Describe, quantity.Describe, language.Describe, perceptron.Describe)

// buffers are the buffers of one call of Parse or Terms, which later calls
// reuse.
type buffers struct {
	words []*lexeme.Lexeme
	terms []Term
}

var pool = sync.Pool{New: func() any { return new(buffers) }}

// release puts the buffers back, cleared so that they hold no text.
func (b *buffers) release() {
	b.words, b.terms = buffer.Reset(b.words), buffer.Reset(b.terms)
	pool.Put(b)
}

// cut finds the quotations, tokens and sentences of d.Text; quotes are
// quotations that are known already.
func cut(d *Doc, quotes []gainsay.Span, arena *buffer.Arena[Token]) {
	var sentences int
	d.Tokens, sentences = token.Scan(d.Text, arena)
	d.Quotes, d.Quoted = quote.Find(d.Text, d.Tokens, quotes)
	d.Sentences = sentence.Split(d.Text, d.Tokens, sentences, d.Quotes, d.Quoted)
}
