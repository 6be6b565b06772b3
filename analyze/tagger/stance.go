package tagger

import (
	"math"
	"slices"
	"strings"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/analyze"
	"github.com/gainsay/gainsay/analyze/score"
	"github.com/gainsay/gainsay/analyze/text"
)

var _ = registerWithModels(&analyze.Tagger{
	Name: "stance",
	Doc: `agrees or disagrees without a phrase that says so

Asks a model, trained on pairs of comments that people labelled, how a reply stands to the comment it
answers, where no rule for agreement or disagreement has found a phrase. The mark covers the first
sentence of the author's own. Misses irony, and stances that only knowledge of the subject shows. Replies to a
post that asks readers to judge its author are verdicts: they get no mark.`,
	Tags: []gainsay.Tag{gainsay.TagAgreement, gainsay.TagDisagreement},
	Needs: []gainsay.Tag{
		gainsay.TagAgreement, gainsay.TagDisagreement, gainsay.TagSpam, gainsay.TagSarcasm, gainsay.TagInsult,
	},
	Rules: []analyze.RuleDoc{
		{Name: "agrees", Doc: agrees.says, Source: "docs/MODEL_CARD.md, model stance-reply"},
		{Name: "disagrees", Doc: disagrees.says, Source: "docs/MODEL_CARD.md, model stance-reply"},
	},
	Prepare: func(p *analyze.Pass) error { p.SetState(&dispute{asked: asksJudgement(p)}); return nil },
	Depends: func(p *analyze.Pass, _ int) uint64 { return p.State().(*dispute).digest() },
	Resume:  resumeStance,
	Run:     func(*analyze.Pass, int) error { return nil }, // without models
}, tagStance)

// dispute counts how often replies so far in a thread reject what they answer by
// words that rules know. In threads in which people exchange offers or tips they
// hardly do, and the model, which learned from debates, sees sides where there are
// none.
type dispute struct {
	replies, rejecting float64
	asked              bool              // the opening post asks for judgement
	verdicts           float64           // replies so far that give a verdict
	vectors            map[int][]float32 // of comments answered, by index; at most keptVectors
}

// keptVectors bounds the vectors kept of a thread to 2 MiB. Most comments that are
// answered often are answered soon.
const keptVectors = 1024

// vector returns the vector of comment j, nil without an encoder.
func (t *dispute) vector(s *scorers, p *analyze.Pass, j int) []float32 {
	if v, ok := t.vectors[j]; ok {
		return v
	}
	if len(t.vectors) >= keptVectors {
		clear(t.vectors)
	}
	if t.vectors == nil {
		t.vectors = map[int][]float32{}
	}
	v := s.commentVector(p.Docs[j])
	t.vectors[j] = v
	return v
}

// The share of such replies below which a thread is no debate, half of that in
// the labelled threads, and how many replies of one a thread is taken to begin
// with. Own choice: in chat logs six of seven such marks go, in debates one of
// twenty.
const (
	debateShare   = 0.1
	debateReplies = 10
)

// add counts reply i, whose marks by rules are made.
func (t *dispute) add(p *analyze.Pass, i int) {
	t.replies++
	if verdict(p.Docs[i]) != "" {
		t.verdicts++
	}
	if p.HasAny(i, gainsay.TagDisagreement, gainsay.TagInsult) {
		t.rejecting++
	}
}

// digest tells states apart that lead to different bounds.
func (t *dispute) digest() uint64 {
	h := math.Float64bits(t.caution())
	if t.judges() {
		return ^h
	}
	return h
}

// resumeStance counts reply i as tagStance does: by the marks of the rules alone.
func resumeStance(p *analyze.Pass, i int) {
	if p.Parents[i] < 0 {
		return
	}
	t := p.State().(*dispute)
	t.replies++
	if verdict(p.Docs[i]) != "" {
		t.verdicts++
	}
	for _, a := range p.Annotations(i) {
		if (a.Tag == gainsay.TagDisagreement || a.Tag == gainsay.TagInsult) && !byStanceModel(&a) {
			t.rejecting++
			return
		}
	}
}

