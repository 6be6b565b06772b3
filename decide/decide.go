// Package decide connects the decisions of coders with the marks of an
// analysis: it makes decisions, finds their place in a thread that was imported
// or analysed anew, says which decision of several counts, and makes the
// analysis as it is according to the decisions. It is pure.
package decide

import (
	"fmt"
	"unicode/utf8"

	"github.com/gainsay/gainsay"
)

// Key is the key of a thread, "<format>:<id>", as in Decision.Thread.
func Key(t *gainsay.Thread) string { return t.Format + ":" + t.ID }

// NewQuote quotes a span of text with up to gainsay.QuoteContext runes on each
// side. A span that does not fit the text gives the zero Quote.
func NewQuote(text string, s gainsay.Span) gainsay.Quote {
	if !s.Valid(len(text)) {
		return gainsay.Quote{}
	}
	from, to := s.Start, s.End
	for n := 0; n < gainsay.QuoteContext && from > 0; n++ {
		_, size := utf8.DecodeLastRuneInString(text[:from])
		from -= size
	}
	for n := 0; n < gainsay.QuoteContext && to < len(text); n++ {
		_, size := utf8.DecodeRuneInString(text[to:])
		to += size
	}
	return gainsay.Quote{Exact: s.In(text), Prefix: text[from:s.Start], Suffix: text[s.End:to]}
}

// OfMark makes a decision about the mark with the given id. It fills in all that
// the analysis knows: what is missing are Change, Note, Coder, Time, Blind and
// Settles. It fails where a has no such mark.
func OfMark(a *gainsay.Analysis, mark string, v gainsay.Verdict) (gainsay.Decision, error) {
	for _, n := range a.Annotations {
		if n.ID != mark {
			continue
		}
		d := gainsay.Decision{
			Mark: n.ID, Tag: n.Tag, Status: statusOf(a, n.ID), Target: n.Target,
			Verdict: v, Rule: n.By, Score: n.Score,
		}
		return complete(a, d, n.Comment, n.Span)
	}
	return gainsay.Decision{}, fmt.Errorf("no mark %q in thread %q", mark, Key(a.Thread))
}

// OfMissed makes the decision that adds a mark to a comment; Status (a claim with
// one is an assertion) and Target are missing too. It fails where the thread has
// no such comment, or the span is empty or does not fit its text.
func OfMissed(a *gainsay.Analysis, comment string, tag gainsay.Tag, s gainsay.Span) (gainsay.Decision, error) {
	if s.Len() <= 0 {
		return gainsay.Decision{}, fmt.Errorf("no words for a missed mark in comment %q", comment)
	}
	return complete(a, gainsay.Decision{Tag: tag, Verdict: gainsay.Missed}, comment, s)
}

func complete(a *gainsay.Analysis, d gainsay.Decision, comment string, s gainsay.Span) (gainsay.Decision, error) {
	c := a.Thread.Comment(comment)
	switch {
	case c == nil:
		return d, fmt.Errorf("no comment %q in thread %q", comment, Key(a.Thread))
	case !Fits(c.Text, s):
		return d, fmt.Errorf("comment %q: no characters from byte %d to %d", comment, s.Start, s.End)
	}
	d.Thread, d.Comment, d.Span, d.Quote = Key(a.Thread), comment, s, NewQuote(c.Text, s)
	d.Rules = a.Version.Rules
	return d, nil
}

// NewChange makes the change of a decision about a comment with this text.
func NewChange(text string, tag gainsay.Tag, status gainsay.Status, target string, s gainsay.Span) *gainsay.Change {
	return &gainsay.Change{Tag: tag, Status: status, Target: target, Span: s, Quote: NewQuote(text, s)}
}

// Fits reports whether a span can slice a text without cutting a rune.
func Fits(text string, s gainsay.Span) bool {
	starts := func(i int) bool { return i == len(text) || utf8.RuneStart(text[i]) }
	return s.Valid(len(text)) && starts(s.Start) && starts(s.End)
}

func statusOf(a *gainsay.Analysis, mark string) gainsay.Status {
	for _, s := range a.Assertions {
		if s.ID == mark {
			return s.Status
		}
	}
	return ""
}
