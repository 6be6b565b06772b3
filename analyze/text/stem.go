package text

import (
	_ "embed"
	"strings"

	"github.com/blevesearch/snowballstem"
	"github.com/blevesearch/snowballstem/english"
)

// Stem returns the Porter2 stem of a word in lower case.
func Stem(lower string) string {
	return lexemeOf(lower).stem(lower)
}

// stem returns the stem of the word in lower case that x is the lexeme of,
// worked out when it is first asked for. What is remembered holds no text.
func (x *lexeme) stem(lower string) string {
	if s := x.stemmed.Load(); s != nil {
		return *s
	}
	env := snowballstem.NewEnv(strings.Clone(lower))
	english.Stem(env)
	s := env.Current()
	x.stemmed.Store(&s)
	return s
}

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
