package view

import "github.com/gainsay/gainsay"

// AddedMark begins the id that pages give a mark that only people have; the number
// of its first decision follows.
const AddedMark = "added-"

// DecisionFilter picks decisions. What is empty does not restrict; the fields
// restrict together.
type DecisionFilter struct {
	Threads []string // keys
	Coder   string
	Tag     gainsay.Tag
	Verdict gainsay.Verdict
	Blind   bool  // only decisions that were made blind
	All     bool  // with those that were undone or replaced, and the records of undoing
	Lost    bool  // only decisions in force that find no place
	After   int64 // only records with a higher ID
	Limit   int   // 0 for no limit
}

// VerdictLabel names a verdict for readers.
func VerdictLabel(v gainsay.Verdict) string {
	switch v {
	case gainsay.Right:
		return "right"
	case gainsay.Wrong:
		return "wrong"
	case gainsay.Changed:
		return "changed"
	case gainsay.Missed:
		return "added"
	}
	return "undecided"
}
