package view

import (
	"slices"
	"time"

	"github.com/gainsay/gainsay"
)

// MarkFilter picks marks for a review. What is empty does not restrict; the
// fields restrict together.
type MarkFilter struct {
	Tags    []gainsay.Tag     // one must match
	Status  []gainsay.Status  // one must match; with Tags, either may match
	Dispute []gainsay.Dispute // all must hold
	Topics  []string          // all must match, in any case
	Author  string            // of the comment, exactly
	Thread  string            // key
	Source  string            // of the thread, as imported
	Format  string            // of the thread
	Rule    string            // id of the deciding rule

	Coder   string  // whose decisions Decided is about
	Decided Decided // "" for all marks
	Mine    bool    // only marks that were assigned to Coder

	Order MarkOrder // "" for UnsureFirst
	Seed  int64     // of RandomOrder
}

// Decided says whether marks were decided.
type Decided string

// The values of Decided.
const (
	Undecided      Decided = "no"   // not by the coder
	DecidedByCoder Decided = "yes"  // by the coder
	ByNobody       Decided = "none" // by no coder
)

// MarkOrder is the order of a review.
type MarkOrder string

// The orders.
const (
	UnsureFirst MarkOrder = "unsure" // score nearest to the threshold first
	WorthFirst  MarkOrder = "worth"  // most notable unsupported assertions first
	ByThread    MarkOrder = "thread" // in the order of the comments
	RandomOrder MarkOrder = "random" // the same for the same seed
	NewestFirst MarkOrder = "new"    // latest comment first
)

// MarkOrders lists every order.
func MarkOrders() []MarkOrder {
	return []MarkOrder{UnsureFirst, WorthFirst, ByThread, RandomOrder, NewestFirst}
}

// MarkOrderLabel names an order: "Least sure first".
func MarkOrderLabel(o MarkOrder) string { return label(markOrderLabels, o) }

var markOrderLabels = map[MarkOrder]string{
	UnsureFirst: "Least sure first", WorthFirst: "Worth checking first", ByThread: "By thread",
	RandomOrder: "Random, fixed seed", NewestFirst: "Newest first",
}

// ReviewTags lists the tags whose marks are reviewed. Of claims, only those
// that are assertions are.
func ReviewTags() []gainsay.Tag { return slices.Clone(reviewTags) }

var reviewTags = []gainsay.Tag{gainsay.TagClaim, gainsay.TagCounterclaim, gainsay.TagDisagreement,
	gainsay.TagEvidenceRequest, gainsay.TagConcession, gainsay.TagSarcasm, gainsay.TagInsult,
	gainsay.TagThreat, gainsay.TagSpam}

// MarkRef names a mark.
type MarkRef struct {
	Thread string // key
	Mark   string // id of the annotation
}

// MarkRow is a mark in a queue.
type MarkRow struct {
	MarkRef
	gainsay.Span
	ThreadTitle string
	Comment     string // id
	Author      string // "" where unknown
	Time        time.Time
	Tag         gainsay.Tag
	Status      gainsay.Status // of an assertion
	Disputes    []gainsay.Dispute
	Words       string
	Target      string
	Score       float64
	Rule        string
	Verdict     gainsay.Verdict // by the coder of the filter; "" if undecided
}

// Class is the status of an assertion and the tag of any other mark.
func (r MarkRow) Class() string {
	if r.Status != "" {
		return string(r.Status)
	}
	return string(r.Tag)
}

// MarkCounts says how far a review has come.
type MarkCounts struct {
	All                   int // marks under the filter, decided or not
	Right, Wrong, Changed int // by the coder
	Today                 int // of these, decided since the given time
}

// Decided counts the marks that the coder decided.
func (n MarkCounts) Decided() int { return n.Right + n.Wrong + n.Changed }

// Part is what a comment does to an assertion, or the tag of a mark in it.
type Part struct{ Class, Label string }

// Reply is a comment that answers the one under review.
type Reply struct {
	*gainsay.Comment
	Parts []Part
}

// MarkContext is a mark with what one needs to judge it.
type MarkContext struct {
	MarkRow
	Annotation gainsay.Annotation
	Assertion  *gainsay.Assertion // nil for other marks
	Comment    *gainsay.Comment
	Parent     *gainsay.Comment // nil for a top-level comment
	Replies    []Reply
	Article    string // of the thread
	Rules      string // Version.Rules of the analysis
	Related    []*gainsay.Comment
}

// Texts looks up the comments of the context for sentences about them.
func (m *MarkContext) Texts() *Texts {
	t := &gainsay.Thread{Comments: slices.Concat([]*gainsay.Comment{m.Comment}, m.Related)}
	return NewTexts(t)
}

// RuleCount counts the decisions in force about the marks of a rule.
type RuleCount struct{ Right, Decided int }

// Review is a share of marks that coders were asked to review.
type Review struct {
	ID      int64
	Filter  string  // query of an address
	Share   float64 // of the marks under the filter, 0 to 1
	Overlap float64 // of the share, how much every coder gets, 0 to 1
	Seed    int64
	Time    time.Time
	Coders  []CoderProgress
}

// CoderProgress says how far a coder has come with what was assigned.
type CoderProgress struct {
	Coder             string
	Assigned, Decided int
	Lost              int // marks that the analysis makes no longer
}

// ReviewQuestion asks whether a mark is right. Status is that of an assertion,
// "" for other marks.
func ReviewQuestion(tag gainsay.Tag, status gainsay.Status) string {
	if q, ok := statusQuestions[status]; ok && tag == gainsay.TagClaim {
		return q
	}
	return tagQuestions[tag]
}

var statusQuestions = map[gainsay.Status]string{
	gainsay.Unsupported: "Does this state a fact for which nobody gives a source?",
	gainsay.Argued:      "Does this state a fact that is backed by reasoning only?",
	gainsay.Attested:    "Does this state a fact from the author’s own experience?",
	gainsay.Grounded:    "Does this state a fact that the article above the thread states too?",
	gainsay.Sourced:     "Does this state a fact for which someone gives a source?",
	gainsay.Hedged:      "Does this state a fact, but only as a guess?",
}

var tagQuestions = map[gainsay.Tag]string{
	gainsay.TagClaim:           "Does this put something forward as true?",
	gainsay.TagCounterclaim:    "Does this claim the contrary of what the comment answered says?",
	gainsay.TagPremise:         "Is this a reason given for a claim?",
	gainsay.TagEvidence:        "Is this something a reader could follow up?",
	gainsay.TagQuestion:        "Is this a question?",
	gainsay.TagEvidenceRequest: "Does this ask what a claim rests on?",
	gainsay.TagHedge:           "Does this mark something as a guess?",
	gainsay.TagSarcasm:         "Is this meant other than literally?",
	gainsay.TagConcession:      "Does this grant a point, or take one back?",
	gainsay.TagAgreement:       "Does this side with the comment answered?",
	gainsay.TagDisagreement:    "Does this oppose the comment answered?",
	gainsay.TagInsult:          "Does this demean someone?",
	gainsay.TagProfanity:       "Is this a vulgar word?",
	gainsay.TagThreat:          "Does this announce or wish harm to someone?",
	gainsay.TagSpam:            "Is this comment advertising, or part of a copied campaign?",
}
