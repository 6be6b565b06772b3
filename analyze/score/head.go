package score

import (
	"math"
	"slices"
)

// A head is a model that refines a linear one by a sentence's vector. Its
// features are the numbers of the vector, those of the vectors around it where it
// takes a context, the logits of the linear model, and the log-odds that other
// models give where it is stacked on them (Wolpert 1992). Its logits are sums of
// what words and signals gave and what the encoder gave (late fusion of log-odds).

// HeadSuffix ends the name of a head's weight file; before it is the name of the
// linear model.
const HeadSuffix = "-encoded"

// Factors on the numbers of vectors, which are about 1/√512, so that one strength
// of regularisation suits them and the logits; chosen on development rows. Those of
// sentences around the text count for less.
const (
	vectorScale = 16
	aroundScale = 8
)

// Context says which vectors a head takes beside that of the text; "" for none.
type Context string

// The contexts of heads.
const (
	ParentContext Context = "parent" // the comment that the text answers
	AroundContext Context = "around" // the sentence before and the one after, in the same comment
)

// vectors is how many vectors a head with the context takes, with that of the text.
func (c Context) vectors() int {
	switch c {
	case ParentContext:
		return 2
	case AroundContext:
		return 3
	}
	return 1
}

// scale is the factor on the numbers of the k-th vector.
func (c Context) scale(k int) float32 {
	if c == AroundContext && k > 0 {
		return aroundScale
	}
	return vectorScale
}

// headInput is what a head reads of an input: the vector of the text, those of its
// context, nil where there are none, and the log-odds of its base models.
type headInput struct {
	vectors [3][]float32
	base    []float64
}

// headInput returns what the model's head reads of an input; nothing if there is
// no head.
func (m *Model) headInput(in *Input, base []float64) headInput {
	h := headInput{base: base}
	if m.head == nil {
		return h
	}
	around := m.head.Context.Of(in)
	h.vectors = [3][]float32{in.Vector, around[0], around[1]}
	return h
}

// Of returns the vectors of the context of an input.
func (c Context) Of(in *Input) [2][]float32 {
	switch c {
	case ParentContext:
		return [2][]float32{in.ParentVector}
	case AroundContext:
		return in.Around
	}
	return [2][]float32{}
}

// Base is a model whose log-odds of its classes are features of a head.
type Base struct {
	Name    string `json:"name"`
	Classes int    `json:"classes"`
}

// baseWidth is how many log-odds the model's base models give.
func (c *Card) baseWidth() (n int) {
	for _, b := range c.Base {
		n += vectorsFor(b.Classes)
	}
	return n
}

// maxLogOdds bounds the log-odds of base models.
const maxLogOdds = 8

// appendLogOdds appends the log-odds of the classes of a score, of two that of
// the first.
func (s Score) appendLogOdds(buf []float64) []float64 {
	for _, p := range s.P[:vectorsFor(len(s.P))] {
		buf = append(buf, max(-maxLogOdds, min(maxLogOdds, math.Log(p/(1-p)))))
	}
	return buf
}

// BaseLogOdds returns the log-odds that models give the classes of an input, as a
// head that is stacked on the models takes them.
func BaseLogOdds(models []*Model, x *Extractor, in *Input) (out []float64) {
	for _, m := range models {
		out = m.Score(x, in).appendLogOdds(out)
	}
	return out
}

// headLayout says where the features of a head are: those of vectors, then the
// logits of the linear model, then the log-odds of base models. Their ids begin
// with 1.
type headLayout struct {
	context Context
	size    int // numbers of a vector
	logits  int
	base    int
}

// layout is that of the features of the model, a head of a linear model with so
// many logits.
func (m *Model) layout(logits int) headLayout {
	l := headLayout{context: m.Context, logits: logits, base: m.baseWidth()}
	l.size = (m.Width - logits - l.base) / m.Context.vectors()
	return l
}

// width is how many features are numbers of vectors.
func (l headLayout) width() int { return l.size * l.context.vectors() }

func (l headLayout) all() int { return l.width() + l.logits + l.base }

// value is that of the feature with an id. Of a vector that is absent it is 0, and
// so are logits and log-odds that are not given.
func (l headLayout) value(id uint32, in *headInput, logits []float64) float32 {
	i := int(id) - 1
	if i < l.width() {
		k := i / l.size
		if v := in.vectors[k]; v != nil {
			return v[i%l.size] * l.context.scale(k)
		}
		return 0
	}
	if i -= l.width(); i >= l.logits {
		i, logits = i-l.logits, in.base
	}
	if i >= len(logits) {
		return 0
	}
	return float32(logits[i])
}

// features returns the features of an input.
func (l headLayout) features(in *headInput, logits []float64) []Feature {
	out := make([]Feature, l.all())
	for i := range out {
		id := uint32(i + 1)
		out[i] = Feature{ID: id, Value: l.value(id, in, logits)}
	}
	return out
}

// fitting returns the input without vectors, if one has another length than those
// that the head was trained on.
func (l headLayout) fitting(in headInput) headInput {
	for _, v := range in.vectors {
		if v != nil && len(v) != l.size {
			return headInput{base: in.base}
		}
	}
	return in
}

