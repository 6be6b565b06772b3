package disguise

import (
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/analyze/text/chars"
	"github.com/gainsay/gainsay/analyze/text/pos"
	"github.com/gainsay/gainsay/analyze/text/token"
)

// Bounds that keep time linear on hostile text.
const (
	longestWord  = 40  // letters of a disguised word, repeated ones counted once
	maxSpaced    = 200 // letters of one run set apart
	maxReadings  = 256 // readings tried of one word; of a text, some in proportion to its length
	harshestWord = 24  // letters of the longest word sought inside a run set apart
)

// unmasker finds the disguises of one text.
type unmasker struct {
	v      *Vocabulary
	s      string
	glyphs []glyph // of the stretch at hand
	spaced []glyph // single letters separated by single spaces so far
	out    []Word
	buf    []byte
	runs   []letterRun // buffer: see runsOf
	left   int         // readings that may still be tried
}

// unmaskers keeps buffers for the next text.
var unmaskers = sync.Pool{New: func() any { return new(unmasker) }}

// Find returns the disguised words of s, ordered and disjoint. tokens
// show what is an address or a name and stays as it is.
func (v *Vocabulary) Find(s string, tokens []token.Token) []Word {
	u := unmaskers.Get().(*unmasker)
	*u = unmasker{v: v, s: s, left: 4096 + 4*len(s), glyphs: u.glyphs, spaced: u.spaced, buf: u.buf, runs: u.runs}
	defer u.release()
	for i := 0; i < len(s); {
		for len(tokens) > 0 && tokens[0].End <= i {
			tokens = tokens[1:]
		}
		if end, fixed := fixedEnd(tokens, i); fixed {
			u.endSpaced()
			i = end
			continue
		}
		r, n := utf8.DecodeRuneInString(s[i:])
		if !material(r) || invisible(r) {
			i += n
			continue
		}
		i = u.stretch(i)
	}
	u.endSpaced()
	return u.out
}

// maxPooled is the greatest capacity of glyphs that are pooled: longer words are rare.
const maxPooled = 256

// release keeps the buffers, but none of a text.
func (u *unmasker) release() {
	if cap(u.glyphs) > maxPooled {
		u.glyphs = nil
	}
	u.v, u.s, u.out = nil, "", nil
	unmaskers.Put(u)
}

// fixedEnd returns the end of the token at i if it is one that is never a
// disguised word. "@ss" reads as a name and may be none.
func fixedEnd(tokens []token.Token, i int) (end int, fixed bool) {
	if len(tokens) == 0 || tokens[0].Start > i {
		return 0, false
	}
	switch tokens[0].POS {
	case pos.URL, pos.Hashtag, pos.Emoji:
		return tokens[0].End, true
	case pos.Mention:
		return tokens[0].End, strings.ContainsAny(tokens[0].Text, "-_.")
	}
	return 0, false
}

// stretch reads the run of word material at i and what it hides, and returns
// its end.
func (u *unmasker) stretch(i int) int {
	if end := undisguisedEnd(u.s, i); end > 0 {
		u.endSpaced()
		return end
	}
	u.glyphs = u.glyphs[:0]
	end := i
	for end < len(u.s) {
		r, _ := utf8.DecodeRuneInString(u.s[end:])
		if !material(r) {
			break
		}
		g := readGlyph(u.s, end, len(u.s))
		u.glyphs = append(u.glyphs, g)
		end = g.End
	}
	word := trim(u.glyphs)
	single := len(word) == 1 && word[0].letters != "" && word[0].methods&byLeet == 0
	if single && u.joins(word[0]) {
		return end
	}
	u.endSpaced()
	switch {
	case single:
		u.spaced = append(u.spaced, word[0])
	case setApart(word):
		u.apart(withoutSeparators(word), gainsay.Span{Start: word[0].Start, End: word[len(word)-1].End})
	default:
		u.parts(word)
	}
	return end
}

// undisguisedEnd returns the end of the stretch at i if it is a word of ASCII
// letters, two at least and none three times in a row, which hides nothing;
// else 0.
func undisguisedEnd(s string, i int) int {
	j := i
	for ; j < len(s) && chars.IsLetter(s[j]); j++ {
		if j-i > 1 && s[j]|0x20 == s[j-1]|0x20 && s[j]|0x20 == s[j-2]|0x20 {
			return 0
		}
	}
	if j-i < 2 || j < len(s) && (s[j] >= utf8.RuneSelf || material(rune(s[j]))) {
		return 0
	}
	return j
}