// caution is what the thread so far adds to the bounds on the log-odds of
// agreement and disagreement: 0 in a debate, more where replies reject less.
func (t *dispute) caution() float64 {
	share := (t.rejecting + debateShare*debateReplies) / (t.replies + debateReplies)
	return max(0, math.Log(debateShare/share))
}

// stance is what the model can find.
type stance struct {
	tag               gainsay.Tag
	class, rule, says string
}

var (
	agrees    = stance{gainsay.TagAgreement, "agree", "agrees", "reads like a reply that agrees"}
	disagrees = stance{gainsay.TagDisagreement, "disagree", "disagrees", "reads like a reply that disagrees"}
)

// stanceBounds are those from which a side is reported.
type stanceBounds struct {
	agreeing    float64 // least log-odds of agreement against disagreement
	disagreeing float64 // least log-odds the other way round
	neutral     float64 // greatest probability that the reply takes no side, to disagree
	unmoved     float64 // the same, to agree
}

// The bounds of the linear model and of its head. Set on the labelled threads, over
// wide plateaus; see docs/MODEL_CARD.md.
var (
	linearBounds  = stanceBounds{agreeing: 0.6, disagreeing: 0.9, neutral: 0.7, unmoved: 0.5}
	encodedBounds = stanceBounds{agreeing: 1.4, disagreeing: 0.6, neutral: 0.7, unmoved: 0.5}
)

// stanceSentences is how many sentences from the author's first on the model
// reads; own choice: replies take their stance early.
const stanceSentences = 8

// leastParent is the least probability of an inferred parent for which the model
// decides alone. Own choice: more likely the parent than not.
const leastParent = 0.5

// tagStance reports the stance of comment i where the model finds one that no
// rule has.
func tagStance(s *scorers, p *analyze.Pass, i int) error {
	j := p.Parents[i]
	if s.disabled || j < 0 {
		return nil
	}
	thread := p.State().(*dispute)
	thread.add(p, i)
	if may, err := mayTakeSides(p, thread, i, j); !may || err != nil {
		return err
	}
	in, span, ok := s.stanceInput(p, i)
	if !ok {
		return nil
	}
	in.ParentVector = thread.vector(s, p, j)
	got, err := s.reply.score(in)
	if err != nil {
		return err
	}
	defer got.release()
	st, chance, margin, err := side(got)
	if err != nil {
		return err
	}
	margin -= thread.caution()
	if st == disagrees && mayAnswer(p.Docs[i], p.Docs[j]) {
		margin -= answeringCaution
	}
	if st == disagrees && thread.judges() {
		if sameVerdict(p, i, j) {
			return nil
		}
		margin -= judgingCaution
	}
	if margin < 0 || st == agrees && onlyPolite(p, i, j) {
		return nil
	}
	// The score is .5 at the bound, for viewers to ask for more.
	a := gainsay.Annotation{Span: span, Tag: st.tag, By: st.rule, Score: probability(margin)}
	a.Reasons = []gainsay.Reason{{Rule: "stance/" + st.rule, Says: st.says, Weight: analyze.Round(chance)}}
	a.Signals = got.signals(st.class)
	p.Report(i, a)
	return nil
}

// mayTakeSides reports whether the model is asked about comment i, which answers j.
func mayTakeSides(p *analyze.Pass, thread *dispute, i, j int) (bool, error) {
	c := p.Thread.Comments[i]
	switch {
	case p.HasAny(i, gainsay.TagAgreement, gainsay.TagDisagreement, gainsay.TagSpam):
		return false, nil // rules know
	case c.Author != "" && c.Author == p.Thread.Comments[j].Author:
		return false, nil
	case c.ParentBy.Inferred() && c.ParentScore < leastParent:
		return false, nil // it may answer another comment
	case unseen(p, j) || isNotice(p.Docs[i]):
		return false, nil // a comment that nobody can read
	case answersTitle(p, j) || j == 0 && thread.judges():
		return false, nil
	}
	for _, k := range [...]int{i, j} {
		if plain, err := plainQuestion(p, k); plain || err != nil {
			return false, err // one asks to know, or the other did
		}
	}
	return true, nil
}

