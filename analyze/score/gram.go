package score

import (
	"math/bits"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/analyze/text"
	"github.com/gainsay/gainsay/analyze/text/pos"
)

// Limits of what is looked at in one text, so that hostile input costs no
// more than its length.
const (
	longestWord = 40 // runes of a word that letters are taken from
	shortGram   = 3
	longGram    = 4
)

const multiplier = 0x517cc1b727220a95 // of FxHash

// mix adds one symbol to a hash.
func mix(h uint64, s uint64) uint64 { return (bits.RotateLeft64(h, 5) ^ s) * multiplier }

// finish folds a hash to the id of a feature, never 0; kind parts the blocks.
func finish(h uint64, kind uint32) uint32 {
	h = mix(h, uint64(kind))
	h ^= h >> 29
	return max(uint32((h*0xbf58476d1ce4e5b9)>>32), 1)
}

// fold returns the rune as grams see it: lower case, straight apostrophe, and
// in numbers 0 for every digit.
func fold(r rune, number bool) rune {
	switch {
	case r < 0x80:
		if 'A' <= r && r <= 'Z' {
			return r + 32
		}
		if number && '0' <= r && r <= '9' {
			return '0'
		}
		return r
	case r == '’' || r == '‘' || r == '´':
		return '\''
	}
	return unicode.ToLower(r)
}

// What words and pairs see of tokens whose own letters say little, addresses
// and @names, or must say nothing, the names of groups.
var (
	hashedURL     = mix(0, 1)
	hashedMention = mix(0, 2)
	hashedGroup   = mix(0, 3)
)

// standIn reports whether a hash stands for such a token.
func standIn(h uint64) bool { return h == hashedURL || h == hashedMention || h == hashedGroup }

// Word is a token as scorers see it.
type Word struct {
	hash  uint64 // of the folded word with no letter more than twice in a row; addresses, @names and the names of groups as one word each
	class classes
}

// Read returns the tokens of a text as scorers see them, for a Passage of it.
func Read(d *text.Doc) []Word { return readWords(make([]Word, 0, len(d.Tokens)), d.Tokens) }

func readWords(room []Word, tokens []text.Token) []Word {
	for i := range tokens {
		h, c := hashToken(&tokens[i])
		room = append(room, Word{h, c})
	}
	return room
}

// read returns the tokens of a passage, and how scorers see them: read now,
// into room, unless they are read already.
func (p Passage) read(room *[]Word) ([]text.Token, []Word) {
	if p.Doc == nil {
		return nil, nil
	}
	lo, hi := p.bounds()
	tokens := p.Doc.Tokens[lo:hi]
	if p.Words != nil {
		return tokens, p.Words[lo:hi]
	}
	*room = readWords((*room)[:0], tokens)
	return tokens, *room
}

func hashToken(t *text.Token) (uint64, classes) {
	switch t.POS {
	case pos.URL:
		return hashedURL, 0
	case pos.Mention:
		return hashedMention, mention
	}
	h := foldHash(t.Text)
	c := classOf(h)
	if c == aGroup {
		return hashedGroup, c | tagClass(t.POS)
	}
	switch {
	case t.Lower == "n't":
		c = negates // "nt" too, where it ends a word
	case c != 0 && drawnOut(t.Text):
		c = 0
	}
	return h, c | tagClass(t.POS)
}

// drawnOut reports whether a letter stands three times in a row, which
// foldHash does not see.
func drawnOut(s string) bool {
	for i := 2; i < len(s); i++ {
		if s[i] == s[i-1] && s[i] == s[i-2] {
			return true
		}
	}
	return false
}

func foldHash(s string) uint64 {
	h := uint64(7)
	number := s != "" && '0' <= s[0] && s[0] <= '9'
	last, before := rune(-1), rune(-1)
	for i := 0; i < len(s); {
		r, size := rune(folded[s[i]]), 1
		if s[i] >= utf8.RuneSelf || number {
			r, size = utf8.DecodeRuneInString(s[i:])
			r = fold(r, number)
		}
		i += size
		if r == last && r == before {
			continue
		}
		before, last = last, r
		h = mix(h, uint64(r))
	}
	return h
}

// folded is what fold makes of ASCII outside numbers.
var folded = func() (to [utf8.RuneSelf * 2]byte) {
	for c := range utf8.RuneSelf {
		to[c] = byte(fold(rune(c), false))
	}
	return to
}()

// singles adds every distinct word, but for the names of groups.
func (x *Extractor) singles(b Block, tokens []text.Token, words []Word) {
	for i := range words {
		if h := words[i].hash; h != hashedGroup && x.seen.add(wordID(h)) {
			x.add(singleID(b, h), tokens[i].Span)
		}
	}
}

// singleID is the id of the word with a hash.
func singleID(b Block, h uint64) uint32 { return finish(mix(0, h), uint32(b)) }

// pairs adds every two words in a row.
func (x *Extractor) pairs(tokens []text.Token, words []Word) {
	for i := 1; i < len(words); i++ {
		x.gram(Pairs, mix(mix(0, words[i-1].hash), words[i].hash), gainsay.Span{Start: tokens[i-1].Start, End: tokens[i].End})
	}
}

