package score

import (
	"cmp"
	"maps"
	"math"
	"slices"
	"strings"
	"sync"

	"github.com/gainsay/gainsay"
)

// Model is a trained scorer.
type Model struct {
	Card
	vectors int      // weights of each feature: 1 for two classes, else one for each
	ids     []uint32 // of the features, rising
	weights []int16  // feature by feature

	once  sync.Once
	filed table
}

// table returns the weights filed for look-up, at the first call.
func (m *Model) table() *table {
	m.once.Do(func() {
		m.filed = newTable(len(m.ids), m.vectors)
		m.filed.file(m, 0)
	})
	return &m.filed
}

// Card says what a model is, what it was trained on and how well it does.
// It is the readable head of a weight file.
type Card struct {
	Name        string    `json:"name"`
	Task        string    `json:"task"`
	Doc         string    `json:"doc"`
	Classes     []string  `json:"classes"`
	Blocks      Block     `json:"blocks"`
	Bias        []float64 `json:"bias"`
	Step        float64   `json:"step"`      // what one unit of a stored weight is worth
	Slope       float64   `json:"slope"`     // calibration: log-odds = Slope × sum + Offset
	Offset      []float64 `json:"offset"`    // one for each vector
	Cut         []float64 `json:"cut"`       // the label is the class with the highest probability × cut
	Threshold   float64   `json:"threshold"` // two classes: the least score from which on enough marks were right on dev (Options.Precise); 0 where there is none
	Data        []Source  `json:"data"`
	Date        string    `json:"date"`
	Seed        uint64    `json:"seed"`
	L2          float64   `json:"l2"`
	Features    int       `json:"features"`
	Dev         []Result  `json:"dev"`
	Reliability []Bin     `json:"reliability"`
}

