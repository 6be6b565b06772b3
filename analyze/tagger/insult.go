package tagger

import (
	"strings"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/analyze"
	"github.com/gainsay/gainsay/analyze/text"
	"github.com/gainsay/gainsay/analyze/text/pos"
)

var _ = registerAsking(&analyze.Tagger{
	Name: "insult",
	Doc: `demeans a participant, a person or a group

Weighs the rules below together with a model trained on comments that people labelled, and finds
whom the words are aimed at: a participant who is named, else the author answered where the words
say "you", else a person or group named in the sentence. Where no rule hits, the sentence of which
the model is most sure is marked, if it is sure enough. Harsh words about what was said are criticism
and no insult; words denied, quoted, reported or turned on the author are none either.`,
	Tags:    []gainsay.Tag{gainsay.TagInsult},
	Rules:   []analyze.RuleDoc{modelDoc("insult")},
	Prepare: findAuthors,
}, tagInsults)

// byModel is the name of the rule of marks that a model made alone.
const byModel = "model"

// modelSays is what a mark made by a model alone rests on, by the model's name.
var modelSays = map[string]string{
	"insult": "resembles comments that people labelled insults",
	"spam":   "resembles comments that blog owners labelled spam",
}

func modelDoc(name string) analyze.RuleDoc {
	return analyze.RuleDoc{Name: byModel, Doc: modelSays[name] + "; the signals show what moved the score", Source: "docs/MODEL_CARD.md, model " + name}
}

func tagInsults(s *scoring, p *analyze.Pass, i int) error {
	found, err := hitsOf(p, "insult", i)
	if err != nil {
		return err
	}
	d, known := p.Docs[i], p.State().(*authors)
	marked := false
	for _, m := range marks(found) {
		sentence := d.Sentences[m.Sentence]
		name := known.namedIn(d.Words(sentence), p.Thread.Comments[i].Author)
		if name != "" && m.Score < 0.9 && m.Score >= 0.4 {
			m.Score += 0.1
		}
		if inQuotation(d, m.Span) || disowned(d, sentence, m.Span) != owned {
			continue
		}
		a := annotation(gainsay.TagInsult, m.Mark)
		if err := s.weighInsult(p, i, sentence.Span, &a); err != nil {
			return err
		}
		if a.Score < gainsay.DefaultThreshold {
			continue
		}
		a.Target = aimedAt(p, i, sentence, m.Span, name)
		p.Report(i, a)
		marked = true
	}
	if marked || s.silent {
		return nil
	}
	return s.findInsult(p, i, known)
}

// insultPull is how much the model counts beside the rules, insultEven the
// probability at which it says nothing: that of a sentence in which a rule
// that is right half the time hits. Both chosen on development rows.
const (
	insultPull = 0.5
	insultEven = 0.3
)

// weighInsult lets the model move the score of a rule's mark in a span of
// comment i.
func (s *scoring) weighInsult(p *analyze.Pass, i int, span gainsay.Span, a *gainsay.Annotation) error {
	if s.silent {
		return nil
	}
	got, err := s.insult.ask(s.inputs(p, i).of(span))
	if err != nil {
		return err
	}
	defer got.done()
	a.Score = join(a.Score, got.scores[0].Positive(), insultEven, insultPull)
	got.explain(a, "insult")
	return nil
}

// findInsult marks the sentence of which the model is most sure, if it is
// sure enough of the author's words as a whole.
func (s *scoring) findInsult(p *analyze.Pass, i int, known *authors) error {
	d, c := p.Docs[i], s.inputs(p, i)
	spans := own(d)
	if len(spans) == 0 {
		return nil // nothing in the author's own words; the model may not even be loaded yet
	}
	sure, err := s.surest(c, spans)
	if err != nil || sure.score < s.insult.threshold(0) {
		return err
	}
	best := surest{}
	for k, sentence := range d.Sentences {
		if !sure.span.Contains(sentence.Span) || disowned(d, sentence, sentence.Span) != owned || !concernsSomebody(d, sentence) {
			continue
		}
		got, err := s.surest(c, []gainsay.Span{sentence.Span})
		if err != nil {
			return err
		}
		if got.score > best.score {
			best = got
			best.sentence = k
		}
	}
	if best.score < gainsay.DefaultThreshold {
		return nil
	}
	got, err := s.insult.ask(c.of(best.span))
	if err != nil {
		return err
	}
	defer got.done()
	sentence := d.Sentences[best.sentence]
	a := gainsay.Annotation{Span: best.span, Tag: gainsay.TagInsult, Score: min(sure.score, best.score), By: byModel, Signals: got.signals("insult")}
	a.Reasons = []gainsay.Reason{{Rule: "insult/" + byModel, Says: modelSays["insult"], Spans: []gainsay.Span{best.span}, Weight: round(best.score)}}
	a.Target = aimedAt(p, i, sentence, best.span, known.namedIn(d.Words(sentence), p.Thread.Comments[i].Author))
	p.Report(i, a)
	return nil
}

