package text

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"encoding/gob"
	"maps"
	"math"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/jdkato/prose/v2"
)

const perceptronPath = "model/perceptron.bin"

// assetModel is prose's tagger as its exported Asset gives it.
type assetModel struct {
	classes []string
	known   map[string]string             // words with but one tag
	weights map[string]map[string]float64 // by feature and class
}

func readAssetModel(tb testing.TB) *assetModel {
	tb.Helper()
	m := &assetModel{}
	for name, v := range map[string]any{"classes": &m.classes, "tags": &m.known, "weights": &m.weights} {
		b, err := prose.Asset("model/AveragedPerceptron/" + name + ".gob")
		if err == nil {
			err = gob.NewDecoder(bytes.NewReader(b)).Decode(v)
		}
		if err != nil {
			tb.Fatalf("read prose's %s: %v", name, err)
		}
	}
	return m
}

// featureNames are prose's names of the features, by our number.
var featureNames = [featEnd]string{"bias", "i suffix", "i pref1", "i-1 tag", "i-2 tag", "i tag+i-2 tag", "i word", "i-1 tag+i word",
	"i-1 word", "i-1 suffix", "i-2 word", "i+1 word", "i+1 suffix", "i+2 word", "known"}

// hashOfName returns the hash of a feature from prose's name of it.
func hashOfName(tb testing.TB, name string) uint64 {
	tb.Helper()
	kind := -1
	for k, prefix := range featureNames {
		if (name == prefix || strings.HasPrefix(name, prefix+" ")) && (kind < 0 || len(prefix) > len(featureNames[kind])) {
			kind = k
		}
	}
	if kind < 0 {
		tb.Fatalf("feature %q is of no kind", name)
	}
	args := strings.TrimPrefix(strings.TrimPrefix(name, featureNames[kind]), " ")
	switch kind {
	case featBias:
		return featureHash(kind, 0, 0)
	case featTags, featTagWord:
		a, b, _ := strings.Cut(args, " ")
		return featureHash(kind, hashString(a), hashString(b))
	}
	return featureHash(kind, hashString(args), 0)
}

// packed gives every feature's weights by hash, packed and ordered by class.
func (m *assetModel) packed(tb testing.TB) map[uint64][]byte {
	class := map[string]int{}
	for i, c := range m.classes {
		class[c] = i
	}
	out := map[uint64][]byte{}
	put := func(h uint64, weights map[string]float64) {
		if _, twice := out[h]; twice {
			tb.Fatal("two features have one hash")
		}
		names := slices.SortedFunc(maps.Keys(weights), func(a, b string) int { return cmp.Compare(class[a], class[b]) })
		for _, c := range names {
			v := uint32(int32(math.Round(weights[c]*1000))<<6) | uint32(class[c])
			out[h] = append(out[h], byte(v), byte(v>>8), byte(v>>16))
		}
	}
	for name, weights := range m.weights {
		if len(weights) > 0 {
			put(hashOfName(tb, name), weights)
		}
	}
	for word, tag := range m.known {
		put(featureHash(featKnown, hashString(word), 0), map[string]float64{tag: 1})
	}
	return out
}

// file writes the model as weights reads it. Features are placed in the order
// of their hashes, so that the same model gives the same bytes.
func (m *assetModel) file(tb testing.TB) []byte {
	const logSlots = 17
	slots := make([]byte, 8<<logSlots)
	var runs []byte
	packed := m.packed(tb)
	for _, h := range slices.Sorted(maps.Keys(packed)) {
		i := h >> (64 - logSlots)
		for binary.LittleEndian.Uint64(slots[8*i:]) != 0 {
			i = (i + 1) % (1 << logSlots)
		}
		n := uint64(len(packed[h]) / weightSize)
		binary.LittleEndian.PutUint64(slots[8*i:], uint64(slotMark(h))|n<<32|uint64(len(runs)/weightSize)<<38)
		runs = append(runs, packed[h]...)
	}
	out := []byte(perceptronMagic + strings.Join(m.classes, " ") + "\n")
	out = binary.LittleEndian.AppendUint32(out, 1<<logSlots)
	return append(append(out, slots...), runs...)
}

// TestPerceptronFile holds the embedded weights to prose's asset: the same
// bytes as made afresh, and every feature of the asset read back as it is
// there. -update writes the file.
func TestPerceptronFile(t *testing.T) {
	m := readAssetModel(t)
	want := m.file(t)
	if *update {
		if err := os.WriteFile(perceptronPath, want, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if !bytes.Equal(want, perceptronFile) {
		t.Errorf("%s is not what prose's asset gives; run go generate", perceptronPath)
	}
	p := weights()
	if !slices.Equal(p.classes, m.classes) || len(p.classes) > maxClasses {
		t.Fatalf("classes %q, want %q", p.classes, m.classes)
	}
	for name, weights := range m.weights {
		var want, got [maxClasses]int32
		for c, w := range weights {
			want[slices.Index(m.classes, c)] = int32(math.Round(w * 1000))
		}
		if p.add(&got, hashOfName(t, name)); got != want {
			t.Fatalf("%q: weights %v, want %v", name, got, want)
		}
	}
	for word, tag := range m.known {
		if c, ok := p.only(featureHash(featKnown, hashString(word), 0)); !ok || p.classes[c] != tag {
			t.Errorf("%q: tag %v, want %s", word, p.classes[c], tag)
		}
	}
}
