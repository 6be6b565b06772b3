package analyze

import (
	"fmt"
	"slices"
	"sync"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/analyze/text"
)

// parserPool keeps parsers with the memory of their Docs for the next thread.
var parserPool = sync.Pool{New: func() any { return new(text.Parser) }}

// release puts the parser back, with the memory that the Docs use.
func (p *Pass) release() {
	p.parser.Reuse()
	parserPool.Put(p.parser)
}

// newPass copies the thread and parses its texts. Comments that are not live
// get an empty Doc: what a moderator removed is kept but not tagged.
func newPass(t *gainsay.Thread, around Around) *Pass {
	p := emptyPass(t, parserPool.Get().(*text.Parser))
	p.Seen, p.senders, p.late = around.Seen, around.Senders, around.Late
	p.Article, p.Title = p.parseAbove("article", t.Article), p.parseAbove("title", t.Title)
	earlier := newRepeats(p.Thread)
	order := written(p.Thread)
	for n, i := range order {
		if p.isLate() {
			p.abandon(order[n:])
			break
		}
		p.read(i, earlier)
	}
	return p
}

// emptyPass copies the thread and allocates the fields of its texts, of which none is
// parsed yet.
func emptyPass(t *gainsay.Thread, parser *text.Parser) *Pass {
	cp := *t
	n := len(t.Comments)
	cp.Comments = make([]*gainsay.Comment, n)
	copies := make([]gainsay.Comment, n)
	for i, c := range t.Comments {
		copies[i] = *c
		cp.Comments[i] = &copies[i]
	}
	return &Pass{
		Thread:    &cp,
		parser:    parser,
		Docs:      make([]*text.Doc, n),
		byComment: getBuffers(n),
		tags:      make([]tagSet, n),
		states:    map[*Tagger]any{},
		spans:     make([][]*spanEntry, n),
		sigs:      make([]text.Signature, n),
		signed:    make([]bool, n),
	}
}

// read parses comment i and fills in its quotations and language. earlier holds
// the texts written before it.
func (p *Pass) read(i int, earlier *repeats) {
	c := p.Thread.Comments[i]
	c.Failed = ""
	if !live(c) {
		p.Docs[i] = &text.Doc{}
		return
	}
	p.parseComment(i, p.quotesOf(i, earlier))
}

func live(c *gainsay.Comment) bool { return c.State == gainsay.Live || c.State == "" }

// quotesOf returns the quotations of comment i that its source or its words show.
func (p *Pass) quotesOf(i int, earlier *repeats) []gainsay.Span {
	c := p.Thread.Comments[i]
	return slices.DeleteFunc(append(earlier.in(i), c.Quotes...), func(q gainsay.Span) bool {
		return !q.Valid(len(c.Text)) || q.Len() == 0 || !onRunes(c.Text, q)
	})
}

// parseComment parses comment i, of which quotes are quotations, and fills in its
// quotations and language.
func (p *Pass) parseComment(i int, quotes []gainsay.Span) {
	c := p.Thread.Comments[i]
	c.Failed = ""
	d, err := p.parse(c.Text, quotes...)
	if err != nil {
		p.fail(i, fmt.Errorf("text: %w", err))
		return
	}
	p.Docs[i] = d
	c.Quotes = slices.Clone(d.Quotes)
	if d.Language != "" && (d.Language != text.Undetermined || c.Language == "") {
		c.Language = d.Language
	}
}

// parseAbove parses a text above the comments; what names it in problems.
func (p *Pass) parseAbove(what, s string) *text.Doc {
	d, err := p.parse(s)
	if err != nil {
		p.problem("the %s of thread %s could not be analysed: %v", what, p.Thread.ID, err)
		return &text.Doc{}
	}
	return d
}

// parse turns a panic of the parser into an error.
func (p *Pass) parse(s string, quotes ...gainsay.Span) (d *text.Doc, err error) {
	err = guard(func() error { d = p.parser.Parse(s, quotes...); return nil })
	return d, err
}

// parents returns the position of the comment that each comment answers, or -1.
func parents(t *gainsay.Thread) []int {
	at := make(map[string]int, len(t.Comments))
	out := make([]int, len(t.Comments))
	for i, c := range t.Comments {
		at[c.ID] = i
	}
	for i, c := range t.Comments {
		out[i] = -1
		if j, ok := at[c.Parent]; ok && c.Parent != "" && j < i {
			out[i] = j
		}
	}
	return out
}
