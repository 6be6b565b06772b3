package tagger

import (
	"math"
	"slices"
	"strings"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/analyze"
	"github.com/gainsay/gainsay/analyze/text"
)

var _ = register(&analyze.Tagger{
	Name: "claim",
	Doc: `a proposition put forward as so, with what it would take to settle it

Cuts sentences into propositions and weighs named signals for four kinds: fact (others could check
it), experience (the author's own), value (a judgement) and policy (what should be done), after
Park & Cardie 2014 and the CDCP corpus. Questions, requests, wishes, sarcasm, spam and quoted
sentences put nothing forward. Misses claims made by hint and those split over sentences.`,
	Tags:  []gainsay.Tag{gainsay.TagClaim},
	Needs: []gainsay.Tag{gainsay.TagQuestion, gainsay.TagEvidenceRequest, gainsay.TagSarcasm, gainsay.TagSpam, gainsay.TagInsult, gainsay.TagConcession},
	Rules: claimRules(),
	Run:   tagClaims,
})

func tagClaims(p *analyze.Pass, i int) error {
	if p.HasAny(i, gainsay.TagSpam) {
		return nil
	}
	d := p.Docs[i]
	marks := slices.SortedStableFunc(slices.Values(p.Annotations(i, silencing...)), gainsay.CompareAnnotations)
	var silent []gainsay.Annotation // marks that overlap the sentence
	for _, s := range d.Sentences {
		silent = slices.DeleteFunc(silent, func(a gainsay.Annotation) bool { return a.End <= s.Start })
		for len(marks) > 0 && marks[0].Start < s.End {
			silent, marks = append(silent, marks[0]), marks[1:]
		}
		if s.Quoted || silenced(silent, s.Span) {
			continue
		}
		for _, pr := range propositions(d, s) {
			if silenced(silent, pr.Span) {
				continue
			}
			if a, ok := weighClaim(d, pr); ok {
				p.Report(i, a)
			}
		}
	}
	return nil
}

// silencing are the tags under which nothing is asserted literally.
var silencing = []gainsay.Tag{gainsay.TagQuestion, gainsay.TagEvidenceRequest, gainsay.TagSarcasm}

// silenced reports whether a silencing mark covers half of the span or more.
func silenced(marks []gainsay.Annotation, span gainsay.Span) bool {
	for _, a := range marks {
		if shared := min(a.End, span.End) - max(a.Start, span.Start); shared*2 >= span.Len() && shared > 0 {
			return true
		}
	}
	return false
}

// proposition is a clause of a sentence: d.Tokens[first:last].
type proposition struct {
	gainsay.Span
	words []text.Token
}

// propositions cuts a sentence where a new clause with a subject and a verb
// of its own begins: behind a semicolon, before ", but" and "because", and at a
// comma that joins two whole clauses, as comments have it. A reason is thus a
// claim beside the one it is given for.
func propositions(d *text.Doc, s text.Sentence) []proposition {
	words := d.Words(s)
	var out []proposition
	begin := 0
	for i := 1; i < len(words); i++ {
		if cutsClause(words, begin, i) {
			out = appendProposition(out, words[begin:i])
			begin = i
		}
	}
	return appendProposition(out, words[begin:])
}

// cutsClause reports whether a clause ends before token i.
func cutsClause(words []text.Token, begin, i int) bool {
	if words[i].Lower == "because" && i > begin {
		return hasVerb(words[begin:i]) && hasVerb(words[i:])
	}
	switch words[i-1].Text {
	case ";":
	case ",", "-", "–", "—":
		if !subjectNext(words[i:]) && !(words[i].Lower == "but" && i+1 < len(words)) {
			return false
		}
	default:
		return false
	}
	return hasVerb(words[begin:i]) && hasVerb(words[i:]) && !subordinate(words[begin])
}

// subordinate words open a clause that needs the one behind the comma.
func subordinate(t text.Token) bool {
	switch t.Lower {
	case "if", "when", "while", "although", "though", "because", "since", "as", "unless", "until", "after", "before", "once", "given", "despite":
		return true
	}
	return false
}

// subjectNext reports whether words open with a subject and its verb.
func subjectNext(words []text.Token) bool {
	switch words[0].POS {
	case "PRP", "PRP$", "DT", "NNP", "NNPS", "EX", "NNS", "NN":
	default:
		return false
	}
	for k := 1; k < len(words) && k < 6; k++ {
		if isFinite(words[k]) {
			return true
		}
		if words[k].Text == "," || words[k].POS == "CC" || words[k].POS == "IN" {
			return false
		}
	}
	return false
}

func isFinite(t text.Token) bool {
	switch t.POS {
	case "VBD", "VBZ", "VBP", "MD":
		return true
	}
	return false
}

// hasVerb reports whether words hold a verb of a clause; "your talking", for
// "you're talking", counts.
func hasVerb(words []text.Token) bool {
	for k, w := range words {
		if isFinite(w) || w.POS == "VBG" && k > 0 && words[k-1].POS == "PRP$" {
			return true
		}
	}
	return false
}

// leading are words that belong to the link between clauses, not to the claim.
var leading = map[string]bool{"but": true, "and": true, "so": true, "or": true, "also": true, "well": true, "dude": true, "oh": true, "plus": true, "because": true, "yes": true, "no": true, "indeed": true}

// appendProposition adds the words without what only links or closes them.
func appendProposition(out []proposition, words []text.Token) []proposition {
	for len(words) > 1 && (leading[words[0].Lower] || !isWord(words[0])) {
		words = words[1:]
	}
	for len(words) > 1 && !isWord(words[len(words)-1]) && words[len(words)-1].Text != ")" && words[len(words)-1].Text != "”" && words[len(words)-1].Text != "%" {
		words = words[:len(words)-1]
	}
	if len(words) == 0 || !isWord(words[0]) {
		return out
	}
	return append(out, proposition{gainsay.Span{Start: words[0].Start, End: words[len(words)-1].End}, words})
}

func isWord(t text.Token) bool {
	return t.POS != "EMOJI" && strings.ContainsFunc(t.Text, func(r rune) bool {
		return r >= '0' && r <= '9' || r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z' || r > 0xbf && r < 0x2000
	})
}

// weighClaim scores the four kinds and returns an annotation of the best.
func weighClaim(d *text.Doc, pr proposition) (gainsay.Annotation, bool) {
	f := readFeatures(d, pr)
	if f.words < 3 || f.command || !f.verb && f.words < 6 {
		return gainsay.Annotation{}, false
	}
	best, total, why := gainsay.Fact, math.Inf(-1), ""
	for _, kind := range gainsay.ClaimKinds() {
		sum, reasons := weigh(kind, f)
		if sum > total {
			best, total, why = kind, sum, strings.Join(reasons, ", ")
		}
	}
	score := 1 / (1 + math.Exp(-total))
	if score < gainsay.DefaultThreshold {
		return gainsay.Annotation{}, false
	}
	return gainsay.Annotation{Span: pr.Span, Tag: gainsay.TagClaim, Kind: string(best), Score: score, By: string(best), Why: claimWhy[best] + ": " + why}, true
}

var claimWhy = map[gainsay.ClaimKind]string{
	gainsay.Fact:       "states as so what others could check",
	gainsay.Experience: "tells what the author lived",
	gainsay.Value:      "judges",
	gainsay.Policy:     "says what should be done",
}