// Source is a data set that a model was trained on.
type Source struct {
	Name    string  `json:"name"`
	Licence string  `json:"licence"`
	Rows    int     `json:"rows"`
	As      string  `json:"as,omitempty"`     // the class that all its rows count as; "" where each row's label says it
	Weight  float64 `json:"weight,omitempty"` // of each row; 0 is a whole one
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

// Figure is a measure with its 95 % interval.
type Figure struct {
	Value float64 `json:"value"`
	Low   float64 `json:"low"`
	High  float64 `json:"high"`
}

// Score is what a model says of a text.
type Score struct {
	P     []float64 // the probability of each class, in the order of Model.Classes; they add up to 1
	Label int       // index of the class decided for
}

// Score scores an input.
func (m *Model) Score(x *Extractor, in *Input) Score {
	s, _ := m.decide(m.sums(x, in), nil)
	return s
}

// sums adds up the weights of the features, without calibration.
func (m *Model) sums(x *Extractor, in *Input) []float64 {
	x.features(in, m.Blocks)
	z := make([]float64, m.vectors)
	t := m.table()
	t.sift(x)
	t.tally(z, make([]int64, m.vectors), x)
	return m.weigh(z)
}

// weigh turns sums of stored weights into sums of weights.
func (m *Model) weigh(z []float64) []float64 {
	for k := range z {
		z[k] = m.Bias[k] + float64(z[k]*m.Step)
	}
	return z
}

// decide turns sums into calibrated probabilities, which it appends to room,
// and a label.
func (m *Model) decide(z, room []float64) (Score, []float64) {
	for k := range z {
		z[k] = m.Slope*z[k] + m.Offset[k]
	}
	first := len(room)
	room = probabilities(room, z)
	s := Score{P: room[first:len(room):len(room)]}
	for k, p := range s.P {
		if p*m.Cut[k] > s.P[s.Label]*m.Cut[s.Label] {
			s.Label = k
		}
	}
	return s, room
}

// probabilities appends to room those of the classes for log-odds z: of one
// vector the first class against the second, of several by softmax.
func probabilities(room, z []float64) []float64 {
	if len(z) == 1 {
		p := 1 / (1 + math.Exp(-z[0]))
		return append(room, p, 1-p)
	}
	top, sum, first := slices.Max(z), 0.0, len(room)
	for k := range z {
		room = append(room, math.Exp(z[k]-top))
		sum += room[first+k]
	}
	for k := range z {
		room[first+k] /= sum
	}
	return room
}

// Part is one part of a score.
type Part struct {
	gainsay.Signal
	Span gainsay.Span // where in the scored text; empty where it is about the whole or about what stands around it
}

// moved is a feature with how far it, or all letters of its word, moved a
// score.
type moved struct {
	where
	name   string // of a signal
	block  Block
	weight float64
}

// Explain takes the score of a class apart: the parts, strongest first, and
// what remains (the bias). Their sum is the calibrated log-odds of two
// classes, or the calibrated sum that the softmax compares for several. The
// letters of a word count as one part.
func (m *Model) Explain(x *Extractor, in *Input, class int) (parts []Part, rest float64) {
	k, sign := m.vectorOf(class)
	for _, f := range m.apart(x, in, class) {
		name := f.block.describe(in, f.where, f.name)
		parts = append(parts, Part{gainsay.Signal{Name: name, Weight: f.weight}, f.spanInText()})
	}
	offset := m.Offset[k]
	if m.vectors == 1 && class == 1 {
		offset = -offset
	}
	return parts, sign*m.Bias[k] + offset
}

// vectorOf says which vector of weights speaks for a class and how much one
// unit of it counts.
func (m *Model) vectorOf(class int) (k int, sign float64) {
	switch {
	case m.vectors > 1:
		return class, m.Slope
	case class == 1:
		return 0, -m.Slope
	}
	return 0, m.Slope
}

// apart lists what moved the score of a class, strongest first.
func (m *Model) apart(x *Extractor, in *Input, class int) []moved {
	k, sign := m.vectorOf(class)
	t, letters := m.table(), map[gainsay.Span]int{}
	var out []moved
	x.features(in, m.Blocks)
	t.sift(x)
	x.each(func(p portion, i int) {
		w, at := sign*float64(p.value)*m.Step*float64(t.slots[int(x.rows[i])+k]), x.spots[i]
		if p.block&letter != 0 {
			if i, ok := letters[at.span()]; ok {
				out[i].weight += w
				return
			}
			letters[at.span()] = len(out)
		}
		out = append(out, moved{at, x.name(i), p.block, w})
	})
	slices.SortStableFunc(out, func(a, b moved) int { return cmp.Compare(math.Abs(b.weight), math.Abs(a.weight)) })
	return out
}

// spanInText is the span of what was found in the scored text itself.
func (m *moved) spanInText() gainsay.Span {
	if m.block&(BeforeWords|AfterWords|AfterOpen|ParentWords|AuthorChars) != 0 {
		return gainsay.Span{}
	}
	return m.span()
}

// describe names in plain words what a block found in an input; name is that of
// a signal.
func (b Block) describe(in *Input, at where, name string) string {
	of, begin, end := in.Text, "“", "”"
	switch b {
	case Chars:
		begin = "letters of “"
	case Words, Pairs:
	case Tags:
		begin = "the kind of words in “"
	case Opening:
		begin = "opens or ends with “"
	case BeforeWords:
		of, end = in.Before, "” before it"
	case AfterWords, AfterOpen:
		of, end = in.After, "” after it"
	case ParentWords:
		of, end = in.Parent, "” in what it answers"
	case AuthorChars:
		return "letters of the author's name or address"
	default:
		return name
	}
	return begin + at.span().In(of.Doc.Text) + end
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

// Positive reports the calibrated probability of the first class, the one
// that a task of two classes asks for.
func (s Score) Positive() float64 { return s.P[0] }

// String names the task and model.
func (m *Model) String() string { return strings.TrimSpace(m.Task + " " + m.Name) }