// joins adds a single letter to the letters set apart before it, if one space
// separates them.
func (u *unmasker) joins(g glyph) bool {
	n := len(u.spaced)
	if n == 0 || n >= maxSpaced || g.Start != u.spaced[n-1].End+1 || u.s[g.Start-1] != ' ' {
		return false
	}
	u.spaced = append(u.spaced, g)
	return true
}

// trim takes off punctuation around a word.
func trim(gs []glyph) []glyph {
	for len(gs) > 0 && outer(gs[0].first, "@$€£¡") {
		gs = gs[1:]
	}
	for len(gs) > 0 && outer(gs[len(gs)-1].first, "") {
		gs = gs[:len(gs)-1]
	}
	return gs
}

// outer reports whether r at the edge of a word is not part of it, but for
// the signs in keep.
func outer(r rune, keep string) bool {
	for _, k := range keep {
		if r == k {
			return false
		}
	}
	return !chars.IsWordRune(r)
}

// setApart reports whether glyphs are three letters or more with the same
// separator between each two: "i-d-i-o-t".
func setApart(gs []glyph) bool {
	if len(gs) < 5 || len(gs)%2 == 0 {
		return false
	}
	for k, g := range gs {
		if k%2 == 0 && g.letters == "" || k%2 == 1 && g.first != gs[1].first {
			return false
		}
	}
	return setsApart(gs[1].first)
}

func withoutSeparators(gs []glyph) []glyph {
	var out []glyph
	for k := 0; k < len(gs); k += 2 {
		out = append(out, gs[k])
	}
	return out
}

// endSpaced reads the letters separated by spaces that were gathered.
func (u *unmasker) endSpaced() {
	if n := len(u.spaced); n >= 3 {
		u.apart(u.spaced, gainsay.Span{Start: u.spaced[0].Start, End: u.spaced[n-1].End})
	}
	u.spaced = u.spaced[:0]
}

// apart reads letters set apart: one word of the vocabulary, or harsh words
// among them ("a i d i o t", "y o u i d i o t").
func (u *unmasker) apart(gs []glyph, span gainsay.Span) {
	if w, ok := u.read(gs, bySpacing); ok {
		u.out = append(u.out, Word{span, w})
		return
	}
	for i := 0; i+4 <= len(gs) && len(gs) <= maxSpaced; i++ {
		for n := min(harshestWord, len(gs)-i); n >= 4; n-- {
			if w, ok := u.readHarsh(gs[i : i+n]); ok {
				u.out = append(u.out, Word{gainsay.Span{Start: gs[i].Start, End: gs[i+n-1].End}, w})
				i += n - 1
				break
			}
		}
	}
}

// parts reads a stretch word by word, as separators divide it.
func (u *unmasker) parts(gs []glyph) {
	for from := 0; from < len(gs); {
		to := from
		for to < len(gs) && !setsApart(gs[to].first) {
			to++
		}
		if part := trim(gs[from:to]); len(part) > 1 {
			if w, ok := u.read(part, 0); ok {
				u.out = append(u.out, Word{gainsay.Span{Start: part[0].Start, End: part[len(part)-1].End}, w})
			}
		}
		from = to + 1
	}
}

// read returns the word that glyphs mean, if they are disguised.
func (u *unmasker) read(gs []glyph, how methods) (string, bool) {
	rs, how, ok := u.runsOf(gs, how)
	if !ok || how == 0 {
		return "", false
	}
	look := traitsOf(gs)
	if how&byLeet != 0 && look.numbered() {
		return "", false
	}
	if w, ok := u.find(rs, func(w []byte) bool { return u.v.harsh[string(w)] }); ok {
		return w, look.latin > 0 || len(w) > 2
	}
	if !plausible(how, look) {
		return "", false
	}
	if w, ok := u.find(rs, u.v.common); ok && how&(byAccent|byLeet|byRepeat|bySpacing) != 0 ||
		ok && how&byLook != 0 {
		return w, true
	}
	if how&(byRepeat|bySpacing|byLeet) == 0 {
		return u.find(rs, func([]byte) bool { return true })
	}
	return "", false
}

