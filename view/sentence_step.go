package view

import (
	"fmt"
	"slices"

	"github.com/gainsay/gainsay"
)

// Chain says how an assertion came to its state, one sentence for each step.
func (x *Texts) Chain(a *gainsay.Assertion) []string {
	out := make([]string, len(a.Chain))
	for i := range a.Chain {
		out[i] = x.Step(&a.Chain[i], a)
	}
	return out
}

// Step says what happened at one step of an assertion's chain, without a full stop.
func (x *Texts) Step(s *gainsay.Step, a *gainsay.Assertion) string {
	who, when := author(s.Author), x.when(s.Comment)
	switch s.Kind {
	case gainsay.StepAsserted:
		return who + " asserted it" + when + before(restsOn[s.Status])
	case gainsay.StepBacked:
		return x.backed(s, a)
	case gainsay.StepRepeats:
		return who + " had said the same" + when
	case gainsay.StepAsked:
		return who + " asked for evidence" + when
	case gainsay.StepSupplied:
		return byAuthor(s, a) + " " + gave[s.Evidence] + when + x.site(s, a) + x.words(s)
	case gainsay.StepUnanswered:
		return "no one gave the evidence asked for"
	case gainsay.StepCountered:
		return who + " asserted the contrary" + when + also(s, a)
	case gainsay.StepUndercut:
		return who + " disputed" + when + " that the reason supports the claim"
	case gainsay.StepSupported:
		return who + " agreed with it" + when + also(s, a)
	case gainsay.StepConceded:
		return byAuthor(s, a) + " took it back" + when
	case gainsay.StepRepeated:
		return who + " said the same" + when + further(s.Count)
	case gainsay.StepStanding:
		return standing(s.Standing, a, s.Status)
	}
	return string(s.Kind)
}

// author names the author of a step's comment.
func author(name string) string {
	if name == "" {
		return "an " + UnknownAuthor
	}
	return name
}

// byAuthor is author where it matters whether that is who made the assertion.
func byAuthor(s *gainsay.Step, a *gainsay.Assertion) string {
	if s.Author != "" && s.Author == a.Author {
		return s.Author + ", its author,"
	}
	return author(s.Author)
}

// when gives the date of a comment as its source has it, as " on 3 May 2021", or
// "".
func (x *Texts) when(comment string) string {
	c := x.Comment(comment)
	switch {
	case c == nil || c.Time.IsZero() && c.TimeText == "":
		return ""
	case c.Time.IsZero():
		return " (“" + c.TimeText + "”)"
	case c.Precision == gainsay.ToYear:
		return c.Time.Format(" in 2006")
	case c.Precision == gainsay.ToMonth:
		return c.Time.Format(" in January 2006")
	}
	return c.Time.UTC().Format(" on 2 January 2006")
}

// before puts a space before what is not empty.
func before(s string) string {
	if s == "" {
		return ""
	}
	return " " + s
}

func (x *Texts) backed(s *gainsay.Step, a *gainsay.Assertion) string {
	if s.Evidence == gainsay.EvidenceArticle {
		return "the article says the same" + x.words(s)
	}
	return gave[s.Evidence] + x.site(s, a) + x.words(s)
}

// words quotes the words that a step rests on, after a colon.
func (x *Texts) words(s *gainsay.Step) string {
	if q := x.quote(s.Comment, s.Span); q != "" && s.Len() > 0 {
		return ": " + q
	}
	return ""
}

// site says where a link leads and which words of the assertion its address
// mentions.
func (x *Texts) site(s *gainsay.Step, a *gainsay.Assertion) string {
	if s.Site == "" {
		return ""
	}
	if len(s.Shared) == 0 {
		return " to " + s.Site + " whose address does not mention its topic"
	}
	var words []string
	for _, span := range s.Shared {
		if w := Clip(x.Words(a.Comment, span), quotedRunes); w != "" && !slices.Contains(words, w) {
			words = append(words, w)
		}
	}
	if len(words) == 0 {
		return " to " + s.Site + " whose address mentions its topic"
	}
	return " to " + s.Site + " whose address mentions " + fewOf(words)
}

// also says what the claim of a step rests on itself.
func also(s *gainsay.Step, a *gainsay.Assertion) string {
	switch {
	case s.Claim == "" || restsOn[s.Status] == "":
		return ""
	case s.Status == gainsay.Unsupported && a.Status == gainsay.Unsupported:
		return ", also without support"
	}
	return ", " + restsOn[s.Status]
}

func further(n int) string {
	switch n {
	case 0:
		return ""
	case 1:
		return ", and so did 1 further comment"
	}
	return fmt.Sprintf(", and so did %d further comments", n)
}

// standing takes the acceptability of an assertion apart.
func standing(n *gainsay.Standing, a *gainsay.Assertion, status gainsay.Status) string {
	out := fmt.Sprintf("acceptability %.2f", a.Acceptability)
	if n == nil {
		return out
	}
	out += fmt.Sprintf(" (base %.2f: %s", n.Base, status)
	if n.Conceded {
		out += ", taken back"
	}
	if n.Supporters > 0 {
		out += fmt.Sprintf("; raised by %s", Counted(n.Supporters, "claim"))
	}
	if n.Attackers > 0 {
		out += fmt.Sprintf("; lowered by %s, weighted acceptability %.2f",
			Counted(n.Attackers, "contrary claim"), n.Attack)
	}
	return out + ")"
}

// Counted returns a number with its noun: "1 claim", "2 claims".
func Counted(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
