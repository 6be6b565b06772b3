package reply

import (
	"embed"

	"github.com/gainsay/gainsay/analyze/text"
	"github.com/gainsay/gainsay/analyze/text/wordlist"
)

//go:embed lexicon/*.txt
var lexicons embed.FS

// wordClass is what kinds of words a word is, as bits; the first line of each file
// lexicon/<name>.txt says what it has.
type wordClass uint8

const (
	opening wordClass = 1 << iota
	affirmation
	secondPerson
	ground
	anybody
	negation
	articleWord
)

// classOf has the class of each word that has one; names are in the order of the bits.
var classOf = func() wordlist.Table[wordClass] {
	of := map[string]wordClass{}
	names := []string{"opening", "affirmation", "second-person", "grounds", "anybody", "negation", "article"}
	for k, name := range names {
		for w := range readWordSet(name) {
			of[w] |= 1 << k
		}
	}
	return wordlist.NewTable(of)
}()

// readWordSet reads lexicon/<name>.txt: one word per line, as the tokenizer
// cuts it, in lower case; lines that begin with "#" are comments. It panics if
// there is no such file.
func readWordSet(name string) map[string]bool {
	src, err := lexicons.ReadFile("lexicon/" + name + ".txt")
	if err != nil {
		panic("reply: " + err.Error()) // the files are embedded and tested
	}
	return text.WordSet(text.WithoutComments(string(src)))
}
