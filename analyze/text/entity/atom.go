package entity

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/analyze/text/lexeme"
	"github.com/gainsay/gainsay/analyze/text/pos"
	"github.com/gainsay/gainsay/analyze/text/token"
)

// atom is the smallest part of a text that a name is compared by: a token,
// or a part of one between hyphens, slashes or full stops. It makes a name
// independent of how the text is tokenized ("US-led", "al-Qaeda", "shit.Russia").
type atom struct {
	gainsay.Span
	text, lower string           // as written, without apostrophes and the stops of an abbreviation
	tok         int32            // index of its token
	dotted      bool             // an abbreviation with stops: "U.S."
	word        lexeme.NameHints // with which an atom fills a line of cache
}

// readAtoms splits the tokens into atoms and looks each up. The "'s" of a name
// is no atom, so that a name and what follows it stay neighbours.
func (f *finder) readAtoms() {
	out := slices.Grow(f.atoms, len(f.tokens)+len(f.tokens)/8)
	for i := range f.tokens {
		t, x := &f.tokens[i], f.words[i]
		if x.Nameable || x.NameHints.LongestTitle > 0 {
			f.large = append(f.large, i)
		}
		switch {
		case t.POS == pos.URL || t.POS == pos.Mention || t.POS == pos.Emoji:
			out = append(out, atom{Span: t.Span, tok: int32(i)})
		case t.Lower == "'s" || t.Lower == "'" && len(out) > 0 && out[len(out)-1].End == t.Start:
		case x.Whole:
			f.notes[i].NameHints = x.NameHints
			out = append(out, atom{t.Span, t.Text, t.Lower, int32(i), false, x.NameHints})
		default:
			f.notes[i].NameHints = x.NameHints
			n := len(out)
			out = appendAtoms(out, t, int32(i))
			for k := n; k < len(out); k++ {
				out[k].word = f.g.words[out[k].lower].NameHints
			}
		}
	}
	f.atoms = out
}

func appendAtoms(out []atom, t *token.Token, tok int32) []atom {
	text := strings.TrimPrefix(t.Text, "#")
	off := t.Start + len(t.Text) - len(text)
	if a, ok := dottedAtom(text); ok {
		return append(out, atom{Span: t.Span, text: a, lower: strings.ToLower(a), dotted: true, tok: tok})
	}
	n := len(out)
	for start := 0; start < len(text); {
		end, width := len(text), 0
		if k := strings.IndexFunc(text[start:], atomBreak); k >= 0 {
			end = start + k
			_, width = utf8.DecodeRuneInString(text[end:])
		}
		if a, cut := cleanAtom(text[start:end]); a != "" {
			span := gainsay.Span{Start: off + start, End: off + end - cut}
			out = append(out, atom{Span: span, text: a, lower: strings.ToLower(a), tok: tok})
		}
		start = end + width
	}
	if len(out) == n {
		out = append(out, atom{Span: t.Span, text: t.Text, lower: t.Lower, tok: tok})
	}
	if text != t.Text && len(out) > n {
		out[n].Start = t.Start
	}
	return out
}

func atomBreak(r rune) bool {
	switch r {
	case '-', '‐', '‑', '–', '—', '/', '.', '_', '…':
		return true
	}
	return false
}

// cleanAtom takes the apostrophes out of a word, and a possessive ending,
// whose length it returns.
func cleanAtom(s string) (string, int) {
	if s == "n't" || s == "n’t" {
		return "nt", 0 // by far the commonest
	}
	cut := 0
	for _, suffix := range []string{"'s", "’s", "'S", "’S", "'", "’"} {
		if rest, ok := strings.CutSuffix(s, suffix); ok {
			s, cut = rest, len(suffix)
			break
		}
	}
	if strings.ContainsAny(s, "'’") {
		s = noApostrophes.Replace(s)
	}
	return s, cut
}

var noApostrophes = strings.NewReplacer("'", "", "’", "")

// dottedAtom reads an abbreviation of single letters with stops: "U.S.", "u.k".
func dottedAtom(s string) (string, bool) {
	if s == "" || s[0] < utf8.RuneSelf && (len(s) == 1 || s[1] != '.') {
		return "", false
	}
	var b strings.Builder
	letter := false
	for _, r := range s {
		switch {
		case unicode.IsLetter(r) && !letter:
			b.WriteRune(r)
			letter = true
		case r == '.' && letter:
			letter = false
		default:
			return "", false
		}
	}
	return b.String(), b.Len() >= 2
}

// splitAtoms splits a word of a name as appendAtoms splits a token.
func splitAtoms(word string) []string {
	if a, ok := dottedAtom(word); ok {
		return []string{a}
	}
	var out []string
	for p := range strings.FieldsFuncSeq(strings.TrimPrefix(word, "#"), atomBreak) {
		if a, _ := cleanAtom(p); a != "" {
			out = append(out, a)
		}
	}
	return out
}
