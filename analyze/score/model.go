package score

import (
	"maps"
	"math"
	"slices"
	"strings"
	"sync"
)

// Model is a trained linear classifier: logistic regression for two classes,
// multinomial (softmax) for more.
type Model struct {
	Card
	vectors int      // weights of each feature: 1 for two classes, else one for each
	ids     []uint32 // of the features, ascending
	weights []int16  // quantized, feature by feature

	once   sync.Once
	lookup weightTable

	head  *Model   // refines the model's logits by a vector; nil for none
	bases []*Model // on which the head is stacked
}

// table returns the weights as a table, made at the first call.
func (m *Model) table() *weightTable {
	m.once.Do(func() {
		m.lookup = newWeightTable(len(m.ids), m.vectors)
		m.lookup.insert(m, 0)
	})
	return &m.lookup
}

// Card documents a model: what it is, what it was trained on and how well it
// does. It is the readable head of a weight file.
type Card struct {
	Name        string    `json:"name"`
	Task        string    `json:"task"`
	Doc         string    `json:"doc"`
	Classes     []string  `json:"classes"`
	Blocks      Block     `json:"blocks"`
	Bias        []float64 `json:"bias"`      // of each vector
	Step        float64   `json:"step"`      // quantization: what one unit of a stored weight is worth
	Slope       float64   `json:"slope"`     // Platt scaling: calibrated logit = Slope × logit + Offset
	Offset      []float64 `json:"offset"`    // of each vector
	ClassWeight []float64 `json:"cut"`       // the label is the class with the highest probability × weight
	Threshold   float64   `json:"threshold"` // see ThresholdFor; 0 for none or more than two classes
	Data        []Source  `json:"data"`
	Unlabelled  int       `json:"unlabelled,omitempty"` // texts labelled by the head for training
	Date        string    `json:"date"`                 // of the data
	Seed        uint64    `json:"seed"`                 // see Options.Seed
	L2          float64   `json:"l2"`                   // regularisation, 1/C
	Features    int       `json:"features"`
	Refines     string    `json:"refines,omitempty"`     // of a head: the linear model's name
	Width       int       `json:"width,omitempty"`       // of a head: numbers of its vectors and of the linear model's logits
	Context     Context   `json:"context,omitempty"`     // of a head: which vector follows that of the text
	Center      []float64 `json:"center,omitempty"`      // of a head: what vectors give each logit on average, uncalibrated
	Base        []Base    `json:"base,omitempty"`        // of a head: the models whose log-odds it takes
	BaseCenter  []float64 `json:"base_center,omitempty"` // of a head: what these give each logit on average
	Dev         []Result  `json:"dev"`                   // one for each data set
	Reliability []Bin     `json:"reliability"`           // on all development rows

	Adapted *Adaptation `json:"adapted,omitempty"` // of a model that Adapt made
}

// Source is a data set that a model was trained on.
type Source struct {
	Name    string  `json:"name"`
	Licence string  `json:"licence"`
	Rows    int     `json:"rows"`
	As      string  `json:"as,omitempty"`     // class that all its rows count as; "" where each row has a label
	Query   string  `json:"query,omitempty"`  // class that rows labelled "query" count as; "" where that is a class
	Weight  float64 `json:"weight,omitempty"` // of each row in training; 0 means 1
}

// Result is how a model does on the development rows of one data set.
type Result struct {
	Set      string `json:"set"`
	Rows     int    `json:"rows"`
	MacroF1  Figure `json:"macro_f1"`
	F1       Figure `json:"f1"`
	AUC      Figure `json:"roc_auc"`
	AP       Figure `json:"average_precision"`
	Accuracy Figure `json:"accuracy"`
}

// Figure is a measure, 0 to 1, with its 95 % confidence interval.
type Figure struct {
	Value float64 `json:"value"`
	Low   float64 `json:"low"`
	High  float64 `json:"high"`
}

// Score is the result of scoring one input.
type Score struct {
	P     []float64 // calibrated probability of each class, in the order of Model.Classes
	Label int       // index of the predicted class
}

// Score scores an input, with the model's head if the input has a vector.
func (m *Model) Score(x *Extractor, in *Input) Score {
	s, _ := m.judge(m.logits(x, in), in, m.baseLogOdds(x, in), nil)
	return s
}

// baseLogOdds returns what the models on which the head is stacked say of an
// input; nothing if the head takes no part.
func (m *Model) baseLogOdds(x *Extractor, in *Input) []float64 {
	if !m.refined(in) {
		return nil
	}
	return BaseLogOdds(m.bases, x, in)
}

// judge turns the logits of an input into a Score as decide does, by the model's
// head if there is a vector; base are the log-odds that the head takes.
func (m *Model) judge(z []float64, in *Input, base, arena []float64) (Score, []float64) {
	if !m.refined(in) {
		return m.decide(z, arena)
	}
	return m.head.decide(m.head.refine(m.headInput(in, base), z), arena)
}

// ThresholdWith returns the model's threshold, or that of its head if inputs
// have vectors.
func (m *Model) ThresholdWith(vectors bool) float64 {
	if vectors && m.head != nil {
		return m.head.Threshold
	}
	return m.Threshold
}

// Head returns the model's head; nil for none.
func (m *Model) Head() *Model { return m.head }

// Bases returns the models on which the model's head is stacked.
func (m *Model) Bases() []*Model { return m.bases }

// WithHead returns the model with a head, which may be nil, and the models of the
// head's Base.
func (m *Model) WithHead(h *Model, base ...*Model) *Model {
	return &Model{Card: m.Card, vectors: m.vectors, ids: m.ids, weights: m.weights, head: h, bases: base}
}

// logits returns the logit of each vector, uncalibrated.
func (m *Model) logits(x *Extractor, in *Input) []float64 {
	x.extract(in, m.Blocks)
	z := make([]float64, m.vectors)
	t := m.table()
	t.lookUp(x)
	t.addTo(z, make([]int64, m.vectors), x)
	return m.dequantize(z)
}

// dequantize turns sums of stored weights into logits, in place.
func (m *Model) dequantize(z []float64) []float64 {
	for k := range z {
		z[k] = m.Bias[k] + float64(z[k]*m.Step)
	}
	return z
}

// decide turns logits into calibrated probabilities, which it appends to the
// arena, and a label.
func (m *Model) decide(z, arena []float64) (Score, []float64) {
	for k := range z {
		z[k] = m.Slope*z[k] + m.Offset[k]
	}
	first := len(arena)
	arena = appendProbabilities(arena, z)
	s := Score{P: arena[first:len(arena):len(arena)]}
	for k, p := range s.P {
		if p*m.ClassWeight[k] > s.P[s.Label]*m.ClassWeight[s.Label] {
			s.Label = k
		}
	}
	return s, arena
}

// appendProbabilities appends to buf the probabilities of the classes for
// logits z: for one vector those of the first and the second class by the
// logistic function, for several by softmax.
func appendProbabilities(buf, z []float64) []float64 {
	if len(z) == 1 {
		p := 1 / (1 + math.Exp(-z[0]))
		return append(buf, p, 1-p)
	}
	top, sum, first := slices.Max(z), 0.0, len(buf)
	for k := range z {
		buf = append(buf, math.Exp(z[k]-top))
		sum += buf[first+k]
	}
	for k := range z {
		buf[first+k] /= sum
	}
	return buf
}

// Positive returns the calibrated probability of the first class, the positive
// one of a binary task.
func (s Score) Positive() float64 { return s.P[0] }

// String names the task and model.
func (m *Model) String() string { return strings.TrimSpace(m.Task + " " + m.Name) }

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
