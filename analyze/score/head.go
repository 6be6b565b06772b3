package score

import "slices"

// A head is a model that refines a linear one by a sentence's vector. Its
// features are the numbers of the vector, those of a second one where it takes a
// context, and the logits of the linear model, so that its logits are sums of what
// words and signals gave and what the encoder gave (late fusion of log-odds).

// HeadSuffix ends the name of a head's weight file; before it is the name of the
// linear model.
const HeadSuffix = "-encoded"

// vectorScale is the factor on the numbers of a vector, which are about 1/√512, so
// that one strength of regularisation suits them and the logits; chosen on
// development rows.
const vectorScale = 16

// Context says which vector a head takes beside that of the text; "" for none.
type Context string

// ParentContext is the vector of the comment that the text answers.
const ParentContext Context = "parent"

// headInput is what a head reads of an input: the vector of the text and, unless
// the head takes none or there is none, that of its context.
type headInput struct{ text, context []float32 }

// headInput returns what the model's head reads of an input; nothing if there is
// no head.
func (m *Model) headInput(in *Input) headInput {
	switch {
	case m.head == nil:
		return headInput{}
	case m.head.Context == ParentContext:
		return headInput{in.Vector, in.ParentVector}
	}
	return headInput{text: in.Vector}
}

// headValue is the value of the feature of a head with an id: from 1 on those of
// the vectors, which are width numbers, after them the linear model's logits. Of
// a vector that is absent they are 0.
func headValue(id uint32, in headInput, width int, logits []float64) float32 {
	i := int(id) - 1
	if i >= width {
		return float32(logits[i-width])
	}
	v := in.text
	if i >= len(v) {
		i, v = i-len(v), in.context
	}
	if i >= len(v) {
		return 0
	}
	return v[i] * vectorScale
}

// headFeatures returns the features of a head.
func headFeatures(in headInput, width int, logits []float64) []Feature {
	out := make([]Feature, width+len(logits))
	for i := range out {
		id := uint32(i + 1)
		out[i] = Feature{ID: id, Value: headValue(id, in, width, logits)}
	}
	return out
}

// vectorWidth is how many numbers of vectors the head of a linear model with so
// many logits has as features.
func (m *Model) vectorWidth(logits int) int { return m.Width - logits }

// fits reports whether the vectors have the length that the head was trained on.
func (m *Model) fits(in headInput, width int) bool {
	if m.Context == "" {
		return len(in.text) == width
	}
	return 2*len(in.text) == width && (in.context == nil || len(in.context) == len(in.text))
}

// refine returns the logits of the head for vectors and the logits of the linear
// model. Vectors of another length than those it was trained on count as zero.
func (m *Model) refine(in headInput, logits []float64) []float64 {
	z := make([]float64, m.vectors)
	width := m.vectorWidth(len(logits))
	if !m.fits(in, width) {
		in = headInput{}
	}
	for i, id := range m.ids {
		v := float64(headValue(id, in, width, logits))
		for k := range z {
			z[k] += float64(v * float64(m.weights[i*m.vectors+k]))
		}
	}
	return m.dequantize(z)
}

// TrainHead fits the head of a linear model: card is that of the linear model,
// and heldOut its logits for each example from a model that has not seen the
// example. Examples that have a Target are left out.
func TrainHead(card Card, examples []Example, heldOut [][]float64, o Options) (*Model, error) {
	own := slices.Clone(labelled(examples))
	width := 0
	for i := range own {
		width = max(width, len(own[i].Vector))
	}
	if card.Context = o.HeadContext; card.Context != "" {
		width *= 2
	}
	for i := range own {
		own[i].Features = headFeatures(own[i].headInput(), width, heldOut[i])
	}
	card.Refines, card.Name = card.Name, card.Name+HeadSuffix
	if len(own) > 0 {
		card.Width = len(own[0].Features)
	}
	o.C, o.MinRows, o.MaxFeatures, o.IDF = o.HeadC, 1, card.Width, 0
	m, err := Train(card, own, o)
	if err != nil {
		return nil, err
	}
	m.Center = m.meanOfVectors(own)
	return m, nil
}

// meanOfVectors returns, for each logit of the head, what the vectors give it on
// average.
func (m *Model) meanOfVectors(examples []Example) []float64 {
	out := make([]float64, m.vectors)
	for i := range examples {
		for k := range out {
			out[k] += m.vectorPart(examples[i].headInput(), k)
		}
	}
	for k := range out {
		out[k] /= float64(len(examples))
	}
	return out
}

// vectorPart returns what vectors give the k-th logit of the head.
func (m *Model) vectorPart(in headInput, k int) float64 {
	sum, width := 0.0, len(in.text)
	if m.Context != "" {
		width *= 2
	}
	for i, id := range m.ids {
		if int(id) <= width {
			sum += float64(float64(headValue(id, in, width, nil)) * float64(m.weights[i*m.vectors+k]))
		}
	}
	return sum * m.Step
}

// encoderSignal names what a vector gave a score, compared with the average text.
const encoderSignal = "meaning of the sentence (encoder)"

// refined reports whether a score of m for an input is made by its head.
func (m *Model) refined(in *Input) bool { return m.head != nil && in.Vector != nil }

// deciding returns the model whose calibration makes the score: the head or m.
func (m *Model) deciding(in *Input) *Model {
	if m.refined(in) {
		return m.head
	}
	return m
}

// encoderPart is what the vectors give the calibrated logit of a class, compared
// with the average text.
func (m *Model) encoderPart(in *Input, class int) float64 {
	k, sign := m.head.vectorOf(class)
	return sign * (m.head.vectorPart(m.headInput(in), k) - m.head.Center[k])
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
	for i, id := range h.ids {
		if j := int(id) - 1 - h.vectorWidth(m.vectors); j >= 0 {
			shares[j] = sign * h.Step * float64(h.weights[i*h.vectors+k]) * m.Step
		}
	}
	return buf
}

// refines reports whether m is a usable head of a linear model.
func (m *Model) refines(linear *Model) bool {
	return m.Refines == linear.Name && slices.Equal(m.Classes, linear.Classes) && m.Width > linear.vectors &&
		len(m.Center) == m.vectors && (len(m.ids) == 0 || int(m.ids[len(m.ids)-1]) <= m.Width)
}
