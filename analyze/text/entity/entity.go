// Package entity finds named things: those of the gazetteer, persons, and other
// names with a capital.
package entity

import (
	"slices"
	"strings"
	"sync"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/analyze/text/buffer"
	"github.com/gainsay/gainsay/analyze/text/chars"
	"github.com/gainsay/gainsay/analyze/text/lexeme"
	"github.com/gainsay/gainsay/analyze/text/pos"
	"github.com/gainsay/gainsay/analyze/text/sentence"
	"github.com/gainsay/gainsay/analyze/text/token"
	"github.com/gainsay/gainsay/analyze/text/wordlist"
)

// Type is a coarse class of an entity.
type Type string

// The entity types.
const (
	Country Type = "country" // also by demonym: "russian" names Russia
	City    Type = "city"
	Org     Type = "org" // organisations, forces, armed groups
	Person  Type = "person"
	Other   Type = "other"
)

// Entity is a named thing with its canonical name.
type Entity struct {
	gainsay.Span
	Name string // canonical: "Russia" for "russian", "Russian" and "RUSSIA"
	Type Type
}

// placePrepositions precede the name of a place.
var placePrepositions = wordlist.Set("in at from to near of around outside into inside through towards toward across over via " +
	"leave leaving left reach reached visit visited visiting downtown central")

// bodyBefore and bodyAfter precede and follow the name of an organisation:
// context that shows that "IS" or "WHO" is not a word in capitals.
var (
	bodyBefore = wordlist.Set("the by of against from with to for join joined joining fight fighting fought defeat defeated " +
		"anti pro support supports supporting bomb bombing bombed former")
	bodyAfter = wordlist.Set("fighters fighter militants militant forces territory terrorists terrorist members member group held jihadists " +
		"jihadist leader leaders chief official officials report reports said says director guidelines data positions convoy recruits " +
		"led controlled claimed attacks attack")
	// stressObject precedes a "US" that is the pronoun in capitals.
	stressObject = wordlist.Set("let lets give gives tell told make makes help show both all")
)

// finder finds the entities of one text.
type finder struct {
	text      string
	tokens    []token.Token
	sentences []sentence.Sentence
	words     []*lexeme.Lexeme // by token
	g         *gazetteer
	atoms     []atom
	notes     []tokenNote // by token
	found     []match
	large     []int             // tokens that may be part of a name or title that no list knows
	full      map[string]string // full names by the family name in lower case
	buf       []byte
}

// tokenNote is what is known of a token.
type tokenNote struct {
	lexeme.NameHints
	sentence int32
	opens    bool // the first word of its sentence
	shouts   bool // its sentence has no lower-case word
	taken    bool // a match covers it
}

// match is an entity with the tokens it covers.
type match struct {
	Entity
	first, last int // tokens, last included
	atoms       int
}

// Find returns the entities of a text, ordered and disjoint: names of
// the gazetteer, longest first, then persons and other capitalised names.
// words are the lexemes of the tokens, which have been tagged.
func Find(text string, tokens []token.Token, sentences []sentence.Sentence, words []*lexeme.Lexeme) []Entity {
	buf := entityPool.Get().(*entityBuffers)
	defer buf.release()
	buf.notes = slices.Grow(buf.notes, len(tokens))[:len(tokens)]
	f := &finder{text: text, tokens: tokens, sentences: sentences, words: words, g: gaz(),
		atoms: buf.atoms, notes: buf.notes, large: buf.large, found: buf.found}
	f.readAtoms()
	f.readCase()
	for i := 0; i < len(f.atoms); i++ {
		if f.atoms[i].word.LongestName > 0 {
			i += max(1, f.lookup(i)) - 1
		}
	}
	f.dropPartsOfPersons()
	f.takeFound(true)
	f.findPersons()
	buf.atoms, buf.large, buf.found = f.atoms, f.large, f.found
	var out []Entity
	if len(f.found) > 0 {
		out = make([]Entity, 0, len(f.found))
	}
	for i := range f.found {
		out = append(out, f.found[i].Entity)
	}
	slices.SortFunc(out, func(a, b Entity) int { return gainsay.CompareSpans(a.Span, b.Span) })
	f.trimCommands(out)
	return out
}

// entityBuffers are the buffers of one search, which later searches reuse.
type entityBuffers struct {
	atoms []atom
	notes []tokenNote
	large []int
	found []match
}

var entityPool = sync.Pool{New: func() any { return new(entityBuffers) }}

// release puts the buffers back, cleared so that they hold no text.
func (b *entityBuffers) release() {
	b.atoms, b.notes, b.large, b.found = buffer.Reset(b.atoms), buffer.Reset(b.notes),
		buffer.Reset(b.large), buffer.Reset(b.found)
	entityPool.Put(b)
}

// takeFound marks the tokens of all matches as taken, or as free.
func (f *finder) takeFound(taken bool) {
	for i := range f.found {
		f.take(&f.found[i], taken)
	}
}

