package web

import (
	"slices"
	"strings"

	"github.com/gainsay/gainsay"
)

// mark is an annotation as a page shows it: with its assertion, where it has
// one, and the chain of reasons of its card.
type mark struct {
	gainsay.Annotation
	Assertion *gainsay.Assertion
	Class     string // colour and underline
	Label     string // in a word or two
	Words     string
	Aim       string // whom it is aimed at, "" for nobody
	Chain     []reason
	Further   []furtherSteps
	Ties      []tie  // what it does to other marks
	Entry     string // address of the assertion's own page
	WouldHelp string // what would have counted as evidence
	Tagger    string // part of By before the slash
	Rule      string
}

// shown are the tags that get a mark in the text by default: assertions and
// what bears on how people treat each other. The rest shows when the filter
// asks for it; evidence and counterclaims stand in the cards of assertions.
var shown = []gainsay.Tag{gainsay.TagClaim, gainsay.TagInsult, gainsay.TagThreat, gainsay.TagEvidenceRequest, gainsay.TagSarcasm, gainsay.TagConcession, gainsay.TagDisagreement}

// aim says whom an insult or threat is aimed at, "" for other marks.
func (v *threadView) aim(target string) string {
	kind, name, ok := strings.Cut(target, ":")
	switch {
	case !ok:
		return ""
	case kind == "participant" && v.comments[name] != nil:
		return "at a participant whose name is lost"
	case kind == "participant":
		return "at " + name
	}
	return "at the " + kind + " " + name
}

func (m *mark) rank() int {
	switch {
	case m.Tag == gainsay.TagInsult || m.Tag == gainsay.TagThreat:
		return 0
	case m.Assertion != nil:
		return 1
	case m.Tag == gainsay.TagEvidenceRequest:
		return 2
	}
	return 3
}

// newMark prepares an annotation for the page.
func (v *threadView) newMark(a gainsay.Annotation) *mark {
	m := &mark{Annotation: a, Assertion: v.assertions[a.ID], Words: v.words(a.Comment, a.Span), Class: string(a.Tag), Label: tagLabels[a.Tag], Aim: v.aim(a.Target)}
	m.Tagger, m.Rule, _ = strings.Cut(a.By, "/")
	if m.Assertion == nil {
		if a.Kind != "" {
			m.Label += " (" + a.Kind + ")"
		}
		return m
	}
	m.Class, m.Label = string(m.Assertion.Status), statusLabels[m.Assertion.Status]
	if m.Assertion.Status == gainsay.Unsupported || m.Assertion.Status == gainsay.Argued {
		m.WouldHelp = "a link, a named person, document or law, a quotation of a source, a statement of the article, or the author's own experience, here or later in the thread"
	}
	return m
}

// explain adds what the card of a mark tells beyond the mark itself.
func (v *threadView) explain(m *mark) *mark {
	m.Ties = v.ties(m.ID)
	if m.Assertion != nil {
		m.Chain, m.Further = shorten(v.chain(m.Annotation, m.Assertion))
		m.Entry = entryPath(v.key, m.ID)
	}
	return m
}

var tagLabels = map[gainsay.Tag]string{
	gainsay.TagClaim: "Claim", gainsay.TagCounterclaim: "Counterclaim", gainsay.TagPremise: "Reason", gainsay.TagEvidence: "Evidence",
	gainsay.TagQuestion: "Question", gainsay.TagEvidenceRequest: "Asks for evidence", gainsay.TagHedge: "Hedge", gainsay.TagSarcasm: "Sarcasm",
	gainsay.TagConcession: "Concession", gainsay.TagAgreement: "Agreement", gainsay.TagDisagreement: "Disagreement", gainsay.TagInsult: "Insult",
	gainsay.TagProfanity: "Profanity", gainsay.TagThreat: "Threat", gainsay.TagSpam: "Spam",
}

var statusLabels = map[gainsay.Status]string{
	gainsay.Unsupported: "Unsupported", gainsay.Argued: "Argued only", gainsay.Attested: "Own experience", gainsay.Grounded: "Grounded in the article",
	gainsay.Sourced: "Sourced", gainsay.Hedged: "Hedged: a guess",
}

// clip cuts s to n bytes or a little less, on a rune boundary.
func clip(s string, n int) string {
	s = strings.Join(strings.Fields(s), " ")
	if len(s) <= n {
		return s
	}
	for n > 0 && s[n]&0xC0 == 0x80 {
		n--
	}
	return s[:n] + "…"
}

func isShown(t gainsay.Tag) bool { return slices.Contains(shown, t) }
