package store

import (
	"cmp"
	"math"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/gainsay/gainsay"
)

// annotation makes reasons of the sentence of a mark and splits its signals.
func (t *oldThread) annotation(old *oldAnnotation) gainsay.Annotation {
	a := old.Annotation
	s := sentence{by: a.By, comment: a.Comment, text: t.comments[a.Comment].Text, near: a.Span, thread: t}
	a.Reasons = s.reasons(old.Why, a.Tag == gainsay.TagClaim)
	if key, ok := campaignKey(old.Why); ok && a.Tag == gainsay.TagSpam && a.Target == "" {
		a.Target = gainsay.TargetCampaign + key
	}
	for i := range a.Signals {
		a.Signals[i] = splitSignal(a.Signals[i])
	}
	return a
}

// relation parts "<rule>: <sentence>". Where it rests on a mark, the sentence
// is that of the mark.
func (t *oldThread) relation(r gainsay.Relation) gainsay.Relation {
	by, why, _ := strings.Cut(r.By, ": ")
	r.By = by
	s := sentence{by: by, thread: t}
	if from := t.marks[r.From]; from != nil {
		s.comment, s.text, s.near = from.Comment, t.comments[from.Comment].Text, from.Span
	}
	r.Reasons = s.reasons(why, false)
	return r
}

// sentence takes apart what schema 6 says of a mark:
//
//	<doc>: “<words>”; <doc>: “<words>”
//	<kind>: <signal> (“<words>”), <signal> (“<words>”)
//
// The words are those of a comment and may hold any of these signs.
type sentence struct {
	by      string
	comment string // id
	text    string // of the comment
	near    gainsay.Span
	thread  *oldThread
}

// reasons gives at least one reason. None says words of the comment.
func (s *sentence) reasons(why string, claim bool) (out []gainsay.Reason) {
	if claim {
		kind, signals, _ := strings.Cut(why, ": ")
		kind = cmp.Or(plainKinds[kind], kind)
		out = append([]gainsay.Reason{s.reason(kind)}, s.clauses(signals, " (“", "”)", ", ")...)
	} else {
		out = s.clauses(why, ": “", "”", "; ")
	}
	out = slices.DeleteFunc(out, func(r gainsay.Reason) bool { return r.Says == "" })
	if len(out) == 0 {
		out = append(out, s.reason("is marked by this rule"))
	}
	return out
}

// plainKinds are the present words for what schema 6 says of the kinds of claims.
var plainKinds = map[string]string{
	"states as so what others could check": "states something others could verify",
	"tells what the author lived":          "reports first-hand experience",
	"judges":                               "makes a judgement",
}

func (s *sentence) reason(says string, spans ...gainsay.Span) gainsay.Reason {
	return gainsay.Reason{Rule: s.by, Says: says, Spans: spans}
}

// clauses parts a list of "<doc><open><words><end>". It stops before a doc
// that might be words of the comment.
func (s *sentence) clauses(list, open, end, sep string) (out []gainsay.Reason) {
	for first := true; list != ""; first = false {
		doc, rest, quoted := strings.Cut(list, open)
		if sep == "; " { // what comes before without words of its own
			for before, after, ok := strings.Cut(doc, sep); ok; before, after, ok = strings.Cut(doc, sep) {
				if !first && s.unsafe(before) {
					return out
				}
				out = append(out, s.bare(before)...)
				doc = after
			}
		}
		if !first && s.unsafe(doc) {
			return out
		}
		if !quoted {
			return append(out, s.bare(doc)...)
		}
		var words string
		words, list = s.cutWords(rest, end, sep)
		out = append(out, s.reason(doc, s.find(words)...))
	}
	return out
}

// unsafe reports whether a doc may be words of the comment: those that follow
// a quotation mark inside of them.
func (s *sentence) unsafe(doc string) bool {
	return strings.ContainsAny(doc, "“”") || strings.Contains(s.text, strings.TrimSpace(doc))
}

// cutWords parts words from what follows them. They end at the last end that
// makes them words of the comment, else at the first.
func (s *sentence) cutWords(rest, end, sep string) (words, after string) {
	best := -1
	for i := 0; i < len(rest); {
		k := strings.Index(rest[i:], end)
		if k < 0 {
			break
		}
		i += k + len(end)
		if tail := rest[i:]; tail != "" && !strings.HasPrefix(tail, sep) {
			continue
		}
		if best < 0 || strings.Contains(s.text, rest[:i-len(end)]) {
			best = i
		}
	}
	if best < 0 {
		return rest, ""
	}
	return rest[:best-len(end)], strings.TrimPrefix(rest[best:], sep)
}

