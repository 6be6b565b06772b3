package web

import "github.com/gainsay/gainsay"

// signs give each status, dispute, tag and verdict one letter or shape, the
// same on every page, so that colour is never the only difference.
var signs = map[string]string{
	string(gainsay.Unsupported): "U",
	string(gainsay.Sourced):     "S",
	string(gainsay.Grounded):    "G",
	string(gainsay.Attested):    "O",
	string(gainsay.Argued):      "A",
	string(gainsay.Hedged):      "H",
	string(gainsay.Contested):   "◆",
	string(gainsay.Questioned):  "?",
	string(gainsay.Conceded):    "✕",

	string(gainsay.TagClaim):           "C",
	string(gainsay.TagEvidenceRequest): "?",
	string(gainsay.TagDisagreement):    "D",
	string(gainsay.TagInsult):          "!",
	string(gainsay.TagSpam):            "⊘",
	string(gainsay.TagCounterclaim):    "◇",
	string(gainsay.TagPremise):         "P",
	string(gainsay.TagEvidence):        "E",
	string(gainsay.TagQuestion):        "Q",
	string(gainsay.TagHedge):           "H",
	string(gainsay.TagSarcasm):         "~",
	string(gainsay.TagConcession):      "↩",
	string(gainsay.TagAgreement):       "=",
	string(gainsay.TagProfanity):       "#",
	string(gainsay.TagThreat):          "T",

	"undecided":             "·",
	string(gainsay.Right):   "✓",
	string(gainsay.Wrong):   "≠",
	string(gainsay.Changed): "✎",
	string(gainsay.Missed):  "+",
}

// sign returns the letter or shape of a class, "" for one without.
func sign(class string) string { return signs[class] }
