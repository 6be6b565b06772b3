package tagger

import (
	"strings"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/analyze"
	"github.com/gainsay/gainsay/analyze/score"
)

var _ = registerWithModels(&analyze.Tagger{
	Name: "stance",
	Doc: `agrees or disagrees without a phrase that says so

Asks a model, trained on pairs of comments that people labelled, how a reply stands to the comment it
answers, where no rule for agreement or disagreement has found a phrase. The mark covers the first
sentence of the author's own. Misses irony, and stances that only knowledge of the subject shows.`,
	Tags:  []gainsay.Tag{gainsay.TagAgreement, gainsay.TagDisagreement},
	Needs: []gainsay.Tag{gainsay.TagAgreement, gainsay.TagDisagreement, gainsay.TagSpam},
	Rules: []analyze.RuleDoc{
		{Name: "agrees", Doc: stances[0].says, Source: "docs/MODEL_CARD.md, model stance-reply"},
		{Name: "disagrees", Doc: stances[1].says, Source: "docs/MODEL_CARD.md, model stance-reply"},
	},
	Run: func(*analyze.Pass, int) error { return nil }, // without models
}, tagStance)

// stance is what the model can find, with the probability from which it is
// reported.
type stance struct {
	tag               gainsay.Tag
	class, rule, says string
	threshold         float64
}

// The thresholds are those at which three of four marks on the labelled threads
// were right (261 replies; tuned on them, so expect a little less elsewhere).
var stances = [...]stance{
	{gainsay.TagAgreement, "agree", "agrees", "reads like a reply that agrees", 0.6},
	{gainsay.TagDisagreement, "disagree", "disagrees", "reads like a reply that disagrees", 0.45},
}

// stanceSentences is how many sentences from the author's first on the model
// reads; own choice: replies take their stance early.
const stanceSentences = 8

// tagStance reports the stance of comment i where the model finds one that no
// rule has.
func tagStance(s *scorers, p *analyze.Pass, i int) error {
	j := p.Parents[i]
	if s.disabled || j < 0 || p.HasAny(i, gainsay.TagAgreement, gainsay.TagDisagreement, gainsay.TagSpam) {
		return nil
	}
	if author := p.Thread.Comments[i].Author; author != "" && author == p.Thread.Comments[j].Author {
		return nil
	}
	if len(p.Docs[j].Tokens) == 0 {
		return nil // nothing known of what is answered
	}
	in, span, ok := s.stanceInput(p, i)
	if !ok {
		return nil
	}
	got, err := s.reply.score(in)
	if err != nil {
		return err
	}
	defer got.release()
	for _, st := range stances {
		chance, err := got.of(0, st.class)
		if err != nil {
			return err
		}
		if chance < st.threshold {
			continue
		}
		// The score is .5 at the threshold, for viewers to ask for more.
		a := gainsay.Annotation{Span: span, Tag: st.tag, By: st.rule, Score: probability(logOdds(chance) - logOdds(st.threshold))}
		a.Reasons = []gainsay.Reason{{Rule: "stance/" + st.rule, Says: st.says, Weight: analyze.Round(chance)}}
		a.Signals = got.signals(st.class)
		p.Report(i, a)
		return nil
	}
	return nil
}

// stanceInput returns what the model reads of comment i, and the first sentence
// of the author's own. ok reports whether there is one.
func (s *scorers) stanceInput(p *analyze.Pass, i int) (in *score.Input, first gainsay.Span, ok bool) {
	sentences := p.Docs[i].Sentences
	for k := range sentences {
		if sentences[k].Own() {
			last := min(k+stanceSentences, len(sentences)) - 1
			span := gainsay.Span{Start: sentences[k].Start, End: sentences[last].End}
			return s.inputs(p, i).of(span), sentences[k].Span, true
		}
	}
	return nil, first, false
}

// byStanceModel reports whether a mark says only how the whole reply stands, so
// that what its words assert remains asserted.
func byStanceModel(a *gainsay.Annotation) bool { return strings.HasPrefix(a.By, "stance/") }
