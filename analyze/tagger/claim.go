package tagger

import (
	"math"
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
		gainsay.TagInsult, gainsay.TagConcession, gainsay.TagDisagreement,
	},
	Rules: claimRules(),
}, tagClaims)

func tagClaims(sc *scorers, p *analyze.Pass, i int) error {
	if p.HasAny(i, gainsay.TagSpam) {
		return nil
	}
	d := p.Docs[i]
	buf := claimBuffers.Get().(*claimBuffer)
	defer buf.release()
	buf.excluded = buf.excluded[:0]
	marks := p.Annotations(i)
	for k := range marks {
		if a := &marks[k]; slices.Contains(excluding, a.Tag) && !byStanceModel(a) {
			buf.excluded = append(buf.excluded, a.Span)
		}
	}
	slices.SortFunc(buf.excluded, gainsay.CompareSpans)
	rest, near := buf.excluded, []gainsay.Span(nil) // those not reached yet; those that overlap the sentence
	for k, s := range d.Sentences {
		near = slices.DeleteFunc(near, func(m gainsay.Span) bool { return m.End <= s.Start })
		for len(rest) > 0 && rest[0].Start < s.End {
			near, rest = append(near, rest[0]), rest[1:]
		}
		if !s.Own() || mostlyCovered(near, s.Span) {
			continue
		}
		buf.clauses = propositions(buf.clauses, d, s)
		for _, pr := range buf.clauses {
			if mostlyCovered(near, pr.Span) {
				continue
			}
			if err := tagProposition(sc, p, i, k, pr, &buf.features); err != nil {
				return err
			}
		}
	}
	return nil
}

// tagProposition reports a proposition of the k-th sentence of comment i if it is
// a claim. f is overwritten.
func tagProposition(sc *scorers, p *analyze.Pass, i, k int, pr proposition, f *features) error {
	a, found, ok := scoreClaim(p.Docs[i], pr, f)
	if !ok {
		return nil
	}
	if err := sc.adjustClaim(p, i, k, &a); err != nil {
		return err
	}
	if a.Score >= gainsay.DefaultThreshold {
		a.Reasons = found.reasons(gainsay.ClaimKind(a.Kind))
		p.Report(i, a)
	}
	return nil
}

// claimBuffer is the scratch memory of tagClaims.
type claimBuffer struct {
	clauses  []proposition
	features features
	excluded []gainsay.Span // of annotations under which nothing is asserted
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
	if cap(b.excluded) > maxPooled {
		b.excluded = nil
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

// scoreClaim scores the four kinds of claim. It returns an annotation of the most
// likely one, without reasons, and the signals found; ok is false if no kind
// reaches the threshold. f is overwritten.
func scoreClaim(d *text.Doc, pr proposition, f *features) (a gainsay.Annotation, found findings, ok bool) {
	if pr.mood >= fragment || !f.read(d, pr) || mostlyQuoted(d, pr.Span) {
		return a, found, false
	}
	sums, found := scoreKinds(f)
	best, total := toFact, math.Inf(-1)
	for kind, sum := range sums {
		if kind == toFact && pr.mood == conditional {
			continue
		}
		if sum > total {
			best, total = kind, sum
		}
	}
	score := probability(total)
	if score < gainsay.DefaultThreshold {
		return a, found, false
	}
	kind := string(claimKinds[best])
	a = gainsay.Annotation{Span: pr.Span, Tag: gainsay.TagClaim, Kind: kind, Score: score, By: kind}
	return a, found, true
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