func (u *unmasker) readHarsh(gs []glyph) (string, bool) {
	rs, how, ok := u.runsOf(gs, bySpacing)
	if !ok || how&byLeet != 0 && traitsOf(gs).latin < 2 {
		return "", false
	}
	return u.find(rs, func(w []byte) bool { return len(w) >= 4 && u.v.harsh[string(w)] })
}

// plausible reports whether glyphs look disguised even if the word they mean
// is not a harsh one.
func plausible(how methods, look traits) bool {
	switch {
	case how&byZalgo != 0:
		return true
	case how&byAccent != 0, how&byLook != 0 && look.latin == 0:
		return false // a word of another language
	case how&byRepeat != 0 && (look.alike || look.roman):
		return false
	case how&byLeet != 0:
		return look.latin >= 2 && (look.inside || look.leet > 1 && look.latin >= look.leet) && !look.leads
	case how&bySpacing != 0:
		return look.latin >= 4
	}
	return true
}

// traits is what the glyphs of a word look like together.
type traits struct {
	latin, leet int
	inside      bool // a digit or sign neither first nor last
	leads       bool // the first is a digit or sign
	changes     int  // from letters to digits and signs, and back
	alike       bool // one letter over and over
	roman       bool // all of them capitals that write Roman numbers
}

func traitsOf(gs []glyph) traits {
	s := traits{alike: true, roman: true}
	for k, g := range gs {
		isLeet := g.methods&byLeet != 0
		switch {
		case isLeet:
			s.leet++
			s.inside = s.inside || k > 0 && k < len(gs)-1
			s.leads = s.leads || k == 0
		case g.first < utf8.RuneSelf:
			s.latin++
		}
		if k > 0 && isLeet != (gs[k-1].methods&byLeet != 0) {
			s.changes++
		}
		s.alike = s.alike && g.letters == gs[0].letters
		s.roman = s.roman && outerRoman(g.first)
	}
	return s
}

func outerRoman(r rune) bool {
	switch r {
	case 'I', 'V', 'X', 'L', 'C', 'D', 'M':
		return true
	}
	return false
}

// numbered reports whether the word reads as a number with a unit or a letter
// with a number: "2nd", "10k", "A55", "5S". One with signs does not.
func (s traits) numbered() bool {
	return s.latin == 0 || s.changes == 1 && s.leet > 1 && s.latin == 1 || s.latin+s.leet < 3
}

// letterRun is a letter with how often it is repeated.
type letterRun struct {
	letters string
	n       int
}

// runsOf gathers equal letters and the methods of disguise. It fails on glyphs
// that are no letters and on runs too long for a word. The result is valid until
// the next call.
func (u *unmasker) runsOf(gs []glyph, how methods) ([]letterRun, methods, bool) {
	rs := u.runs[:0]
	defer func() { u.runs = rs }()
	for _, g := range gs {
		if g.letters == "" {
			return nil, 0, false
		}
		how |= g.methods
		if k := len(rs) - 1; k >= 0 && rs[k].letters == g.letters {
			if rs[k].n++; rs[k].n > 2 {
				how |= byRepeat
			}
			continue
		}
		if len(rs) == longestWord {
			return nil, 0, false
		}
		rs = append(rs, letterRun{g.letters, 1})
	}
	return rs, how, true
}

// find returns the first reading of the runs that ok accepts: letters in
// doubt in each of their readings, runs of more than one letter twice and once.
func (u *unmasker) find(rs []letterRun, ok func([]byte) bool) (string, bool) {
	left := min(maxReadings, u.left)
	u.left -= left
	u.buf = u.buf[:0]
	found := u.try(rs, ok, &left)
	u.left += left
	return string(u.buf), found
}

func (u *unmasker) try(rs []letterRun, ok func([]byte) bool, left *int) bool {
	if len(rs) == 0 {
		*left--
		return ok(u.buf)
	}
	mark := len(u.buf)
	r := rs[0]
	for n := min(r.n, 2); n > 0; n-- {
		for k := range len(r.letters) {
			if *left <= 0 {
				return false
			}
			u.buf = u.buf[:mark]
			for range n {
				u.buf = append(u.buf, r.letters[k])
			}
			if u.try(rs[1:], ok, left) {
				return true
			}
		}
	}
	u.buf = u.buf[:mark]
	return false
}
