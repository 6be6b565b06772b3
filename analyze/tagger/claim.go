package tagger

import (
	"slices"
	"sync"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/analyze"
	"github.com/gainsay/gainsay/analyze/text"
)

var _ = registerWithModels(&analyze.Tagger{
	Name: "claim",
	Doc: `asserts something that could be settled or argued about

Cuts sentences into propositions and adds up named signals for four kinds: fact (others could verify
it), experience (the author's own), value (a judgement) and policy (what should be done), after
Park & Cardie 2014 and the CDCP corpus. Questions, requests, wishes, sarcasm, spam and quoted
sentences assert nothing. Misses claims that are only implied and those split over sentences.`,
	Tags: []gainsay.Tag{gainsay.TagClaim},
	Needs: []gainsay.Tag{
		gainsay.TagQuestion, gainsay.TagEvidenceRequest, gainsay.TagSarcasm, gainsay.TagSpam,
		gainsay.TagInsult, gainsay.TagConcession, gainsay.TagDisagreement, gainsay.TagPremise,
	},
	Rules: claimRules(),
}, tagClaims)

func tagClaims(sc *scorers, p *analyze.Pass, i int) error {
	d := p.Docs[i]
	if p.HasAny(i, gainsay.TagSpam) || isNotice(d) {
		return nil
	}
	buf := claimBuffers.Get().(*claimBuffer)
	defer buf.release()
	buf.readMarks(p.Annotations(i))
	rest, near := buf.excluded, []gainsay.Span(nil) // those not reached yet; those that overlap the sentence
	for k, s := range d.Sentences {
		near = slices.DeleteFunc(near, func(m gainsay.Span) bool { return m.End <= s.Start })
		for len(rest) > 0 && rest[0].Start < s.End {
			near, rest = append(near, rest[0]), rest[1:]
		}
		if !s.Own() {
			continue
		}
		buf.clauses = propositions(buf.clauses, d, s)
		buf.asks = slices.ContainsFunc(buf.clauses, asks)
		for _, pr := range buf.clauses {
			excluded := mostlyCovered(near, s.Span) || mostlyCovered(near, pr.Span)
			if err := buf.tagProposition(sc, p, i, k, pr, excluded); err != nil {
				return err
			}
		}
	}
	return nil
}

// readMarks divides the marks of a comment by what they mean for claims.
func (b *claimBuffer) readMarks(marks []gainsay.Annotation) {
	b.excluded, b.asking, b.opposing, b.reasons = b.excluded[:0], b.asking[:0], b.opposing[:0], b.reasons[:0]
	for k := range marks {
		a := &marks[k]
		switch {
		case a.Tag == gainsay.TagPremise:
			b.reasons = append(b.reasons, a.Span)
		case byStanceModel(a):
			if a.Tag == gainsay.TagDisagreement {
				b.opposing = append(b.opposing, a.Span)
			}
		case slices.Contains(excluding, a.Tag):
			b.excluded = append(b.excluded, a.Span)
			if a.Tag == gainsay.TagQuestion {
				b.asking = append(b.asking, a.Span)
			}
		}
	}
	slices.SortFunc(b.excluded, gainsay.CompareSpans)
}

// tagProposition reports a proposition of the k-th sentence of comment i if it is
// a claim. If it is no claim of fact, the clauses embedded in it may be; excluded
// says that it is no claim whatever its words. Of a question, clauses beside the one
// that asks may state facts: "what was the point, since the field was dry?"
func (b *claimBuffer) tagProposition(
	sc *scorers, p *analyze.Pass, i, k int, pr proposition, excluded bool,
) error {
	asked := mostlyCovered(b.asking, pr.Span) && !p.Has(i, gainsay.TagEvidenceRequest, pr.Span)
	if excluded && !asked {
		return nil
	}
	states := asked && b.asks && pr.mood == declarative && !asks(pr)
	if !excluded || states {
		pr.embedded = pr.embedded || states
		fact, err := b.tagClause(sc, p, i, k, pr)
		if fact || err != nil {
			return err
		}
	}
	b.embedded = embedded(b.embedded, pr.words, asked)
	for _, e := range b.embedded {
		if _, err := b.tagClause(sc, p, i, k, e); err != nil {
			return err
		}
	}
	return nil
}

