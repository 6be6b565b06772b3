package reply

import (
	"embed"

	"github.com/gainsay/gainsay/analyze/text"
)

//go:embed lexicon/*.txt
var lexicons embed.FS

// The word sets of the signals; the first line of each file says what it has.
var (
	openings     = readWordSet("opening")
	affirmations = readWordSet("affirmation")
	secondPerson = readWordSet("second-person")
	grounds      = readWordSet("grounds")
	anybody      = readWordSet("anybody")
	negations    = readWordSet("negation")
	articles     = readWordSet("article")
)

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
