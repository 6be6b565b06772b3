package tagger

import (
	"math"
	"slices"
	"sync"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/analyze"
	"github.com/gainsay/gainsay/analyze/text"
)

var _ = registerAsking(&analyze.Tagger{
	Name: "claim",
	Doc: `a proposition put forward as so, with what it would take to settle it

Cuts sentences into propositions and weighs named signals for four kinds: fact (others could check
it), experience (the author's own), value (a judgement) and policy (what should be done), after
Park & Cardie 2014 and the CDCP corpus. Questions, requests, wishes, sarcasm, spam and quoted
sentences put nothing forward. Misses claims made by hint and those split over sentences.`,
	Tags:  []gainsay.Tag{gainsay.TagClaim},
	Needs: []gainsay.Tag{gainsay.TagQuestion, gainsay.TagEvidenceRequest, gainsay.TagSarcasm, gainsay.TagSpam, gainsay.TagInsult, gainsay.TagConcession, gainsay.TagDisagreement},
	Rules: claimRules(),
}, tagClaims)

func tagClaims(sc *scoring, p *analyze.Pass, i int) error {
	if p.HasAny(i, gainsay.TagSpam) {
		return nil
	}
	d := p.Docs[i]
	room := claimRooms.Get().(*claimRoom)
	defer room.giveBack()
	room.marks = p.AppendSpans(room.marks[:0], i, silencing...)
	slices.SortFunc(room.marks, gainsay.CompareSpans)
	marks, silent := room.marks, []gainsay.Span(nil) // of marks, and those that overlap the sentence
	for k, s := range d.Sentences {
		silent = slices.DeleteFunc(silent, func(m gainsay.Span) bool { return m.End <= s.Start })
		for len(marks) > 0 && marks[0].Start < s.End {
			silent, marks = append(silent, marks[0]), marks[1:]
		}
		if !s.Own() || silenced(silent, s.Span) {
			continue
		}
		room.clauses = propositions(room.clauses, d, s)
		for _, pr := range room.clauses {
			if silenced(silent, pr.Span) {
				continue
			}
			a, found, ok := scoreClaim(d, pr, &room.features)
			if !ok {
				continue
			}
			if err := sc.weighClaim(p, i, k, &a); err != nil {
				return err
			}
			if a.Score >= gainsay.DefaultThreshold {
				a.Reasons = found.reasons(gainsay.ClaimKind(a.Kind))
				p.Report(i, a)
			}
		}
	}
	return nil
}

// claimRoom is what looking for claims needs for one proposition after the
// other.
type claimRoom struct {
	clauses  []proposition
	features features
	marks    []gainsay.Span // under which nothing is asserted
}

var claimRooms = sync.Pool{New: func() any { return new(claimRoom) }}

// mostClauses is how many a room keeps the memory of: a sentence of more is rare.
const mostClauses = 256

// giveBack clears what was used, so that no text is held by it.
func (r *claimRoom) giveBack() {
	if cap(r.clauses) > mostClauses {
		r.clauses = nil
	}
	clear(r.clauses[:cap(r.clauses)])
	r.features = features{}
	if cap(r.marks) > mostClauses {
		r.marks = nil
	}
	claimRooms.Put(r)
}

// silencing are the tags under which nothing is asserted literally.
var silencing = []gainsay.Tag{gainsay.TagQuestion, gainsay.TagEvidenceRequest, gainsay.TagSarcasm, gainsay.TagConcession, gainsay.TagDisagreement, gainsay.TagInsult}

// silenced reports whether a silencing mark covers half of the span or more.
func silenced(marks []gainsay.Span, span gainsay.Span) bool {
	for _, m := range marks {
		if shared := min(m.End, span.End) - max(m.Start, span.Start); shared*2 >= span.Len() && shared > 0 {
			return true
		}
	}
	return false
}

// scoreClaim scores the four kinds and returns an annotation of the best, which
// still lacks its reasons, and the signals behind it. f is overwritten.
func scoreClaim(d *text.Doc, pr proposition, f *features) (a gainsay.Annotation, found foundSignals, ok bool) {
	if pr.manner >= fragment || !f.read(d, pr) || quotesAll(d, pr.Span) {
		return a, found, false
	}
	sums, found := scoreKinds(f)
	best, total := toFact, math.Inf(-1)
	for kind, sum := range sums {
		if kind == toFact && pr.manner == conditional {
			continue
		}
		if sum > total {
			best, total = kind, sum
		}
	}
	score := 1 / (1 + math.Exp(-total))
	if score < gainsay.DefaultThreshold {
		return a, found, false
	}
	kind := string(claimKinds[best])
	return gainsay.Annotation{Span: pr.Span, Tag: gainsay.TagClaim, Kind: kind, Score: score, By: kind}, found, true
}

// quotesAll reports whether a span lies within quotation marks, or begins with
// a quotation that makes up most of it: the words are somebody else's, or held
// up to be looked at.
func quotesAll(d *text.Doc, span gainsay.Span) bool {
	n, _ := slices.BinarySearchFunc(d.Quoted, span.Start+2, func(q gainsay.Span, at int) int { return q.Start - at })
	return n > 0 && (min(d.Quoted[n-1].End, span.End)-span.Start)*2 >= span.Len()
}

// claimSays is what it takes for a claim to be of a kind.
var claimSays = map[gainsay.ClaimKind]string{
	gainsay.Fact:       "states something others could verify",
	gainsay.Experience: "reports first-hand experience",
	gainsay.Value:      "makes a judgement",
	gainsay.Policy:     "says what should be done",
}
