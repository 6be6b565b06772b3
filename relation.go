package gainsay

// RelationKind names how one claim or comment bears on another. AIF node
// types stand in brackets.
type RelationKind string

// The relation kinds.
const (
	Supports  RelationKind = "supports"  // gives a reason for it [RA]
	Rebuts    RelationKind = "rebuts"    // denies it [CA]
	Undercuts RelationKind = "undercuts" // disputes that its reason supports it [CA]
	Questions RelationKind = "questions" // asks what it rests on
	Supplies  RelationKind = "supplies"  // gives the evidence that was asked for
	Concedes  RelationKind = "concedes"  // grants it, or takes back one's own
	Repeats   RelationKind = "repeats"   // says it again [MA]
)

// RelationKinds lists every kind.
func RelationKinds() []RelationKind {
	return []RelationKind{Supports, Rebuts, Undercuts, Questions, Supplies, Concedes, Repeats}
}

// Relation is a directed tie. From and To are ids of annotations (claims,
// evidence requests, concessions) of the thread; From is never the earlier.
type Relation struct {
	From    string       `json:"from"`
	To      string       `json:"to"`
	Kind    RelationKind `json:"kind"`
	Score   float64      `json:"score"`   // 0 to 1
	By      string       `json:"by"`      // id of the deciding rule, "argue/<rule>"
	Reasons []Reason     `json:"reasons"` // what it rests on; at least one
}
