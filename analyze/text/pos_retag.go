package text

// retag tags a sentence of text in which disguised words, told by the want of
// a Text, are read as what they stand for.
func (m *tagger) retag(text string, tokens []Token) {
	for i := range tokens {
		t := &tokens[i]
		if t.Text == "" {
			t.Text = t.Lower
		}
		if !t.POS.IsNonWord() {
			t.POS = ""
		}
	}
	m.tagSentence(tokens, m.lexemes.OfTokens(nil, tokens))
	for i := range tokens {
		tokens[i].Text = tokens[i].In(text)
	}
}
