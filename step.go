package gainsay

// StepKind names what happened to an assertion at one step of its chain.
type StepKind string

// The kinds of steps.
const (
	StepAsserted   StepKind = "asserted"   // put forward, with or without support
	StepBacked     StepKind = "backed"     // evidence in the same comment
	StepRepeats    StepKind = "repeats"    // somebody had said it before
	StepAsked      StepKind = "asked"      // somebody asked what it rests on
	StepSupplied   StepKind = "supplied"   // evidence came later, from whomever
	StepUnanswered StepKind = "unanswered" // nobody gave what was asked for
	StepCountered  StepKind = "countered"  // somebody asserted the contrary
	StepUndercut   StepKind = "undercut"   // somebody denied that its reason carries
	StepSupported  StepKind = "supported"  // somebody sided with it or gave a reason for it
	StepConceded   StepKind = "conceded"   // the author took it back
	StepRepeated   StepKind = "repeated"   // somebody said it again
	StepStanding   StepKind = "standing"   // how it stands in the argument at the end; see Assertion.Acceptability
)

// StepKinds lists every kind.
func StepKinds() []StepKind {
	return []StepKind{
		StepAsserted, StepBacked, StepRepeats, StepAsked, StepSupplied, StepUnanswered, StepCountered, StepUndercut,
		StepSupported, StepConceded, StepRepeated, StepStanding,
	}
}

// Step is one step in the chain of reasons behind an assertion's state, in
// words for a moderator. Its span are the words of Comment that it rests on;
// it is empty for a step that rests on no words, and Comment then may be "".
type Step struct {
	Kind    StepKind `json:"kind"`
	Comment string   `json:"comment"`
	Span
	Text string `json:"text"`
}
