package tagger

import (
	"sync"

	"github.com/gainsay/gainsay/analyze/text"
)

// harshLexicons hold the words that authors disguise.
var harshLexicons = []string{"insult", "insulting", "faculty", "profanity", "spam"}

// harsh is the vocabulary for reading disguised words.
var harsh = sync.OnceValue(func() *text.Vocabulary {
	var words []string
	for _, name := range harshLexicons {
		words = append(words, must(lexicons.Get(name)).Words()...)
	}
	return text.NewVocabulary(words...)
})

// unmasked returns d with disguised words replaced by what they stand for, for the
// rules.
func unmasked(d *text.Doc) *text.Doc { return d.Unmasked(harsh()) }
