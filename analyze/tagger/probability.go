package tagger

import (
	"strings"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/analyze"
	"github.com/gainsay/gainsay/analyze/score"
)

// Probabilities are what the models say of one comment, marked or not. Each is 0
// to 1 and calibrated on the rows that docs/MODEL_CARD.md lists, unless it says
// otherwise.
type Probabilities struct {
	Insult   float64 // the author's own words insult somebody: the highest of their runs
	Attack   float64 // and somebody who takes part in the thread: see Sentence.Attack
	Spam     float64 // of the whole comment, with its author's name and address
	Reply    bool    // it answers a comment: Agree and Disagree are meant
	Agree    float64 // it agrees with the comment it answers
	Disagree float64 // it disagrees with it

	// The scores of the rules for vulgar words and threats, not calibrated: the
	// highest in the author's own words, 0 for none.
	Profanity, Threat float64

	Sentences []SentenceProbabilities // the author's own, in order
}

// SentenceProbabilities are those of one sentence.
type SentenceProbabilities struct {
	gainsay.Span
	Insult            float64
	Profanity, Threat float64 // as in Probabilities
	// Attack is Insult if the sentence addresses the reader or names a
	// participant, or else nobody while the comment is a reply; 0 otherwise.
	Attack float64
}

// Prober asks the models about comments whatever the taggers mark. Several
// goroutines may use it at once.
type Prober struct{ s *scorers }

// NewProber returns a prober with the models that taggers of AllWith use.
func NewProber(models *score.Models) (*Prober, error) {
	b, err := ownRules()
	if err != nil {
		return nil, err
	}
	return &Prober{newScorers(b, models)}, nil
}

// Comment returns the probabilities of comment i of a pass whose taggers have
// run. A comment that is not Judged has none.
func (pr *Prober) Comment(p *analyze.Pass, i int) (out Probabilities, err error) {
	d := p.Docs[i]
	if pr.s.disabled || !p.Judged(i) || len(d.Tokens) == 0 {
		return out, nil
	}
	if err := pr.insults(p, i, &out); err != nil {
		return out, err
	}
	in := pr.s.inputs(p, i).of(gainsay.Span{End: len(d.Text)})
	in.Of = len(d.Sentences)
	spam, err := pr.s.spam.score(in)
	if err != nil {
		return out, err
	}
	out.Spam = spam.scores[0].Positive()
	spam.release()
	for _, words := range []struct {
		set string
		of  func(*SentenceProbabilities) *float64
		max *float64
	}{
		{"profanity", func(s *SentenceProbabilities) *float64 { return &s.Profanity }, &out.Profanity},
		{"threat", func(s *SentenceProbabilities) *float64 { return &s.Threat }, &out.Threat},
	} {
		found, err := hitsOf(p, words.set, i)
		if err != nil {
			return out, err
		}
		for _, m := range marks(found) {
			*words.max = max(*words.max, m.Score)
			for k := range out.Sentences {
				if s := &out.Sentences[k]; s.Contains(m.Span) {
					*words.of(s) = max(*words.of(s), m.Score)
				}
			}
		}
	}
	return out, pr.stance(p, i, &out)
}

// insults fills in Insult, Attack and Sentences.
func (pr *Prober) insults(p *analyze.Pass, i int, out *Probabilities) error {
	d, c := p.Docs[i], pr.s.inputs(p, i)
	for _, run := range ownSpans(d) {
		whole, err := pr.s.probability(c, run)
		if err != nil {
			return err
		}
		out.Insult = max(out.Insult, whole)
	}
	known := &authors{map[string]int{}, map[string][]string{}}
	known.add(p.Thread)
	for _, s := range d.Sentences {
		if !s.Own() {
			continue
		}
		insult, err := pr.s.probability(c, s.Span)
		if err != nil {
			return err
		}
		at := SentenceProbabilities{Span: s.Span, Insult: insult}
		name := known.namedIn(d.Words(s), p.Thread.Comments[i].Author)
		target := insultTarget(p, i, s, s.Span, name)
		if strings.HasPrefix(target, gainsay.TargetParticipant) || target == "" && (p.Parents[i] >= 0 || addressesReader(d, s)) {
			at.Attack = insult
		}
		out.Attack = max(out.Attack, at.Attack)
		out.Sentences = append(out.Sentences, at)
	}
	return nil
}

// stance fills in Reply, Agree and Disagree.
func (pr *Prober) stance(p *analyze.Pass, i int, out *Probabilities) error {
	j := p.Parents[i]
	if j < 0 || unseen(p, j) {
		return nil
	}
	in, _, ok := pr.s.stanceInput(p, i)
	if !ok {
		return nil
	}
	got, err := pr.s.reply.score(in)
	if err != nil {
		return err
	}
	defer got.release()
	out.Reply = true
	if out.Agree, err = got.of(0, agrees.class); err == nil {
		out.Disagree, err = got.of(0, disagrees.class)
	}
	return err
}
