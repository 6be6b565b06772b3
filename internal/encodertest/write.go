package encodertest

import (
	"encoding/binary"
	"fmt"
	"math"
)

// Magic begins every file of weights; the next line names their source.
const Magic = "gainsay sentence encoder 1\n"

// Limits of the integers, which keep all sums exact: activations have 7 bits
// without sign, weights 8 with sign, and package encode's AVX2 kernel adds four
// products in 16 bits, two of each half of eight inputs in a row.
const (
	maxWeight     = 127
	maxActivation = 127
	maxFour       = math.MaxInt16 / maxActivation
)

// File returns the model in the format that package encode reads: integers of
// little endian, all weights as int8 with a scale for each output (or piece).
//
//	magic, source, newline
//	u32 number of pieces; for each u8 length, text, f64 score
//	embedding: f32 scale of each piece, then Embed int8 for each
//	timing: f32
//	for each layer: gain and bias of the attention's norm, QKV, Out, in the first
//	layer Skip, gain and bias of the second norm, Expand, Contract
//	Final
//
// A linear map is its scales, its bias, and its weights in panels of 16 outputs:
// for each panel, for each four inputs, for each output the four weights.
func (m *Model) File(source string) []byte {
	b := []byte(Magic + source + "\n")
	b = binary.LittleEndian.AppendUint32(b, uint32(len(m.Pieces)))
	for _, p := range m.Pieces {
		b = append(append(b, byte(len(p.Text))), p.Text...)
		b = binary.LittleEndian.AppendUint64(b, math.Float64bits(p.Score))
	}
	b = m.appendEmbedding(b)
	b = appendFloats(b, m.Timing)
	for i := range m.Layers {
		l := &m.Layers[i]
		b = appendFloats(b, l.Attention.Gain, l.Attention.Bias)
		b = l.Out.append(l.QKV.append(b))
		if l.Skip != nil {
			b = l.Skip.append(b)
		}
		b = appendFloats(b, l.Forward.Gain, l.Forward.Bias)
		b = l.Contract.append(l.Expand.append(b))
	}
	return m.Final.append(b)
}

func (m *Model) appendEmbedding(b []byte) []byte {
	var weights []byte
	for i := range m.Pieces {
		row := m.Embedding[i*Embed : (i+1)*Embed]
		scale := largest(row) / maxWeight
		b = appendFloats(b, []float32{scale})
		for _, w := range row {
			weights = append(weights, byte(round(w, scale)))
		}
	}
	return append(b, weights...)
}

func appendFloats(b []byte, lists ...[]float32) []byte {
	for _, list := range lists {
		for _, v := range list {
			b = binary.LittleEndian.AppendUint32(b, math.Float32bits(v))
		}
	}
	return b
}

func (d *Dense) append(b []byte) []byte {
	rows, scales := make([][]int8, d.Out), make([]float32, d.Out)
	for o := range rows {
		rows[o], scales[o] = d.quantise(o)
	}
	b = appendFloats(b, scales, d.B)
	for o := 0; o < d.Out; o += 16 {
		for i := 0; i < d.In; i += 4 {
			for _, row := range rows[o : o+16] {
				for _, w := range row[i : i+4] {
					b = append(b, byte(w))
				}
			}
		}
	}
	return b
}

// quantise returns the weights of an output and their scale: the smallest that
// keeps every weight and every sum of four within its limits.
func (d *Dense) quantise(out int) ([]int8, float32) {
	row := make([]float32, d.In)
	for i := range row {
		row[i] = d.W[i*d.Out+out]
	}
	for scale := largest(row) / maxWeight; ; scale *= 1.01 {
		q := make([]int8, d.In)
		for i, w := range row {
			q[i] = round(w, scale)
		}
		if fourFit(q) {
			return q, scale
		}
	}
}

// fourFit reports whether all sums that AVX2 makes in 16 bits fit, whatever the
// activations are.
func fourFit(q []int8) bool {
	for i := 0; i < len(q); i += 8 {
		for j := i; j < i+4; j += 2 {
			up, down := 0, 0
			for _, w := range []int8{q[j], q[j+1], q[j+4], q[j+5]} {
				up += int(max(w, 0))
				down += int(max(-w, 0))
			}
			if max(up, down) > maxFour {
				return false
			}
		}
	}
	return true
}

func largest(row []float32) float32 {
	m := float32(0)
	for _, w := range row {
		m = max(m, w, -w)
	}
	return m
}

func round(w, scale float32) int8 {
	if scale == 0 {
		return 0
	}
	q := math.RoundToEven(float64(w / scale))
	if math.Abs(q) > maxWeight {
		panic(fmt.Sprintf("weight %g exceeds 8 bits at scale %g", w, scale))
	}
	return int8(q)
}
