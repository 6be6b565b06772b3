package text

import (
	_ "embed"
	"strings"
	"sync/atomic"

	"github.com/blevesearch/snowballstem"
	"github.com/blevesearch/snowballstem/english"
)

// stems remembers the stems of words met lately, each in the slot of its
// hash; a word that shares the slot takes its place. Words longer than
// longWord bytes are not remembered: there is no bound to what they take.
var stems [1 << 12]atomic.Pointer[stemmed]

const longWord = 64

type stemmed struct{ word, stem string }

// Stem returns the Porter2 stem of a word in lower case.
func Stem(lower string) string {
	slot := &stems[hashString(lower)%uint64(len(stems))]
	if s := slot.Load(); s != nil && s.word == lower {
		return s.stem
	}
	env := snowballstem.NewEnv(lower)
	english.Stem(env)
	s := &stemmed{strings.Clone(lower), env.Current()} // cloned: lower may be part of a long text
	if len(lower) <= longWord {
		slot.Store(s)
	}
	return s.stem
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