// refine returns the logits of the head for vectors and the logits of the linear
// model. Vectors of another length than those it was trained on count as zero.
func (m *Model) refine(in headInput, logits []float64) []float64 {
	z := make([]float64, m.vectors)
	l := m.layout(len(logits))
	in = l.fitting(in)
	for i, id := range m.ids {
		v := float64(l.value(id, &in, logits))
		for k := range z {
			z[k] += float64(v * float64(m.weights[i*m.vectors+k]))
		}
	}
	return m.dequantize(z)
}

// TrainHead fits the head of a linear model: card is that of the linear model,
// heldOut its logits for each example from a model that has not seen the example,
// and base the models that Example.Base is from. Examples that have a Target are
// left out.
func TrainHead(card Card, examples []Example, heldOut [][]float64, base []*Model, o Options) (*Model, error) {
	own := slices.Clone(labelled(examples))
	card.Context = o.HeadContext
	for _, b := range base {
		card.Base = append(card.Base, Base{b.Name, len(b.Classes)})
	}
	l := headLayout{context: o.HeadContext, logits: vectorsFor(len(card.Classes)), base: card.baseWidth()}
	for i := range own {
		l.size = max(l.size, len(own[i].Vector))
	}
	for i := range own {
		in := own[i].headInput()
		own[i].Features = l.features(&in, heldOut[i])
	}
	card.Refines, card.Name = card.Name, card.Name+HeadSuffix
	card.Width = l.all()
	o.C, o.MinRows, o.MaxFeatures, o.IDF = o.HeadC, 1, card.Width, 0
	m, err := Train(card, own, o)
	if err != nil {
		return nil, err
	}
	m.Center, m.BaseCenter = m.meanParts(l, own)
	return m, nil
}

// meanParts returns, for each logit of the head, what the vectors give it on
// average, and what the base models do.
func (m *Model) meanParts(l headLayout, examples []Example) (vectors, base []float64) {
	vectors, base = make([]float64, m.vectors), make([]float64, m.vectors)
	for i := range examples {
		in := examples[i].headInput()
		for k := range vectors {
			v, b := m.parts(l, &in, k)
			vectors[k] += v / float64(len(examples))
			base[k] += b / float64(len(examples))
		}
	}
	return vectors, base
}

// parts returns what vectors give the k-th logit of the head, and what base models
// do.
func (m *Model) parts(l headLayout, in *headInput, k int) (vectors, base float64) {
	for i, id := range m.ids {
		part := &base
		if int(id) <= l.width() {
			part = &vectors
		}
		*part += float64(float64(l.value(id, in, nil)) * float64(m.weights[i*m.vectors+k]))
	}
	return vectors * m.Step, base * m.Step
}

// encoderSignal names what a vector gave a score, compared with the average text.
const encoderSignal = "meaning of the sentence (encoder)"

// baseSignal names what base models gave a score, compared with the average text.
const baseSignal = "scores of other models (encoder)"

// refined reports whether a score of m for an input is made by its head.
func (m *Model) refined(in *Input) bool { return m.head != nil && in.Vector != nil }

// deciding returns the model whose calibration makes the score: the head or m.
func (m *Model) deciding(in *Input) *Model {
	if m.refined(in) {
		return m.head
	}
	return m
}

// headParts are what the vectors and the base models give the calibrated logit of
// a class, compared with the average text.
func (m *Model) headParts(in *Input, base []float64, class int) (vectors, other float64) {
	k, sign := m.head.vectorOf(class)
	l := m.head.layout(m.vectors)
	h := l.fitting(m.headInput(in, base))
	vectors, other = m.head.parts(l, &h, k)
	if m.head.Base != nil {
		other = sign * (other - m.head.BaseCenter[k])
	}
	return sign * (vectors - m.head.Center[k]), other
}

// appendShares appends what one unit of the stored weights of each vector of m
// is worth for the calibrated logit of a class, with the head if the input has a
// vector.
func (m *Model) appendShares(buf []float64, class int, in *Input) []float64 {
	first := len(buf)
	buf = append(buf, make([]float64, m.vectors)...)
	shares := buf[first:]
	if !m.refined(in) {
		k, sign := m.vectorOf(class)
		shares[k] = sign * m.Step
		return buf
	}
	h := m.head
	k, sign := h.vectorOf(class)
	first = h.layout(m.vectors).width()
	for i, id := range h.ids {
		if j := int(id) - 1 - first; j >= 0 && j < m.vectors {
			shares[j] = sign * h.Step * float64(h.weights[i*h.vectors+k]) * m.Step
		}
	}
	return buf
}

// refines reports whether m is a usable head of a linear model.
func (m *Model) refines(linear *Model) bool {
	if m.Refines != linear.Name || !slices.Equal(m.Classes, linear.Classes) || len(m.Center) != m.vectors {
		return false
	}
	if m.Base != nil && len(m.BaseCenter) != m.vectors {
		return false
	}
	l := m.layout(linear.vectors)
	return l.size > 0 && m.Width == l.all() && (len(m.ids) == 0 || int(m.ids[len(m.ids)-1]) <= m.Width)
}