// tagClause reports a clause of the k-th sentence of comment i if it is a claim,
// and whether it is one of fact. Of an embedded clause only facts are reported.
func (b *claimBuffer) tagClause(
	sc *scorers, p *analyze.Pass, i, k int, pr proposition,
) (fact bool, err error) {
	if pr.mood >= fragment || mostlyQuoted(p.Docs[i], pr.Span) || !b.features.read(p.Docs[i], pr) {
		return false, nil
	}
	b.features.place = place{
		later: k > 0, opposes: mostlyCovered(b.opposing, pr.Span), premise: mostlyCovered(b.reasons, pr.Span),
	}
	found := &b.found
	sums := scoreKinds(&b.features, found)
	if sc.observe != nil {
		return false, sc.observe(p, i, k, pr, found)
	}
	a := gainsay.Annotation{Span: pr.Span, Tag: gainsay.TagClaim}
	maybeFact := pr.mood != conditional && sums[toFact] >= leastFact
	other := otherKind(sums, &a) && !pr.embedded
	if !maybeFact && !other {
		return false, nil
	}
	got, err := sc.scoreClause(p, i, k, pr.Span)
	if err != nil {
		return false, err
	}
	defer got.release()
	if maybeFact {
		if isShort(p, i, k, pr.Span) && got.isUnclear(found) {
			got.vector = sc.ownVector(p, i, pr.Span)
		}
		experience := other && a.Kind == string(gainsay.Experience)
		if sum, notable := got.decide(found, experience); sum >= 0 {
			got.setFact(&a, sum)
			a.Reasons = found.reasons(gainsay.Fact, ownFactModel[got.variant][isFact].signals[:])
			p.SetCheckWorthiness(i, a.Span, probability(notable))
			p.Report(i, a)
			return true, nil
		}
	}
	if !other {
		return false, nil
	}
	if ok, err := got.adjust(&a); err != nil || !ok {
		return false, err
	}
	a.Reasons = found.reasonsOf(gainsay.ClaimKind(a.Kind))
	p.Report(i, a)
	return false, nil
}

// otherKind makes a the claim of the most likely kind other than fact. It reports
// whether that kind reaches the threshold.
func otherKind(sums weights, a *gainsay.Annotation) bool {
	best := toExperience
	for kind := toExperience + 1; kind < len(sums); kind++ {
		if sums[kind] > sums[best] {
			best = kind
		}
	}
	setKind(a, claimKinds[best], probability(sums[best]))
	return a.Score >= gainsay.DefaultThreshold
}

func setKind(a *gainsay.Annotation, kind gainsay.ClaimKind, score float64) {
	a.Kind, a.By, a.Score = string(kind), string(kind), score
}

// claimBuffer is the scratch memory of tagClaims.
type claimBuffer struct {
	clauses  []proposition
	features features
	found    findings
	embedded []proposition
	asks     bool // one of clauses asks
	// spans of annotations
	excluded []gainsay.Span // under which nothing is asserted
	asking   []gainsay.Span // questions: some of excluded
	opposing []gainsay.Span // disagreement that a model marked
	reasons  []gainsay.Span
}

var claimBuffers = sync.Pool{New: func() any { return new(claimBuffer) }}

// maxPooled is the greatest capacity of slices that are pooled: sentences of more
// clauses are rare.
const maxPooled = 256

// release clears the buffer, so that it keeps no text alive, and puts it back.
func (b *claimBuffer) release() {
	if cap(b.clauses) > maxPooled {
		b.clauses = nil
	}
	clear(b.clauses[:cap(b.clauses)])
	b.features = features{}
	if cap(b.embedded) > maxPooled {
		b.embedded = nil
	}
	clear(b.embedded[:cap(b.embedded)])
	for _, s := range []*[]gainsay.Span{&b.excluded, &b.asking, &b.opposing, &b.reasons} {
		if cap(*s) > maxPooled {
			*s = nil
		}
	}
	claimBuffers.Put(b)
}

// excluding are the tags under which nothing is asserted literally.
var excluding = []gainsay.Tag{
	gainsay.TagQuestion, gainsay.TagEvidenceRequest, gainsay.TagSarcasm, gainsay.TagConcession,
	gainsay.TagDisagreement, gainsay.TagInsult,
}

// mostlyCovered reports whether one of the others covers half of the span or
// more.
func mostlyCovered(others []gainsay.Span, span gainsay.Span) bool {
	for _, o := range others {
		if shared := min(o.End, span.End) - max(o.Start, span.Start); shared*2 >= span.Len() && shared > 0 {
			return true
		}
	}
	return false
}

// mostlyQuoted reports whether a span begins within or with a quotation that makes
// up half of it or more: the words are somebody else's, or mentioned, not used.
func mostlyQuoted(d *text.Doc, span gainsay.Span) bool {
	n, _ := slices.BinarySearchFunc(d.Quoted, span.Start+2, func(q gainsay.Span, at int) int {
		return q.Start - at
	})
	return n > 0 && (min(d.Quoted[n-1].End, span.End)-span.Start)*2 >= span.Len()
}

// claimSays is what claims of each kind do.
var claimSays = map[gainsay.ClaimKind]string{
	gainsay.Fact:       "states something others could verify",
	gainsay.Experience: "reports first-hand experience",
	gainsay.Value:      "makes a judgement",
	gainsay.Policy:     "says what should be done",
}
