package page

import (
	"fmt"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/store/importer/internal/lazy"
)

// outline matches headings and list items: "## Scope", "- first", "2. second".
var outline = lazy.Regexp(`^(?:#{1,6}|[-*+•◦▪]|\d{1,3}[.)])\s+\S`)

// isDocument reports whether more than a fifth of the lines are headings and
// list items, and more than there are names. The names found ("Note: …", a
// short line above a text) are then more likely captions.
func isDocument(lines []line, posts []post) bool {
	named := 0
	for _, p := range posts {
		if p.author != "" {
			named++
		}
	}
	n := outlined(lines)
	return 5*n > len(lines) && n > named
}

// outlined counts headings and list items.
func outlined(lines []line) int {
	n := 0
	for _, l := range lines {
		if outline().MatchString(l.text) {
			n++
		}
	}
	return n
}

// unlabelled returns the error for a text in which nothing shows where comments
// begin.
func unlabelled(lines []line) *gainsay.SyntaxError {
	msg := "no comments found: the blocks of text have no names, dates or “NAME says:” above them"
	if n := outlined(lines); isDocument(lines, nil) {
		msg += fmt.Sprintf(" (%d of %d lines are headings or list items, as in a document)", n, len(lines))
	}
	return &gainsay.SyntaxError{
		Msg: msg + "; to read it anyway, put “NAME says:” on a line above each comment",
	}
}
