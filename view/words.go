package view

import "github.com/gainsay/gainsay"

// The tables below give every term of the JSON contract its wording for
// readers. A value that is not in its table is shown as it is.

func label[K ~string](table map[K]string, k K) string {
	if s, ok := table[k]; ok {
		return s
	}
	return string(k)
}

// UnknownAuthor is what a comment's author is called where the source names none.
const UnknownAuthor = "unknown author"

// TagLabel names a tag: "Asks for evidence".
func TagLabel(t gainsay.Tag) string { return label(tagLabels, t) }

var tagLabels = map[gainsay.Tag]string{
	gainsay.TagClaim: "Claim", gainsay.TagCounterclaim: "Counterclaim", gainsay.TagPremise: "Reason",
	gainsay.TagEvidence: "Evidence", gainsay.TagQuestion: "Question",
	gainsay.TagEvidenceRequest: "Asks for evidence",
	gainsay.TagHedge:           "Hedge", gainsay.TagSarcasm: "Sarcasm", gainsay.TagConcession: "Concession",
	gainsay.TagAgreement: "Agreement", gainsay.TagDisagreement: "Disagreement", gainsay.TagInsult: "Insult",
	gainsay.TagProfanity: "Profanity", gainsay.TagThreat: "Threat", gainsay.TagSpam: "Spam",
}

// StatusLabel names what backs an assertion: "Own experience".
func StatusLabel(s gainsay.Status) string { return label(statusLabels, s) }

var statusLabels = map[gainsay.Status]string{
	gainsay.Unsupported: "Unsupported", gainsay.Argued: "Argued only", gainsay.Attested: "Own experience",
	gainsay.Grounded: "Grounded in the article", gainsay.Sourced: "Sourced",
	gainsay.Hedged: "Hedged: a guess",
}

// DisputeLabel names how an assertion was received: "Asked for evidence".
func DisputeLabel(d gainsay.Dispute) string { return label(disputeLabels, d) }

var disputeLabels = map[gainsay.Dispute]string{
	gainsay.Open: "Open", gainsay.Questioned: "Asked for evidence", gainsay.Contested: "Contested",
	gainsay.Conceded: "Taken back",
}

// EvidenceLabel names a kind of support: "Named source".
func EvidenceLabel(k gainsay.EvidenceKind) string { return label(evidenceLabels, k) }

var evidenceLabels = map[gainsay.EvidenceKind]string{
	gainsay.EvidenceLink: "Link", gainsay.EvidenceSource: "Named source", gainsay.EvidenceQuote: "Quotation",
	gainsay.EvidenceArticle: "Article above the thread", gainsay.EvidenceExperience: "Own experience",
	gainsay.EvidenceReasoning: "Reason", gainsay.EvidenceFigure: "Figure without a source",
}

// RelationLabel says what one claim does to another; the other follows it:
// "gives a reason for".
func RelationLabel(k gainsay.RelationKind) string { return label(relationLabels, k) }

var relationLabels = map[gainsay.RelationKind]string{
	gainsay.Supports: "gives a reason for", gainsay.Rebuts: "denies",
	gainsay.Undercuts: "disputes the reason given for",
	gainsay.Questions: "asks for evidence of", gainsay.Supplies: "gives evidence for",
	gainsay.Concedes: "grants or takes back", gainsay.Repeats: "says again",
}

// StepLabel says what several comments do at steps of one kind: "ask for
// evidence", as in "3 more that ask for evidence".
func StepLabel(k gainsay.StepKind) string { return label(stepLabels, k) }

var stepLabels = map[gainsay.StepKind]string{
	gainsay.StepAsserted: "assert it", gainsay.StepBacked: "back it", gainsay.StepRepeats: "said it before",
	gainsay.StepAsked: "ask for evidence", gainsay.StepSupplied: "give evidence",
	gainsay.StepUnanswered: "leave it without evidence", gainsay.StepCountered: "assert the contrary",
	gainsay.StepUndercut: "dispute that the reason supports it", gainsay.StepSupported: "agree with it",
	gainsay.StepConceded: "take it back", gainsay.StepRepeated: "say it again",
	gainsay.StepStanding: "give its acceptability",
}

// ParentLabel says how a comment's parent is known: "inferred from position".
func ParentLabel(p gainsay.ParentSource) string { return label(parentLabels, p) }

var parentLabels = map[gainsay.ParentSource]string{
	gainsay.ByNothing: "not known", gainsay.BySource: "given by the source",
	gainsay.ByQuote:   "inferred from a quotation",
	gainsay.ByMention: "inferred from an @mention", gainsay.ByAddress: "inferred from direct address",
	gainsay.BySimilarity: "inferred from shared words", gainsay.ByTurn: "inferred from turn-taking",
	gainsay.ByOrder: "inferred from position",
}

// restsOn says what an assertion of a status rests on, after "asserted it".
var restsOn = map[gainsay.Status]string{
	gainsay.Unsupported: "without support", gainsay.Argued: "with a reason only",
	gainsay.Attested: "from first-hand experience",
	gainsay.Grounded: "as stated in the article", gainsay.Sourced: "with a source", gainsay.Hedged: "as a guess",
}

// gave says what an author did who gave evidence.
var gave = map[gainsay.EvidenceKind]string{
	gainsay.EvidenceLink: "gave a link", gainsay.EvidenceSource: "named a source",
	gainsay.EvidenceQuote: "gave a quotation", gainsay.EvidenceArticle: "gave a statement of the article",
	gainsay.EvidenceExperience: "reported first-hand experience", gainsay.EvidenceReasoning: "gave a reason",
	gainsay.EvidenceFigure: "gave a figure without a source",
}
