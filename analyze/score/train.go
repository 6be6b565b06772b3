package score

import (
	"cmp"
	"fmt"
	"math"
	"slices"
)

// Example is a labelled row as training sees it.
type Example struct {
	Features []Feature
	Class    int
	Group    string  // rows of one group (a document, author, thread) never part in held-out folds
	Set      string  // the data set; its own rate of each class is learned apart and then forgotten
	Weight   float64 // 1 is a whole row

	fold int // the part in which it is held out
}

// Example makes an example of an input.
func (x *Extractor) Example(in *Input, blocks Block) []Feature {
	x.features(in, blocks)
	out := make([]Feature, 0, len(x.ids))
	x.each(func(p portion, i int) { out = append(out, Feature{x.ids[i], p.value, p.block&named != 0}) })
	return out
}

// Options are the settings of training.
type Options struct {
	Strength float64 // C: the weight of the rows against that of L2; more trusts the rows more
	Rarity   float64 // how much more rare features weigh: 0 not at all, 1 by the logarithm of the inverse row frequency
	Named    float64 // how much named signals weigh: with 1 as much as a text of one word, with .3 as one word of ten
	MinRows  int     // a feature must occur that often
	Most     int     // features kept at most, the most frequent first
	Rounds   int     // of the optimiser at most
	Folds    int     // held-out parts for calibration
	Seed     uint64  // decides which group goes to which fold
	Precise  float64 // the share of right marks that the default threshold is chosen for
	Apart    bool    // hold out whole data sets for calibration, as texts of other sites will be
	Mixed    bool    // learn what data sets have in common without parting their rates
	Macro    bool    // cuts maximise macro-F1; otherwise the F1 of the first class
}

// matrix is the examples over the features that were kept.
type matrix struct {
	start []int     // of each row in col and val, and the end
	col   []int32   // feature
	val   []float32 // its value × scale
	class []int
	row   []float64 // weight of each row
	width int
}

// Train fits a model. The card must have name, task, classes and blocks; the
// rest of what training finds out is filled in.
func Train(card Card, examples []Example, o Options) (*Model, error) {
	if len(examples) == 0 {
		return nil, fmt.Errorf("train %s: no rows", card.Name)
	}
	examples = slices.Clone(examples)
	o.Folds = part(examples, o)
	if o.Mixed {
		for i := range examples {
			examples[i].Set = ""
		}
	}
	ids, scale := choose(examples, o)
	sets := setsOf(examples)
	all := build(examples, ids, scale, sets)
	vectors := vectorsFor(len(card.Classes))
	out := heldOut(all, examples, vectors, o)
	m := &Model{Card: card, vectors: vectors}
	m.Slope, m.Offset = calibrate(out, all, vectors)
	w := fit(all, vectors, o)
	m.freeze(w, ids, scale, all.width)
	m.Seed, m.L2 = o.Seed, 1/o.Strength
	m.Cut = cuts(m, out, all, o.Macro)
	return m, nil
}

// part sets the fold of each example and returns how many there are.
func part(examples []Example, o Options) (folds int) {
	sets := setsOf(examples)
	byset := o.Apart && len(sets) > 1
	for i := range examples {
		if e := &examples[i]; byset {
			e.fold = slices.Index(sets, e.Set)
		} else {
			e.fold = int(groupHash(e.Group, o.Seed) % uint64(o.Folds))
		}
	}
	if byset {
		return len(sets)
	}
	return o.Folds
}

// choose picks the features to keep, ids rising, and a scale for each: rarer
// ones weigh more (the inverse row frequency).
func choose(examples []Example, o Options) (ids []uint32, scale []float64) {
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
	slices.SortFunc(ids, func(a, b uint32) int { return cmp.Or(cmp.Compare(rows[b], rows[a]), cmp.Compare(a, b)) })
	ids = ids[:min(len(ids), o.Most)]
	slices.Sort(ids)
	for _, id := range ids {
		s := 1 + o.Rarity*math.Log(float64(len(examples)+1)/float64(rows[id]+1))
		if named[id] {
			s *= o.Named
		}
		scale = append(scale, max(s, 0.1))
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

// build lays the examples out as rows of a sparse matrix. After the features
// come one column for each set and one for the bias.
func build(examples []Example, ids []uint32, scale []float64, sets []string) *matrix {
	index := make(map[uint32]int32, len(ids))
	for i, id := range ids {
		index[id] = int32(i)
	}
	m := &matrix{width: len(ids) + len(sets) + 1}
	for _, e := range examples {
		m.start = append(m.start, len(m.col))
		for _, f := range e.Features {
			if c, ok := index[f.ID]; ok {
				m.col = append(m.col, c)
				m.val = append(m.val, f.Value*float32(scale[c]))
			}
		}
		set, _ := slices.BinarySearch(sets, e.Set)
		m.col = append(m.col, int32(len(ids)+set), int32(m.width-1))
		m.val = append(m.val, 1, 3)
		m.class = append(m.class, e.Class)
		m.row = append(m.row, e.Weight)
	}
	m.start = append(m.start, len(m.col))
	return m
}

// sums adds up a row for every vector.
func (m *matrix) sums(z []float64, row int, w []float64) {
	vectors := len(z)
	clear(z)
	for j := m.start[row]; j < m.start[row+1]; j++ {
		at, v := int(m.col[j])*vectors, float64(m.val[j])
		for k := range z {
			z[k] += float64(v * w[at+k])
		}
	}
}

// fit minimises the log loss of the rows plus the L2 penalty.
func fit(m *matrix, vectors int, o Options) []float64 {
	w := make([]float64, m.width*vectors)
	z, d := make([]float64, vectors), make([]float64, vectors)
	minimise(w, o.Rounds, func(w, g []float64) float64 {
		value := 0.0
		for i := range w {
			value += float64(w[i] * w[i])
			g[i] = w[i]
		}
		value /= 2
		for row := range m.class {
			if m.row[row] == 0 {
				continue
			}
			m.sums(z, row, w)
			weight := o.Strength * m.row[row]
			value += float64(weight * loss(z, d, m.class[row]))
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

// loss is the log loss of sums z for a class; d gets its gradient.
func loss(z, d []float64, class int) float64 {
	top := max(slices.Max(z), 0) // what the second of two classes has: nought
	sum := 0.0
	for k := range z {
		d[k] = math.Exp(z[k] - top)
		sum += d[k]
	}
	value := math.Log(sum) + top
	if len(z) == 1 {
		rest := math.Exp(-top)
		value = math.Log(sum+rest) + top
		sum += rest
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

// freeze stores the weights as whole numbers and folds the mean of the sets
// into the bias.
func (m *Model) freeze(w []float64, ids []uint32, scale []float64, width int) {
	v := m.vectors
	top := 0.0
	for i := range ids {
		for k := range v {
			w[i*v+k] *= scale[i]
			top = max(top, math.Abs(w[i*v+k]))
		}
	}
	m.Step = max(top, 1e-9) / math.MaxInt16
	m.Bias = make([]float64, v)
	for k := range v {
		m.Bias[k] = 3 * w[(width-1)*v+k]
	}
	for i, id := range ids {
		row := make([]int16, v)
		any := false
		for k := range v {
			row[k] = int16(math.Round(w[i*v+k] / m.Step))
			any = any || math.Abs(w[i*v+k]) > top/500
		}
		if any {
			m.ids = append(m.ids, id)
			m.weights = append(m.weights, row...)
		}
	}
	m.Features = len(m.ids)
}
