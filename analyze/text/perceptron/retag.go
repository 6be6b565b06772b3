package perceptron

import "github.com/gainsay/gainsay/analyze/text/token"

// Retag tags a sentence of text again. Disguised words, which have no Text yet,
// are tagged as the words they mean.
func (m *Tagger) Retag(text string, tokens []token.Token) {
	for i := range tokens {
		t := &tokens[i]
		if t.Text == "" {
			t.Text = t.Lower
		}
		if !t.POS.IsNonWord() {
			t.POS = ""
		}
	}
	m.Tag(tokens, m.lexemes.OfTokens(nil, tokens))
	for i := range tokens {
		tokens[i].Text = tokens[i].In(text)
	}
}
