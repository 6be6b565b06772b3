package score

import (
	"strings"
	"unicode"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/analyze/text"
)

// Sizes of n-grams, and limits so that hostile input costs no more than its
// length.
const (
	maxWordRunes  = 40 // of a word, taken for character n-grams
	minCharNgram  = 3  // runes, word boundaries included
	maxCharNgram  = 4
	openingWords  = 3
	maxAuthorSize = 200 // bytes of the author's name and of the URL
)

// ngram adds an n-gram of a block unless it is there already.
func (x *Extractor) ngram(b Block, hash uint64, span gainsay.Span) {
	id := featureID(hash, b)
	if x.seen.add(id) {
		x.add(id, span)
	}
}

// unigrams adds every distinct word except the names of groups.
func (x *Extractor) unigrams(b Block, tokens []text.Token, words []Word) {
	for i := range words {
		if h := words[i].hash; h != hashGroup && x.seen.add(wordID(h)) {
			x.add(unigramID(b, h), tokens[i].Span)
		}
	}
}

// unigramID is the feature id of the word with a hash.
func unigramID(b Block, h uint64) uint32 { return featureID(mix(seedWord, h), b) }

// bigrams adds every two adjacent words.
func (x *Extractor) bigrams(tokens []text.Token, words []Word) {
	for i := 1; i < len(words); i++ {
		h := mix(mix(seedWord, words[i-1].hash), words[i].hash)
		x.ngram(Pairs, h, gainsay.Span{Start: tokens[i-1].Start, End: tokens[i].End})
	}
}

// opening adds the first one, two and three words and the last.
func (x *Extractor) opening(b Block, tokens []text.Token, words []Word) {
	h := uint64(seedOpening)
	for i := 0; i < len(tokens) && i < openingWords; i++ {
		h = mix(h, words[i].hash)
		x.ngram(b, h, gainsay.Span{Start: tokens[0].Start, End: tokens[i].End})
	}
	if n := len(tokens); n > 0 {
		x.ngram(b, mix(seedLast, words[n-1].hash), tokens[n-1].Span)
	}
}

// tags adds every one, two and three adjacent parts of speech.
func (x *Extractor) tags(tokens []text.Token) {
	var a, b uint64 // the tags before
	for i := range tokens {
		c := hashTag(&tokens[i])
		x.ngram(Tags, mix(seedTag, c), tokens[i].Span)
		if i > 0 {
			span := gainsay.Span{Start: tokens[i-1].Start, End: tokens[i].End}
			x.ngram(Tags, mix(mix(seedTagPair, b), c), span)
		}
		if i > 1 {
			span := gainsay.Span{Start: tokens[i-2].Start, End: tokens[i].End}
			x.ngram(Tags, mix(mix(mix(seedTagTriple, a), b), c), span)
		}
		a, b = b, c
	}
}

// hashTag hashes the part of speech; that of an untagged token is its first
// two bytes.
func hashTag(t *text.Token) uint64 {
	s := string(t.POS)
	if s == "" {
		s = t.Text[:min(len(t.Text), 2)]
	}
	return hashBytes(seedPOSTag, s)
}

// Markers of the beginning and end of a word in character n-grams.
const (
	wordStart = 2
	wordEnd   = 3
)

// chars adds the character n-grams of every distinct word: what a word
// contributes depends on that word only.
func (x *Extractor) chars(tokens []text.Token) {
	for i := range tokens {
		if h := x.words[i].hash; !placeholder(h) && x.seen.add(wordID(h)) {
			x.charNgrams(Chars, tokens[i].Text, tokens[i].Span)
		}
	}
}

// wordID shortens the hash of a word to tell the words of one text apart.
func wordID(h uint64) uint32 { return uint32(h >> 16) }

// charNgrams adds the character n-grams of one word, all with the same span.
func (x *Extractor) charNgrams(b Block, word string, span gainsay.Span) {
	x.ngramIDs = appendCharNgrams(x.ngramIDs[:0], b, word)
	for _, id := range x.ngramIDs {
		x.add(id, span)
	}
}

// appendCharNgrams appends the feature ids of a word's character n-grams. They
// depend only on what hashFolded sees of the word.
func appendCharNgrams(ids []uint32, b Block, word string) []uint32 {
	var runes [maxWordRunes + 2]uint64
	runes[0] = wordStart
	n := 1
	number := startsWithDigit(word)
	for _, r := range word {
		if n > maxWordRunes {
			break
		}
		f := uint64(fold(r, number))
		if n > 2 && f == runes[n-1] && f == runes[n-2] {
			continue // as in hashFolded
		}
		runes[n] = f
		n++
	}
	runes[n] = wordEnd
	n++
	for i := 0; i+minCharNgram <= n; i++ {
		h := uint64(seedCharNgram)
		for j := i; j < n && j < i+maxCharNgram; j++ {
			h = mix(h, runes[j])
			if j-i+1 >= minCharNgram {
				ids = append(ids, featureID(h, b))
			}
		}
	}
	return ids
}

// outside is the span of features found outside the text.
var outside = gainsay.Span{Start: -1, End: -1}

// authorChars adds the character n-grams of the author's name and URL.
func (x *Extractor) authorChars(in *Input) {
	split := func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }
	for _, s := range [2]string{in.Author, in.AuthorURL} {
		for w := range strings.FieldsFuncSeq(s[:min(len(s), maxAuthorSize)], split) {
			x.charNgrams(AuthorChars, w, outside)
		}
	}
}
