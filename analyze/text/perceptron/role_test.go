package perceptron

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/gainsay/gainsay/analyze/text/lexeme"
	"github.com/gainsay/gainsay/analyze/text/linear"
	"github.com/gainsay/gainsay/analyze/text/token"
	"github.com/gainsay/gainsay/internal/lineartest"
)

// wholeTag is tag without a short cut: every feature of every role is looked
// up and added.
func (m *Tagger) wholeTag(w []*lexeme.Lexeme, t1, t2 tagID) tagID {
	if tagID(w[2].OnlyTag) != noTag {
		return tagID(w[2].OnlyTag)
	}
	scores := *m.model.afterTags(t1, t2)
	m.model.AddFeature(&scores, featAfter+int(t1), w[2].ContextHash, 0)
	for i, role := range [...]int{lexeme.AsFirst, lexeme.AsPrevious, lexeme.AsItself, lexeme.AsNext,
		lexeme.AsLast} {
		m.model.addParts(&scores, w[i], role)
	}
	return tagID(scores.Leading(0).First())
}

// TestTagDecidesEarly checks that stopping early and adding kept sums give the
// tags that all features give, on random words after random tags.
func TestTagDecidesEarly(t *testing.T) {
	var words []*lexeme.Lexeme
	for _, s := range lineartest.Sentences(t, "../testdata") {
		words = lexemes.OfTokens(words, token.Tokenize(s))
	}
	m, rnd := New(lexemes), rand.New(rand.NewPCG(3, 5))
	words = append(words, m.model.before[0], m.model.before[1], m.model.after[0], m.model.after[1])
	m.words = make([]*lexeme.Lexeme, 5)
	tags := map[tagID]int{}
	for range 100_000 {
		for i := range m.words {
			m.words[i] = words[rnd.IntN(len(words))]
		}
		t1, t2 := tagID(rnd.IntN(len(m.model.tags))), tagID(rnd.IntN(len(m.model.tags)))
		want := m.wholeTag(m.words, t1, t2)
		if got := m.tag(2, t1, t2); got != want {
			t.Fatalf("word %x after %s and %s: %s, want %s", m.words[2].ContextHash, m.model.tags[t2],
				m.model.tags[t1],
				m.model.tags[got], m.model.tags[want])
		}
		tags[want]++
	}
	if len(tags) < 35 {
		t.Errorf("only %d tags were given", len(tags))
	}
}

// TestSwings checks that no word can move two scores further apart than its
// swing.
func TestSwings(t *testing.T) {
	m, p := readAssetModel(t), weights()
	for name, w := range m.weights {
		if kind := kindOfName(t, name); kind != featWord2 && kind != featNext2 {
			continue
		}
		low, high := 0.0, 0.0
		for _, v := range w {
			low, high = min(low, v), max(high, v)
		}
		if got := p.swing(p.Find(m.hashOfName(t, name))); float64(got)+1 < 1000*(high-low) {
			t.Errorf("%q: swing %d, weights from %f to %f", name, got, low, high)
		}
	}
}

// TestKinds checks that there is a kind of feature for every tag.
func TestKinds(t *testing.T) {
	if n := featAfter + len(weights().tags); n > linear.MaxKinds {
		t.Errorf("%d kinds of features, at most %d fit", n, linear.MaxKinds)
	}
}

// TestScoresFit checks that no sum of a word's features can leave a lane: each
// kind of feature counts once for a word.
func TestScoresFit(t *testing.T) {
	var most [featEnd]float64
	for name, weights := range readAssetModel(t).weights {
		for _, w := range weights {
			k := kindOfName(t, name)
			most[k] = max(most[k], math.Abs(w))
		}
	}
	sum := 0.0
	for _, w := range most {
		sum += 1000*w + 1
	}
	if sum >= linear.MaxScore {
		t.Errorf("scores may reach %.0f thousandths, a lane holds %d", sum, linear.MaxScore)
	}
}
