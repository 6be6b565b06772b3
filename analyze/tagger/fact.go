package tagger

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/analyze"
	"github.com/gainsay/gainsay/analyze/score"
)

// Whether a clause states a fact, and whether readers would want evidence for it,
// is decided by two logistic regressions over the signals of claimSignals, the
// log-odds that models give some of their classes, and the numbers of the
// sentence's vector. Their weights, in log-odds, are those of fact.weights, which
// "gainsay train --task fact" writes.

// Indexes of the models in scorers.claim.
const (
	verifiable = iota
	checkworthy
	claimKind
)

// factLogit is a class of a model whose log-odds are a feature.
type factLogit struct {
	name         string // in fact.weights
	model, class int    // indexes in scorers.claim and in the model's classes
}

// factLogits are the features that models give.
var factLogits = [...]factLogit{
	{"verifiable", verifiable, 0},
	{"checkworthy", checkworthy, 0}, {"factual-unimportant", checkworthy, 1}, {"nonfactual", checkworthy, 2},
	{"fact", claimKind, 0}, {"testimony", claimKind, 1}, {"value", claimKind, 2}, {"policy", claimKind, 3},
	{"reference", claimKind, 4},
}

// logits are the log-odds of factLogits for a clause.
type logits [len(factLogits)]float64

// regression is one of the regressions.
type regression struct {
	bias    float64
	signals [len(claimSignals)]float64
	logits  logits
	vector  []float64 // nil without the encoder
}

// sum returns the log-odds for a clause, whose vector may be nil.
func (r *regression) sum(found *findings, l *logits, vector []float32) float64 {
	sum := r.bias
	for k := range found {
		if found[k].present {
			sum += r.signals[k]
		}
	}
	for k, v := range l {
		sum += float64(r.logits[k] * v)
	}
	for k, w := range r.vector[:min(len(r.vector), len(vector))] {
		sum += float64(w * float64(vector[k]))
	}
	return sum
}

// The variants of the regressions, by what is there to decide on.
const (
	byRules   = iota // the signals alone
	byModels         // and the models
	byVectors        // and the models with their heads, and the vector
	variants
)

// The questions that the regressions answer.
const (
	isFact = iota
	isNotable
	questions
)

var (
	variantNames  = [variants]string{"rules", "models", "vectors"}
	questionNames = [questions]string{"fact", "notable"}
)

// factModel are the regressions of all variants.
type factModel [variants][questions]regression

var ownFactModel = must(readFactModel(must(files.ReadFile("fact.weights"))))

func init() {
	bias[toFact] = ownFactModel[byRules][isFact].bias
	for k := range claimSignals {
		claimSignals[k].weights[toFact] = ownFactModel[byRules][isFact].signals[k]
	}
}

// vectorName is the name of the line of fact.weights with the weights of the
// numbers of a vector.
const vectorName = "vector"

// readFactModel reads weights: a line for each variant, question and feature, with
// these three and the weight, for vectors the weights of all numbers. Features
// without a line have weight 0.
func readFactModel(b []byte) (*factModel, error) {
	m := &factModel{}
	for n, line := range strings.Split(string(b), "\n") {
		f := strings.Fields(line)
		if len(f) == 0 || strings.HasPrefix(line, "#") {
			continue
		}
		if err := m.readLine(f); err != nil {
			return nil, fmt.Errorf("read fact.weights: line %d: %w", n+1, err)
		}
	}
	return m, nil
}

func (m *factModel) readLine(f []string) error {
	if len(f) < 4 {
		return fmt.Errorf("%d fields, want at least 4", len(f))
	}
	v, q := indexOf(variantNames[:], f[0]), indexOf(questionNames[:], f[1])
	if v < 0 || q < 0 {
		return fmt.Errorf("unknown regression %q %q", f[0], f[1])
	}
	weights := make([]float64, len(f)-3)
	for k, s := range f[3:] {
		w, err := strconv.ParseFloat(s, 64)
		if err != nil {
			return err
		}
		weights[k] = w
	}
	r := &m[v][q]
	if f[2] == vectorName {
		r.vector = weights
		return nil
	}
	w := r.weight(f[2])
	if w == nil || len(weights) != 1 {
		return fmt.Errorf("feature %q with %d weights is unknown", f[2], len(weights))
	}
	*w = weights[0]
	return nil
}

