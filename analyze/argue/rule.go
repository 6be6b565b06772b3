package argue

import "github.com/gainsay/gainsay"

// relationRule is a rule that finds relations of one kind.
type relationRule struct {
	id    string // "argue/...", as in Relation.By
	kind  gainsay.RelationKind
	says  string           // see gainsay.Reason
	alone []gainsay.Reason // the reason for a relation that has no other
}

func newRule(name string, kind gainsay.RelationKind, says string) *relationRule {
	id := "argue/" + name
	return &relationRule{id, kind, says, []gainsay.Reason{{Rule: id, Says: says}}}
}

// The rules of relations.
var (
	asks            = newRule("asks", gainsay.Questions, "asks what it is based on")
	counters        = newRule("counterclaim", gainsay.Rebuts, "is marked as a counterclaim")
	opposite        = newRule("opposite", gainsay.Rebuts, "says the opposite on the same subject")
	negation        = newRule("negation", gainsay.Rebuts, "differs from it by a negation")
	figure          = newRule("figure", gainsay.Rebuts, "gives another figure for the same thing")
	agrees          = newRule("agrees", gainsay.Supports, "agrees with it")
	besideAgreement = newRule("beside-agreement", gainsay.Supports,
		"is part of a comment that agrees, on the same subject")
	givesReason = newRule("reason", gainsay.Supports, "gives a reason for it")
	undercuts   = newRule("undercuts", gainsay.Undercuts, "disputes that its reason supports it")
	takesBack   = newRule("takes-back", gainsay.Concedes, "takes it back")
	grants      = newRule("grants", gainsay.Concedes, "grants it")
	supplies    = newRule("supplies", gainsay.Supplies, "gives evidence for it")
	repeats     = newRule("repeats", gainsay.Repeats, "says the same")
)
