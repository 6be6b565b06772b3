package tagger

import (
	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/analyze"
	"github.com/gainsay/gainsay/analyze/text"
)

var _ = registerWithModels(&analyze.Tagger{
	Name: "insult",
	Doc: `demeans a participant, a person or a group

Combines the rules below with a model trained on labelled comments, and finds the target of the
insult: a participant who is named, else the author answered if the words address "you", else a
person or group named in the sentence. If no rule matches, the sentence with the highest score is
marked, provided the model's threshold is reached. Harsh words about what was said are criticism, not
insults; nor are words that are negated, quoted, reported or applied to the author.`,
	Tags:    []gainsay.Tag{gainsay.TagInsult},
	Rules:   []analyze.RuleDoc{modelDoc("insult")},
	Prepare: findAuthors,
}, tagInsults)

// byModel is the name of the rule of annotations that a model made alone.
const byModel = "model"

// modelSays is the reason for annotations that a model made alone, by the model's
// name.
var modelSays = map[string]string{
	"insult": "resembles comments that people labelled insults",
	"spam":   "resembles comments that blog owners labelled spam",
}

// modelDoc documents the rule byModel of a model.
func modelDoc(name string) analyze.RuleDoc {
	return analyze.RuleDoc{
		Name:   byModel,
		Doc:    modelSays[name] + "; the signals show what contributed most to the score",
		Source: "docs/MODEL_CARD.md, model " + name,
	}
}

// A rule's score from namedFrom up to, not including, namedBelow rises by
// namedBonus if the sentence names a participant. Own choice.
const (
	namedFrom  = 0.4
	namedBelow = 0.9
	namedBonus = 0.1
)

func tagInsults(s *scorers, p *analyze.Pass, i int) error {
	found, err := hitsOf(p, "insult", i)
	if err != nil {
		return err
	}
	d, known := p.Docs[i], p.State().(*authors)
	marked := false
	for _, m := range marks(found) {
		sentence := d.Sentences[m.Sentence]
		name := known.namedIn(d.Words(sentence), p.Thread.Comments[i].Author)
		if name != "" && m.Score < namedBelow && m.Score >= namedFrom {
			m.Score += namedBonus
		}
		if inQuotation(d, m.Span) || exempt(d, sentence, m.Span) != notExempt {
			continue
		}
		a := annotation(gainsay.TagInsult, m.Mark)
		if err := s.adjustInsult(p, i, sentence.Span, &a); err != nil {
			return err
		}
		if a.Score < gainsay.DefaultThreshold {
			continue
		}
		a.Target = insultTarget(p, i, sentence, m.Span, name)
		p.Report(i, a)
		marked = true
	}
	if marked || s.disabled {
		return nil
	}
	return s.findInsult(p, i, known)
}

// insultCombination is how the model adjusts the scores of rules. The neutral
// probability is the model's for a sentence with a rule that is right half of
// the time. Both values were chosen on development rows.
var insultCombination = combination{weight: 0.5, neutral: 0.3}

// adjustInsult lets the model adjust the score of a rule's annotation; span is
// its sentence in comment i.
func (s *scorers) adjustInsult(p *analyze.Pass, i int, span gainsay.Span, a *gainsay.Annotation) error {
	if s.disabled {
		return nil
	}
	got, err := s.insult.score(s.inputs(p, i).of(span))
	if err != nil {
		return err
	}
	defer got.release()
	a.Score = insultCombination.combine(a.Score, got.scores[0].Positive())
	got.explain(a, "insult")
	return nil
}

// findInsult marks the sentence that the model scores highest, if the author's
// words around it reach the model's threshold.
func (s *scorers) findInsult(p *analyze.Pass, i int, known *authors) error {
	d, c := p.Docs[i], s.inputs(p, i)
	spans := ownSpans(d)
	if len(spans) == 0 {
		return nil // the model may not be loaded yet
	}
	run, err := s.mostInsulting(c, spans)
	if err != nil || run.score < s.insult.threshold(0) {
		return err
	}
	var sentences []gainsay.Span
	for _, sentence := range d.Sentences {
		exempted := exempt(d, sentence, sentence.Span) != notExempt
		if run.span.Contains(sentence.Span) && !exempted && mentionsPerson(d, sentence) {
			sentences = append(sentences, sentence.Span)
		}
	}
	best, err := s.mostInsulting(c, sentences)
	if err != nil || best.score < gainsay.DefaultThreshold {
		return err
	}
	got, err := s.insult.score(c.of(best.span))
	if err != nil {
		return err
	}
	defer got.release()
	sentence := d.Sentences[d.SentenceAt(best.span.Start)]
	name := known.namedIn(d.Words(sentence), p.Thread.Comments[i].Author)
	p.Report(i, gainsay.Annotation{
		Span:    best.span,
		Tag:     gainsay.TagInsult,
		Score:   min(run.score, best.score),
		By:      byModel,
		Target:  insultTarget(p, i, sentence, best.span, name),
		Signals: got.signals("insult"),
		Reasons: []gainsay.Reason{{
			Rule:   "insult/" + byModel,
			Says:   modelSays["insult"],
			Spans:  []gainsay.Span{best.span},
			Weight: round(best.score),
		}},
	})
	return nil
}

// scoredSpan is a span with the model's probability that it insults.
type scoredSpan struct {
	span  gainsay.Span
	score float64
}

// mostInsulting returns the span that the model scores highest, the first of
// equals; the zero value if there are none.
func (s *scorers) mostInsulting(c *inputs, spans []gainsay.Span) (best scoredSpan, err error) {
	for _, span := range spans {
		got, err := s.insult.score(c.of(span))
		if err != nil {
			return best, err
		}
		if p := got.scores[0].Positive(); p > best.score {
			best = scoredSpan{span, p}
		}
		got.release()
	}
	return best, nil
}

// inQuotation reports whether the span is wholly inside quotation marks: its
// words are then mentioned, not used.
func inQuotation(d *text.Doc, span gainsay.Span) bool {
	for _, q := range d.Quoted {
		if q.Contains(span) {
			return true
		}
	}
	return false
}