// surest is the span that scored highest.
type surest struct {
	span     gainsay.Span
	score    float64
	sentence int
}

func (s *scoring) surest(c *inputs, spans []gainsay.Span) (best surest, err error) {
	for _, span := range spans {
		got, err := s.insult.ask(c.of(span))
		if err != nil {
			return best, err
		}
		if p := got.scores[0].Positive(); p > best.score {
			best = surest{span: span, score: p}
		}
		got.done()
	}
	return best, nil
}

// inQuotation reports whether the span stands wholly inside quotation marks:
// then the words are mentioned rather than used.
func inQuotation(d *text.Doc, span gainsay.Span) bool {
	for _, q := range d.Quoted {
		if q.Contains(span) {
			return true
		}
	}
	return false
}

// aimedAt says whom the words of a span in sentence s of comment i demean;
// name is the participant whom the sentence names, or "".
func aimedAt(p *analyze.Pass, i int, s text.Sentence, span gainsay.Span, name string) string {
	if name != "" {
		return gainsay.TargetParticipant + name
	}
	if saysYou(p.Docs[i], s) {
		if j := p.Parents[i]; j >= 0 {
			return participant(p.Thread.Comments[j])
		}
		return ""
	}
	d := p.Docs[i]
	for _, e := range d.Entities {
		if !s.Contains(e.Span) {
			continue
		}
		if e.Type == text.Person {
			return gainsay.TargetPerson + e.Name
		}
		return gainsay.TargetGroup + e.Name
	}
	for _, t := range d.Words(s) {
		if t.POS == pos.NNPS || t.POS == pos.NNP && strings.HasSuffix(t.Lower, "s") && !demeans([]text.Token{t}) {
			return gainsay.TargetGroup + t.Text
		}
	}
	for k, t := range d.Words(s) {
		if t.Start >= span.End {
			break
		}
		if t.POS == pos.NNS && !demeans(d.Words(s)[k:]) {
			return gainsay.TargetGroup + t.Text // "bankers are scum"
		}
	}
	if j := p.Parents[i]; j >= 0 && span.Start <= s.Start+2 {
		return participant(p.Thread.Comments[j])
	}
	return ""
}

func participant(c *gainsay.Comment) string {
	if c.Author == "" {
		return gainsay.TargetParticipant + c.ID
	}
	return gainsay.TargetParticipant + c.Author
}

func saysYou(d *text.Doc, s text.Sentence) bool {
	for _, t := range d.Words(s) {
		switch t.Lower {
		case "you", "your", "u", "ur", "youre", "yourself", "ya":
			return true
		}
	}
	return false
}

// authors finds the participants of a thread by the names they are called.
type authors struct {
	order  map[string]int      // by author: when first met
	whole  map[string]bool     // whole names
	called map[string][]string // by the first word of a name: the first two authors called so
}

func findAuthors(p *analyze.Pass) error {
	a := &authors{map[string]int{}, map[string]bool{}, map[string][]string{}}
	for _, c := range p.Thread.Comments {
		if _, met := a.order[c.Author]; met || c.Author == "" {
			continue
		}
		a.order[c.Author] = len(a.order)
		a.whole[c.Author] = true
		first, _, _ := strings.Cut(c.Author, " ")
		if len(first) >= 3 && len(a.called[first]) < 2 {
			a.called[first] = append(a.called[first], c.Author)
		}
	}
	p.SetState(a)
	return nil
}

// namedIn returns the author of another comment whom the sentence names, by
// the whole name or a first word of three letters or more that reads as a
// name; of several, the one who wrote first.
func (a *authors) namedIn(words []text.Token, own string) string {
	best := ""
	note := func(author string) {
		if author != own && (best == "" || a.order[author] < a.order[best]) {
			best = author
		}
	}
	for _, t := range words {
		name := strings.TrimPrefix(t.Text, "@")
		if a.whole[name] {
			note(name)
		}
		called := a.called[name]
		if len(called) > 0 && !text.Stopword(t.Lower) && (t.POS == pos.NNP || name != t.Text || t.Text != t.Lower) {
			for _, author := range called {
				note(author)
			}
		}
	}
	return best
}
