package tagger

import (
	"io/fs"

	"github.com/gainsay/gainsay/analyze/text"
)

// wordSet is a set of words. Most words outside the set are rejected by their
// first byte and length alone.
type wordSet struct {
	lengths [256]uint32 // by first byte, one bit per length; see lengthBit
	words   map[string]bool
}

// newWordSet makes a set of the words of a list, which white space separates.
func newWordSet(list string) *wordSet {
	s := &wordSet{words: text.WordSet(list)}
	for w := range s.words {
		s.lengths[w[0]] |= lengthBit(w)
	}
	return s
}

// readWordSet reads lexicon/<name>.txt: one word per line, as the tokenizer
// cuts it, in lower case; lines that begin with "#" are comments. It panics if
// there is no such file.
func readWordSet(name string) *wordSet {
	return newWordSet(text.WithoutComments(string(must(fs.ReadFile(files, "lexicon/"+name+".txt")))))
}

// lengthBit is the bit of a word's length in bytes; all words of 31 bytes or
// more share one.
func lengthBit(w string) uint32 { return 1 << min(len(w), 31) }

// has reports whether the set contains a word.
func (s *wordSet) has(w string) bool {
	return w != "" && s.lengths[w[0]]&lengthBit(w) != 0 && s.words[w]
}
