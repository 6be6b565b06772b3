package text

import (
	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/analyze/text/disguise"
	"github.com/gainsay/gainsay/analyze/text/perceptron"
)

// unmasked keeps the result of Doc.Unmasked for one vocabulary,
// by.
type unmasked struct {
	by  *Vocabulary
	doc *Doc
}

// Unmasked returns the doc as rules for words should see it: a disguised word
// is one token whose Lower is the word it means and whose span is that of
// the original. Sentences keep their number and order; the rest is shared.
// Where nothing is disguised it is d itself. The result for the last
// vocabulary is kept; several goroutines may call it.
func (d *Doc) Unmasked(v *Vocabulary) *Doc {
	if !d.suspect {
		return d
	}
	if u := d.unmasked.Load(); u != nil && u.by == v {
		return u.doc
	}
	u := &unmasked{v, d}
	if found := v.Find(d.Text, d.Tokens); len(found) > 0 {
		u.doc = d.unmask(found)
	}
	d.unmasked.Store(u)
	return u.doc
}

// unmask returns a copy of d with the tokens that disguises cover replaced.
func (d *Doc) unmask(found []disguise.Word) *Doc {
	out := &Doc{Text: d.Text, Language: d.Language, Quotes: d.Quotes, Quoted: d.Quoted,
		Entities: d.Entities, Quantities: d.Quantities, Times: d.Times}
	out.Sentences = append(out.Sentences, d.Sentences...)
	out.Tokens = make([]Token, 0, len(d.Tokens))
	m := perceptron.New(lexemes)
	for k := range out.Sentences {
		s := &out.Sentences[k]
		words, first := d.Words(*s), len(out.Tokens)
		out.Tokens, found = appendUnmasked(out.Tokens, words, found)
		s.First, s.Last = first, len(out.Tokens)
		if len(words) > 0 && changed(words, out.Words(*s)) {
			m.Retag(d.Text, out.Words(*s))
		}
	}
	return out
}

// appendUnmasked appends the tokens of a sentence, those that a disguise
// covers as one, and returns the disguises that come after it.
func appendUnmasked(out, words []Token, found []disguise.Word) ([]Token, []disguise.Word) {
	for i := 0; i < len(words); {
		for len(found) > 0 && found[0].End <= words[i].Start {
			found = found[1:]
		}
		if len(found) == 0 || found[0].Start >= words[i].End {
			out = append(out, words[i])
			i++
			continue
		}
		d := found[0]
		out = append(out, Token{Span: gainsay.Span{Start: words[i].Start, End: words[i].End}, Lower: d.Lower})
		t := &out[len(out)-1]
		for ; i < len(words) && words[i].Start < d.End; i++ {
			t.End = words[i].End
		}
		found = found[1:]
	}
	return out, found
}

func changed(old, now []Token) bool {
	if len(old) != len(now) {
		return true
	}
	for i := range now {
		if now[i].Lower != old[i].Lower || now[i].POS == "" {
			return true
		}
	}
	return false
}
