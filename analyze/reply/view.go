package reply

import (
	"maps"
	"strings"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/analyze/text"
)

// view is what the signals look at in one comment.
type view struct {
	doc      *text.Doc
	stems    map[string]string // content stems and entity names, to the word
	you      string            // second person, as written
	opens    string            // an opening that answers: "yes", "that's", "but"
	asks     bool              // ends in a question
	negates  bool
	mentions map[string]bool // @names, lower case
	vocative map[string]bool // capitalised words at the start or end, lower case
	calls    map[string]bool // of vocative, those set off as an address: "Dana, …"
	advert   bool            // reads as an advertisement that answers nobody
	quotes   string          // lower-case words of its quotations
}

// openings are first words with which people answer what stands before.
var openings = map[string]bool{
	"yes": true, "no": true, "nope": true, "yeah": true, "yep": true, "exactly": true, "agreed": true, "true": true, "wrong": true,
	"but": true, "that": true, "that's": true, "thats": true, "and": true, "so": true, "because": true, "why": true, "what": true,
	"how": true, "really": true, "sure": true, "right": true, "not": true, "actually": true, "thanks": true, "thank": true, "lol": true,
	"also": true, "nonsense": true, "rubbish": true, "got": true, "sorry": true, "ok": true, "okay": true, "indeed": true, "to": true,
	"who": true, "they": true, "he": true, "she": true, "it": true, "do": true, "did": true, "are": true, "is": true, "haha": true,
}

func newView(d *text.Doc) view {
	v := view{doc: d, stems: map[string]string{}, mentions: map[string]bool{}, vocative: map[string]bool{}, calls: map[string]bool{}}
	for _, s := range d.Sentences {
		words := d.Words(s)
		if s.Quoted {
			v.quotes += " " + strings.ToLower(s.In(d.Text))
			continue
		}
		maps.Copy(v.stems, d.Terms(s.Span).Words)
		v.read(words)
		v.readVocatives(words)
	}
	v.readOpening()
	v.advert = advertises(d)
	return v
}

func (v *view) read(words []text.Token) {
	for _, w := range words {
		switch w.Lower {
		case "you", "your", "u", "ur", "you're", "youre", "yours", "yourself":
			if v.you == "" {
				v.you = w.Text
			}
		case "not", "n't", "no", "never", "nobody", "none":
			v.negates = true
		}
		if w.POS == "MENTION" {
			v.mentions[strings.ToLower(w.Text[1:])] = true
		}
		if strings.HasPrefix(w.Text, "?") {
			v.asks = true
		}
	}
}

// readVocatives notes the first two and last two words of a sentence, and
// those set off by a comma as an address.
func (v *view) readVocatives(words []text.Token) {
	var plain []text.Token
	for _, w := range words {
		if strings.ContainsAny(strings.ToLower(w.Text), "abcdefghijklmnopqrstuvwxyz") {
			plain = append(plain, w)
		}
	}
	for k, w := range plain {
		if k < 2 || k >= len(plain)-2 {
			v.vocative[w.Lower] = true
		}
	}
	for k, w := range words {
		if k+1 < len(words) && k < 3 && (words[k+1].Text == "," || words[k+1].Text == ":") || k > 0 && words[k-1].Text == "," && k >= len(words)-2 {
			v.calls[w.Lower] = true
		}
	}
}

// advertises reports whether a comment gives a link beside money or a run of
// symbols: such comments answer nobody.
func advertises(d *text.Doc) bool {
	link, symbols := false, 0
	for _, t := range d.Tokens {
		link = link || t.POS == "URL"
		if t.POS == "EMOJI" {
			symbols += len([]rune(t.Text))
		}
	}
	money := 0
	for _, q := range d.Quantities {
		if strings.ContainsAny(q.Unit, "$€£") {
			money++
		}
	}
	return link && (symbols >= 6 || money >= 2)
}

func (v *view) readOpening() {
	for _, s := range v.doc.Sentences {
		if s.Quoted || s.First == s.Last {
			continue
		}
		if w := v.doc.Words(s)[0]; openings[w.Lower] {
			v.opens = w.Text
		}
		return
	}
}

// name is an author with the forms by which others call them.
type name struct {
	author string
	full   string // lower case
	first  string // first word, lower case, "" if too short or too common to call by
	at     []int  // positions of the author's comments
}

func namesOf(t *gainsay.Thread) []name {
	at := map[string]int{}
	var out []name
	for i, c := range t.Comments {
		if c.Author == "" {
			continue
		}
		k, ok := at[c.Author]
		if !ok {
			k = len(out)
			at[c.Author] = k
			out = append(out, newName(c.Author))
		}
		out[k].at = append(out[k].at, i)
	}
	return out
}

func newName(author string) name {
	low := strings.ToLower(author)
	first, _, _ := strings.Cut(low, " ")
	first = strings.TrimRight(first, ".,")
	if len(first) < 3 || text.Stopword(first) {
		first = ""
	}
	return name{author: author, full: low, first: first}
}

// names returns how the comment calls n: "mention", "call", "name" or "".
func (v *view) names(n name) string {
	switch {
	case v.mentions[n.full], n.first != "" && v.mentions[n.first], v.mentions[strings.ReplaceAll(n.full, " ", "")], v.mentions[strings.ReplaceAll(n.full, " ", "_")]:
		return "mention"
	case n.first != "" && v.calls[n.first]:
		return "call"
	case n.first != "" && v.vocative[n.first], v.vocative[n.full]:
		return "name"
	}
	return ""
}
