package web

import (
	"slices"
	"strings"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/view"
)

// mark is an annotation as a page shows it: with its assertion, where it has
// one, and the chain of reasons of its card.
type mark struct {
	gainsay.Annotation
	Assertion *gainsay.Assertion
	Class     string // colour and underline
	Label     string // in a word or two
	Signs     string // letters of its status and disputes, or of its tag
	Words     string
	Aim       string // whom it is aimed at, "" for no one
	Why       string // its reasons
	Campaign  string // of spam: the key that copies of one text share
	Standing  bool   // its acceptability is known
	Chain     []reason
	Further   []furtherSteps
	Ties      []tie  // what it does to other marks
	Entry     string // address of the assertion's own page
	WouldHelp string // what would have counted as evidence
	Href      string // chooses the mark
	Now       bool   // it is the current one
	Verdict   string // undecided, or what was decided
	Tagger    string // part of By before the slash
	Rule      string
}

// shown are the tags that get a mark in the text by default: assertions, and
// what concerns how people treat each other. The filter shows the others;
// evidence and counterclaims are in the cards of assertions.
var shown = []gainsay.Tag{gainsay.TagClaim, gainsay.TagInsult, gainsay.TagThreat,
	gainsay.TagEvidenceRequest, gainsay.TagSarcasm, gainsay.TagConcession, gainsay.TagDisagreement}

// aim says whom an insult or threat is aimed at, "" for other marks.
func (v *threadView) aim(target string) string {
	for _, kind := range []string{gainsay.TargetParticipant, gainsay.TargetPerson, gainsay.TargetGroup} {
		if strings.HasPrefix(target, kind) {
			return "at " + v.texts.Target(target)
		}
	}
	return ""
}

// rank orders marks by what matters most.
func rank(tag gainsay.Tag, assertion bool) int {
	switch {
	case tag == gainsay.TagInsult || tag == gainsay.TagThreat:
		return 0
	case assertion:
		return 1
	case tag == gainsay.TagEvidenceRequest:
		return 2
	}
	return 3
}

func (m *mark) rank() int { return rank(m.Tag, m.Assertion != nil) }

const wouldHelp = "a link, a named person, document or law, a quotation from a source, a statement of " +
	"the article, or the author's own experience, here or later in the thread"

// newMark prepares an annotation for the page.
func (v *threadView) newMark(a gainsay.Annotation) *mark {
	m := &mark{Annotation: a, Assertion: v.assertion(a.ID), Words: v.texts.Words(a.Comment, a.Span),
		Class: string(a.Tag), Label: view.TagLabel(a.Tag), Aim: v.aim(a.Target)}
	m.Tagger, m.Rule, _ = strings.Cut(a.By, "/")
	m.Signs = v.signs(&a)
	if m.Assertion == nil {
		if a.Kind != "" {
			m.Label += " (" + a.Kind + ")"
		}
		return m
	}
	m.Class, m.Label = string(m.Assertion.Status), view.StatusLabel(m.Assertion.Status)
	if m.Assertion.Status == gainsay.Unsupported || m.Assertion.Status == gainsay.Argued {
		m.WouldHelp = wouldHelp
	}
	return m
}

// explain adds what the card of a mark shows besides the mark.
func (v *threadView) explain(m *mark) *mark {
	m.Ties, m.Why = v.ties(m.ID), v.why(&m.Annotation)
	if key, ok := strings.CutPrefix(m.Target, gainsay.TargetCampaign); ok {
		m.Campaign = key
	}
	if m.Assertion != nil {
		m.Chain, m.Further = shorten(v.chain(m.Assertion))
		m.Standing = slices.ContainsFunc(m.Assertion.Chain,
			func(s gainsay.Step) bool { return s.Kind == gainsay.StepStanding })
		if !added(&m.Annotation) {
			m.Entry = marked(string(v.basis), entryPath(v.key, m.ID))
		}
	}
	return m
}

func isShown(t gainsay.Tag) bool { return slices.Contains(shown, t) }

// signs are the letters of a mark: of its status and disputes, or of its tag.
func (v *threadView) signs(a *gainsay.Annotation) string {
	s := v.assertions[a.ID]
	if s == nil {
		return sign(string(a.Tag))
	}
	out := sign(string(s.Status))
	for _, d := range s.Disputes() {
		out += sign(string(d))
	}
	return out
}

// class colours a mark.
func (v *threadView) class(a *gainsay.Annotation) string {
	if s := v.assertions[a.ID]; s != nil {
		return string(s.Status)
	}
	return string(a.Tag)
}

// why gives the reasons of a mark in a line.
func (v *threadView) why(a *gainsay.Annotation) string {
	if names := v.addedBy(a.ID); names != nil {
		return "Added by " + strings.Join(names, " and ") + "; the analysis made no mark here."
	}
	return v.texts.Why(a)
}
