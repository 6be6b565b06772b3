package text

import "strings"

// tagger gives parts of speech: prose's averaged perceptron (after Honnibal
// 2013) scored over our own tokens, in thousandths, so that scoring is exact
// and the same on every machine. prose's own scoring decodes the model on
// every call and adds floats in map order; pos_reference_test.go keeps it as
// the measure. A tagger is for one goroutine.
type tagger struct {
	*perceptron
	words []wordHash // of the sentence at hand, with two before and two after it
}

// wordHash is what the features ask of one word. Feature strings are never
// built: their hashes are mixed from the hashes of their parts.
type wordHash struct {
	raw           uint64 // as the model reads it
	norm          uint64 // as a word of the context
	suffix        uint64 // last three bytes of norm
	rawEnd, first uint64 // last three bytes and first byte of raw
	text          string // for "-", which is no class
}

// model returns a tagger over the shared weights.
func model() *tagger { return &tagger{perceptron: weights()} }

const (
	start1, start2 = "-START-", "-START2-"
	end1, end2     = "-END-", "-END2-"
)

var (
	beforeSentence = [2]wordHash{edgeWord(start1), edgeWord(start2)}
	afterSentence  = [2]wordHash{edgeWord(end1), edgeWord(end2)}
)

func edgeWord(s string) wordHash {
	return wordHash{norm: hashString(s), suffix: hashString(suffix(s))}
}

// tagSentence sets POS on the tokens of one sentence.
func (m *tagger) tagSentence(tokens []Token) {
	room := borrow()
	defer room.giveBack()
	m.words = append(room.words, beforeSentence[:]...)
	shout := shouted(tokens)
	for i := range tokens {
		m.words = append(m.words, hashWord(modelWord(&tokens[i], shout)))
	}
	m.words = append(m.words, afterSentence[:]...)
	room.words = m.words
	p1, p2 := start1, start2
	for i := range tokens {
		t := &tokens[i]
		if t.POS == "" {
			t.POS = m.tag(i+2, p1, p2)
		}
		p1, p2 = prosePOS(t.POS), p1
	}
}

// prosePOS is the tag prose gives to what is no word, for the context.
func prosePOS(pos string) string {
	switch pos {
	case posURL, posMention:
		return "NN"
	case posEmoji:
		return "SYM"
	}
	return pos
}

// The features, as prose names them.
const (
	featBias    = iota // "bias"
	featSuffix         // "i suffix"
	featFirst          // "i pref1"
	featTag1           // "i-1 tag"
	featTag2           // "i-2 tag"
	featTags           // "i tag+i-2 tag"
	featWord           // "i word"
	featTagWord        // "i-1 tag+i word"
	featWord1          // "i-1 word"
	featSuffix1        // "i-1 suffix"
	featWord2          // "i-2 word"
	featNext           // "i+1 word"
	featNextSuf        // "i+1 suffix"
	featNext2          // "i+2 word"
	featKnown          // a word with but one tag: prose's tag dictionary
	featEnd
)

// tag returns the part of speech of word i, whose neighbours to the left have
// the tags p1 (next) and p2.
func (m *tagger) tag(i int, p1, p2 string) string {
	w := m.words[i-2 : i+3 : i+3]
	word := &w[2]
	if word.text == "-" {
		return "-"
	}
	if class, ok := m.only(featureHash(featKnown, word.raw, 0)); ok {
		return m.classes[class]
	}
	scores, tag1 := m.afterTags(p1, p2)
	for _, h := range [...]uint64{
		featureHash(featSuffix, word.rawEnd, 0),
		featureHash(featFirst, word.first, 0),
		featureHash(featWord, word.norm, 0),
		featureHash(featTagWord, tag1, word.norm),
		featureHash(featWord1, w[1].norm, 0),
		featureHash(featSuffix1, w[1].suffix, 0),
		featureHash(featWord2, w[0].norm, 0),
		featureHash(featNext, w[3].norm, 0),
		featureHash(featNextSuf, w[3].suffix, 0),
		featureHash(featNext2, w[4].norm, 0),
	} {
		m.add(&scores, h)
	}
	best := 0
	for c := range m.classes {
		if scores[c] > scores[best] {
			best = c
		}
	}
	return m.classes[best]
}

// suffix gives the last three bytes, as prose cuts it.
func suffix(s string) string { return s[len(s)-min(len(s), 3):] }

// contextWord is prose's normalisation of a word of the context.
func contextWord(w string) string {
	switch {
	case w == "":
		return w
	case w[0] != '-' && strings.Contains(w, "-"):
		return "!HYPHEN"
	case len(w) == 4 && allDigits(w):
		return "!YEAR"
	case '0' <= w[0] && w[0] <= '9':
		return "!DIGITS"
	}
	return strings.ToLower(w)
}

// hashWord hashes what the features ask of a word.
func hashWord(s string) wordHash {
	norm := contextWord(s)
	w := wordHash{raw: hashString(s), rawEnd: hashString(suffix(s)), text: s}
	w.norm, w.suffix = w.raw, w.rawEnd
	if norm != s {
		w.norm, w.suffix = hashString(norm), hashString(suffix(norm))
	}
	if s != "" {
		w.first = firstHashes[s[0]]
	}
	return w
}

var firstHashes = func() (h [256]uint64) {
	for b := range h {
		h[b] = hashString(string(rune(b)))
	}
	return h
}()

// modelWord is the form of a token that the model knows: straight
// apostrophes, "n't" for "nt", and no capitals where the sentence shouts.
func modelWord(t *Token, shout bool) string {
	if t.Lower == "n't" || shout && isLetters(t.Lower) {
		return t.Lower
	}
	if strings.ContainsRune(t.Text, '’') || strings.ContainsRune(t.Text, '‘') {
		return apostrophes.Replace(t.Text)
	}
	switch t.Text {
	case "“", "”", "«", "»":
		return `"`
	}
	return t.Text
}

func isLetters(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] < 'a' || s[i] > 'z' {
			return false
		}
	}
	return s != ""
}

// shouted reports whether most words of a sentence are in capitals.
func shouted(tokens []Token) bool {
	upper, all := 0, 0
	for i := range tokens {
		t := &tokens[i]
		if len(t.Text) < 2 || !isLetters(t.Lower) {
			continue
		}
		all++
		if startsUpper(t.Text) && t.Text == strings.ToUpper(t.Text) {
			upper++
		}
	}
	return all >= 3 && upper*2 > all
}
