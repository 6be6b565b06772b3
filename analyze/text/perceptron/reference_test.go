package perceptron

import (
	"bytes"
	"flag"
	"math"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/gainsay/gainsay/analyze/text/hash"
	"github.com/gainsay/gainsay/analyze/text/lexeme"
	"github.com/gainsay/gainsay/analyze/text/linear"
	"github.com/gainsay/gainsay/analyze/text/pos"
	"github.com/gainsay/gainsay/internal/lineartest"
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
	lineartest.ReadAsset(tb, "AveragedPerceptron/classes", &m.classes)
	lineartest.ReadAsset(tb, "AveragedPerceptron/tags", &m.known)
	lineartest.ReadAsset(tb, "AveragedPerceptron/weights", &m.weights)
	return m
}

// featureNames are prose's names of the features, by our number.
var featureNames = [featEnd]string{"bias", "i suffix", "i pref1", "i-1 tag", "i-2 tag", "i tag+i-2 tag",
	"i word", "i-1 tag+i word",
	"i-1 word", "i-1 suffix", "i-2 word", "i+1 word", "i+1 suffix", "i+2 word", "known"}

// kindOfName returns the kind of a feature from prose's name of it.
func kindOfName(tb testing.TB, name string) int {
	tb.Helper()
	kind := -1
	for k, prefix := range featureNames {
		if (name == prefix || strings.HasPrefix(name, prefix+" ")) &&
			(kind < 0 || len(prefix) > len(featureNames[kind])) {
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
		return linear.FeatureHash(kind, 0, 0)
	case featTags:
		a, b, _ := strings.Cut(args, " ")
		return linear.FeatureHash(kind, hash.String(a), hash.String(b))
	case featTagWord:
		tag, word, _ := strings.Cut(args, " ")
		return linear.FeatureHash(featAfter+slices.Index(allTags(m.classes), pos.Tag(tag)),
			hash.String(word), 0)
	}
	return linear.FeatureHash(kind, hash.String(args), 0)
}

// sparse gives every weight of the tagger and its dictionary.
func (m *assetModel) sparse(tb testing.TB) lineartest.Sparse {
	out := lineartest.Sparse{}
	for name, weights := range m.weights {
		for class, w := range weights {
			out.Put(tb, m.hashOfName(tb, name), slices.Index(m.classes, class), w)
		}
	}
	for word, tag := range m.known {
		out.Put(tb, linear.FeatureHash(featKnown, hash.String(word), 0), slices.Index(m.classes, tag), 1)
	}
	return out
}

// TestPerceptronFile holds the embedded weights to prose's asset: the same
// bytes as made afresh, and every feature of the asset read back as it is
// there. -update writes the file.
func TestPerceptronFile(t *testing.T) {
	m := readAssetModel(t)
	want := m.sparse(t).File(perceptronMagic, m.classes)
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
	if !slices.Equal(p.Classes, m.classes) || len(p.Classes) > linear.MaxClasses {
		t.Fatalf("classes %q, want %q", p.Classes, m.classes)
	}
	for name, weights := range m.weights {
		var want, got linear.Scores
		for c, w := range weights {
			want.Put(uint(slices.Index(m.classes, c)), int64(math.Round(w*1000)))
		}
		if p.Add(&got, p.Find(m.hashOfName(t, name))); got != want {
			t.Fatalf("%q: weights %v, want %v", name, got, want)
		}
	}
	for word, tag := range m.known {
		if c := p.onlyTag(word); word != "-" && (c == noTag || p.Classes[c] != tag) {
			t.Errorf("%q: not known as %s", word, tag)
		}
	}
}

var update = flag.Bool("update", false, "rewrite the model's file")

// lexemes is a table that the tagger alone fills in.
var lexemes = lexeme.NewTable(Describe)
