package page

import (
	_ "embed"
	"regexp"
	"strings"

	"github.com/gainsay/gainsay/store/importer/internal/lazy"
	"github.com/gainsay/gainsay/store/importer/internal/scalar"
)

// lineKind is what a line of a copied page looks like, regardless of its
// context.
type lineKind int

const (
	textLine    lineKind = iota
	systemLine           // phrase of a comment system: "View all comments"
	controlLine          // button or counter beside a comment: "Reply", "12", "Share ›"
	dateLine             // a date or an age, perhaps after the author
	saysLine             // "NAME says:"
	replyToLine          // "Reply to NAME"
	siteLine             // navigation of the site: "Support us", "Cookie policy"
)

// line is a line that is not blank.
type line struct {
	text string // trimmed
	gap  int    // blank lines before it
	kind lineKind
	name string       // name in a date, says or reply-to line
	time scalar.Stamp // of a date line
}

//go:embed system.txt
var systemPhrases string

//go:embed control.txt
var controlPhrases string

//go:embed site.txt
var sitePhrases string

var (
	isSystem  = phraseRegexp(systemPhrases)
	isControl = phraseRegexp(controlPhrases)
	isSite    = phraseRegexp(sitePhrases)
)

// phraseRegexp compiles a list of patterns for whole lines into one expression.
// The list has one pattern a line; # begins a comment, and a space matches any
// white space.
func phraseRegexp(list string) func() *regexp.Regexp {
	var alts []string
	for p := range strings.Lines(list) {
		p = strings.TrimSpace(p)
		if p != "" && p[0] != '#' {
			alts = append(alts, strings.ReplaceAll(p, " ", `\s+`))
		}
	}
	return lazy.Regexp(`(?i)^(?:` + strings.Join(alts, "|") + `)$`)
}

// splitLines divides a page into its lines that are not blank and classifies
// them.
func splitLines(s string) []line {
	var out []line
	gap := 0
	for l := range strings.Lines(strings.ReplaceAll(s, "\r\n", "\n")) {
		l = strings.TrimSpace(strings.ReplaceAll(l, "\u00a0", " "))
		if l == "" {
			gap++
			continue
		}
		out = append(out, classify(line{text: l, gap: gap}))
		gap = 0
	}
	return out
}

var (
	says    = lazy.Regexp(`^(\S.{0,38}?)\s+(?:says|said|writes|wrote|schrieb|sagt|dit)\s*:\s*$`)
	replyTo = lazy.Regexp(`(?i)^(?:in )?(?:reply|replying|replied|answer|answering) to\s+@?(\S.{0,38}?)$`)
)

// maxLabel is the greatest length in bytes of a line that can be anything but
// text.
const maxLabel = 120

// classify sets the kind of a line.
func classify(l line) line {
	if len(l.text) > maxLabel {
		return l
	}
	if m := says().FindStringSubmatch(l.text); m != nil && len(strings.Fields(m[1])) <= 5 {
		l.kind, l.name = saysLine, m[1]
		return l
	}
	switch {
	case isSystem().MatchString(l.text):
		l.kind = systemLine
	case isSite().MatchString(l.text):
		l.kind = siteLine
	case isControl().MatchString(l.text):
		l.kind = controlLine
	default:
		if m := replyTo().FindStringSubmatch(l.text); m != nil {
			l.kind, l.name = replyToLine, m[1]
			return l
		}
		l = classifyDate(l)
	}
	return l
}