// opening adds the first one, two and three words and the last.
func (x *Extractor) opening(b Block, tokens []text.Token, words []Word) {
	h := uint64(3)
	for i := 0; i < len(tokens) && i < 3; i++ {
		h = mix(h, words[i].hash)
		x.gram(b, h, gainsay.Span{Start: tokens[0].Start, End: tokens[i].End})
	}
	if n := len(tokens); n > 0 {
		x.gram(b, mix(5, words[n-1].hash), tokens[n-1].Span)
	}
}

// tags adds one to three parts of speech in a row.
func (x *Extractor) tags(tokens []text.Token) {
	var a, b uint64
	for i := range tokens {
		c := tagHash(&tokens[i])
		x.gram(Tags, mix(1, c), tokens[i].Span)
		if i > 0 {
			x.gram(Tags, mix(mix(2, b), c), gainsay.Span{Start: tokens[i-1].Start, End: tokens[i].End})
		}
		if i > 1 {
			x.gram(Tags, mix(mix(mix(3, a), b), c), gainsay.Span{Start: tokens[i-2].Start, End: tokens[i].End})
		}
		a, b = b, c
	}
}

func tagHash(t *text.Token) uint64 {
	s := string(t.POS)
	if s == "" {
		s = t.Text[:min(len(t.Text), 2)]
	}
	h := uint64(11)
	for i := 0; i < len(s); i++ {
		h = mix(h, uint64(s[i]))
	}
	return h
}

// Marks of a word's beginning and end among letters.
const (
	wordStart = 2
	wordEnd   = 3
)

// chars adds the letters in a row of every distinct word, so that what a word
// contributes depends on the word alone.
func (x *Extractor) chars(tokens []text.Token) {
	for i := range tokens {
		if h := x.words[i].hash; !standIn(h) && x.seen.add(wordID(h)) {
			x.letters(Chars, tokens[i].Text, tokens[i].Span)
		}
	}
}

// wordID tells the words of a text apart.
func wordID(h uint64) uint32 { return uint32(h >> 16) }

// letters adds the grams of one word, all of which have its span.
func (x *Extractor) letters(b Block, word string, span gainsay.Span) {
	x.grams = letterIDs(x.grams[:0], b, word)
	for _, id := range x.grams {
		x.add(id, span)
	}
}

// letterIDs appends the ids of the grams of one word. They depend on what
// foldHash sees of the word alone.
func letterIDs(ids []uint32, b Block, word string) []uint32 {
	var runes [longestWord + 2]uint64
	runes[0] = wordStart
	n := 1
	number := word != "" && '0' <= word[0] && word[0] <= '9'
	for _, r := range word {
		if n > longestWord {
			break
		}
		f := uint64(fold(r, number))
		if n > 2 && f == runes[n-1] && f == runes[n-2] {
			continue // as foldHash has it
		}
		runes[n] = f
		n++
	}
	runes[n] = wordEnd
	n++
	for i := 0; i+shortGram <= n; i++ {
		h := uint64(9)
		for j := i; j < n && j < i+longGram; j++ {
			h = mix(h, runes[j])
			if j-i+1 >= shortGram {
				ids = append(ids, finish(h, uint32(b)))
			}
		}
	}
	return ids
}

// outside is the span of what lies outside the text.
var outside = gainsay.Span{Start: -1, End: -1}

// author adds the letters of the author's name and address.
func (x *Extractor) author(in *Input) {
	split := func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }
	for _, s := range [2]string{in.Author, in.AuthorURL} {
		for w := range strings.FieldsFuncSeq(s[:min(len(s), 200)], split) {
			x.letters(AuthorChars, w, outside)
		}
	}
}

// set is a set of ids that forgets at no cost.
type set struct {
	slots []uint64 // the round in which it was filled, then the id
	n     int
	round uint64 // in the high half
}

func (s *set) clear() {
	s.round += 1 << 32
	s.n = 0
	if s.slots == nil || s.round == 0 {
		s.slots, s.round = make([]uint64, 1<<10), 1<<32
	}
}

// add reports whether id was not there.
func (s *set) add(id uint32) bool {
	i, met := s.find(id)
	if met {
		return false
	}
	s.slots[i] = s.round | uint64(id)
	if s.n++; s.n*2 > len(s.slots) {
		s.grow()
	}
	return true
}

// has reports whether id is there.
func (s *set) has(id uint32) bool {
	_, met := s.find(id)
	return met
}

// find returns the place of id, or the free one for it.
func (s *set) find(id uint32) (i uint64, met bool) {
	entry, mask := s.round|uint64(id), uint64(len(s.slots)-1)
	for i = entry & mask; s.slots[i] >= s.round; i = (i + 1) & mask {
		if s.slots[i] == entry {
			return i, true
		}
	}
	return i, false
}

func (s *set) grow() {
	old := s.slots
	s.slots, s.n = make([]uint64, 2*len(old)), 0
	for _, entry := range old {
		if entry >= s.round {
			s.add(uint32(entry))
		}
	}
}
