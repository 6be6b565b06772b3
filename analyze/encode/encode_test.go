package encode

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"math"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gainsay/gainsay/internal/cpu"
)

// goldenBits is the hash of the vectors of every third reference text and three
// more. A change of it means that trained heads must be trained again.
const goldenBits = "630bd2baafb30010"

// TestBits encodes the reference texts with each set of kernels, in batches of
// different sizes and on several goroutines.
func TestBits(t *testing.T) {
	var texts []string
	for i, r := range readReferences(t) {
		if i%3 == 0 {
			texts = append(texts, r.Text)
		}
	}
	texts = append(texts, "", "\xff\xfe", strings.Repeat("long ", 300))
	for _, k := range available() {
		t.Run(k.name, func(t *testing.T) {
			e := withKernels(t, k)
			sizes := []int{7, len(texts), 1}
			if testing.Short() {
				sizes = sizes[:1]
			}
			for _, size := range sizes {
				e.cache = nil
				if got := hashVectors(encodeIn(e, texts, size)); got != goldenBits {
					t.Errorf("batches of %d: %s, want %s", size, got, goldenBits)
				}
			}
		})
	}
}

// encodeIn encodes parts of size texts, each on a goroutine of its own.
func encodeIn(e *Encoder, texts []string, size int) []Vector {
	out := make([]Vector, len(texts))
	var wg sync.WaitGroup
	for i := 0; i < len(texts); i += size {
		end := min(i+size, len(texts))
		wg.Go(func() { e.Encode(out[i:end], texts[i:end]) })
	}
	wg.Wait()
	return out
}

func hashVectors(vectors []Vector) string {
	h := sha256.New()
	for i := range vectors {
		var b []byte
		for _, x := range vectors[i] {
			b = binary.LittleEndian.AppendUint32(b, math.Float32bits(x))
		}
		h.Write(b)
	}
	return hex.EncodeToString(h.Sum(nil)[:8])
}

// TestUnitLength checks the length of vectors, also of that of no tokens.
func TestUnitLength(t *testing.T) {
	dst := make([]Vector, 2)
	load(t).Encode(dst, []string{"Nobody asked you.", ""})
	for i, v := range dst {
		sum := 0.0
		for _, x := range v {
			sum += float64(x) * float64(x)
		}
		if math.Abs(sum-1) > 1e-5 {
			t.Errorf("vector %d has the length %g", i, math.Sqrt(sum))
		}
	}
}

func TestLongSentencesAreCut(t *testing.T) {
	e := load(t)
	long := strings.Repeat("word ", 200)
	dst := make([]Vector, 3)
	cut := e.Encode(dst, []string{long, long + "and something else", "short"})
	if want := len(e.weights.tokenizer.encode(&lattice{}, long)) - Window; cut < 2*want || want < 50 {
		t.Errorf("%d tokens cut, want %d at least", cut, 2*want)
	}
	if dst[0] != dst[1] {
		t.Error("tokens beyond the window changed the vector")
	}
	if got := e.Encode(dst[:1], []string{strings.Repeat("\u00e9", 1<<20)}); got > maxBytes {
		t.Errorf("%d tokens cut from the first %d bytes", got, maxBytes)
	}
}

// TestCache encodes twice, and texts that share a slot.
func TestCache(t *testing.T) {
	e := withKernels(t, fastest())
	texts := invent(3*cacheSlots/2, 1)
	long := strings.Repeat("x ", cacheLongest)
	texts = append(texts, texts[:40]...)
	texts = append(texts, long, long)
	first, second := make([]Vector, len(texts)), make([]Vector, len(texts))
	cut := e.Encode(first, texts)
	if again := e.Encode(second, texts); again != cut || cut == 0 {
		t.Errorf("%d tokens cut, then %d", cut, again)
	}
	e.cache = nil
	third := make([]Vector, len(texts))
	e.Encode(third, texts)
	for i := range texts {
		if first[i] != second[i] || first[i] != third[i] {
			t.Fatalf("%q: the cache changed the vector", texts[i])
		}
	}
	if n, ok := newCache().get("absent", &Vector{}); ok || n != 0 {
		t.Error("an empty cache has a text")
	}
}

