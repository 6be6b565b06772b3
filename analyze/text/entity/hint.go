package entity

import (
	_ "embed"
	"strconv"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"github.com/gainsay/gainsay/analyze/text/chars"
	"github.com/gainsay/gainsay/analyze/text/hash"
	"github.com/gainsay/gainsay/analyze/text/linear"
	"github.com/gainsay/gainsay/analyze/text/token"
)

// hintFile holds the weights of prose's entity recogniser, a maximum entropy
// model, for words with a capital; ../perceptron/model/README.md says more.
//
//go:generate go test -run ^TestHintFile$ -update .
//go:embed model/hint.bin
var hintFile []byte

const hintMagic = "gainsay hint 1\n"

var hintModel = sync.OnceValue(func() linear.Model { return linear.Read(hintFile, hintMagic) })

// firstHint is the number of the first feature: those below are the tagger's.
const firstHint = 15

// The features of prose's recogniser, as prose names them.
const (
	hintBias       = iota + firstHint // "bias"
	hintWord                          // "word"
	hintPOS                           // "pos"
	hintBasic                         // "en-wordlist"
	hintSuffix                        // "suffix3"
	hintPrefix                        // "prefix3"
	hintShape                         // "shape"
	hintLength                        // "wordlen"
	hintPrevTag                       // "prevtag"
	hintPrevWord                      // "prevword"
	hintPrevPOS                       // "prevpos"
	hintNextWord                      // "nextword"
	hintNextPOS                       // "nextpos"
	hintWordNext                      // "word+nextpos"
	hintPOSPrevTag                    // "pos+prevtag"
	hintShapeTag                      // "shape+prevtag"
	hintEnd
)

// hintNone is the value of features beyond either end of a sentence.
const hintNone = "None"

// hint returns prose's label for token i of a sentence, "O" for no name,
// else such as "B-PERSON" or "I-GPE". before is the label of the token before
// it, its first letter only; the token must have a capital.
func hint(m *linear.Model, tokens []token.Token, i int, before string) string {
	t := &tokens[i]
	prevWord, prevPOS, prevShape, nextWord, nextPOS := hintNone, hintNone, hintNone, hintNone, hintNone
	if i > 0 {
		prevWord, prevPOS = tokens[i-1].Lower, string(tokens[i-1].POS.Penn())
	} else {
		before = hintNone
	}
	if i > 1 {
		prevShape = wordShape(tokens[i-1].Text)
	}
	if i+1 < len(tokens) {
		nextWord, nextPOS = tokens[i+1].Lower, string(tokens[i+1].POS.Penn())
	}
	none, tag, prevTag, next := hash.String(""), hash.String(string(t.POS)), hash.String(before),
		hashLower(nextPOS)
	if nextPOS == hintNone {
		next = hash.String(hintNone)
	}
	scores := linear.Level(len(m.Classes))
	for _, f := range [...]struct {
		kind int
		a, b uint64
	}{
		{hintBias, hash.String("True"), none}, {hintWord, hash.String(t.Text), none}, {hintPOS, tag, none},
		{hintBasic, hash.String(basic(t.Text)), none},
		{hintSuffix, hashLower(t.Text[len(t.Text)-min(len(t.Text), 3):]), none},
		{hintPrefix, hashLower(t.Text[:min(len(t.Text), 3)]), none},
		{hintShape, hash.String(wordShape(t.Text)), none},
		{hintLength, hash.String(strconv.Itoa(len(t.Text))), none}, {hintPrevTag, prevTag, none},
		{hintPrevWord, hash.String(prevWord), none}, {hintPrevPOS, hash.String(prevPOS), none},
		{hintNextWord, hash.String(nextWord), none}, {hintNextPOS, next, none},
		{hintWordNext, hash.String(t.Lower), next}, {hintPOSPrevTag, tag, prevTag},
		{hintShapeTag, hash.String(prevShape), prevTag},
	} {
		m.AddFeature(&scores, f.kind, f.a, f.b)
	}
	return m.Classes[scores.Leading(0).First()]
}

// hashLower is the hash of s in lower case.
func hashLower(s string) uint64 {
	if !chars.IsASCII(s) {
		return hash.String(strings.ToLower(s))
	}
	h := hash.String("")
	for i := range len(s) {
		h = hash.Byte(h, byte(chars.LowerWord(uint64(s[i]))))
	}
	return h
}

// basic reports whether a word is in prose's list of common words, of which
// "I" alone has a capital.
func basic(word string) string {
	if word == "I" {
		return "True"
	}
	return "False"
}

// wordShape classes a word as prose does, for which a letter beyond ASCII at
// the end makes it punctuation.
func wordShape(s string) string {
	if !chars.IsLetter(s[0]) || strings.IndexByte("iInN", s[0]) >= 0 { // "inf" and "nan" are numbers too
		if _, err := strconv.ParseFloat(s, 64); err == nil {
			return "number"
		}
	}
	if last := s[len(s)-1]; last != '_' && !chars.IsDigit(last) && !chars.IsLetter(last) {
		return "punct"
	}
	switch {
	case strings.ToLower(s) == s:
		return "downcase"
	case titled(s):
		return "upcase"
	}
	return "mixedcase"
}

// titled reports whether every part of a word that begins with a letter begins
// with a capital.
func titled(s string) bool {
	begins := true
	for _, r := range s {
		if begins && unicode.ToTitle(r) != r {
			return false
		}
		begins = r < utf8.RuneSelf && r != '_' && !unicode.IsLetter(r) && !unicode.IsDigit(r) ||
			r >= utf8.RuneSelf && unicode.IsSpace(r)
	}
	return true
}
