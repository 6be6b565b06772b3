package score

import (
	"cmp"
	"fmt"
	"math"
	"slices"
)

// Example is a labelled row in the form that training needs.
type Example struct {
	Features []Feature
	Class    int
	Group    string       // rows of one group (a document, author, thread) are in the same fold
	Set      string       // the data set; its class rates are learned as a bias of its own, which is then dropped
	Weight   float64      // 1 for a whole row
	Vector   []float32    // see Input.Vector
	Context  [2][]float32 // the further vectors of the head, if it takes some: see Context
	Base     []float64    // what the models say on which the head is stacked: see BaseLogOdds
	// Target is the probability of each class according to a better model
	// (distillation, Hinton et al. 2015); nil for a labelled row. Such examples
	// serve for training only, not for calibration, and come last.
	Target []float64

	fold int // noFold if Target is set
}

func (e *Example) headInput() headInput {
	return headInput{[3][]float32{e.Vector, e.Context[0], e.Context[1]}, e.Base}
}

// noFold is the fold of examples that are never held out.
const noFold = -1

// Example extracts the features of an input for Example.Features.
func (x *Extractor) Example(in *Input, blocks Block) []Feature {
	x.extract(in, blocks)
	out := make([]Feature, 0, len(x.ids))
	x.each(func(r blockRange, i int) {
		out = append(out, Feature{x.ids[i], r.value, r.block&signalBlocks != 0})
	})
	return out
}

// Values of features and limits of weights. The constant feature has a value
// above 1 so that L2 hardly shrinks the bias; the rest was set by hand.
const (
	biasValue  = 3
	minScale   = 0.1 // of a feature
	pruneShare = 1. / 500
	minTop     = 1e-9
)

// matrix is the examples as rows of a sparse matrix, over the features kept,
// a column for each data set and one for the bias.
type matrix struct {
	start  []int       // of each row in col and val, and the end
	col    []int32     // column
	val    []float32   // feature value × scale
	class  []int       // of each row
	target [][]float64 // of each row; see Example.Target
	weight []float64   // of each row
	base   [][]float64 // of each row: logits that those of the weights are added to; nil for none
	sets   int         // data sets, each with a column before the last
	width  int         // columns
}

// Train fits a model. The card must have name, task, classes and blocks;
// training fills in what it finds out. It fails without examples.
func Train(card Card, examples []Example, o Options) (*Model, error) {
	m, _, err := TrainHeldOut(card, examples, o)
	return m, err
}

// TrainHeldOut does what Train does and also returns the logits of each example
// from a model that has not seen it.
func TrainHeldOut(card Card, examples []Example, o Options) (*Model, [][]float64, error) {
	if len(examples) == 0 {
		return nil, nil, fmt.Errorf("train %s: no rows", card.Name)
	}
	examples = slices.Clone(examples)
	o.Folds = assignFolds(examples, o)
	if o.PoolSets {
		for i := range examples {
			examples[i].Set = ""
		}
	}
	ids, scale := selectFeatures(examples, o)
	all := newMatrix(examples, ids, scale, setsOf(examples))
	vectors := vectorsFor(len(card.Classes))
	logits := crossValidate(all, labelled(examples), vectors, o)
	m := &Model{Card: card, vectors: vectors}
	m.Slope, m.Offset = calibrate(logits, all, vectors)
	m.quantize(fit(all, vectors, o), ids, scale, all.width, pruneShare)
	m.Seed, m.L2 = o.Seed, 1/o.C
	m.ClassWeight = classWeights(m, logits, all, o.MacroF1)
	return m, logits, nil
}

// assignFolds sets the fold of each example and returns the number of folds.
func assignFolds(examples []Example, o Options) (folds int) {
	sets := setsOf(labelled(examples))
	bySet := o.HoldOutSets && len(sets) > 1
	for i := range examples {
		if e := &examples[i]; e.Target != nil {
			e.fold = noFold
		} else if bySet {
			e.fold = slices.Index(sets, e.Set)
		} else {
			e.fold = int(foldHash(e.Group, o.Seed) % uint64(o.Folds))
		}
	}
	if bySet {
		return len(sets)
	}
	return o.Folds
}

// foldHash decides which fold a group of rows is in.
func foldHash(group string, seed uint64) uint64 { return hashBytes(mix(seedFold, seed), group) >> 20 }

// selectFeatures returns the ids of the features to keep, ascending, and a
// scale for each: rarer ones count for more (inverse document frequency).
func selectFeatures(examples []Example, o Options) (ids []uint32, scale []float64) {
	rows, named := map[uint32]int32{}, map[uint32]bool{}
	for i := range examples {
		for _, f := range examples[i].Features {
			rows[f.ID]++
			if f.Named {
				named[f.ID] = true
			}
		}
	}
	for id, n := range rows {
		if int(n) >= o.MinRows {
			ids = append(ids, id)
		}
	}
	slices.SortFunc(ids, func(a, b uint32) int {
		return cmp.Or(cmp.Compare(rows[b], rows[a]), cmp.Compare(a, b))
	})
	ids = ids[:min(len(ids), o.MaxFeatures)]
	slices.Sort(ids)
	for _, id := range ids {
		s := 1 + o.IDF*math.Log(float64(len(examples)+1)/float64(rows[id]+1))
		if named[id] {
			s *= o.SignalScale
		}
		scale = append(scale, max(s, minScale))
	}
	return ids, scale
}

func setsOf(examples []Example) []string {
	seen := map[string]bool{}
	for i := range examples {
		seen[examples[i].Set] = true
	}
	return sortedKeys(seen)
}

