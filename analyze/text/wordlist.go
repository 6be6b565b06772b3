package text

import (
	_ "embed"
	"strings"
)

//go:embed stopword.txt
var stopwordList string

var stopwords = WordSet(stopwordList)

// Stopword reports whether a word in lower case is a function word or says
// as little as one.
func Stopword(lower string) bool { return stopwords[lower] }

// WordSet makes a set of the words of a list, which white space parts.
func WordSet(words string) map[string]bool {
	m := map[string]bool{}
	for w := range strings.FieldsSeq(words) {
		m[w] = true
	}
	return m
}

// setOf makes a set of words.
func setOf(words ...string) map[string]bool {
	set := make(map[string]bool, len(words))
	for _, w := range words {
		set[w] = true
	}
	return set
}
