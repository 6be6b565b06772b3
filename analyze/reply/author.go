package reply

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/analyze/text"
	"github.com/gainsay/gainsay/analyze/text/pos"
)

// authors indexes the authors of a thread by the forms in which others write
// their names.
type authors struct {
	index map[string]int   // name to number
	names []string         // by number
	at    [][]int          // by number: positions of their comments
	forms map[string]meant // by lower-case form
}

// meant is the authors that a form may mean.
type meant struct {
	anywhere  []int
	addressed []int // only where somebody is addressed
}

func newAuthors(t *gainsay.Thread) *authors {
	a := &authors{index: map[string]int{}, forms: map[string]meant{}}
	for i, c := range t.Comments {
		if c.Author == "" {
			continue
		}
		k, ok := a.index[c.Author]
		if !ok {
			k = len(a.names)
			a.index[c.Author] = k
			a.names, a.at = append(a.names, c.Author), append(a.at, nil)
			for _, f := range formsOf(c.Author) {
				m := a.forms[f]
				m.anywhere = append(m.anywhere, k)
				a.forms[f] = m
			}
			for _, f := range shortForms(c.Author) {
				m := a.forms[f]
				m.addressed = append(m.addressed, k)
				a.forms[f] = m
			}
		}
		a.at[k] = append(a.at[k], i)
	}
	return a
}

// talk is the share of the comments with an author that are not their author's
// first: near 1 where a few talk to each other, 0 where everyone writes once.
func (a *authors) talk() float64 {
	n := 0
	for _, at := range a.at {
		n += len(at)
	}
	if n == 0 {
		return 0
	}
	return 1 - float64(len(a.names))/float64(n)
}

// formsOf lists the forms of a name in lower case: the whole, without spaces,
// with underscores for spaces, its first and its last word, its initials.
func formsOf(author string) []string {
	low := strings.ToLower(strings.TrimSpace(author))
	words := strings.FieldsFunc(low, func(r rune) bool { return unicode.IsSpace(r) || r == ',' })
	out := []string{low}
	if len(words) > 1 {
		out = append(out, strings.Join(words, ""), strings.Join(words, "_"),
			strings.TrimRight(words[0], "."), words[len(words)-1])
	}
	if len(words) >= minInitials {
		initials := ""
		for _, w := range words {
			r, _ := utf8.DecodeRuneInString(w)
			initials += string(r)
		}
		out = append(out, initials)
	}
	if user, _, ok := strings.Cut(low, "@"); ok { // user@instance
		out = append(out, user)
	}
	out = slices.DeleteFunc(out, func(f string) bool {
		return len(f) < 2 || len(words) > 1 && text.Stopword(f)
	})
	slices.Sort(out)
	return slices.Compact(out)
}

// shortForms lists what readers make of a nickname, in lower case: the part before
// digits at its end, the first of parts that _, - or . separate, and the initials of
// words written together ("LordOfTheHedge"). The forms may be common words.
func shortForms(author string) []string {
	if strings.ContainsFunc(author, unicode.IsSpace) {
		return nil
	}
	var out []string
	separated := func(r rune) bool { return r == '_' || r == '-' || r == '.' || unicode.IsDigit(r) }
	if parts := strings.FieldsFunc(author, separated); len(parts) > 0 && len(parts[0]) < len(author) {
		out = append(out, strings.ToLower(parts[0]))
	}
	initials := ""
	for _, r := range author {
		if unicode.IsUpper(r) {
			initials += string(unicode.ToLower(r))
		}
	}
	if len(initials) >= minInitials && len(initials) < len(author) {
		out = append(out, initials)
	}
	return slices.DeleteFunc(out, func(f string) bool { return len(f) < minNameForm })
}

// minInitials is how many words a name must have to be written as initials.
const minInitials = 3

// namedIn lists the authors other than self that a comment names outside block
// quotations, each once with the strongest signal, by number. In sentences in
// quotation marks only @names count: they say whose post is repeated.
func (a *authors) namedIn(d *text.Doc, self int) []namedAuthor {
	var out []namedAuthor
	for _, s := range d.Sentences {
		if s.Quoted && inSpans(d.Quotes, s.Start) {
			continue
		}
		words := d.Words(s)
		for k := range words {
			if s.Quoted && words[k].POS != pos.Mention {
				continue
			}
			form := strings.TrimLeft(words[k].Lower, "@")
			m, ok := a.forms[form]
			if !ok {
				continue
			}
			for _, who := range m.anywhere {
				if who != self {
					out = append(out, namedAuthor{who, howNamed(words, k)})
				}
			}
			for _, who := range m.addressed {
				if how := howNamed(words, k); who != self && (how == mention || how == call) {
					out = append(out, namedAuthor{who, how})
				}
			}
		}
	}
	out = append(out, a.leadingName(d, self)...)
	slices.SortFunc(out, func(x, y namedAuthor) int {
		return cmp.Or(cmp.Compare(x.author, y.author), cmp.Compare(x.how, y.how))
	})
	return slices.CompactFunc(out, func(x, y namedAuthor) bool { return x.author == y.author })
}

// leadingName finds the name that a comment begins with: before a colon, comma
// or exclamation mark, after an @, or alone on the first line. It does not rely
// on tokens: names may have several words, nicknames punctuation.
func (a *authors) leadingName(d *text.Doc, self int) []namedAuthor {
	line, _, _ := strings.Cut(strings.TrimSpace(d.Text), "\n")
	line, isAt := strings.CutPrefix(line, "@")
	words := leadingWords(line)
	for k := len(words); k > 0; k-- {
		first := strings.Join(words[:k], " ")
		trimmed := strings.TrimRight(first, " :,>!")
		alone := k == len(words) && len(first) == len(strings.TrimSpace(line))
		if trimmed == first && !isAt && !alone {
			continue
		}
		form := strings.ToLower(strings.TrimLeft(trimmed, "@< "))
		who := a.forms[form].anywhere
		if len(who) == 0 {
			who = a.forms[form].addressed
		}
		if len(who) == 0 {
			continue
		}
		var out []namedAuthor
		for _, w := range who {
			if w != self {
				out = append(out, namedAuthor{w, call})
			}
		}
		return out
	}
	return nil
}

// leadingWords returns the first words of a line, as many as a name may have.
func leadingWords(line string) []string {
	line = line[:min(len(line), maxName)]
	words := strings.SplitN(strings.TrimLeft(line, " "), " ", maxNameWords+1)
	return words[:min(len(words), maxNameWords)]
}

// Bounds of the name that a comment may begin with.
const (
	maxName      = 60 // bytes
	maxNameWords = 4
)

// Names count as an address only within so many words of the beginning or end
// of a sentence; shorter forms than minNameForm are taken for common words.
const (
	openingCall = 3 // words from the start, before a comma or colon
	edgeWords   = 2 // words from the start or end
	minNameForm = 3 // bytes
)

// howNamed returns the signal of word k of a sentence as a name of an author.
func howNamed(words []text.Token, k int) signal {
	w := words[k]
	common := text.Stopword(w.Lower) || len(w.Lower) < minNameForm
	atEnd := k >= len(words)-edgeWords
	switch {
	case w.POS == pos.Mention || strings.HasPrefix(w.Text, "@") || k > 0 && words[k-1].Text == "@":
		return mention
	case k+1 < len(words) && k < openingCall && (words[k+1].Text == "," || words[k+1].Text == ":"),
		k > 0 && words[k-1].Text == "," && atEnd:
		return call
	case !common && (k < edgeWords || atEnd):
		return name
	}
	return inside
}
