package analyze

import (
	"fmt"
	"unicode/utf8"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/analyze/text"
)

// guard runs f and turns a panic into an error.
func guard(f func() error) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("stopped unexpectedly: %v", r)
		}
	}()
	return f()
}

// Each calls f with the position of every comment that is to be tagged (see
// Judged), in thread order. A panic or an error of f affects that comment
// alone. It is for a tagger's Prepare.
func (p *Pass) Each(f func(i int) error) {
	for i := range p.Docs {
		if !p.Judged(i) {
			continue
		}
		if err := guard(func() error { return f(i) }); err != nil {
			p.fail(i, fmt.Errorf("tagger %s: %w", p.current.Name, err))
		}
	}
}

// fail discards all annotations of comment i and records the error.
func (p *Pass) fail(i int, err error) {
	c := p.Thread.Comments[i]
	c.Failed = err.Error()
	p.Docs[i] = &text.Doc{}
	p.byComment[i], p.tags[i] = nil, 0
	p.problem("comment %s could not be analysed: %v", c.ID, err)
}

func (p *Pass) isLate() bool { return p.late != nil && p.late() }

// abandon marks comments as failed for want of time.
func (p *Pass) abandon(comments []int) {
	for _, i := range comments {
		if c := p.Thread.Comments[i]; live(c) && c.Failed == "" {
			c.Failed = "time limit of the thread reached"
			p.abandoned++
		}
		p.Docs[i] = &text.Doc{}
		p.byComment[i], p.tags[i] = nil, 0
	}
}

func (p *Pass) problem(format string, args ...any) {
	p.problems = append(p.problems, gainsay.Problem{Message: fmt.Sprintf(format, args...)})
}

// onRunes reports whether neither end of the span falls inside a character.
// Bytes that are not UTF-8 count as characters of their own.
func onRunes(s string, span gainsay.Span) bool { return onRune(s, span.Start) && onRune(s, span.End) }

func onRune(s string, at int) bool {
	if at == len(s) || utf8.RuneStart(s[at]) {
		return true
	}
	for k := at - 1; k >= 0 && k > at-utf8.UTFMax; k-- {
		if utf8.RuneStart(s[k]) {
			_, n := utf8.DecodeRuneInString(s[k:])
			return k+n <= at
		}
	}
	return true
}
