// Package language identifies the language of a text by script and function words.
package language

import (
	_ "embed"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"github.com/gainsay/gainsay/analyze/text/chars"
	"github.com/gainsay/gainsay/analyze/text/lexeme"
	"github.com/gainsay/gainsay/analyze/text/perceptron"
	"github.com/gainsay/gainsay/analyze/text/sentence"
	"github.com/gainsay/gainsay/analyze/text/token"
	"github.com/gainsay/gainsay/analyze/text/wordlist"
)

// English and Undetermined are the languages that taggers read; they know no
// other.
const (
	English      = "en"
	Undetermined = "und" // only numbers, addresses, emoji, or too few known words
)

//go:embed language.txt
var languageFile string

// functionWords are the function words of the languages in Latin letters.
type functionWords struct {
	codes []string // by bit; English is bit 0
	words map[string]functionWord
}

type functionWord struct {
	langs uint32 // bits
	weak  bool   // common in names, or a letter: no proof alone
}

const englishBit = 1

var latin = sync.OnceValue(func() functionWords {
	f := functionWords{codes: []string{English}, words: map[string]functionWord{}}
	for w := range wordlist.Stopwords {
		f.words[w] = functionWord{langs: englishBit}
	}
	for line := range strings.Lines(languageFile) {
		fields := strings.Fields(line)
		if fields[0] == "#" {
			continue
		}
		f.codes = append(f.codes, fields[0])
		for _, w := range fields[1:] {
			f.add(w, 1<<(len(f.codes)-1))
		}
	}
	return f
})

func (f functionWords) add(word string, bit uint32) {
	w, weak := strings.CutPrefix(word, "-")
	old := f.words[w]
	f.words[w] = functionWord{old.langs | bit, old.weak || weak || utf8.RuneCountInString(w) == 1}
}

// wordsLooked is how many words decide the language; enoughEnglish of them
// decide early where nothing indicates another.
const (
	wordsLooked   = 60
	enoughEnglish = 4
)

// spoken is a word of a text.
type spoken struct {
	*token.Token
	x *lexeme.Lexeme
}

// Describe fills in whether the spelling of x is a function word, and of which
// languages.
func Describe(x *lexeme.Lexeme, _, lower string) {
	switch w, ok := latin().words[lower]; {
	case !ok:
		x.FunctionWord = lexeme.NoFunctionWord
	case w.langs == englishBit:
		x.FunctionWord = lexeme.EnglishFunctionWord
	default:
		x.FunctionWord = lexeme.OtherFunctionWord
	}
}

// of returns the function word that w is. The lexeme answers for most words,
// unless Lower differs from the spelling: "n't" of "dont".
func (f functionWords) of(w *spoken) (word functionWord, ok bool) {
	if len(w.Lower) == int(w.x.Length) {
		switch w.x.FunctionWord {
		case lexeme.NoFunctionWord:
			return functionWord{}, false
		case lexeme.EnglishFunctionWord:
			return functionWord{langs: englishBit}, true
		}
	}
	word, ok = f.words[w.Lower]
	return word, ok
}

// Of identifies the language of a text by script and function words, from its
// tokens, whose lexemes are words, and sentences. What the author quotes of
// others does not count, unless there is nothing else.
func Of(tokens []token.Token, sentences []sentence.Sentence, words []*lexeme.Lexeme) string {
	var buf [wordsLooked]spoken
	return languageOfWords(ownWords(tokens, sentences, words, buf[:0]))
}

func languageOfWords(words []spoken) string {
	if len(words) == 0 {
		return Undetermined
	}
	if code := scriptLanguage(words); code != "" {
		return code
	}
	return latinLanguage(words)
}

// MarkForeign marks the sentences of an English text that are in another
// language, as where an author says the same twice. It looks only at texts
// with letters beyond ASCII, which most languages but English write.
func MarkForeign(text string, tokens []token.Token, sentences []sentence.Sentence, words []*lexeme.Lexeme) {
	if !lettersBeyondASCII(text) {
		return
	}
	var buf [wordsLooked]spoken
	for k := range sentences {
		s := &sentences[k]
		code := languageOfWords(wordsOf(tokens, *s, words, buf[:0]))
		s.Foreign = code != English && code != Undetermined
	}
}

// lettersBeyondASCII reports whether there may be some: signs, punctuation and
// emoji begin with other bytes.
func lettersBeyondASCII(s string) bool {
	for i := range len(s) {
		if c := s[i]; 0xC3 <= c && c <= 0xEE && c != 0xE2 {
			return true
		}
	}
	return false
}

// ownWords appends up to wordsLooked words to out, which is empty, those
// quoted only if there are no others.
func ownWords(tokens []token.Token, sentences []sentence.Sentence, words []*lexeme.Lexeme,
	out []spoken) []spoken {
	for _, quoted := range [...]bool{false, true} {
		for _, s := range sentences {
			if s.Quoted == quoted && len(out) < wordsLooked {
				out = wordsOf(tokens, s, words, out)
			}
		}
		if len(out) > 0 {
			return out
		}
	}
	return out
}

