// Package wordlist makes sets of words and has the English function words.
package wordlist

import (
	_ "embed"
	"strings"
)

//go:embed stopword.txt
var stopwordList string

// Stopwords are the English function words, and words that say as little as
// one, in lower case. They are not to be changed.
var Stopwords = Set(stopwordList)

// Stopword reports whether a word in lower case is one of Stopwords.
func Stopword(lower string) bool { return stopwords.Has(lower) }

var stopwords = NewTable(Stopwords)

// Set makes a set of the words of a list, which white space separates.
func Set(words string) map[string]bool {
	m := map[string]bool{}
	for w := range strings.FieldsSeq(words) {
		m[w] = true
	}
	return m
}

// WithoutComments returns the lines of a file of words that do not begin with "#".
func WithoutComments(file string) string {
	var list strings.Builder
	for line := range strings.Lines(file) {
		if !strings.HasPrefix(line, "#") {
			list.WriteString(line)
		}
	}
	return list.String()
}
