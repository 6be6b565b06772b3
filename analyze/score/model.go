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

// table maps the id of a feature to its row of weights by open addressing. A
// look-up costs as much as the memory it touches, so id and weights lie side
// by side: a slot is the two halves of the id, both 0 where it is free, and a
// weight for each vector.
type table struct {
	slots  []int16
	stride int // of a slot
	mask   int // slots less one, a power of two less one
}

// newTable returns a table with room for so many features.
func newTable(features, vectors int) table {
	size := 16
	for 3*size < 4*features {
		size *= 2
	}
	return table{make([]int16, size*(2+vectors)), 2 + vectors, size - 1}
}

// file adds the features of a model, its vectors beginning with the given one
// of the table's.
func (t *table) file(m *Model, first int) {
	for k, id := range m.ids {
		i := int(id) & t.mask
		for held := t.id(i); held != 0 && held != id; held = t.id(i) {
			i = (i + 1) & t.mask
		}
		slot := t.slots[i*t.stride:][:t.stride]
		slot[0], slot[1] = int16(id), int16(id>>16)
		copy(slot[2+first:], m.weights[k*m.vectors:][:m.vectors])
	}
}

// id returns what is filed in the i-th slot.
func (t *table) id(i int) uint32 {
	slot := t.slots[i*t.stride:][:2]
	return uint32(uint16(slot[0])) | uint32(uint16(slot[1]))<<16
}

// row returns the place of a feature's weights, or -1.
func (t *table) row(id uint32) int {
	for i := int(id) & t.mask; ; i = (i + 1) & t.mask {
		switch t.id(i) {
		case id:
			return i*t.stride + 2
		case 0:
			return -1
		}
	}
}

// rowsOf returns the rows of the features.
func (t *table) rowsOf(room []int, list []found) []int {
	room = room[:0]
	for i := range list {
		room = append(room, t.row(list[i].ID))
	}
	return room
}

// tally adds to z, for each vector, the stored weights of the features, which
// lie in rows, times their values. Weights of one value are added up as whole
// numbers, so that the order within a block does not matter. acc is room for
// one number a vector.
func (t *table) tally(z []float64, acc []int64, list []found, rows []int) {
	for first := 0; first < len(list); {
		value := list[first].Value
		clear(acc)
		i := first
		for ; i < len(list) && list[i].Value == value; i++ {
			t.addTo(acc, rows[i])
		}
		for k := range z {
			z[k] += float64(float64(value) * float64(acc[k]))
		}
		first = i
	}
}

// addTo adds the weights of a row, if there is one.
func (t *table) addTo(acc []int64, row int) {
	if row < 0 {
		return
	}
	weights := t.slots[row:][:len(acc)]
	for k := range acc {
		acc[k] += int64(weights[k])
	}
}

// Score is what a model says of a text.
type Score struct {
	P     []float64 // the probability of each class, in the order of Model.Classes; they add up to 1
	Label int       // index of the class decided for
}

// Score scores an input.
func (m *Model) Score(x *Extractor, in *Input) Score {
	return m.decide(m.sums(x.features(in, m.Blocks)))
}

// sums adds up the weights of the features, without calibration.
func (m *Model) sums(list []found) []float64 {
	z := make([]float64, m.vectors)
	t := m.table()
	t.tally(z, make([]int64, m.vectors), list, t.rowsOf(nil, list))
	return m.weigh(z)
}

// weigh turns sums of stored weights into sums of weights.
func (m *Model) weigh(z []float64) []float64 {
	for k := range z {
		z[k] = m.Bias[k] + float64(z[k]*m.Step)
	}
	return z
}

// decide turns sums into calibrated probabilities and a label.
func (m *Model) decide(z []float64) Score {
	for k := range z {
		z[k] = m.Slope*z[k] + m.Offset[k]
	}
	s := Score{P: probabilities(z)}
	for k, p := range s.P {
		if p*m.Cut[k] > s.P[s.Label]*m.Cut[s.Label] {
			s.Label = k
		}
	}
	return s
}

// probabilities returns those of the classes for log-odds z: of one vector
// the first class against the second, of several by softmax.
func probabilities(z []float64) []float64 {
	if len(z) == 1 {
		p := 1 / (1 + math.Exp(-z[0]))
		return []float64{p, 1 - p}
	}
	top, sum := slices.Max(z), 0.0
	p := make([]float64, len(z))
	for k := range z {
		p[k] = math.Exp(z[k] - top)
		sum += p[k]
	}
	for k := range p {
		p[k] /= sum
	}
	return p
}

// Part is one part of a score.
type Part struct {
	gainsay.Signal
	Span gainsay.Span // where in the scored text; empty where it is about the whole or about what stands around it
}

// moved is a feature with how far it, or all letters of its word, moved a
// score.
type moved struct {
	found
	weight float64
}

// Explain takes the score of a class apart: the parts, strongest first, and
// what remains (the bias). Their sum is the calibrated log-odds of two
// classes, or the calibrated sum that the softmax compares for several. The
// letters of a word count as one part.
func (m *Model) Explain(x *Extractor, in *Input, class int) (parts []Part, rest float64) {
	k, sign := m.vectorOf(class)
	for _, f := range m.apart(x, in, class) {
		parts = append(parts, in.part(f))
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
	for _, f := range x.features(in, m.Blocks) {
		row := t.row(f.ID)
		if row < 0 {
			continue
		}
		w := sign * float64(f.Value) * m.Step * float64(t.slots[row+k])
		if f.block&(Chars|AuthorChars) != 0 {
			if i, ok := letters[f.span]; ok {
				out[i].weight += w
				continue
			}
			letters[f.span] = len(out)
		}
		out = append(out, moved{f, w})
	}
	slices.SortStableFunc(out, func(a, b moved) int { return cmp.Compare(math.Abs(b.weight), math.Abs(a.weight)) })
	return out
}

// part names what moved a score.
func (in *Input) part(f moved) Part {
	return Part{gainsay.Signal{Name: in.describe(f.found), Weight: f.weight}, spanInText(f.found)}
}

// spanInText is the span of what was found in the scored text itself.
func spanInText(f found) gainsay.Span {
	if f.block&(BeforeWords|AfterWords|AfterOpen|ParentWords|AuthorChars) != 0 {
		return gainsay.Span{}
	}
	return f.span
}

// describe names what was found in plain words.
func (in *Input) describe(f found) string {
	quoted := func(p Passage) string { return "“" + f.span.In(p.Doc.Text) + "”" }
	switch f.block {
	case Chars:
		return "letters of " + quoted(in.Text)
	case Words, Pairs:
		return quoted(in.Text)
	case Tags:
		return "the kind of words in " + quoted(in.Text)
	case Opening:
		return "opens or ends with " + quoted(in.Text)
	case BeforeWords:
		return quoted(in.Before) + " before it"
	case AfterWords, AfterOpen:
		return quoted(in.After) + " after it"
	case ParentWords:
		return quoted(in.Parent) + " in what it answers"
	case AuthorChars:
		return "letters of the author's name or address"
	}
	return f.name
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

// Positive reports the calibrated probability of the first class, the one
// that a task of two classes asks for.
func (s Score) Positive() float64 { return s.P[0] }

// String names the task and model.
func (m *Model) String() string { return strings.TrimSpace(m.Task + " " + m.Name) }