// wordsOf appends the words of a sentence, up to wordsLooked in all.
func wordsOf(tokens []token.Token, s sentence.Sentence, words []*lexeme.Lexeme, out []spoken) []spoken {
	for i := s.First; i < s.Last && len(out) < wordsLooked; i++ {
		t := &tokens[i]
		if words[i].Letter && !t.POS.IsNonWord() {
			out = append(out, spoken{t, words[i]})
		}
	}
	return out
}

// latinLanguage compares the function words.
func latinLanguage(words []spoken) string {
	f := latin()
	var count [32]int
	en, strong := 0, uint32(0)
	for i := range words {
		if w, ok := f.of(&words[i]); ok {
			if w.langs&englishBit != 0 {
				if w.langs == englishBit {
					en++
				}
				continue
			}
			if !w.weak && (chars.StartsLower(words[i].Text) || i == 0 ||
				words[i].Text == strings.ToUpper(words[i].Text)) {
				strong |= w.langs
			}
			for k := 1; k < len(f.codes); k++ {
				count[k] += int(w.langs >> k & 1)
			}
		}
		if i >= 8 && en >= enoughEnglish && strong == 0 {
			return English
		}
	}
	best := 0
	for k := 1; k < len(f.codes); k++ {
		if strong>>k&1 != 0 && (best == 0 || count[k] > count[best]) {
			best = k
		}
	}
	if best > 0 && foreign(words, count[best], en) {
		return f.codes[best]
	}
	return englishOr(words, en)
}

// foreign reports whether hits function words of another language suffice
// against en of English: there must be two, twice as many, a fair share of the words,
// and fewer English words among the rest where the hits are few.
func foreign(words []spoken, hits, en int) bool {
	if hits < 2 || hits <= 2*en || hits*8 < len(words) {
		return false
	}
	known, rest := englishWords(words)
	return hits >= 4 && en == 0 && known*10 <= rest*8 || known*2 <= rest
}

// englishWords counts the longer words and those of them that the tagger's
// model has seen in English.
func englishWords(words []spoken) (known, all int) {
	for _, w := range words {
		if len(w.Lower) < 4 {
			continue
		}
		if all++; perceptron.Knows(w.Lower) {
			known++
		}
	}
	return known, all
}

// englishOr returns English if a function word or a word known to the tagger is
// English, else Undetermined.
func englishOr(words []spoken, en int) string {
	if en > 0 {
		return English
	}
	if known, _ := englishWords(words); known > 0 {
		return English
	}
	for _, w := range words {
		if len(w.Lower) < 4 && perceptron.Knows(w.Lower) {
			return English
		}
	}
	return Undetermined
}

// scripts that mostly write one language, and those distinguished below.
var scripts = []struct {
	table *unicode.RangeTable
	code  string
}{
	{unicode.Cyrillic, "ru"}, {unicode.Arabic, "ar"}, {unicode.Hebrew, "he"}, {unicode.Han, "zh"},
	{unicode.Hiragana, "ja"}, {unicode.Katakana, "ja"},
	{unicode.Hangul, "ko"}, {unicode.Devanagari, "hi"}, {unicode.Greek, "el"}, {unicode.Thai, "th"},
	{unicode.Georgian, "ka"}, {unicode.Armenian, "hy"},
	{unicode.Bengali, "bn"}, {unicode.Tamil, "ta"}, {unicode.Telugu, "te"},
}

// marked are letters that distinguish a language from the others of its script.
var marked = []struct{ of, letters, code string }{
	{"zh", "ぁあいうえおかがきくけこさしすせそたちってでとなにのはひふへほまみむめもやゆよらりるれろをんアイウエオカキクケコサシスセソタチツテトナニノハヒフヘホマミムメモヤユヨラリルレロワンー",
		"ja"},
	{"ru", "іїєґ", "uk"}, {"ru", "ў", "be"}, {"ru", "ђјљњћџ", "sr"}, {"ru", "ыэё", "ru"}, {"ru", "ъ", "bg"},
	{"ar", "ٹڈڑےںہ", "ur"}, {"ar", "پچژگکی", "fa"}, {"hi", "ळ", "mr"},
}

// scriptLanguage identifies the language of words most of whose letters are not
// Latin; "" for those in Latin letters.
func scriptLanguage(words []spoken) string {
	var count [32]int
	latinLetters, most := 0, 0
	for _, w := range words {
		if w.Lower != "" && chars.IsASCII(w.Lower) {
			latinLetters += len(w.Lower)
			continue
		}
		for _, r := range w.Lower {
			if k := scriptOf(r); k >= 0 {
				if count[k]++; count[k] > count[most] {
					most = k
				}
			} else if unicode.IsLetter(r) {
				latinLetters++
			}
		}
	}
	if count[most] <= latinLetters {
		return ""
	}
	return markedLanguage(words, scripts[most].code)
}

func scriptOf(r rune) int {
	if r < 0x370 {
		return -1
	}
	for k := range scripts {
		if unicode.Is(scripts[k].table, r) {
			return k
		}
	}
	return -1
}

func markedLanguage(words []spoken, code string) string {
	for _, m := range marked {
		if m.of != code {
			continue
		}
		for _, w := range words {
			if strings.ContainsAny(w.Lower, m.letters) {
				return m.code
			}
		}
	}
	return code
}
