package entity

import (
	"github.com/gainsay/gainsay/analyze/text/pos"
	"github.com/gainsay/gainsay/analyze/text/wordlist"
)

// findSingles adds names of one word that no list knows; one that opens a
// sentence, where anything has a capital, if it is a name elsewhere. A name
// that is a person's once is one throughout the comment.
func (f *finder) findSingles() {
	var types map[string]Type
	var found []int
	for _, i := range f.large {
		if typ := f.single(i); typ != "" {
			found = append(found, i)
			if types == nil {
				types = map[string]Type{}
			}
			if name := f.tokens[i].Text; types[name] != Person {
				types[name] = typ
			}
		}
	}
	for _, i := range found {
		f.addRun(i, i+1, f.tokens[i].Text, types[f.tokens[i].Text])
	}
	if len(found) == 0 {
		return
	}
	for _, i := range f.large {
		if name := f.tokens[i].Text; f.notes[i].opens && !f.notes[i].taken && types[name] != "" {
			f.addRun(i, i+1, name, types[name])
		}
	}
}

// single returns the type of the name that token i alone is, if prose's model
// takes it for one. Of the model's types only the person is reliable. A place
// in the gazetteer has its own rules.
func (f *finder) single(i int) Type {
	if !f.words[i].Nameable {
		return ""
	}
	t, note := &f.tokens[i], &f.notes[i]
	if t.POS != pos.NNP || note.taken || note.opens || note.Noun || len(t.Text) < 4 || !f.namelike(i) ||
		wordlist.Stopword(t.Lower) {
		return ""
	}
	if _, listed := f.g.entries[t.Lower]; listed && !note.First {
		return ""
	}
	label := f.hint(i, i+1)
	if label == "" {
		return ""
	}
	if typ := f.statedType(i, i+1); typ != "" {
		return typ
	}
	return hintedType(label)
}

// hint returns the first of prose's labels on tokens [i, end), "" if it finds
// no name there.
func (f *finder) hint(i, end int) string {
	s := f.sentences[f.notes[i].sentence]
	words, m := f.tokens[s.First:s.Last], hintModel()
	from := i - s.First
	if from > 0 && f.namelike(i-1) {
		from--
	}
	before := "O"
	for k := from; k < end-s.First; k++ {
		label := hint(&m, words, k, before)
		if label != "O" && k >= i-s.First {
			return label
		}
		before = label[:1]
	}
	return ""
}
