package entity

import (
	"bytes"
	"flag"
	"math"
	"os"
	"strings"
	"testing"

	"github.com/gainsay/gainsay/analyze/text/chars"
	"github.com/gainsay/gainsay/analyze/text/hash"
	"github.com/gainsay/gainsay/analyze/text/linear"
	"github.com/gainsay/gainsay/analyze/text/pos"
	"github.com/gainsay/gainsay/analyze/text/token"
	"github.com/gainsay/gainsay/internal/lineartest"
	"github.com/jdkato/prose/v2"
)

const hintPath = "model/hint.bin"

// hintNames are prose's names of the features, from hintBias on.
var hintNames = [hintEnd - firstHint]string{"bias", "word", "pos", "en-wordlist", "suffix3", "prefix3",
	"shape", "wordlen", "prevtag", "prevword",
	"prevpos", "nextword", "nextpos", "word+nextpos", "pos+prevtag", "shape+prevtag"}

// assetHints is prose's recogniser as its exported Asset gives it.
type assetHints struct {
	mapping map[string]int // "feature-value-label" to the index of its weight
	weights []float64
	labels  []string
}

func readAssetHints(tb testing.TB) *assetHints {
	tb.Helper()
	m := &assetHints{}
	lineartest.ReadAsset(tb, "Maxent/mapping", &m.mapping)
	lineartest.ReadAsset(tb, "Maxent/weights", &m.weights)
	lineartest.ReadAsset(tb, "Maxent/labels", &m.labels)
	return m
}

// sparse gives every weight that can affect a word with a capital.
func (m *assetHints) sparse(tb testing.TB) lineartest.Sparse {
	out := lineartest.Sparse{}
	for name, index := range m.mapping {
		kind, value, class := m.split(tb, name)
		a, b := value, ""
		if strings.Contains(hintNames[kind], "+") {
			i := strings.LastIndex(value, "+")
			a, b = value[:i], value[i+1:]
		}
		if lowercase := a == strings.ToLower(a); (kind+firstHint != hintWord || !lowercase) &&
			value != "downcase" {
			out.Put(tb, linear.FeatureHash(kind+firstHint, hash.String(a), hash.String(b)), class,
				m.weights[index])
		}
	}
	return out
}

// split reads "feature-value-label".
func (m *assetHints) split(tb testing.TB, name string) (kind int, value string, class int) {
	kind, class = -1, -1
	for k, f := range hintNames {
		if strings.HasPrefix(name, f+"-") {
			kind = k
		}
	}
	for c, l := range m.labels {
		if strings.HasSuffix(name, "-"+l) {
			class = c
		}
	}
	if kind < 0 || class < 0 {
		tb.Fatalf("feature %q is of no kind or label", name)
	}
	return kind, name[len(hintNames[kind])+1 : len(name)-len(m.labels[class])-1], class
}

// TestHintFile compares the embedded weights with prose's asset; -update writes
// the file.
func TestHintFile(t *testing.T) {
	m := readAssetHints(t)
	want := m.sparse(t).File(hintMagic, m.labels)
	if *update {
		if err := os.WriteFile(hintPath, want, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if !bytes.Equal(want, hintFile) {
		t.Errorf("%s is not what prose's asset gives; run go generate", hintPath)
	}
}

// TestHintsAgreeWithProse compares the labels of the words with a capital,
// prose's own tokens and tags given, with prose's.
func TestHintsAgreeWithProse(t *testing.T) {
	sentences := append(lineartest.Sentences(t, "../testdata"),
		"Yesterday Marta Halvorsen told the Harbour Board of Westfold that nothing would change.",
		"Then Germany and Brazil voted with the United Nations against Fletcher.",
		"We met Peter Hale at the University of Oslo in March.",
		"I asked Senator Brandt and the Bank of England about it.",
		"Nobody in Lisbon or New York had heard of Drumlin Corrie.")
	m := hintModel()
	same, all, names := 0, 0, 0
	for _, s := range sentences {
		ref, err := prose.NewDocument(s, prose.UsingModel(sharedProse), prose.WithSegmentation(false))
		if err != nil {
			t.Fatal(err)
		}
		var tokens []token.Token
		for _, r := range ref.Tokens() {
			tokens = append(tokens, token.Token{Text: r.Text, Lower: strings.ToLower(r.Text),
				POS: pos.Tag(r.Tag)})
		}
		before := "O"
		for i, r := range ref.Tokens() {
			if chars.StartsUpper(r.Text) {
				got := hint(&m, tokens, i, before)
				all++
				if r.Label != "O" {
					names++
				}
				if got == r.Label {
					same++
				} else {
					t.Logf("%q in %q: prose %s, ours %s", r.Text, s, r.Label, got)
				}
			}
			before = r.Label[:1]
		}
	}
	t.Logf("%d of %d words with a capital have prose's label; %d are names", same, all, names)
	if all < 100 || names < 20 || float64(same) < .98*float64(all) {
		t.Errorf("%d of %d labels agree, %d names", same, all, names)
	}
}

// TestHintsFit is TestScoresFit of package perceptron for the features of hints.
func TestHintsFit(t *testing.T) {
	var most [hintEnd - firstHint]float64
	hints := readAssetHints(t)
	for name, index := range hints.mapping {
		k, _, _ := hints.split(t, name)
		most[k] = max(most[k], math.Abs(hints.weights[index]))
	}
	sum := 0.0
	for _, w := range most {
		sum += 1000*w + 1
	}
	if sum >= linear.MaxScore {
		t.Errorf("scores may reach %.0f thousandths, a lane holds %d", sum, linear.MaxScore)
	}
}

var update = flag.Bool("update", false, "rewrite the model's file")

var sharedProse = prose.ModelFromData("shared")