func (f *finder) take(m *match, taken bool) {
	for t := m.first; t <= m.last; t++ {
		f.notes[t].taken = taken
	}
}

// readCase marks the first words of sentences, and the sentences written in
// capitals throughout, where a capital means nothing.
func (f *finder) readCase() {
	for k, s := range f.sentences {
		words, lower, opened := 0, false, false
		for i := s.First; i < s.Last; i++ {
			f.notes[i].sentence = int32(k)
			x := f.words[i]
			if !x.Letter {
				continue
			}
			if !opened {
				f.notes[i].opens, opened = true, true
			}
			words++
			lower = lower || x.Small
		}
		if !lower && words >= 3 {
			for i := s.First; i < s.Last; i++ {
				f.notes[i].shouts = true
			}
		}
	}
}

// lookup adds the longest name that begins at atom i, with the force that
// follows a country, and returns how many atoms it takes.
func (f *finder) lookup(i int) int {
	word := &f.atoms[i].word
	n := min(int(word.LongestName), len(f.atoms)-i)
	for k := 1; k < n; k++ {
		if !f.atoms[i+k].word.Inner {
			n = k
		}
	}
	for ; n > 1 || n == 1 && word.Alone; n-- {
		e, ok := f.g.entries[string(f.key(i, n))]
		if !ok || !f.proven(e, i, n) {
			continue
		}
		if e.caution == neverName {
			return n
		}
		if f.articleOnly(e, i, n) {
			return 0
		}
		m := n
		if e.typ == Country {
			m += f.force(i + n)
		}
		f.add(e, i, m)
		return m
	}
	return 0
}

// articleOnly reports whether the name at atom i is also a name without its
// "the": "the Kremlin", unlike "the Hague".
func (f *finder) articleOnly(e entry, i, n int) bool {
	if f.atoms[i].lower != "the" || n == 1 {
		return false
	}
	return f.g.entries[string(f.key(i+1, n-1))].name == e.name
}

// key joins the lower-case forms of n atoms from i on.
func (f *finder) key(i, n int) []byte {
	f.buf = append(f.buf[:0], f.atoms[i].lower...)
	for _, a := range f.atoms[i+1 : i+n] {
		f.buf = append(append(f.buf, ' '), a.lower...)
	}
	return f.buf
}

// force returns the number of atoms of the force phrase at atom i, or 0.
func (f *finder) force(i int) int {
	if i >= len(f.atoms) {
		return 0
	}
	n := min(int(f.atoms[i].word.LongestForce), len(f.atoms)-i)
	for n > 0 && !f.g.force[string(f.key(i, n))] {
		n--
	}
	return n
}

func (f *finder) add(e entry, i, n int) {
	first, last := f.atoms[i], f.atoms[i+n-1]
	f.found = append(f.found, match{
		Entity: Entity{gainsay.Span{Start: first.Start, End: last.End}, e.name, e.typ},
		first:  int(first.tok), last: int(last.tok), atoms: n,
	})
}

// proven reports whether the n atoms at i meet the condition of the entry.
func (f *finder) proven(e entry, i, n int) bool {
	a := f.atoms[i]
	shouted := f.notes[a.tok].shouts
	switch e.caution {
	case capital:
		return chars.StartsUpper(a.text) && (!shouted || placePrepositions[f.before(i)]) &&
			!f.openingWord(a, n)
	case preceded:
		return chars.StartsUpper(a.text) && !shouted && placePrepositions[f.before(i)]
	case exactly:
		return a.dotted || !shouted && f.writtenSo(e, i, n) && !(n == 1 && stressObject[f.before(i)]) &&
			!strings.HasPrefix(f.text[a.End:], "$")
	case withContext:
		return a.dotted || !shouted && f.writtenSo(e, i, n) &&
			(bodyBefore[f.before(i)] || bodyAfter[f.after(i+n)])
	}
	return true
}

// openingWord reports whether a single atom is the first word of its sentence
// and is tagged as something other than a name: "Polish your shoes".
func (f *finder) openingWord(a atom, n int) bool {
	if n > 1 || !f.notes[a.tok].opens {
		return false
	}
	tag := f.tokens[a.tok].POS
	return tag.IsVerb() || tag == pos.RB || tag == pos.NN || tag == pos.NNS
}

func (f *finder) writtenSo(e entry, i, n int) bool {
	rest := e.exact
	for k, a := range f.atoms[i : i+n] {
		if k > 0 {
			rest = strings.TrimPrefix(rest, " ")
		}
		var ok bool
		if rest, ok = strings.CutPrefix(rest, a.text); !ok {
			return false
		}
	}
	return rest == ""
}

func (f *finder) before(i int) string {
	if i == 0 {
		return ""
	}
	return f.atoms[i-1].lower
}

func (f *finder) after(i int) string {
	if i >= len(f.atoms) {
		return ""
	}
	return f.atoms[i].lower
}