var (
	campaignOf = regexp.MustCompile(`^campaign ([0-9a-f]{8}): nearly the same text in \d+ comments \((.*)\)$`)
	elsewhere  = "nearly the same text in other threads: "
)

// campaignKey gives the key that copies of one text share.
func campaignKey(why string) (string, bool) {
	first, _, _ := strings.Cut(why, "; ")
	if m := campaignOf.FindStringSubmatch(first); m != nil {
		return m[1], true
	}
	return "", false
}

// mostCopies is how many copies of a text reasons name.
const mostCopies = 5

// bare makes reasons of a clause without words in quotation marks.
func (s *sentence) bare(clause string) []gainsay.Reason {
	if m := campaignOf.FindStringSubmatch(clause); m != nil {
		return s.copies("is nearly the same text as other comments", m[2])
	}
	if refs, ok := strings.CutPrefix(clause, elsewhere); ok {
		return s.copies("is nearly the same text as comments of other threads", refs)
	}
	doc, words, _ := strings.Cut(clause, ": ")
	if shared, ok := strings.CutPrefix(words, "both speak of "); ok {
		doc, words = doc+"; both speak of the same", shared
	}
	if site, ok := strings.CutPrefix(doc, leadsTo); ok {
		doc = leadsTo + siteKind(site)
	}
	if strings.HasPrefix(words, "above all for ") { // the signals say it
		words = ""
	}
	var spans []gainsay.Span
	for _, w := range strings.Split(words, ", ") {
		spans = append(spans, s.find(w)...)
	}
	return []gainsay.Reason{s.reason(doc, spans...)}
}

// copies gives a reason for each of the first comments that hold the same text.
func (s *sentence) copies(says, list string) (out []gainsay.Reason) {
	for _, id := range strings.Split(list, ", ") {
		_, known := s.thread.comments[id]
		if len(out) == mostCopies {
			break
		}
		if id != s.comment && (known || strings.Contains(id, "/")) {
			r := s.reason(says)
			r.Comment = id
			out = append(out, r)
		}
	}
	if len(out) == 0 {
		out = append(out, s.reason(says))
	}
	return out
}

// leadsTo begins the clause of an evidence mark that says what site a link is of.
const leadsTo = "leads to "

// siteKind leaves out the address: "another site (example.org)".
func siteKind(site string) string {
	kind, _, _ := strings.Cut(site, " (")
	return kind
}

// find returns the span of the words in the comment that is closest to the
// mark, none where they are not in it. Words that were cut end in "…".
func (s *sentence) find(words string) []gainsay.Span {
	for _, w := range []string{words, strings.TrimSuffix(words, "…")} {
		if w == "" || w == "…" {
			continue
		}
		if at := closest(s.text, w, s.near); at.Len() > 0 {
			return []gainsay.Span{at}
		}
	}
	return nil
}

// closest finds the occurrence of words in a text that is closest to a span,
// whole words before parts of words.
func closest(text, words string, near gainsay.Span) (best gainsay.Span) {
	least := math.MaxInt
	for i := 0; ; {
		k := strings.Index(text[i:], words)
		if k < 0 {
			return best
		}
		at := gainsay.Span{Start: i + k, End: i + k + len(words)}
		away := max(0, near.Start-at.Start, at.End-near.End)
		if !wholeWords(text, at) {
			away += len(text)
		}
		if away < least {
			best, least = at, away
		}
		_, size := utf8.DecodeRuneInString(text[at.Start:])
		i = at.Start + size
	}
}

// wholeWords reports whether a span does not begin or end within a word.
func wholeWords(text string, at gainsay.Span) bool {
	before, _ := utf8.DecodeLastRuneInString(text[:at.Start])
	first, _ := utf8.DecodeRuneInString(text[at.Start:])
	last, _ := utf8.DecodeLastRuneInString(text[:at.End])
	after, _ := utf8.DecodeRuneInString(text[at.End:])
	return !(letter(before) && letter(first)) && !(letter(last) && letter(after))
}

func letter(r rune) bool { return r != utf8.RuneError && (unicode.IsLetter(r) || unicode.IsDigit(r)) }

// splitSignal takes the words in quotation marks out of a signal's name.
func splitSignal(s gainsay.Signal) gainsay.Signal {
	start, end := strings.Index(s.Name, "“"), strings.LastIndex(s.Name, "”")
	if start < 0 || end < start {
		return s
	}
	before, after := s.Name[:start], s.Name[end+len("”"):]
	s.Words = s.Name[start+len("“") : end]
	word := "word"
	if strings.Contains(s.Words, " ") {
		word = "words"
	}
	s.Name = cmp.Or(strings.TrimSpace(before), word) + after
	return s
}
