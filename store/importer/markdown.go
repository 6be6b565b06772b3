package importer

import (
	"html"
	"regexp"
	"strings"
)

var (
	mdLink     = regexp.MustCompile(`!?\[([^\[\]\n]{1,300})\]\(<?(https?://[^\s()<>]+(?:\([^\s()<>]*\)[^\s()<>]*)*)>?(?:\s+"[^"\n]*")?\)`)
	mdStrong   = regexp.MustCompile(`(\*\*\*|\*\*|__|~~)(\S(?:[^\n]*?\S)?)(\*\*\*|\*\*|__|~~)`)
	mdEmphasis = regexp.MustCompile(`(^|[\s("“‘>])([*_])(\S(?:[^\n*_]*?\S)?)([*_])($|[\s).,;:!?"”’])`)
	mdHeading  = regexp.MustCompile(`(?m)^#{1,6}[ \t]+`)
	mdSpoiler  = regexp.MustCompile(`>!(.+?)!<`)
	mdEscape   = regexp.MustCompile(`\\([\\*_~#>^\[\]()!.\-+` + "`" + `])`)
	mdQuote    = regexp.MustCompile(`(?m)^[ \t]{0,3}>[ \t]*(?:>[ \t]*)*`)
	mdCaret    = regexp.MustCompile(`\^\(?([\w.]+)\)?`)
)

// markdown gives the plain text of Reddit's Markdown. Links keep their target
// in brackets behind their words, quoted lines a "> " in front, by which the
// text stage knows them.
func markdown(s string) string {
	s = strings.ReplaceAll(s, "\r\n", "\n")
	s = strings.NewReplacer("&nbsp;", " ", "&#x200B;", "", "\u200b", "").Replace(s)
	if strings.Contains(s, "&amp;") || strings.Contains(s, "&gt;") {
		s = html.UnescapeString(s)
	}
	s = mdSpoiler.ReplaceAllString(s, "$1")
	s = mdLink.ReplaceAllStringFunc(s, func(m string) string {
		p := mdLink.FindStringSubmatch(m)
		if p[1] == p[2] {
			return p[1]
		}
		return p[1] + " (" + p[2] + ")"
	})
	s = mdHeading.ReplaceAllString(s, "")
	s = mdQuote.ReplaceAllString(s, "> ")
	for range 2 {
		s = mdStrong.ReplaceAllStringFunc(s, stripStrong)
		s = mdEmphasis.ReplaceAllString(s, "$1$3$5")
	}
	s = mdCaret.ReplaceAllString(s, "$1")
	s = mdEscape.ReplaceAllString(s, "$1")
	return strings.TrimSpace(s)
}

// stripStrong takes matching marks from a strong run and leaves others.
func stripStrong(m string) string {
	p := mdStrong.FindStringSubmatch(m)
	if p[1] != p[3] {
		return m
	}
	return p[2]
}
