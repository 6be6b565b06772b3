package tagger

import (
	"slices"
	"strings"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/analyze"
	"github.com/gainsay/gainsay/analyze/text"
)

var _ = registerWithModels(&analyze.Tagger{
	Name: "insult",
	Doc: `demeans a participant, a person or a group

Combines the rules below with a model trained on labelled comments, and finds the target of the
insult, which decides the threshold: a participant who is named, else the author answered if the words address "you", else a
person or group named in the sentence. The model alone marks sentences where the words around them
reach its threshold. Harsh words about what was said are criticism, not insults; nor are words that
are negated, supposed, quoted, reported or applied to the author.`,
	Tags:    []gainsay.Tag{gainsay.TagInsult},
	Rules:   []analyze.RuleDoc{modelDoc("insult")},
	Prepare: findAuthors,
	Depends: namesIn,
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
	known := p.State().(*authors)
	var marked []gainsay.Span
	for _, m := range marks(found) {
		a, err := s.judgeInsult(p, i, known, m)
		if err != nil {
			return err
		}
		if a.Score >= gainsay.DefaultThreshold {
			p.Report(i, a)
			marked = append(marked, a.Span)
		}
	}
	if s.disabled {
		return nil
	}
	return s.findInsults(p, i, known, marked)
}

// judgeInsult makes the annotation for what rules found in comment i. Its score
// is 0 if the words are no insult in their context.
func (s *scorers) judgeInsult(p *analyze.Pass, i int, known *authors, m sentenceMark) (gainsay.Annotation, error) {
	d := p.Docs[i]
	sentence := d.Sentences[m.Sentence]
	words := d.Words(sentence)
	name := known.namedIn(words, p.Thread.Comments[i].Author)
	if name != "" && m.Score < namedBelow && m.Score >= namedFrom {
		m.Score += namedBonus
	}
	if inQuotation(d, m.Span) || !ofAnother(words, m.Span) || exempt(d, sentence, m.Span) != notExempt ||
		countered(words, m.Span) {
		return gainsay.Annotation{}, nil
	}
	a := annotation(gainsay.TagInsult, m.Mark)
	a.Target = insultTarget(p, i, sentence, m.Span, name)
	if err := s.adjustInsult(p, i, sentence, &a); err != nil {
		return a, err
	}
	return a, nil
}

// insultWeight is the weight of the model's log-odds where it adjusts the scores
// of rules. Chosen like participantInsults.
const insultWeight = 0.7

// insultThresholds are the thresholds of insults at one kind of target.
type insultThresholds struct {
	neutral float64 // the model's probability that leaves a rule's score unchanged
	alone   float64 // the model's least probability to mark the author's words alone
}

// The thresholds by target. They balance precision and recall over the
// development rows of six data sets and the labelled threads together, precision
// counting a little more; people who label agree least on insults at persons and
// groups outside the thread. To mark alone takes more: of the model's own marks in
// threads that it had not seen, a third were right at lower thresholds.
var (
	participantInsults = insultThresholds{neutral: 0.1, alone: 0.54}
	personInsults      = insultThresholds{neutral: 0.2, alone: 0.65}
	groupInsults       = insultThresholds{neutral: 0.2, alone: 0.62}
	otherInsults       = insultThresholds{neutral: 0.2, alone: 0.6}
)

// thresholdsFor returns the thresholds for a target, which is in sentence s. An
// insult that addresses "you" is at a participant also where nobody is answered.
func thresholdsFor(d *text.Doc, s text.Sentence, target string) insultThresholds {
	switch {
	case strings.HasPrefix(target, gainsay.TargetParticipant), target == "" && addressesReader(d, s):
		return participantInsults
	case strings.HasPrefix(target, gainsay.TargetPerson):
		return personInsults
	case strings.HasPrefix(target, gainsay.TargetGroup):
		return groupInsults
	}
	return otherInsults
}

// adjustInsult lets the model adjust the score of a rule's annotation in a
// sentence of comment i.
func (s *scorers) adjustInsult(p *analyze.Pass, i int, sentence text.Sentence, a *gainsay.Annotation) error {
	if s.disabled {
		return nil
	}
	got, err := s.insult.score(s.inputs(p, i).of(sentence.Span))
	if err != nil {
		return err
	}
	defer got.release()
	how := combination{insultWeight, thresholdsFor(p.Docs[i], sentence, a.Target).neutral}
	a.Score = how.combine(a.Score, got.scores[0].Positive())
	got.explain(a, "insult")
	return nil
}

// leastSentence is the model's least probability for a sentence to be marked by
// the model alone, where the words around it reach their threshold. Chosen like
// participantInsults.
const leastSentence = 0.3

// findInsults marks what the model takes for insults on its own, in each run of
// the author's words that reaches the least threshold: the sentences that reach
// that of their target themselves, else the one that the model scores highest.
// Runs with a mark made by rules need no mark of the latter kind. marked are the
// spans of those marks.
func (s *scorers) findInsults(p *analyze.Pass, i int, known *authors, marked []gainsay.Span) error {
	d, c := p.Docs[i], s.inputs(p, i)
	for _, run := range ownSpans(d) {
		if !mayInsult(d, run) {
			continue
		}
		whole, err := s.probability(c, run)
		if err != nil {
			return err
		}
		if whole < min(participantInsults.alone, otherInsults.alone) {
			continue
		}
		sentences, err := s.insultingSentences(p, i, known, run)
		if err != nil {
			return err
		}
		for _, found := range chooseSentences(sentences, run, marked, whole) {
			if err := s.markSentence(p, i, found, whole); err != nil {
				return err
			}
		}
	}
	return nil
}

// insultingSentences scores the sentences of a run that could be insults: those
// that mention a person and whose demeaning words are not exempt.
func (s *scorers) insultingSentences(p *analyze.Pass, i int, known *authors, run gainsay.Span) ([]scoredSentence, error) {
	d, c := p.Docs[i], s.inputs(p, i)
	var out []scoredSentence
	for _, sentence := range d.Sentences {
		if !run.Contains(sentence.Span) || !mentionsPerson(d, sentence) {
			continue
		}
		if why := exempt(d, sentence, sentence.Span); why != notExempt && why != ofThing {
			continue
		}
		score, err := s.probability(c, sentence.Span)
		if err != nil {
			return nil, err
		}
		name := known.namedIn(d.Words(sentence), p.Thread.Comments[i].Author)
		target := insultTarget(p, i, sentence, sentence.Span, name)
		out = append(out, scoredSentence{sentence.Span, score, target, thresholdsFor(d, sentence, target).alone})
	}
	return out, nil
}

// chooseSentences returns the sentences of a run to mark; see findInsults.
func chooseSentences(sentences []scoredSentence, run gainsay.Span, marked []gainsay.Span, whole float64) []scoredSentence {
	var out []scoredSentence
	best := scoredSentence{score: leastSentence}
	hasMark := slices.ContainsFunc(marked, run.Overlaps)
	for _, found := range sentences {
		switch {
		case slices.ContainsFunc(marked, found.span.Overlaps), whole < found.threshold:
		case found.score >= found.threshold:
			out = append(out, found)
		case found.score > best.score:
			best = found
		}
	}
	if len(out) == 0 && !hasMark && best.span.End > 0 {
		return []scoredSentence{best}
	}
	return out
}

// markSentence reports a sentence that the model alone takes for an insult; whole
// is the model's probability for the author's words around it. The score is the
// default threshold for a probability at that of the target.
func (s *scorers) markSentence(p *analyze.Pass, i int, found scoredSentence, whole float64) error {
	got, err := s.insult.score(s.inputs(p, i).of(found.span))
	if err != nil {
		return err
	}
	defer got.release()
	alone := combination{weight: 1, neutral: found.threshold}
	p.Report(i, gainsay.Annotation{
		Span:    found.span,
		Tag:     gainsay.TagInsult,
		Score:   max(gainsay.DefaultThreshold, alone.combine(gainsay.DefaultThreshold, whole)),
		By:      byModel,
		Target:  found.target,
		Signals: got.signals("insult"),
		Reasons: []gainsay.Reason{{
			Rule:   "insult/" + byModel,
			Says:   modelSays["insult"],
			Spans:  []gainsay.Span{found.span},
			Weight: analyze.Round(found.score),
		}},
	})
	return nil
}

// probability is the model's that a span insults.
func (s *scorers) probability(c *inputs, span gainsay.Span) (float64, error) {
	got, err := s.insult.score(c.of(span))
	if err != nil {
		return 0, err
	}
	defer got.release()
	return got.scores[0].Positive(), nil
}

// scoredSentence is a sentence with the model's probability that it insults.
type scoredSentence struct {
	span      gainsay.Span
	score     float64
	target    string
	threshold float64 // of the target
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
