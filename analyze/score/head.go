package score

import "slices"

// A head is a model that refines a linear one by a sentence's vector. Its
// features are the numbers of the vector and the logits of the linear model, so
// that its logits are sums of what words and signals gave and what the encoder
// gave (late fusion of log-odds).

// HeadSuffix ends the name of a head's weight file; before it is the name of the
// linear model.
const HeadSuffix = "-encoded"

// vectorScale is the factor on the numbers of a vector, which are about 1/√512, so
// that one strength of regularisation suits them and the logits; chosen on
// development rows.
const vectorScale = 16

// headValue is the value of the feature of a head with an id: from 1 on those of
// the vector, after them the linear model's logits.
func headValue(id uint32, vector []float32, logits []float64) float32 {
	if i := int(id) - 1; i < len(vector) {
		return vector[i] * vectorScale
	}
	return float32(logits[int(id)-1-len(vector)])
}

// headFeatures returns the features of a head.
func headFeatures(vector []float32, logits []float64) []Feature {
	out := make([]Feature, len(vector)+len(logits))
	for i := range out {
		id := uint32(i + 1)
		out[i] = Feature{ID: id, Value: headValue(id, vector, logits)}
	}
	return out
}

// refine returns the logits of the head for a vector and the logits of the
// linear model. Vectors of another length than those it was trained on count as
// zero.
func (m *Model) refine(vector []float32, logits []float64) []float64 {
	z := make([]float64, m.vectors)
	if len(vector)+len(logits) != m.Width {
		vector = make([]float32, m.Width-len(logits))
	}
	for i, id := range m.ids {
		v := float64(headValue(id, vector, logits))
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
	for i := range own {
		own[i].Features = headFeatures(own[i].Vector, heldOut[i])
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
			out[k] += m.vectorPart(examples[i].Vector, k)
		}
	}
	for k := range out {
		out[k] /= float64(len(examples))
	}
	return out
}

// vectorPart returns what a vector gives the k-th logit of the head.
func (m *Model) vectorPart(vector []float32, k int) float64 {
	sum := 0.0
	for i, id := range m.ids {
		if int(id) <= len(vector) {
			sum += float64(float64(headValue(id, vector, nil)) * float64(m.weights[i*m.vectors+k]))
		}
	}
	return sum * m.Step
}

// encoderSignal names what a vector gave a score, compared with the average text.
const encoderSignal = "meaning of the sentence (encoder)"

// refined reports whether a score of m for a vector is made by its head.
func (m *Model) refined(vector []float32) bool { return m.head != nil && vector != nil }

// deciding returns the model whose calibration makes the score: the head or m.
func (m *Model) deciding(vector []float32) *Model {
	if m.refined(vector) {
		return m.head
	}
	return m
}

// encoderPart is what the vector gives the calibrated logit of a class, compared
// with the average text.
func (m *Model) encoderPart(vector []float32, class int) float64 {
	k, sign := m.head.vectorOf(class)
	return sign * (m.head.vectorPart(vector, k) - m.head.Center[k])
}

// appendShares appends what one unit of the stored weights of each vector of m
// is worth for the calibrated logit of a class, with the head if there is a
// vector.
func (m *Model) appendShares(buf []float64, class int, vector []float32) []float64 {
	first := len(buf)
	buf = append(buf, make([]float64, m.vectors)...)
	shares := buf[first:]
	if !m.refined(vector) {
		k, sign := m.vectorOf(class)
		shares[k] = sign * m.Step
		return buf
	}
	h := m.head
	k, sign := h.vectorOf(class)
	for i, id := range h.ids {
		if j := int(id) - 1 - (h.Width - m.vectors); j >= 0 {
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
