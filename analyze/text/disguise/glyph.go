package disguise

import (
	_ "embed"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/analyze/text/chars"
	"golang.org/x/text/unicode/norm"
)

//go:embed homoglyph.txt
var homoglyphFile string

// homoglyphs gives the letter that a letter of another alphabet looks like.
var homoglyphs = sync.OnceValue(func() map[rune]string {
	m := map[rune]string{}
	for line := range strings.Lines(homoglyphFile) {
		letter, like, ok := strings.Cut(strings.TrimSuffix(line, "\n"), "\t")
		if !ok {
			continue // the heading
		}
		if letter == "l" {
			letter = "il" // a capital I looks like l
		}
		for _, r := range like {
			m[r] = letter
		}
	}
	return m
})

// leet gives the letters that digits and signs replace.
var leet = map[rune]string{'0': "o", '1': "il", '3': "e", '4': "a", '5': "s", '7': "t", '8': "b", '9': "g",
	'@': "a", '$': "s", '!': "il", '|': "il", '+': "t", '€': "e", '¡': "i"}

// methods is a set of the methods by which a letter is disguised.
type methods uint8

const (
	byWidth   methods = 1 << iota // full-width, mathematical and the like: other forms of the same letter
	byHidden                      // invisible characters within the word
	byLook                        // a letter of another alphabet
	byAccent                      // one mark above or below
	byZalgo                       // marks upon marks
	byLeet                        // a digit or sign
	byRepeat                      // three times or more
	bySpacing                     // letters set apart
)

// glyph is a rune with the invisible characters and marks that follow it.
type glyph struct {
	gainsay.Span
	letters string // the letters a to z it may replace, the likeliest first
	first   rune
	methods methods
	marks   uint8
}

// readGlyph reads the glyph at s[i:end].
func readGlyph(s string, i, end int) glyph {
	r, n := utf8.DecodeRuneInString(s[i:end])
	g := glyph{Span: gainsay.Span{Start: i, End: i + n}, first: r}
	g.resolve(s[i : i+n])
	for g.End < end {
		r, n := utf8.DecodeRuneInString(s[g.End:end])
		switch {
		case invisible(r):
			g.methods |= byHidden
		case unicode.IsMark(r):
			g.mark()
		default:
			return g
		}
		g.End += n
	}
	return g
}

func (g *glyph) mark() {
	if g.marks++; g.marks > 1 {
		g.methods |= byZalgo
		g.marks = 2
	}
	g.methods |= byAccent
}

// resolve finds the letters that the rune written in s may replace.
func (g *glyph) resolve(s string) {
	r := g.first
	if r < utf8.RuneSelf {
		if chars.IsLetter(s[0]) {
			g.letters = strings.ToLower(s)
		} else if g.letters = leet[r]; g.letters != "" {
			g.methods |= byLeet
		}
		return
	}
	if g.look(r) || leet[r] != "" {
		if g.letters == "" {
			g.letters, g.methods = leet[r], byLeet
		}
		return
	}
	base := norm.NFKD.String(s)
	b, n := utf8.DecodeRuneInString(base)
	if b == r {
		return
	}
	for _, m := range base[n:] {
		if !unicode.IsMark(m) {
			return // a ligature or fraction
		}
		g.mark()
	}
	switch {
	case b < utf8.RuneSelf && chars.IsLetter(byte(b)):
		g.letters = strings.ToLower(string(b))
		if n == len(base) {
			g.methods |= byWidth
		}
	default:
		g.look(b)
	}
}

// look takes r for the letter it looks like.
func (g *glyph) look(r rune) bool {
	letters, ok := homoglyphs()[r]
	if !ok {
		letters, ok = homoglyphs()[unicode.ToLower(r)]
	}
	if ok {
		g.letters = letters
		g.methods |= byLook
	}
	return ok
}

// invisible reports whether r has no width and no visible effect:
// zero-width characters, soft hyphens, joiners, variation selectors, controls
// of direction.
func invisible(r rune) bool {
	return r == 0xAD || r == 0x34F || r == 0x61C || r == 0x180E || 0x200B <= r && r <= 0x200F ||
		0x202A <= r && r <= 0x202E ||
		0x2060 <= r && r <= 0x206F || 0xFE00 <= r && r <= 0xFE0F || r == 0xFEFF || 0x115F <= r && r <= 0x1160
}

// material reports whether r can be part of a word, disguised or not.
func material(r rune) bool {
	if 0 <= r && r < utf8.RuneSelf {
		return materialASCII[r]
	}
	return mayMakeWords(r)
}

func mayMakeWords(r rune) bool {
	return chars.IsWordRune(r) || leet[r] != "" || setsApart(r) || invisible(r)
}

// materialASCII are the answers for ASCII.
var materialASCII = func() (out [utf8.RuneSelf]bool) {
	for r := range rune(utf8.RuneSelf) {
		out[r] = mayMakeWords(r)
	}
	return out
}()

// setsApart reports whether r may set the letters of one word apart.
func setsApart(r rune) bool { return strings.ContainsRune("-._*·•~", r) }
