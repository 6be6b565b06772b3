package importer

import (
	"slices"
	"strings"

	"github.com/gainsay/gainsay"
)

// quoteLines makes quotes of the lines that begin with ">", as people write
// them where a source has no markup for it. Those of one run are one quote.
// Lines that begin with a reference such as >>4711 are none.
func quoteLines(c *gainsay.Comment) {
	at, open := 0, -1
	var found []gainsay.Span
	end := func(to int) {
		if open >= 0 {
			found = append(found, gainsay.Span{Start: open, End: to})
		}
		open = -1
	}
	last := 0 // end of the last quoted line
	for line := range strings.Lines(c.Text) {
		body := strings.TrimRight(line, "\n")
		if !isQuoteLine(body) {
			end(last)
		} else {
			if open < 0 {
				open = at
			}
			last = at + len(body)
		}
		at += len(line)
	}
	end(last)
	for _, q := range found {
		if !slices.ContainsFunc(c.Quotes, func(o gainsay.Span) bool { return o.Start < q.End && q.Start < o.End }) {
			c.Quotes = append(c.Quotes, q)
		}
	}
	slices.SortFunc(c.Quotes, func(a, b gainsay.Span) int { return a.Start - b.Start })
}

func isQuoteLine(s string) bool {
	rest, ok := strings.CutPrefix(strings.TrimLeft(s, " "), ">")
	if !ok || strings.TrimLeft(rest, "> ") == "" {
		return false
	}
	return !strings.HasPrefix(rest, ">") || !isDigits(rest[1:min(2, len(rest))])
}
