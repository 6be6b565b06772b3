package encode

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"unicode/utf8"
	"unsafe"
)

//go:generate npm ci --no-audit --no-fund --prefix ../../internal/encodertest
//go:generate node ../../internal/encodertest/reference.mjs testdata/texts.json testdata/reference.jsonl
//go:generate go test -run ^TestWeightsFile$ -update .

// Dimensions of the model. A file of weights has no others.
const (
	Window = 128 // pieces of a sentence that are read
	Size   = 512 // numbers of a vector

	embedSize = 256  // embedding, and width of the first layer's attention
	innerSize = 1536 // width inside the feed-forward networks
	heads     = 4    // attention heads
)

// Activations are unsigned integers of 7 bits: between 1 and 127 around zeroPoint
// where they have a sign, between 0 and 127 where they have none. A sum of two
// products with an int8 thus fits into 16 bits, and all sums are exact.
const (
	zeroPoint    = 64
	signedRange  = 63
	unsignedTop  = 127
	panelOutputs = 16
)

// magic begins every file of weights; the next line names their source.
const magic = "gainsay sentence encoder 1\n"

// weights are a model as the forward pass uses it.
type weights struct {
	source    string
	tokenizer *tokenizer
	scales    []float32 // of each piece's embedding
	embedding []int8    // embedSize numbers for each piece
	timing    []float32 // embedSize numbers for each position of the window
	layers    [2]layer
	final     dense
}

// layer is a transformer layer. skip, which only the first has, widens its input
// before the attention's output is added.
type layer struct {
	width            int // of the attention
	attention        layerNorm
	qkv, out         dense
	skip             *dense
	forward          layerNorm
	expand, contract dense
}

type layerNorm struct{ gain, bias []float32 }

// dense is a linear map from unsigned activations to floats. The weights are in
// panels of panelOutputs outputs; within a panel, the weights of four inputs are
// consecutive for each output. origin is the sum for inputs of zero.
type dense struct {
	in, out     int
	scale, bias []float32
	weights     []int8
	origin      []int32
}

var errShort = errors.New("file of encoder weights is too short")

// readWeights reads a file as package encodertest writes it.
func readWeights(file []byte) (*weights, error) {
	rest, ok := bytes.CutPrefix(file, []byte(magic))
	if !ok {
		return nil, errors.New("not a file of encoder weights, or of another version")
	}
	source, rest, _ := bytes.Cut(rest, []byte("\n"))
	r := &reader{rest: rest}
	w := &weights{source: string(source)}
	w.tokenizer = r.tokenizer()
	n := len(w.tokenizer.pieces)
	w.scales, w.embedding = r.floats(n), r.ints(n*embedSize)
	w.timing = r.floats(Window * embedSize)
	w.layers[0] = r.layer(embedSize)
	w.layers[1] = r.layer(Size)
	w.final = r.dense(Size, Size, zeroPoint)
	if r.err == nil && len(r.rest) != 0 {
		r.err = fmt.Errorf("file of encoder weights has %d bytes of trailing data", len(r.rest))
	}
	return w, r.err
}

// reader cuts a file into its parts. After an error it returns empty ones.
type reader struct {
	rest []byte
	err  error
}

func (r *reader) take(n int) []byte {
	if r.err == nil && n > len(r.rest) {
		r.err = errShort
	}
	if r.err != nil {
		return nil
	}
	b := r.rest[:n]
	r.rest = r.rest[n:]
	return b
}

func (r *reader) tokenizer() *tokenizer {
	var texts []string
	var scores []float64
	count := r.take(4)
	if r.err != nil {
		return newTokenizer(nil, nil)
	}
	for range binary.LittleEndian.Uint32(count) {
		size := r.take(1)
		if r.err != nil {
			break
		}
		text, score := r.take(int(size[0])), r.take(8)
		if r.err != nil {
			break
		}
		if !utf8.Valid(text) {
			r.err = errors.New("encoder has a piece that is not UTF-8")
		}
		texts = append(texts, string(text))
		scores = append(scores, math.Float64frombits(binary.LittleEndian.Uint64(score)))
	}
	if r.err == nil && (len(texts) < reserved || utf8.RuneCountInString(texts[unknown]) != 1) {
		r.err = errors.New("encoder has no vocabulary")
	}
	return newTokenizer(texts, scores)
}

// floats reads n numbers, all of which must be finite.
func (r *reader) floats(n int) []float32 {
	b := r.take(4 * n)
	out := aligned[float32](len(b) / 4)
	for i := range out {
		out[i] = math.Float32frombits(binary.LittleEndian.Uint32(b[4*i:]))
		if f := float64(out[i]); r.err == nil && (math.IsNaN(f) || math.IsInf(f, 0)) {
			r.err = errors.New("encoder weights are not finite")
		}
	}
	return out
}

func (r *reader) ints(n int) []int8 {
	b := r.take(n)
	out := aligned[int8](len(b))
	for i, v := range b {
		out[i] = int8(v)
	}
	return out
}

func (r *reader) norm(n int) layerNorm { return layerNorm{r.floats(n), r.floats(n)} }

func (r *reader) dense(in, out int, zero int32) dense {
	d := dense{in: in, out: out, scale: r.floats(out), bias: r.floats(out), weights: r.ints(in * out)}
	d.origin = aligned[int32](out)
	for first := 0; first < len(d.weights)/in; first += panelOutputs {
		var sums [panelOutputs]int32
		for i, w := range d.weights[first*in:][:panelOutputs*in] {
			sums[i/4%panelOutputs] += int32(w)
		}
		for i, sum := range sums {
			d.origin[first+i] = zero * sum
		}
	}
	if r.err == nil && !d.sumsFit() {
		r.err = errors.New("encoder weights are too large for sums of 16 bits")
	}
	return d
}

func (r *reader) layer(width int) layer {
	l := layer{width: width, attention: r.norm(width)}
	l.qkv = r.dense(width, 3*width, zeroPoint)
	l.out = r.dense(width, Size, zeroPoint)
	if width != Size {
		skip := r.dense(width, Size, zeroPoint)
		l.skip = &skip
	}
	l.forward = r.norm(Size)
	l.expand = r.dense(Size, innerSize, zeroPoint)
	l.contract = r.dense(innerSize, Size, 0)
	return l
}

// sumsFit reports whether the AVX2 kernel may add the products of four inputs in
// 16 bits: two of four inputs in a row and two of the next four. All of them may
// be unsignedTop.
func (d *dense) sumsFit() bool {
	const group = 4 * panelOutputs
	for i := 0; i < len(d.weights); i += 2 * group {
		for j := i; j < i+group; j += 2 {
			up, down := 0, 0
			for _, w := range [4]int8{d.weights[j], d.weights[j+1], d.weights[j+group], d.weights[j+group+1]} {
				up += max(int(w), 0)
				down += max(-int(w), 0)
			}
			if max(up, down)*unsignedTop > math.MaxInt16 {
				return false
			}
		}
	}
	return true
}

// aligned returns n zeros whose address is a multiple of 64 bytes, so that no
// vector crosses a cache line.
func aligned[T int8 | uint8 | int32 | float32](n int) []T {
	const line = 64
	var zero T
	size := int(unsafe.Sizeof(zero))
	buf := make([]T, n+line/size)
	skip := 0
	if off := int(uintptr(unsafe.Pointer(unsafe.SliceData(buf))) % line); off != 0 {
		skip = (line - off) / size
	}
	return buf[skip : skip+n : skip+n]
}
