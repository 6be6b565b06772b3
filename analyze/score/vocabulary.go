package score

import (
	"unicode"
	"unicode/utf8"

	"github.com/gainsay/gainsay/analyze/text"
)

// Vocabulary is the words that models have a weight for. How many words of a
// text are in it says how close the text is to those the models learned from.
type Vocabulary map[uint32]bool

// Vocabulary returns the words of all models that use words.
func (m *Models) Vocabulary() (Vocabulary, error) {
	names, err := m.Names()
	if err != nil {
		return nil, err
	}
	v := Vocabulary{}
	for _, n := range names {
		model, err := m.Get(n)
		if err != nil {
			return nil, err
		}
		if model.Blocks&Words == 0 || model.Refines != "" {
			continue
		}
		for _, id := range model.ids {
			v[id] = true
		}
	}
	return v, nil
}

// Count counts the words of a text, those that begin with a letter and are no
// addresses, and how many of them are known.
func (v Vocabulary) Count(d *text.Doc) (words, known int) {
	for i := range d.Tokens {
		t := &d.Tokens[i]
		if r, _ := utf8.DecodeRuneInString(t.Text); !unicode.IsLetter(r) {
			continue
		}
		h, _ := hashToken(t)
		if placeholder(h) {
			continue
		}
		words++
		if v[unigramID(Words, h)] {
			known++
		}
	}
	return words, known
}
