package reply

import (
	"slices"
	"strings"
	"unicode"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/analyze/text"
	"github.com/gainsay/gainsay/analyze/text/pos"
)

// view is what the signals look at in one comment.
type view struct {
	author  int     // index among the thread's authors, -1 where there is none
	terms   []int32 // content stems, canonical names and figures: ids of the vocabulary, sorted, each once
	weight  float64 // length of the terms as a vector of rarities
	calls   []address
	quoted  []uint64 // runs of words quoted from elsewhere
	you     string   // second person, as written
	opens   string   // an opening that answers: "yes", "that's", "but"
	thanks  bool
	affirms bool // opens with yes, no or the like
	asks    bool // ends in a question
	demands bool // asks what the ground of a statement is
	negates bool
	advert  bool // reads as an advertisement that answers nobody
}

// address is one author named in a comment and how.
type address struct {
	author int
	how    signal // mention, call, name or inside
}

// openings are first words with which people answer what stands before.
var openings = text.WordSet(`yes no nope yeah yep yup exactly agreed true wrong but that that's thats and so because why what how really sure right
	not actually thanks thank lol also nonsense rubbish got sorry ok okay indeed to who they he she it do did are is haha well then same this
	which where when hmm oh ah correct false nah maybe probably i'd you you're or still it's its if the`)

var affirmations = text.WordSet(`yes no nope yeah yep yup sure exactly agreed true wrong right correct ok okay nah indeed maybe probably`)

var secondPerson = text.WordSet(`you your u ur you're youre yours yourself you'd you've you'll`)

// grounds are what somebody who made a statement is asked for.
var grounds = text.WordSet(`source sources evidence proof link links cite citation`)

var anybody = text.WordSet(`anybody anyone somebody someone everybody everyone`)

var negations = text.WordSet(`not n't no never nobody none nothing`)

func (r *recovery) newView(i int) view {
	d := r.docs[i]
	v := view{author: -1}
	if a := r.t.Comments[i].Author; a != "" {
		v.author = r.authors.index[a]
	}
	opened := false
	for _, s := range d.Sentences {
		words := d.Words(s)
		if s.Quoted || len(words) == 0 {
			continue
		}
		if !opened {
			opened = true
			v.open(words[0])
		}
		v.read(words)
	}
	v.terms = r.vocabulary.terms(d)
	v.calls = r.authors.addresses(d, v.author)
	v.quoted = quotations(d)
	v.advert = advertises(d)
	return v
}

func (v *view) open(w text.Token) {
	if openings[w.Lower] {
		v.opens = w.Text
	}
	v.affirms = affirmations[w.Lower]
	v.thanks = strings.HasPrefix(w.Lower, "thank") || w.Lower == "ty" || w.Lower == "thx"
}

func (v *view) read(words []text.Token) {
	asked, toAll := false, false
	for _, w := range words {
		if len(w.Lower) > 8 {
			continue
		}
		switch {
		case secondPerson[w.Lower]:
			if v.you == "" {
				v.you = w.Text
			}
		case negations[w.Lower]:
			v.negates = true
		}
		asked, toAll = asked || grounds[w.Lower], toAll || anybody[w.Lower]
	}
	v.asks = strings.HasPrefix(words[len(words)-1].Text, "?")
	v.demands = v.demands || v.asks && asked && !toAll
}

// advertises reports whether a comment gives a link beside money or a run of
// symbols: such comments answer nobody.
func advertises(d *text.Doc) bool {
	link, symbols := false, 0
	for _, t := range d.Tokens {
		link = link || t.POS == pos.URL
		if t.POS == pos.Emoji {
			symbols += len([]rune(t.Text))
		}
	}
	if !link {
		return false
	}
	money := 0
	for _, q := range d.Quantities {
		if strings.ContainsAny(q.Unit, "$€£") {
			money++
		}
	}
	return symbols >= 6 || money >= 2
}

// vocabulary numbers the terms of a thread and knows in how many comments
// each occurs.
type vocabulary struct {
	byWord map[string]int32 // word in lower case, or "=" and a canonical name, to its term; -1 for what says nothing
	byStem map[string]int32
	df     []int32
	kind   []byte   // 'w' word, 'n' name, 'q' figure
	shown  []string // as first written
}

func newVocabulary() *vocabulary {
	return &vocabulary{byWord: map[string]int32{}, byStem: map[string]int32{}}
}

// terms lists the terms of what a comment says itself.
func (vo *vocabulary) terms(d *text.Doc) []int32 {
	out := make([]int32, 0, len(d.Tokens)/2)
	for _, e := range d.Entities {
		if !inSpans(d.Quotes, e.Start) {
			out = append(out, vo.add("="+e.Name, e.Name, 'n'))
		}
	}
	for _, s := range d.Sentences {
		if s.Quoted {
			continue
		}
		for _, w := range d.Words(s) {
			if id := vo.word(w.Lower); id >= 0 {
				out = append(out, id)
			}
		}
	}
	slices.Sort(out)
	out = slices.Compact(out)
	for _, id := range out {
		vo.df[id]++
	}
	return slices.Clip(out)
}

// word returns the term of a word, -1 where it says nothing.
func (vo *vocabulary) word(lower string) int32 {
	if id, ok := vo.byWord[lower]; ok {
		return id
	}
	id := int32(-1)
	switch {
	case len(lower) > 40 || text.Stopword(lower):
	case lower[0] >= '0' && lower[0] <= '9':
		id = vo.add(lower, lower, 'q')
	case len(lower) > 2 && isWord(lower):
		id = vo.add(text.Stem(lower), lower, 'w')
	}
	vo.byWord[lower] = id
	return id
}

func isWord(s string) bool {
	for _, c := range s {
		return unicode.IsLetter(c)
	}
	return false
}

func (vo *vocabulary) add(key, shown string, kind byte) int32 {
	if id, ok := vo.byStem[key]; ok {
		return id
	}
	id := int32(len(vo.df))
	vo.byStem[key] = id
	vo.df, vo.kind, vo.shown = append(vo.df, 0), append(vo.kind, kind), append(vo.shown, shown)
	return id
}

func inSpans(spans []gainsay.Span, off int) bool {
	for _, s := range spans {
		if s.Start <= off && off < s.End {
			return true
		}
	}
	return false
}
