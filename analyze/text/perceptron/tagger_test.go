package perceptron

import (
	"errors"
	"io/fs"
	"math"
	"os"
	"slices"
	"testing"

	"github.com/gainsay/gainsay/analyze/text/chars"
	"github.com/gainsay/gainsay/analyze/text/pos"
	"github.com/gainsay/gainsay/analyze/text/token"
	"github.com/gainsay/gainsay/internal/lineartest"
	"github.com/jdkato/prose/v2"
)

// ownRows holds invented texts like those of the labelled sets outside the
// repository, for where those are absent.
const ownRows = "../testdata/rows.jsonl"

// sharedSentences returns at most 1,500 texts of a labelled set outside the
// repository, or skips.
func sharedSentences(t *testing.T, name string) []string {
	t.Helper()
	path := "../../../../shared/data/" + name
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		t.Skipf("%s is not beside the checkout; the case rows is run instead", name)
	}
	return lineartest.RowTexts(t, path, 1500)
}

// agreement counts tokens of prose that our tagger gives the same tag:
// raw, and without the words that stand twice in a sentence, which share one
// token, and so one tag, in prose.
type agreement struct{ same, all, onceSame, onceAll int }

func (a *agreement) add(t *testing.T, sentence string) {
	ref, err := prose.NewDocument(sentence, prose.UsingModel(sharedProse), prose.WithExtraction(false),
		prose.WithSegmentation(false))
	if err != nil {
		t.Fatal(err)
	}
	var ours []token.Token
	times := map[string]int{}
	for _, r := range ref.Tokens() {
		w := token.Token{Text: r.Text, Lower: chars.Lower(r.Text)}
		if whole := token.Tokenize(r.Text); len(whole) == 1 {
			w.POS = whole[0].POS
		}
		ours = append(ours, w)
		times[r.Text]++
	}
	New(lexemes).Tag(ours, lexemes.OfTokens(nil, ours))
	for i, r := range ref.Tokens() {
		same := string(ours[i].POS.Penn()) == r.Tag
		once := times[r.Text] == 1
		a.all++
		a.same += count(same)
		a.onceAll += count(once)
		a.onceSame += count(once && same)
		if !same && once {
			t.Logf("%q in %q: prose %s, ours %s", r.Text, sentence, r.Tag, ours[i].POS)
		}
	}
}

func count(b bool) int {
	if b {
		return 1
	}
	return 0
}

var sharedProse = prose.ModelFromData("shared")

// TestTaggerAgreesWithProse feeds prose's own tokens, one document a
// sentence, through our tagger.
func TestTaggerAgreesWithProse(t *testing.T) {
	for name, sentences := range map[string]func(*testing.T) []string{
		"invented":    func(t *testing.T) []string { return lineartest.Sentences(t, "../testdata") },
		"rows":        func(t *testing.T) []string { return lineartest.RowTexts(t, ownRows, 1500) },
		"cmvverif":    func(t *testing.T) []string { return sharedSentences(t, "claim-cmvverif.jsonl.gz") },
		"claimbuster": func(t *testing.T) []string { return sharedSentences(t, "claim-claimbuster.jsonl.gz") },
	} {
		t.Run(name, func(t *testing.T) {
			var a agreement
			for _, s := range sentences(t) {
				a.add(t, s)
			}
			if a.all < 500 {
				t.Fatalf("only %d tokens compared", a.all)
			}
			raw, once := float64(a.same)/float64(a.all), float64(a.onceSame)/float64(a.onceAll)
			t.Logf("%d of %d tokens agree (%.2f %%); without repeated words %d of %d (%.2f %%)", a.same, a.all, 100*raw, a.onceSame, a.onceAll, 100*once)
			if raw < 0.99 || once < 0.995 {
				t.Errorf("agreement %.4f, %.4f without repeated words; want .99 and .995", raw, once)
			}
		})
	}
}

// predict is prose's own scoring of one word, features by name, in
// thousandths.
func (m *assetModel) predict(word string, ctx []string, p1, p2 string) string {
	if tag, ok := m.known[word]; ok {
		return tag
	}
	scores := map[string]int{}
	for _, f := range []string{"bias", "i suffix " + suffix(word), "i pref1 " + string(rune(word[0])),
		"i-1 tag " + p1, "i-2 tag " + p2, "i tag+i-2 tag " + p1 + " " + p2,
		"i word " + ctx[2], "i-1 tag+i word " + p1 + " " + ctx[2], "i-1 word " + ctx[1], "i-1 suffix " + suffix(ctx[1]), "i-2 word " + ctx[0],
		"i+1 word " + ctx[3], "i+1 suffix " + suffix(ctx[3]), "i+2 word " + ctx[4]} {
		for class, w := range m.weights[f] {
			scores[class] += int(math.Round(w * 1000))
		}
	}
	best := m.classes[0]
	for _, c := range m.classes {
		if scores[c] > scores[best] {
			best = c
		}
	}
	return best
}

// TestTaggerEqualsAsset holds the hashed features to the features by name:
// the same tag on every word.
func TestTaggerEqualsAsset(t *testing.T) {
	m := readAssetModel(t)
	n := 0
	for _, s := range lineartest.Sentences(t, "../testdata") {
		tokens := token.Tokenize(s)
		ctx := []string{start1, start2}
		for i := range tokens {
			ctx = append(ctx, contextWord(straight(spelling(&tokens[i], false))))
		}
		ctx = append(ctx, end1, end2)
		New(lexemes).Tag(tokens, lexemes.OfTokens(nil, tokens))
		p1, p2 := start1, start2
		for i := range tokens {
			want := m.predict(straight(spelling(&tokens[i], false)), ctx[i:i+5], p1, p2)
			if got := string(tokens[i].POS); got != want {
				t.Errorf("%q in %q: %s, by name %s", tokens[i].Text, s, got, want)
			}
			p1, p2 = want, p1
			n++
		}
	}
	if n < 800 {
		t.Fatalf("only %d words", n)
	}
}

// TestTagsKnown holds the names of package pos to the classes of the model.
func TestTagsKnown(t *testing.T) {
	given := append(allTags(weights().Classes), pos.URL, pos.Mention, pos.Emoji)
	given = slices.DeleteFunc(given, func(t pos.Tag) bool { return t == start1 || t == start2 })
	known := slices.Clone(pos.All)
	slices.Sort(given)
	slices.Sort(known)
	if !slices.Equal(given, known) {
		t.Errorf("the tagger gives %q, package pos names %q", given, known)
	}
}