// onlyPolite reports whether comment i, which reads like agreement with comment j,
// mocks, insults, answers a question or opens with thanks.
func onlyPolite(p *analyze.Pass, i, j int) bool {
	return p.HasAny(i, gainsay.TagSarcasm, gainsay.TagInsult) ||
		endsAsking(p.Docs[j]) || opensWithThanks(p.Docs[i])
}

func opensWithThanks(d *text.Doc) bool {
	for k := range d.Sentences {
		if d.Sentences[k].Own() {
			words := d.Words(d.Sentences[k])
			return len(words) > 0 && thanks.has(words[0].Lower)
		}
	}
	return false
}

var thanks = newWordSet("thanks thank thx ty cheers")

// answeringCaution is what the bound of disagreement rises by for a reply that may
// only answer a question: of such replies the model takes two of five that oppose
// nothing for disagreement. Own choice.
const answeringCaution = 1.5

// mayAnswer reports whether reply d may only answer a question: the author's last
// own sentence in the text that it answers asks, and d does not say "you".
func mayAnswer(d, parent *text.Doc) bool {
	if !endsAsking(parent) {
		return false
	}
	for k := range d.Sentences {
		if d.Sentences[k].Own() &&
			slices.ContainsFunc(d.Words(d.Sentences[k]), func(t text.Token) bool { return addressees.has(t.Lower) }) {
			return false
		}
	}
	return true
}

// endsAsking reports whether the author's last own sentence ends with a question
// mark.
func endsAsking(d *text.Doc) bool {
	for k := len(d.Sentences) - 1; k >= 0; k-- {
		if s := d.Sentences[k]; s.Own() {
			words := d.Words(s)
			return len(words) > 0 && slices.ContainsFunc(words[max(0, len(words)-2):], func(t text.Token) bool {
				return t.Text[0] == '?'
			})
		}
	}
	return false
}

// side returns which side the model takes a reply to be on, the probability, and by how
// much its log-odds exceed their bound. The margin is -Inf where the reply may be on
// none.
func side(got modelScores) (st stance, chance, margin float64, err error) {
	agree, err := got.of(0, agrees.class)
	if err != nil {
		return st, 0, 0, err
	}
	disagree, err := got.of(0, disagrees.class)
	if err != nil {
		return st, 0, 0, err
	}
	least := linearBounds
	if got.encoded() {
		least = encodedBounds
	}
	var bound float64
	st, chance, margin, bound = agrees, agree, math.Log(agree/disagree)-least.agreeing, least.unmoved
	if agree < disagree {
		st, chance, margin, bound = disagrees, disagree, math.Log(disagree/agree)-least.disagreeing, least.neutral
	}
	if 1-agree-disagree > bound {
		margin = math.Inf(-1)
	}
	return st, chance, margin, nil
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

// plainQuestion reports whether comment i is a single question without a
// negation, an exclamation or anything else that rejects what was said. On the
// rows that stance-reply learned from, a third of such questions disagree; of the
// others, two thirds.
func plainQuestion(p *analyze.Pass, i int) (bool, error) {
	d := p.Docs[i]
	if !onlyAsks(d) {
		return false, nil
	}
	own := 0
	for k := range d.Sentences {
		if !d.Sentences[k].Own() {
			continue
		}
		own++
		for _, t := range d.Words(d.Sentences[k]) {
			if negations.has(t.Lower) || t.Text[0] == '!' {
				return false, nil
			}
		}
	}
	if own != 1 {
		return false, nil
	}
	found, err := hitsOf(p, "disagreement", i)
	return len(found) == 0, err
}

// answersTitle reports whether comments that answer comment j answer the question
// that the thread's title asks: "Who is hiring?"
func answersTitle(p *analyze.Pass, j int) bool {
	tokens := p.Title.Tokens
	return j == 0 && p.Thread.Article == "" &&
		slices.ContainsFunc(tokens, func(t text.Token) bool { return t.Text[0] == '?' })
}

// byStanceModel reports whether a mark says only how the whole reply stands, so
// that what its words assert remains asserted.
func byStanceModel(a *gainsay.Annotation) bool { return strings.HasPrefix(a.By, "stance/") }