func indexOf(names []string, name string) int {
	for k, n := range names {
		if n == name {
			return k
		}
	}
	return -1
}

// weight returns where the weight of a feature other than the vector is, nil for
// an unknown name.
func (r *regression) weight(name string) *float64 {
	if name == "bias" {
		return &r.bias
	}
	for k := range factLogits {
		if "model-"+factLogits[k].name == name {
			return &r.logits[k]
		}
	}
	for k := range claimSignals {
		if claimSignals[k].name == name {
			return &r.signals[k]
		}
	}
	return nil
}

// factThresholds are the log-odds from which on a clause states a fact, and a
// fact is notable; chosen on the labelled threads, of which the weights know
// nothing. See docs/method.md.
var factThresholds = [variants][questions]float64{
	byRules:   {0, -1.9},
	byModels:  {0, -1.7},
	byVectors: {0, -1.9},
}

// clauseScores are what the models say of a clause. The caller must release them.
type clauseScores struct {
	modelScores // the zero value if there are no models
	variant     int
	logits      logits
	vector      []float32
}

// scoreClause asks the models about a clause in the k-th sentence of comment i.
func (s *scorers) scoreClause(p *analyze.Pass, i, k int, span gainsay.Span) (c clauseScores, err error) {
	if s.disabled {
		return c, nil
	}
	in := s.inputs(p, i).inSentence(k, span)
	if c.modelScores, err = s.claim.score(in); err != nil {
		return c, err
	}
	for n, l := range factLogits {
		c.logits[n] = logOdds(c.scores[l.model].P[l.class])
	}
	c.variant = byModels
	if in.Vector != nil && c.refined() {
		c.variant, c.vector = byVectors, in.Vector
	}
	return c, nil
}

// Where a clause gets a vector of its own in place of its sentence's: encoding all
// short clauses would take 22 % longer, and where the sentence's vector is clear,
// theirs changes little.
const (
	shortClause = 0.8 // length as a share of the sentence, below which the vectors differ
	unclearFact = 1.3 // distance of the log-odds of a notable fact from the threshold
)

// isShort reports whether a clause is only a part of the k-th sentence of comment i.
func isShort(p *analyze.Pass, i, k int, span gainsay.Span) bool {
	return float64(span.Len()) < shortClause*float64(p.Docs[i].Sentences[k].Len())
}

// isUnclear reports whether the vector of the clause's own words may change the
// decision.
func (c *clauseScores) isUnclear(found *findings) bool {
	return c.variant == byVectors && math.Abs(c.logOddsOf(isNotable, found)) < unclearFact
}

// ownVector is the vector of the words of a clause.
func (s *scorers) ownVector(p *analyze.Pass, i int, span gainsay.Span) []float32 {
	return s.encoder.Encode([]string{score.SpanText(p.Docs[i], span)})[0]
}

func (c *clauseScores) release() {
	if c.set != nil {
		c.modelScores.release()
	}
}

// logOddsOf returns the log-odds for a question, less the threshold.
func (c *clauseScores) logOddsOf(question int, found *findings) float64 {
	r := &ownFactModel[c.variant][question]
	return r.sum(found, &c.logits, c.vector) - factThresholds[c.variant][question]
}

// decide returns the log-odds, less the threshold, that a clause is a fact and that
// it is notable. A notable fact is a fact, but for what the signals take for
// experience: readers may want evidence for that too.
func (c *clauseScores) decide(found *findings, experience bool) (fact, notable float64) {
	fact, notable = c.logOddsOf(isFact, found), c.logOddsOf(isNotable, found)
	if !experience {
		fact = max(fact, notable)
	}
	return fact, notable
}
