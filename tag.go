package gainsay

import "slices"

// Tag is the kind of a mark on a span. The list is closed.
type Tag string

// The tags, as written in JSON, SQL, flags, URLs and on pages.
const (
	TagClaim           Tag = "claim"           // a proposition put forward as true
	TagCounterclaim    Tag = "counterclaim"    // a claim opposed to the comment answered
	TagPremise         Tag = "premise"         // a reason given for a claim
	TagEvidence        Tag = "evidence"        // something a reader could follow up: see EvidenceKind
	TagQuestion        Tag = "question"        // a question of any kind
	TagEvidenceRequest Tag = "evidencerequest" // asks what a claim rests on
	TagHedge           Tag = "hedge"           // marks what is said as a guess
	TagSarcasm         Tag = "sarcasm"         // not meant literally
	TagConcession      Tag = "concession"      // grants a point or takes one back
	TagAgreement       Tag = "agreement"       // sides with the comment answered
	TagDisagreement    Tag = "disagreement"    // opposes the comment answered
	TagInsult          Tag = "insult"          // demeans a participant, person or group
	TagProfanity       Tag = "profanity"       // a vulgar word, aimed at nobody by itself
	TagThreat          Tag = "threat"          // announces or wishes harm to someone
	TagSpam            Tag = "spam"            // advertising or a copied campaign; spans the whole comment
)

var tags = []Tag{
	TagClaim, TagCounterclaim, TagPremise, TagEvidence, TagQuestion, TagEvidenceRequest, TagHedge, TagSarcasm,
	TagConcession, TagAgreement, TagDisagreement, TagInsult, TagProfanity, TagThreat, TagSpam,
}

// Tags lists every tag in its customary order.
func Tags() []Tag { return slices.Clone(tags) }

// Valid reports whether t is in the closed list.
func (t Tag) Valid() bool { return slices.Contains(tags, t) }

// DefaultThreshold is the score from which an annotation counts unless the
// viewer says otherwise.
const DefaultThreshold = 0.5