func newMatrix(examples []Example, ids []uint32, scale []float64, sets []string) *matrix {
	index := make(map[uint32]int32, len(ids))
	for i, id := range ids {
		index[id] = int32(i)
	}
	m := &matrix{sets: len(sets), width: len(ids) + len(sets) + 1}
	for _, e := range examples {
		m.start = append(m.start, len(m.col))
		for _, f := range e.Features {
			if c, ok := index[f.ID]; ok {
				m.col = append(m.col, c)
				m.val = append(m.val, f.Value*float32(scale[c]))
			}
		}
		if set, ok := slices.BinarySearch(sets, e.Set); ok {
			m.col, m.val = append(m.col, int32(len(ids)+set)), append(m.val, 1)
		}
		m.col, m.val = append(m.col, int32(m.width-1)), append(m.val, biasValue)
		m.class = append(m.class, e.Class)
		m.target = append(m.target, e.Target)
		m.weight = append(m.weight, e.Weight)
	}
	m.start = append(m.start, len(m.col))
	return m
}

// logits computes the logit of every vector for a row into z.
func (m *matrix) logits(z []float64, row int, w []float64) {
	vectors := len(z)
	clear(z)
	if m.base != nil {
		copy(z, m.base[row])
	}
	for j := m.start[row]; j < m.start[row+1]; j++ {
		at, v := int(m.col[j])*vectors, float64(m.val[j])
		for k := range z {
			z[k] += float64(v * w[at+k])
		}
	}
}

// crossValidate returns the logits of every row from a model that was trained
// without the row's fold.
func crossValidate(m *matrix, examples []Example, vectors int, o Options) [][]float64 {
	out := make([][]float64, len(examples))
	for f := range o.Folds {
		rest := *m
		rest.weight = slices.Clone(m.weight)
		for i := range examples {
			if examples[i].fold == f {
				rest.weight[i] = 0
			}
		}
		w := fit(&rest, vectors, o)
		m.clearSetBiases(w, vectors)
		for i := range examples {
			if examples[i].fold == f {
				out[i] = make([]float64, vectors)
				m.logits(out[i], i, w)
			}
		}
	}
	return out
}

// clearSetBiases sets the biases of the data sets to 0: in use no text comes
// from one.
func (m *matrix) clearSetBiases(w []float64, vectors int) {
	clear(w[(m.width-1-m.sets)*vectors : (m.width-1)*vectors])
}

// fit minimises the log loss of the rows plus the L2 penalty and returns the
// weights, column by column.
func fit(m *matrix, vectors int, o Options) []float64 {
	w := make([]float64, m.width*vectors)
	z, d := make([]float64, vectors), make([]float64, vectors)
	minimise(w, o.MaxIterations, func(w, g []float64) float64 {
		value := 0.0
		for i := range w {
			value += float64(w[i] * w[i])
			g[i] = w[i]
		}
		value /= 2
		for row := range m.class {
			if m.weight[row] == 0 {
				continue
			}
			m.logits(z, row, w)
			weight := o.C * m.weight[row]
			value += float64(weight * m.loss(z, d, row))
			for j := m.start[row]; j < m.start[row+1]; j++ {
				at, v := int(m.col[j])*vectors, float64(m.val[j])*weight
				for k := range d {
					g[at+k] += float64(v * d[k])
				}
			}
		}
		return value
	})
	return w
}

// loss returns the log loss of logits z for a row and writes its gradient to d.
func (m *matrix) loss(z, d []float64, row int) float64 {
	target := m.target[row]
	if target == nil {
		return logLoss(z, d, m.class[row])
	}
	value := logLoss(z, d, len(z)) // of no class or, of two, of the second, whose logit is 0
	for k := range d {
		d[k] -= target[k]
		value -= float64(target[k] * z[k])
	}
	return value
}

// labelled returns the examples without Target, which come first.
func labelled(examples []Example) []Example {
	n := slices.IndexFunc(examples, func(e Example) bool { return e.Target != nil })
	if n < 0 {
		return examples
	}
	return examples[:n]
}

// logLoss returns the log loss of logits z for a class and writes its gradient
// to d. Of two classes the second has the logit 0.
func logLoss(z, d []float64, class int) float64 {
	top := max(slices.Max(z), 0)
	sum := 0.0
	for k := range z {
		d[k] = math.Exp(z[k] - top)
		sum += d[k]
	}
	value := math.Log(sum) + top
	if len(z) == 1 {
		second := math.Exp(-top)
		value = math.Log(sum+second) + top
		sum += second
	}
	for k := range d {
		d[k] /= sum
	}
	if class < len(d) {
		d[class]--
		value -= z[class]
	}
	return value
}

// quantize stores the weights as 16-bit integers and drops the biases of the data
// sets, and features whose weights are all at most the share least of the largest.
func (m *Model) quantize(w []float64, ids []uint32, scale []float64, width int, least float64) {
	v := m.vectors
	top := 0.0
	for i := range ids {
		for k := range v {
			w[i*v+k] *= scale[i]
			top = max(top, math.Abs(w[i*v+k]))
		}
	}
	m.Step = max(top, minTop) / math.MaxInt16
	m.Bias = make([]float64, v)
	for k := range v {
		m.Bias[k] = biasValue * w[(width-1)*v+k]
	}
	for i, id := range ids {
		quantized := make([]int16, v)
		keep := false
		for k := range v {
			quantized[k] = int16(math.Round(w[i*v+k] / m.Step))
			keep = keep || math.Abs(w[i*v+k]) > top*least
		}
		if keep {
			m.ids = append(m.ids, id)
			m.weights = append(m.weights, quantized...)
		}
	}
	m.Features = len(m.ids)
}
