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
	StepUndercut   StepKind = "undercut"   // somebody disputed that its reason supports it
	StepSupported  StepKind = "supported"  // somebody sided with it or gave a reason for it
	StepConceded   StepKind = "conceded"   // the author took it back
	StepRepeated   StepKind = "repeated"   // somebody said it again
	StepStanding   StepKind = "standing"   // its acceptability in the end; see Assertion.Acceptability
)

// StepKinds lists every kind.
func StepKinds() []StepKind {
	return []StepKind{
		StepAsserted, StepBacked, StepRepeats, StepAsked, StepSupplied, StepUnanswered,
		StepCountered, StepUndercut,
		StepSupported, StepConceded, StepRepeated, StepStanding,
	}
}

// Step is one step in the chain that led to an assertion's status and dispute.
// Its fields are data; whoever shows a step makes the sentence.
type Step struct {
	Kind    StepKind `json:"kind"`
	Comment string   `json:"comment"` // where it happened; "" for unanswered and standing
	Span             // the words of Comment that it rests on; empty where it rests on none
	Author  string   `json:"author"` // of Comment, as shown; "" where unknown

	// Status is that of the assertion by its own comment alone (asserted), that of Claim (countered,
	// supported) or the final one (standing).
	Status   Status       `json:"status,omitempty"`
	Evidence EvidenceKind `json:"evidence,omitempty"` // what is given: backed, supplied
	Site     string       `json:"site,omitempty"`     // kind of site that a link leads to, as in analyze/site
	Shared   []Span       `json:"shared,omitempty"`   // words of the assertion that are in the link's address
	Claim    string       `json:"claim,omitempty"`    // annotation id of the claim: countered, supported
	Count    int          `json:"count,omitempty"`    // further comments that say the same: repeated
	Standing *Standing    `json:"standing,omitempty"` // only for standing
}

// Standing takes an assertion's acceptability apart.
type Standing struct {
	Base       float64 `json:"base"`             // 0 to 1, before other claims count
	Conceded   bool    `json:"conceded"`         // the base is lowered because the author took it back
	Supporters int     `json:"supporters"`       // claims that raise it
	Attackers  int     `json:"attackers"`        // contrary claims that lower it
	Attack     float64 `json:"attack,omitempty"` // sum of the attackers' acceptability, each times its weight
}
