package markup

import (
	"strings"

	"github.com/gainsay/gainsay/store/importer/internal/lazy"
)

var (
	hasParagraphs = lazy.Regexp(`(?i)<(?:p|br)[\s/>]`)
	preformatted  = lazy.Regexp(`(?is)<pre[\s>].*?</pre>`)
)

// markCDATA removes the marks of nested CDATA sections, which HTML would read
// as comments.
var markCDATA = strings.NewReplacer("<![CDATA[", "", "]]>", "", "\r\n", "\n")

// LineBreaks replaces line feeds by breaks in a text that has no paragraphs of
// its own, as blog software does when it shows the text. Text in <pre> is
// unchanged.
func LineBreaks(s string) string {
	s = strings.TrimSpace(markCDATA.Replace(s))
	if hasParagraphs().MatchString(s) {
		return s
	}
	var out strings.Builder
	at := 0
	for _, m := range append(preformatted().FindAllStringIndex(s, -1), []int{len(s), len(s)}) {
		out.WriteString(strings.ReplaceAll(s[at:m[0]], "\n", "<br>"))
		out.WriteString(s[m[0]:m[1]])
		at = m[1]
	}
	return out.String()
}