// TestOtherWeights loads a second file in place of the embedded one, as a
// fine-tuned model would be.
func TestOtherWeights(t *testing.T) {
	file := bytes.Clone(embedded)
	at := len(file) - Size*Size - 4 // the last bias of the final layer
	binary.LittleEndian.PutUint32(file[at:], math.Float32bits(3))
	e, err := New(file)
	if err != nil {
		t.Fatal(err)
	}
	other := load(t)
	if Digest() != other.Digest() || Fastest() != other.Kernel() {
		t.Errorf("%s %s without loading, %s %s with", Digest(), Fastest(), other.Digest(), other.Kernel())
	}
	if e.Digest() == other.Digest() || e.Source() != other.Source() || e.Kernel() != other.Kernel() {
		t.Errorf("%s %s %s", e.Digest(), e.Source(), e.Kernel())
	}
	a, b := make([]Vector, 1), make([]Vector, 1)
	if _, err := e.WithKernel("abacus"); err == nil {
		t.Error("there is a kernel abacus")
	}
	e.Encode(a, []string{"a text"})
	other.Encode(b, []string{"a text"})
	if a[0] == b[0] {
		t.Error("the changed bias does not change the vector")
	}
}

func TestDamagedWeights(t *testing.T) {
	for name, c := range map[string]struct {
		file []byte
		want string
	}{
		"empty":   {nil, "not a file of encoder weights"},
		"version": {[]byte("gainsay sentence encoder 2\n"), "not a file of encoder weights"},
		"header":  {[]byte(magic), "too short"},
		"short":   {embedded[:len(embedded)-1], "too short"},
		"long":    {append(bytes.Clone(embedded), 0), "1 bytes of trailing data"},
		"pieces":  {[]byte(magic + "x\n\xff\xff\xff\xff\x01"), "too short"},
		"few":     {[]byte(magic + "x\n\x00\x00\x00\x00"), "no vocabulary"},
		"utf-8":   {bytes.Replace(embedded, []byte("\u2581the"), []byte("\xff\xff\xffthe"), 1), "not UTF-8"},
		// The file ends with the biases and weights of the final layer.
		"sums":     {endingIn(127, Size*Size), "too large"},
		"infinite": {endingIn(255, Size*Size+4), "not finite"},
	} {
		if _, err := New(c.file); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
	}
}

// endingIn returns the embedded file with the last n bytes replaced.
func endingIn(b byte, n int) []byte {
	return append(bytes.Clone(embedded[:len(embedded)-n]), bytes.Repeat([]byte{b}, n)...)
}

// FuzzEncode encodes any bytes.
func FuzzEncode(f *testing.F) {
	for _, s := range []string{"", "a b", "\xff\x00", "\u0344\u0344", ":::", strings.Repeat("\u0301", 100), "ﷺﷺ", "▁▁"} {
		f.Add(s)
	}
	f.Add(strings.Repeat("é", maxBytes))
	e, err := Load()
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, s string) {
		dst := make([]Vector, 2)
		e.Encode(dst, []string{s, s + "."})
		for _, x := range dst[0] {
			if math.IsNaN(float64(x)) || math.Abs(float64(x)) > 1.001 {
				t.Fatalf("%q: %g", s, x)
			}
		}
	})
}

// TestLinearTime tokenizes growing texts, some with many candidate pieces.
func TestLinearTime(t *testing.T) {
	tok := load(t).weights.tokenizer
	var l lattice
	for _, unit := range []string{"in", "\u0301", "internationally", "﷐x", " "} {
		spend := func(n int) time.Duration {
			s := strings.Repeat(unit, n/len(unit))
			best := time.Hour
			for range 3 {
				best = min(best, cpu.Time(func() { tok.encode(&l, s) }))
			}
			return best
		}
		if short, long := spend(20_000), spend(200_000); long > 40*short+10*time.Millisecond {
			t.Errorf("%q: %v for 20 kB, %v for 200 kB", unit, short, long)
		}
	}
}
