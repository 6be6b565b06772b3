package score

import (
	"fmt"
	"maps"
	"slices"
)

// Adapting starts from the weights of a model and moves them by a few labelled
// rows: a Gaussian prior keeps each weight near that of the model (Chelba & Acero
// 2004), and one unknown to it near 0. The calibrated logits change by what the
// moved weights add, so that thresholds keep their meaning.

// strengths are the inverse variances C of the prior that are tried; the one with
// the least log loss on rows held out is taken. Without a C that is better than the
// model as it is, nothing is learned.
var strengths = []float64{0.003, 0.01, 0.03, 0.1, 0.3}

// Adaptation says how a model was adapted.
type Adaptation struct {
	Base string `json:"base"` // "sha256:" and the digest of the weight file it started from
	// Strength is the C of Options; 0 where the rows taught nothing that holds for
	// rows held out: then the weights are those of the base.
	Strength float64 `json:"strength"`
	Rows     int     `json:"rows"`
	Digest   string  `json:"digest"` // of the rows
}

// Adapt returns a model adapted to examples, and the uncalibrated logits of each
// example from weights that have not seen its group. The caller fills in the rest of
// the card's Adapted. It fails without examples.
func Adapt(base *Model, examples []Example, o Options) (*Model, [][]float64, error) {
	if len(examples) == 0 {
		return nil, nil, fmt.Errorf("adapt %s: no rows", base.Name)
	}
	a := newAdapting(base, examples, o)
	logits := a.chooseStrength()
	m := &Model{Card: base.Card, vectors: base.vectors}
	m.Adapted = &Adaptation{Strength: a.o.C}
	a.move(m)
	for i := range logits {
		for k := range logits[i] {
			logits[i][k] = (logits[i][k] - base.Offset[k]) / base.Slope
		}
	}
	return m, logits, nil
}

// AdaptHead returns the head of a model, adapted as Adapt does. heldOut are the
// logits that Adapt returned for the model that the head refines.
func AdaptHead(base *Model, examples []Example, heldOut [][]float64, o Options) (*Model, error) {
	own := slices.Clone(examples)
	l := base.layout(base.vectors)
	for i := range own {
		in := l.fitting(own[i].headInput())
		own[i].Features = l.features(&in, heldOut[i])
	}
	o.MinRows, o.MaxFeatures, o.SignalScale = 1, base.Width, 1
	m, _, err := Adapt(base, own, o)
	if err != nil {
		return nil, err
	}
	m.Center, m.BaseCenter = slices.Clone(base.Center), slices.Clone(base.BaseCenter)
	before, baseBefore := base.meanParts(l, own)
	after, baseAfter := m.meanParts(l, own)
	for k := range m.Center {
		m.Center[k] += after[k] - before[k]
	}
	for k := range m.BaseCenter {
		m.BaseCenter[k] += baseAfter[k] - baseBefore[k]
	}
	return m, nil
}

// adapting is a call of Adapt under way.
type adapting struct {
	base     *Model
	examples []Example
	o        Options
	ids      []uint32 // of the features that examples have and that may be moved
	scale    []float64
	rows     *matrix
}

func newAdapting(base *Model, examples []Example, o Options) *adapting {
	a := &adapting{base: base, examples: slices.Clone(examples), o: o}
	a.o.HoldOutSets, a.o.IDF = false, 0 // how rare a word is in a few rows says little
	a.o.Folds = assignFolds(a.examples, a.o)
	a.ids, a.scale = selectFeatures(a.examples, a.o)
	a.rows = newMatrix(a.examples, a.ids, a.scale, nil)
	for i := range a.examples {
		z := base.exampleLogits(a.examples[i].Features)
		for k := range z {
			z[k] = base.Slope*z[k] + base.Offset[k]
		}
		a.rows.base = append(a.rows.base, z)
	}
	return a
}

// exampleLogits returns the uncalibrated logits for features of Extractor.Example.
func (m *Model) exampleLogits(features []Feature) []float64 {
	z := make([]float64, m.vectors)
	for _, f := range features {
		i, ok := slices.BinarySearch(m.ids, f.ID)
		if !ok {
			continue
		}
		for k := range z {
			z[k] += float64(float64(f.Value) * float64(m.weights[i*m.vectors+k]))
		}
	}
	return m.dequantize(z)
}

// chooseStrength sets the strength, 0 for none, and returns the calibrated logits
// of the examples with it, each from weights that have not seen its group.
func (a *adapting) chooseStrength() [][]float64 {
	best, chosen := slices.Clone(a.rows.base), 0.0
	for i := range best {
		best[i] = slices.Clone(best[i])
	}
	least := a.loss(best)
	for _, c := range strengths {
		o := a.o
		o.C = c
		logits := crossValidate(a.rows, a.examples, a.base.vectors, o)
		if loss := a.loss(logits); loss < least {
			best, chosen, least = logits, c, loss
		}
	}
	a.o.C = chosen
	return best
}

// loss is the log loss of all examples for calibrated logits.
func (a *adapting) loss(logits [][]float64) float64 {
	d, sum := make([]float64, a.base.vectors), 0.0
	for i, z := range logits {
		sum += float64(a.rows.weight[i] * logLoss(z, d, a.rows.class[i]))
	}
	return sum
}

// move fills in the weights of a model: those of the base and what the examples
// add, which is fitted for calibrated logits.
func (a *adapting) move(m *Model) {
	v := a.base.vectors
	if a.o.C == 0 {
		m.ids, m.weights = a.base.ids, a.base.weights
		return
	}
	added := fit(a.rows, v, a.o)
	moved := make(map[uint32][]float64, len(a.base.ids))
	for i, id := range a.base.ids {
		moved[id] = make([]float64, v)
		for k := range v {
			moved[id][k] = float64(a.base.weights[i*v+k]) * a.base.Step
		}
	}
	for i, id := range a.ids {
		if moved[id] == nil {
			moved[id] = make([]float64, v)
		}
		for k := range v {
			moved[id][k] += added[i*v+k] * a.scale[i] / a.base.Slope
		}
	}
	ids := slices.Sorted(maps.Keys(moved))
	ones := slices.Repeat([]float64{1}, len(ids))
	w := make([]float64, 0, (len(ids)+1)*v)
	for _, id := range ids {
		w = append(w, moved[id]...)
	}
	last := len(a.ids) * v
	for k := range v {
		w = append(w, a.base.Bias[k]/biasValue+added[last+k]/a.base.Slope)
	}
	m.quantize(w, ids, ones, len(ids)+1, 0)
}
