package gainsay

import "time"

// Verdict is what a person says about a mark.
type Verdict string

// The verdicts of a decision.
const (
	Right   Verdict = "right"   // the mark is right as it is
	Wrong   Verdict = "wrong"   // there should be no such mark
	Changed Verdict = "changed" // there should be another mark: see Decision.Change
	Missed  Verdict = "missed"  // a mark that a person adds where the analysis made none
)

// Verdicts lists the verdicts in the order in which pages show them.
func Verdicts() []Verdict { return []Verdict{Right, Wrong, Changed, Missed} }

// Quote is the selector of a span that survives a changed text: the words and
// their neighbourhood, as in the TextQuoteSelector of W3C Web Annotation.
type Quote struct {
	Exact  string `json:"exact"`
	Prefix string `json:"prefix,omitempty"` // up to QuoteContext runes before
	Suffix string `json:"suffix,omitempty"` // and after
}

// QuoteContext is how many runes of the neighbourhood a Quote keeps on each side.
const QuoteContext = 32

// Change is the mark that a person wants instead, or in addition.
type Change struct {
	Tag    Tag    `json:"tag"`
	Status Status `json:"status,omitempty"` // of a claim that is an assertion
	Target string `json:"target,omitempty"` // as Annotation.Target
	Span          // bytes of the comment's text at the time of the decision
	Quote  Quote  `json:"quote"`
}

// Decision is one record of what a coder decided about one mark. Records are
// only ever added: a later decision of the same coder about the same mark
// replaces an earlier one, and an undo is a record of its own.
type Decision struct {
	ID      int64     `json:"id"`     // rises with each record of a database; 0 before it is saved
	Thread  string    `json:"thread"` // key, "<format>:<id>"
	Comment string    `json:"comment"`
	Mark    string    `json:"mark,omitempty"` // id of the annotation; "" where Verdict is Missed
	Tag     Tag       `json:"tag"`            // of the mark, or of the missed mark
	Status  Status    `json:"status,omitempty"`
	Target  string    `json:"target,omitempty"`
	Span              // of the mark in bytes of the comment's text at the time of the decision
	Quote   Quote     `json:"quote"`
	Verdict Verdict   `json:"verdict"`
	Change  *Change   `json:"change,omitempty"` // where Verdict is Changed
	Note    string    `json:"note,omitempty"`
	Coder   string    `json:"coder"`
	Time    time.Time `json:"time"`              // UTC, to the millisecond
	Blind   bool      `json:"blind,omitempty"`   // made without seeing the reasons or what others decided
	Settles bool      `json:"settles,omitempty"` // settles a disagreement: counts before all others
	Undoes  int64     `json:"undoes,omitempty"`  // ID of the record that this one takes back
	Rule    string    `json:"rule,omitempty"`    // Annotation.By at that moment
	Score   float64   `json:"score,omitempty"`   // Annotation.Score at that moment
	Rules   string    `json:"rules,omitempty"`   // Version.Rules at that moment
}
