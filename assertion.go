package gainsay

// ClaimKind says what it would take to settle a claim, after Park & Cardie
// 2014 and the Cornell CDCP corpus.
type ClaimKind string

// The claim kinds.
const (
	Fact       ClaimKind = "fact"       // others could in principle check it
	Experience ClaimKind = "experience" // the author's own; only they can vouch for it
	Value      ClaimKind = "value"      // a judgement
	Policy     ClaimKind = "policy"     // what should be done
)

// ClaimKinds lists every kind.
func ClaimKinds() []ClaimKind { return []ClaimKind{Fact, Experience, Value, Policy} }

// EvidenceKind names a sort of support.
type EvidenceKind string

// The evidence kinds, strongest first.
const (
	EvidenceLink       EvidenceKind = "link"       // an address
	EvidenceSource     EvidenceKind = "source"     // a named person, document, law
	EvidenceQuote      EvidenceKind = "quote"      // words quoted from a source
	EvidenceArticle    EvidenceKind = "article"    // the article above the thread says it
	EvidenceExperience EvidenceKind = "experience" // the author saw or did it
	EvidenceReasoning  EvidenceKind = "reasoning"  // a reason, argued
	EvidenceFigure     EvidenceKind = "figure"     // specific but unsourced
)

// EvidenceKinds lists every kind, strongest first.
func EvidenceKinds() []EvidenceKind {
	return []EvidenceKind{EvidenceLink, EvidenceSource, EvidenceQuote, EvidenceArticle,
		EvidenceExperience, EvidenceReasoning, EvidenceFigure}
}

// Evidence is one piece of support for an assertion, from anywhere in the
// thread. A piece of kind article has the span of the assertion's own words
// that the article confirms.
type Evidence struct {
	Kind    EvidenceKind `json:"kind"`
	Comment string       `json:"comment"`
	Span
}

// Status says what backs an assertion in its thread. It never says that the
// assertion is true or false.
type Status string

// The statuses, from the best evidence that its author or anyone else gave.
const (
	Unsupported Status = "unsupported" // none, or only a figure
	Argued      Status = "argued"      // reasoning only
	Attested    Status = "attested"    // own experience
	Grounded    Status = "grounded"    // the article above the thread says it
	Sourced     Status = "sourced"     // link, source or quotation
	Hedged      Status = "hedged"      // offered as a guess
)

// Statuses lists every status.
func Statuses() []Status { return []Status{Unsupported, Argued, Attested, Grounded, Sourced, Hedged} }

// StatusBy is the status that evidence gives an assertion, which may be hedged: then
// it takes more than reasoning not to be a guess.
func StatusBy(support []Evidence, hedged bool) Status {
	best := Unsupported
	for i := range support {
		if s := support[i].Kind.status(); statusRank(s) < statusRank(best) {
			best = s
		}
	}
	if hedged && statusRank(best) >= statusRank(Argued) {
		return Hedged
	}
	return best
}

// status is the status that evidence of a kind gives by itself.
func (k EvidenceKind) status() Status {
	switch k {
	case EvidenceLink, EvidenceSource, EvidenceQuote:
		return Sourced
	case EvidenceArticle:
		return Grounded
	case EvidenceExperience:
		return Attested
	case EvidenceReasoning:
		return Argued
	}
	return Unsupported
}

// statusRank orders statuses by what backs them, the best first.
func statusRank(s Status) int {
	switch s {
	case Sourced:
		return 0
	case Grounded:
		return 1
	case Attested:
		return 2
	case Argued:
		return 3
	}
	return 4
}

// Dispute says how an assertion was received. Where several hold, the
// strongest is named (conceded, then contested, then questioned); the lists
// of the assertion say by whom.
type Dispute string

// The disputes.
const (
	Open       Dispute = "open"       // nobody took it up
	Questioned Dispute = "questioned" // someone asked for evidence
	Contested  Dispute = "contested"  // someone asserted the contrary
	Conceded   Dispute = "conceded"   // the author took it back
)

// Disputes lists every dispute.
func Disputes() []Dispute { return []Dispute{Open, Questioned, Contested, Conceded} }

// Assertion is a claim of kind fact with the state of its evidence over the
// whole thread. Its lists of comments name each once, in thread order; RepeatedBy
// is set only on the first assertion of its cluster in the thread.
type Assertion struct {
	ID      string `json:"id"` // that of the claim's annotation
	Comment string `json:"comment"`
	Span
	Text        string     `json:"text"`   // the words of the span
	Author      string     `json:"author"` // of the comment; "" where it was lost
	Kind        ClaimKind  `json:"kind"`
	Status      Status     `json:"status"`
	Dispute     Dispute    `json:"dispute"`
	Notable     float64    `json:"notable"` // 0 to 1: specific, contestable, consequential
	Support     []Evidence `json:"evidence"`
	AskedBy     []string   `json:"asked_by"`     // ids of comments that asked for evidence
	SuppliedBy  []string   `json:"supplied_by"`  // ids of later comments that gave evidence
	CounteredBy []string   `json:"countered_by"` // ids of comments that asserted the contrary
	ConcededBy  []string   `json:"conceded_by"`  // ids of comments in which the author took it back
	RepeatedBy  []string   `json:"repeated_by"`  // ids of later comments that say the same (see Assertion)
	Topics      []string   `json:"topics"`       // canonical names, sorted
	Cluster     string     `json:"cluster"`      // assertions that say the same share it, in whatever thread

	// Acceptability is how well the argument of the thread supports the
	// assertion, 0 to 1: its evidence, lowered by contrary claims and raised by
	// supporting ones, each by its own acceptability. It says nothing of truth.
	Acceptability float64 `json:"acceptability"`
	Chain         []Step  `json:"chain"` // how it came to its state, in order
}

// Disputes lists every dispute that holds, Open alone if nobody took the
// assertion up. Dispute is the strongest of them.
func (s *Assertion) Disputes() []Dispute {
	var out []Dispute
	for _, d := range []struct {
		is Dispute
		by []string
	}{{Questioned, s.AskedBy}, {Contested, s.CounteredBy}, {Conceded, s.ConcededBy}} {
		if len(d.by) > 0 {
			out = append(out, d.is)
		}
	}
	if out == nil {
		out = []Dispute{Open}
	}
	return out
}
