package text

import (
	"bytes"
	"os"
	"strings"
	"testing"

	"github.com/gainsay/gainsay/analyze/text/pos"
	"github.com/jdkato/prose/v2"
)

const hintPath = "model/hint.bin"

// hintNames are prose's names of the features, from hintBias on.
var hintNames = [hintEnd - featEnd]string{"bias", "word", "pos", "en-wordlist", "suffix3", "prefix3", "shape", "wordlen", "prevtag", "prevword",
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
	readAsset(tb, "Maxent/mapping", &m.mapping)
	readAsset(tb, "Maxent/weights", &m.weights)
	readAsset(tb, "Maxent/labels", &m.labels)
	return m
}

// sparse gives every weight that can bear on a word with a capital.
func (m *assetHints) sparse(tb testing.TB) sparse {
	out := sparse{}
	for name, index := range m.mapping {
		kind, value, class := m.split(tb, name)
		a, b := value, ""
		if strings.Contains(hintNames[kind], "+") {
			i := strings.LastIndex(value, "+")
			a, b = value[:i], value[i+1:]
		}
		if lowercase := a == strings.ToLower(a); (kind+featEnd != hintWord || !lowercase) && value != "downcase" {
			out.put(tb, featureHash(kind+featEnd, Hash(a), Hash(b)), class, m.weights[index])
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

// TestHintFile holds the embedded weights to prose's asset; -update writes
// the file.
func TestHintFile(t *testing.T) {
	m := readAssetHints(t)
	want := m.sparse(t).file(hintMagic, m.labels)
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
	sentences := append(invented(t), "Yesterday Marta Halvorsen told the Harbour Board of Westfold that nothing would change.",
		"Then Germany and Brazil voted with the United Nations against Fletcher.", "We met Peter Hale at the University of Oslo in March.",
		"I asked Senator Brandt and the Bank of England about it.", "Nobody in Lisbon or New York had heard of Drumlin Corrie.")
	m := hintModel()
	same, all, names := 0, 0, 0
	for _, s := range sentences {
		ref, err := prose.NewDocument(s, prose.UsingModel(sharedProse), prose.WithSegmentation(false))
		if err != nil {
			t.Fatal(err)
		}
		var tokens []Token
		for _, r := range ref.Tokens() {
			tokens = append(tokens, Token{Text: r.Text, Lower: strings.ToLower(r.Text), POS: pos.Tag(r.Tag)})
		}
		before := "O"
		for i, r := range ref.Tokens() {
			if startsUpper(r.Text) {
				got := m.hint(tokens, i, before)
				all++
				same += count(got == r.Label)
				names += count(r.Label != "O")
				if got != r.Label {
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
