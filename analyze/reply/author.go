package reply

import (
	"cmp"
	"slices"
	"strings"
	"unicode"

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
	forms map[string][]int // lower-case form to the authors it may mean
}

func newAuthors(t *gainsay.Thread) *authors {
	a := &authors{index: map[string]int{}, forms: map[string][]int{}}
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
				a.forms[f] = append(a.forms[f], k)
			}
		}
		a.at[k] = append(a.at[k], i)
	}
	return a
}

// formsOf lists the forms of a name in lower case: the whole, without spaces,
// with underscores for spaces, its first and its last word.
func formsOf(author string) []string {
	low := strings.ToLower(strings.TrimSpace(author))
	words := strings.FieldsFunc(low, func(r rune) bool { return unicode.IsSpace(r) || r == ',' })
	out := []string{low}
	if len(words) > 1 {
		out = append(out, strings.Join(words, ""), strings.Join(words, "_"),
			strings.TrimRight(words[0], "."), words[len(words)-1])
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
			for _, who := range a.forms[strings.TrimLeft(words[k].Lower, "@")] {
				if who != self {
					out = append(out, namedAuthor{who, howNamed(words, k)})
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

// leadingName finds the name, before a colon or comma, that a chat message
// begins with. It does not rely on tokens: nicknames may contain punctuation.
func (a *authors) leadingName(d *text.Doc, self int) []namedAuthor {
	first, _, _ := strings.Cut(strings.TrimSpace(d.Text), " ")
	trimmed := strings.TrimRight(first, ":,>")
	if trimmed == first && !strings.HasPrefix(first, "@") || len(first) > maxNickname {
		return nil
	}
	var out []namedAuthor
	for _, who := range a.forms[strings.ToLower(strings.TrimLeft(trimmed, "@<"))] {
		if who != self {
			out = append(out, namedAuthor{who, call})
		}
	}
	return out
}

// maxNickname bounds the name that a chat message may begin with, in bytes.
const maxNickname = 60

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
	case w.POS == pos.Mention || strings.HasPrefix(w.Text, "@"):
		return mention
	case k+1 < len(words) && k < openingCall && (words[k+1].Text == "," || words[k+1].Text == ":"),
		k > 0 && words[k-1].Text == "," && atEnd:
		return call
	case !common && (k < edgeWords || atEnd):
		return name
	}
	return inside
}
