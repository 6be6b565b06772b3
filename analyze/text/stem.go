package text

// Stem returns the Porter2 stem of a word in lower case.
func Stem(lower string) string {
	return lexemes.Of(lower).stem(lower)
}
