package importer

import (
	"strings"

	"github.com/gainsay/gainsay"
)

// quoteLines finds the lines of plain text that begin with ">", as people
// write quotations where a source has no markup for them. Those of one run are
// one quotation. Lines that begin with a reference such as >>4711 are none.
func quoteLines(text string) []gainsay.Span {
	var out []gainsay.Span
	at, open := 0, false
	for line := range strings.Lines(text) {
		end := at + len(strings.TrimRight(line, "\n"))
		quoted := isQuoteLine(line)
		switch {
		case quoted && open:
			out[len(out)-1].End = end
		case quoted:
			out = append(out, gainsay.Span{Start: at, End: end})
		}
		open = quoted
		at += len(line)
	}
	return out
}

func isQuoteLine(s string) bool {
	rest, ok := strings.CutPrefix(strings.TrimLeft(s, " "), ">")
	if !ok || strings.Trim(rest, "> \r\n") == "" {
		return false
	}
	return !strings.HasPrefix(rest, ">") || !isDigits(rest[1:min(2, len(rest))])
}
