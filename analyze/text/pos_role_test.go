package text

import (
	"math/rand/v2"
	"strings"
	"testing"
)

// wholeTag is tag without a short cut: every feature of every role is looked
// up and added.
func (m *tagger) wholeTag(w []*lexeme, t1, t2 tagID) tagID {
	if w[2].only != noTag {
		return w[2].only
	}
	scores := *m.afterTags(t1, t2)
	m.addFeature(&scores, featTagWord, m.tagHashes[t1], w[2].norm)
	for role, x := range w {
		m.addParts(&scores, x, role)
	}
	return tagID(scores.leading(0).first())
}

// TestTagDecidesEarly holds that stopping early and adding what is kept summed
// up give the tags that all features give, on random words after random tags.
func TestTagDecidesEarly(t *testing.T) {
	var words []*lexeme
	for _, s := range invented(t) {
		words = lexemesOf(words, tokenize(s))
	}
	m, rnd := model(), rand.New(rand.NewPCG(3, 5))
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

// TestTaggedWordsAreKnown holds what findTagged and swing rest on: a word that
// bears on its tag after another bears on some tag by itself, and no word can
// move two scores further apart than a swing tells.
func TestTaggedWordsAreKnown(t *testing.T) {
	m, p := readAssetModel(t), weights()
	for name, w := range m.weights {
		switch kind := kindOfName(t, name); kind {
		case featTagWord:
			_, word, _ := strings.Cut(strings.TrimPrefix(name, featureNames[kind]+" "), " ")
			var x lexeme
			if p.knowAs(&x, word, word); x.own == ([roles]run{}) && p.find(hashOfName(t, name)) != 0 {
				t.Errorf("%q: the model does not know the word by itself", name)
			}
		case featWord2, featNext2:
			low, high := 0.0, 0.0
			for _, v := range w {
				low, high = min(low, v), max(high, v)
			}
			if got := p.swing(p.find(hashOfName(t, name))); float64(got)+1 < 1000*(high-low) {
				t.Errorf("%q: swing %d, weights from %f to %f", name, got, low, high)
			}
		}
	}
}
