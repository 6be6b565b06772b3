package tagger

import (
	"io/fs"
	"sync"

	"github.com/gainsay/gainsay/analyze/rule"
	"github.com/gainsay/gainsay/analyze/text"
)

// harshLexicons hold the words that people disguise.
var harshLexicons = []string{"insult", "insulting", "faculty", "profanity", "spam"}

// harsh is the vocabulary for reading disguised words. It reads the lexicons
// by itself, since several goroutines may be the first to ask.
var harsh = sync.OnceValue(func() *text.Vocabulary {
	own := rule.NewLexicons(must(fs.Sub(files, "lexicon")))
	var words []string
	for _, name := range harshLexicons {
		words = append(words, must(own.Get(name)).Words()...)
	}
	return text.NewVocabulary(words...)
})

// unmasked returns d as rules see it, disguised words read as what they mean.
func unmasked(d *text.Doc) *text.Doc { return d.Unmasked(harsh()) }
