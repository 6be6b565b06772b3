package text

import (
	"bytes"
	"encoding/binary"
	"encoding/gob"
	"maps"
	"math"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/gainsay/gainsay/analyze/text/pos"
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
	readAsset(tb, "AveragedPerceptron/classes", &m.classes)
	readAsset(tb, "AveragedPerceptron/tags", &m.known)
	readAsset(tb, "AveragedPerceptron/weights", &m.weights)
	return m
}

// readAsset decodes a part of prose's model.
func readAsset(tb testing.TB, name string, v any) {
	tb.Helper()
	b, err := prose.Asset("model/" + name + ".gob")
	if err == nil {
		err = gob.NewDecoder(bytes.NewReader(b)).Decode(v)
	}
	if err != nil {
		tb.Fatalf("read prose's %s: %v", name, err)
	}
}

// featureNames are prose's names of the features, by our number.
var featureNames = [featEnd]string{"bias", "i suffix", "i pref1", "i-1 tag", "i-2 tag", "i tag+i-2 tag", "i word", "i-1 tag+i word",
	"i-1 word", "i-1 suffix", "i-2 word", "i+1 word", "i+1 suffix", "i+2 word", "known"}

// kindOfName returns the kind of a feature from prose's name of it.
func kindOfName(tb testing.TB, name string) int {
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
	return kind
}

// hashOfName returns the hash of a feature from prose's name of it.
func (m *assetModel) hashOfName(tb testing.TB, name string) uint64 {
	tb.Helper()
	kind := kindOfName(tb, name)
	args := strings.TrimPrefix(strings.TrimPrefix(name, featureNames[kind]), " ")
	switch kind {
	case featBias:
		return featureHash(kind, 0, 0)
	case featTags:
		a, b, _ := strings.Cut(args, " ")
		return featureHash(kind, Hash(a), Hash(b))
	case featTagWord:
		tag, word, _ := strings.Cut(args, " ")
		return featureHash(featAfter+slices.Index(allTags(m.classes), pos.Tag(tag)), Hash(word), 0)
	}
	return featureHash(kind, Hash(args), 0)
}

// sparse is a model as it is written: the thousandths of each feature's
// classes, by the hash of the feature.
type sparse map[uint64]map[int]int32

func (m sparse) put(tb testing.TB, h uint64, class int, weight float64) {
	milli := int32(math.Round(weight * 1000))
	if milli == 0 {
		return
	}
	if m[h] == nil {
		m[h] = map[int]int32{}
	}
	if _, twice := m[h][class]; twice {
		tb.Fatal("two features have one hash")
	}
	m[h][class] = milli
}

// file writes the model as readLinear reads it. Features are placed in the
// order of their hashes, so that the same model gives the same bytes.
func (m sparse) file(magic string, classes []string) []byte {
	const logSlots = 17
	slots := make([]byte, 8<<logSlots)
	var runs []byte
	for _, h := range slices.Sorted(maps.Keys(m)) {
		i := h >> (64 - logSlots)
		for binary.LittleEndian.Uint64(slots[8*i:]) != 0 {
			i = (i + 1) % (1 << logSlots)
		}
		binary.LittleEndian.PutUint64(slots[8*i:], uint64(slotMark(h))|uint64(len(m[h]))<<32|uint64(len(runs)/weightSize)<<38)
		for _, class := range slices.Sorted(maps.Keys(m[h])) {
			runs = binary.LittleEndian.AppendUint32(runs, uint32(m[h][class]<<6)|uint32(class))
		}
	}
	out := []byte(magic + strings.Join(classes, " ") + "\n")
	out = binary.LittleEndian.AppendUint32(out, 1<<logSlots)
	return append(append(out, slots...), runs...)
}

// sparse gives every weight of the tagger and its dictionary.
func (m *assetModel) sparse(tb testing.TB) sparse {
	out := sparse{}
	for name, weights := range m.weights {
		for class, w := range weights {
			out.put(tb, m.hashOfName(tb, name), slices.Index(m.classes, class), w)
		}
	}
	for word, tag := range m.known {
		out.put(tb, featureHash(featKnown, Hash(word), 0), slices.Index(m.classes, tag), 1)
	}
	return out
}

// TestPerceptronFile holds the embedded weights to prose's asset: the same
// bytes as made afresh, and every feature of the asset read back as it is
// there. -update writes the file.
func TestPerceptronFile(t *testing.T) {
	m := readAssetModel(t)
	want := m.sparse(t).file(perceptronMagic, m.classes)
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
		var want, got row
		for c, w := range weights {
			want.put(uint(slices.Index(m.classes, c)), int64(math.Round(w*1000)))
		}
		if p.add(&got, p.find(m.hashOfName(t, name))); got != want {
			t.Fatalf("%q: weights %v, want %v", name, got, want)
		}
	}
	for word, tag := range m.known {
		if c := p.onlyTag(word); word != "-" && (c == noTag || p.classes[c] != tag) {
			t.Errorf("%q: not known as %s", word, tag)
		}
	}
}
