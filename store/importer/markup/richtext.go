package markup

import (
	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/store/importer/internal/lazy"
)

// Shift puts before in front of a text and moves its spans by by bytes. If by
// is negative, it cuts off the first -by bytes.
func Shift(t Text, by int, before string) Text {
	out := Text{Plain: before + t.Plain[max(0, -by):]}
	move := func(s gainsay.Span) gainsay.Span { return gainsay.Span{Start: max(0, s.Start+by), End: s.End + by} }
	for _, q := range t.Quotes {
		if q = move(q); q.Len() > 0 {
			out.Quotes = append(out.Quotes, q)
		}
	}
	for _, l := range t.Links {
		if l.Span = move(l.Span); l.Len() > 0 {
			out.Links = append(out.Links, l)
		}
	}
	return out
}

var (
	htmlTag = lazy.Regexp(
		`(?i)<(?:br|p|/p|/a|blockquote|div|/?i|/?b|/?em|/?strong|li|ul)\s*/?>|<a\s[^>]*href|<(?:p|div|span|img|font|ol|ul|blockquote)\s+[a-z-]+=[^<>]*>`,
	)
	bbCode = lazy.Regexp(
		`(?is)\[(?:quote|url|img|b|i|code)(?:=[^\]\n]{0,400})?\].*\[/(?:quote|url|img|b|i|code)\]`,
	)
	htmlEntity = lazy.Regexp(`&(?:amp|lt|gt|quot|nbsp|apos|#\d{2,6}|#x[0-9a-fA-F]{2,5});`)
)

// Guess reads a text that may be HTML, BBCode or plain.
func Guess(s string) Text {
	switch {
	case htmlTag().MatchString(s):
		return HTML(s, Options{})
	case bbCode().MatchString(s):
		return BBCode(s)
	case htmlEntity().MatchString(s):
		return HTML(s, Options{})
	}
	return Plain(s)
}
