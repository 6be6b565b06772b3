package text

import (
	"math/rand/v2"
	"testing"
)

// wholeTag is tag without a short cut: every feature of every role is looked
// up and added.
func (m *tagger) wholeTag(w []*lexeme, t1, t2 tagID) tagID {
	if tagID(w[2].only) != noTag {
		return tagID(w[2].only)
	}
	scores := *m.afterTags(t1, t2)
	m.addFeature(&scores, featAfter+int(t1), w[2].norm, 0)
	for i, role := range [...]int{asFirst, asPrevious, asItself, asNext, asLast} {
		m.addParts(&scores, w[i], role)
	}
	return tagID(scores.leading(0).first())
}

// TestTagDecidesEarly holds that stopping early and adding what is kept summed
// up give the tags that all features give, on random words after random tags.
func TestTagDecidesEarly(t *testing.T) {
	var words []*lexeme
	for _, s := range invented(t) {
		words = lexemes.OfTokens(words, tokenize(s))
	}
	m, rnd := model(lexemes), rand.New(rand.NewPCG(3, 5))
	words = append(words, m.before[0], m.before[1], m.after[0], m.after[1])
	m.words = make([]*lexeme, 5)
	tags := map[tagID]int{}
	for range 100_000 {
		for i := range m.words {
			m.words[i] = words[rnd.IntN(len(words))]
		}
		t1, t2 := tagID(rnd.IntN(len(m.tags))), tagID(rnd.IntN(len(m.tags)))
		want := m.wholeTag(m.words, t1, t2)
		if got := m.tag(2, t1, t2); got != want {
			t.Fatalf("%q after %s and %s: %s, want %s", m.words[2].short, m.tags[t2], m.tags[t1], m.tags[got], m.tags[want])
		}
		tags[want]++
	}
	if len(tags) < 35 {
		t.Errorf("only %d tags were given", len(tags))
	}
}

// TestSwings holds that no word can move two scores further apart than its
// swing tells.
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
		if got := p.swing(p.find(m.hashOfName(t, name))); float64(got)+1 < 1000*(high-low) {
			t.Errorf("%q: swing %d, weights from %f to %f", name, got, low, high)
		}
	}
}

// TestKinds checks that there is a kind of feature for every tag.
func TestKinds(t *testing.T) {
	if n := featAfter + len(weights().tags); n > maxKinds {
		t.Errorf("%d kinds of features, room for %d", n, maxKinds)
	}
}
