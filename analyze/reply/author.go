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

// authors knows the authors of a thread and the forms by which others call
// them.
type authors struct {
	index map[string]int   // name as shown to number
	names []string         // by number
	at    [][]int          // positions of each one's comments
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

// formsOf lists the forms of a name in lower case: whole, without blanks and
// with underscores, its first and its last word.
func formsOf(author string) []string {
	low := strings.ToLower(strings.TrimSpace(author))
	words := strings.FieldsFunc(low, func(r rune) bool { return unicode.IsSpace(r) || r == ',' })
	out := []string{low}
	if len(words) > 1 {
		out = append(out, strings.Join(words, ""), strings.Join(words, "_"), strings.TrimRight(words[0], "."), words[len(words)-1])
	}
	if user, _, ok := strings.Cut(low, "@"); ok { // user@instance
		out = append(out, user)
	}
	out = slices.DeleteFunc(out, func(f string) bool { return len(f) < 2 || len(words) > 1 && text.Stopword(f) })
	slices.Sort(out)
	return slices.Compact(out)
}

// addresses lists the authors a comment names outside its quotations, each
// in the strongest way found, by number.
func (a *authors) addresses(d *text.Doc, self int) []address {
	var out []address
	for _, s := range d.Sentences {
		if s.Quoted {
			continue
		}
		words := d.Words(s)
		for k := range words {
			for _, who := range a.forms[strings.TrimLeft(words[k].Lower, "@")] {
				if who != self {
					out = append(out, address{who, a.how(words, k, who)})
				}
			}
		}
	}
	out = append(out, a.lead(d, self)...)
	slices.SortFunc(out, func(x, y address) int { return cmp.Or(cmp.Compare(x.author, y.author), cmp.Compare(x.how, y.how)) })
	return slices.CompactFunc(out, func(x, y address) bool { return x.author == y.author })
}

// lead reads the name before a colon or comma with which a message in a chat
// begins; nicknames may hold marks that part tokens.
func (a *authors) lead(d *text.Doc, self int) []address {
	first, _, _ := strings.Cut(strings.TrimSpace(d.Text), " ")
	trimmed := strings.TrimRight(first, ":,>")
	if trimmed == first && !strings.HasPrefix(first, "@") || len(first) > 60 {
		return nil
	}
	var out []address
	for _, who := range a.forms[strings.ToLower(strings.TrimLeft(trimmed, "@<"))] {
		if who != self {
			out = append(out, address{who, call})
		}
	}
	return out
}

// how says how strongly word k of a sentence names an author.
func (a *authors) how(words []text.Token, k, who int) signal {
	w := words[k]
	common := text.Stopword(w.Lower) || len(w.Lower) < 3
	switch {
	case w.POS == pos.Mention || strings.HasPrefix(w.Text, "@"):
		return mention
	case k+1 < len(words) && k < 3 && (words[k+1].Text == "," || words[k+1].Text == ":") || k > 0 && words[k-1].Text == "," && k >= len(words)-2:
		return call
	case !common && (k < 2 || k >= len(words)-2):
		return name
	}
	return inside
}
