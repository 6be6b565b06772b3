package text

import (
	_ "embed"
	"strconv"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

// hintFile holds the weights of prose's entity recogniser, a maximum entropy
// model, for words with a capital; model/README.md says more.
//
//go:generate go test -run ^TestHintFile$ -update .
//go:embed model/hint.bin
var hintFile []byte

const hintMagic = "gainsay hint 1\n"

var hintModel = sync.OnceValue(func() linear { return readLinear(hintFile, hintMagic) })

// The features of prose's recogniser, as prose names them.
const (
	hintBias       = iota + featEnd // "bias"
	hintWord                        // "word"
	hintPOS                         // "pos"
	hintBasic                       // "en-wordlist"
	hintSuffix                      // "suffix3"
	hintPrefix                      // "prefix3"
	hintShape                       // "shape"
	hintLength                      // "wordlen"
	hintPrevTag                     // "prevtag"
	hintPrevWord                    // "prevword"
	hintPrevPOS                     // "prevpos"
	hintNextWord                    // "nextword"
	hintNextPOS                     // "nextpos"
	hintWordNext                    // "word+nextpos"
	hintPOSPrevTag                  // "pos+prevtag"
	hintShapeTag                    // "shape+prevtag"
	hintEnd
)

// hintNone stands for what is beyond either end of a sentence.
const hintNone = "None"

// hint returns prose's label for token i of a sentence, "O" for no name,
// else such as "B-PERSON" or "I-GPE". before is the label of the token before
// it, cut to its first letter; only words with a capital may be asked for.
func (m *linear) hint(tokens []Token, i int, before string) string {
	t := &tokens[i]
	prevWord, prevPOS, prevShape, nextWord, nextPOS := hintNone, hintNone, hintNone, hintNone, hintNone
	if i > 0 {
		prevWord, prevPOS = tokens[i-1].Lower, string(prosePOS(tokens[i-1].POS))
	} else {
		before = hintNone
	}
	if i > 1 {
		prevShape = wordShape(tokens[i-1].Text)
	}
	if i+1 < len(tokens) {
		nextWord, nextPOS = tokens[i+1].Lower, string(prosePOS(tokens[i+1].POS))
	}
	none, tag, prevTag, next := Hash(""), Hash(string(t.POS)), Hash(before), hashLower(nextPOS)
	if nextPOS == hintNone {
		next = Hash(hintNone)
	}
	scores := level(len(m.classes))
	for _, f := range [...]struct {
		kind int
		a, b uint64
	}{
		{hintBias, Hash("True"), none}, {hintWord, Hash(t.Text), none}, {hintPOS, tag, none}, {hintBasic, Hash(basic(t.Text)), none},
		{hintSuffix, hashLower(suffix(t.Text)), none}, {hintPrefix, hashLower(t.Text[:min(len(t.Text), 3)]), none},
		{hintShape, Hash(wordShape(t.Text)), none}, {hintLength, Hash(strconv.Itoa(len(t.Text))), none}, {hintPrevTag, prevTag, none},
		{hintPrevWord, Hash(prevWord), none}, {hintPrevPOS, Hash(prevPOS), none}, {hintNextWord, Hash(nextWord), none}, {hintNextPOS, next, none},
		{hintWordNext, Hash(t.Lower), next}, {hintPOSPrevTag, tag, prevTag}, {hintShapeTag, Hash(prevShape), prevTag},
	} {
		m.addFeature(&scores, f.kind, f.a, f.b)
	}
	return m.classes[scores.leading(0).first()]
}

// hashLower is Hash of s in lower case.
func hashLower(s string) uint64 {
	if !isASCII(s) {
		return Hash(strings.ToLower(s))
	}
	h := Hash("")
	for i := range len(s) {
		h = hashByte(h, byte(lowerWord(uint64(s[i]))))
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
	if !asciiLetter(s[0]) || strings.IndexByte("iInN", s[0]) >= 0 { // "inf" and "nan" are numbers too
		if _, err := strconv.ParseFloat(s, 64); err == nil {
			return "number"
		}
	}
	if last := s[len(s)-1]; last != '_' && !isDigit(last) && !asciiLetter(last) {
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

// titled reports whether every part of a word begins with a capital, if with
// a letter.
func titled(s string) bool {
	begins := true
	for _, r := range s {
		if begins && unicode.ToTitle(r) != r {
			return false
		}
		begins = r < utf8.RuneSelf && r != '_' && !unicode.IsLetter(r) && !unicode.IsDigit(r) || r >= utf8.RuneSelf && unicode.IsSpace(r)
	}
	return true
}
