package text

import (
	_ "embed"
	"strings"

	"github.com/blevesearch/snowballstem"
	"github.com/blevesearch/snowballstem/english"
)

// Stem returns the Porter2 stem of a word in lower case.
func Stem(lower string) string {
	env := snowballstem.NewEnv(lower)
	english.Stem(env)
	return env.Current()
}

//go:embed stopword.txt
var stopwordList string

var stopwords = func() map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(stopwordList) {
		m[w] = true
	}
	return m
}()

// Stopword reports whether a word in lower case is a function word or says
// as little as one.
func Stopword(lower string) bool { return stopwords[lower] }
