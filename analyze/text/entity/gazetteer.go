package entity

import (
	"embed"
	"strings"
	"sync"

	"github.com/gainsay/gainsay/analyze/text/chars"
	"github.com/gainsay/gainsay/analyze/text/lexeme"
)

// gazetteerFiles holds the names; gazetteer/README.md says where they are
// from and under which licences.
//
//go:embed gazetteer/*.tsv gazetteer/*.txt
var gazetteerFiles embed.FS

// caution says what an occurrence of a name must prove.
type caution byte

const (
	anyhow      caution = 0
	capital     caution = 'c' // its first letter is a capital
	exactly     caution = 'u' // written exactly so, in a sentence that is not all capitals
	preceded    caution = 'p' // a capital, after a preposition of place
	withContext caution = 'x' // exactly so, with a word beside it that a body takes
	neverName   caution = 'n' // names nothing: a phrase to step over
)

var cautionMarks = map[byte]caution{'^': capital, '=': exactly, '@': preceded, '?': withContext,
	'-': neverName}

// entry is what a key of the gazetteer names.
type entry struct {
	name    string
	typ     Type
	caution caution
	exact   string // the name's atoms as written, for exactly and withContext
}

// gazetteer is the compiled form of all lists. Keys are atoms joined by
// single spaces: lower case, without full stops and apostrophes.
type gazetteer struct {
	entries map[string]entry
	words   map[string]listed
	force   map[string]bool
	titles  map[string]bool
}

// listed is what the lists say of one word in lower case.
type listed struct {
	lexeme.NameHints
	noName bool // no name holds it
}

var gaz = sync.OnceValue(loadGazetteer)

// Describe fills in what the lists of names say of the spelling of x.
func Describe(x *lexeme.Lexeme, _, lower string) {
	list := gaz().words[lower]
	x.NameHints = list.NameHints
	x.Nameable = x.Upper && !list.noName
	if rest, ok := strings.CutSuffix(lower, "."); ok {
		x.NameHints = gaz().words[rest].NameHints
	}
}

// loadGazetteer reads the embedded lists, those written by hand first: the
// first meaning of a key wins. A file that is missing or damaged leaves its
// names out, which TestGazetteerLoads reports.
func loadGazetteer() *gazetteer {
	g := &gazetteer{entries: make(map[string]entry, 6500), words: make(map[string]listed, 15000),
		force: map[string]bool{}, titles: map[string]bool{}}
	for l := range linesOf("phrase.txt") {
		g.add(l, entry{caution: neverName})
	}
	for _, f := range []struct {
		file string
		typ  Type
	}{{"country.txt", Country}, {"region.txt", Other}, {"org.txt", Org}, {"igo.txt", Org},
		{"armed.txt", Org}, {"media.txt", Org}, {"city.txt", City}} {
		for l := range linesOf(f.file) {
			g.addLine(l, f.typ)
		}
	}
	g.addTable("country.tsv")
	g.addTable("city.tsv")
	g.addTable("org.tsv")
	for l := range linesOf("force.txt") {
		g.force[keyOf(l)] = true
		g.note(keyOf(l), func(w *listed, n uint8) { w.LongestForce = max(w.LongestForce, n) })
	}
	for l := range linesOf("title.txt") {
		g.titles[l] = true
		g.note(l, func(w *listed, n uint8) { w.LongestTitle = max(w.LongestTitle, n) })
	}
	for l := range linesOf("noun.txt") {
		g.note(l, func(w *listed, _ uint8) { w.Noun = true })
	}
	for l := range linesOf("firstname.txt") {
		g.note(l, func(w *listed, _ uint8) { w.First = true })
	}
	for _, words := range []map[string]bool{noName, months} {
		for w := range words {
			g.note(w, func(w *listed, _ uint8) { w.noName = true })
		}
	}
	return g
}

// note sets what is known of the first word of a key of n words.
func (g *gazetteer) note(key string, set func(w *listed, n uint8)) {
	first, _, _ := strings.Cut(key, " ")
	w := g.words[first]
	set(&w, uint8(1+strings.Count(key, " ")))
	g.words[first] = w
}

// linesOf yields the lines of a list without comments.
func linesOf(file string) func(yield func(string) bool) {
	data, _ := gazetteerFiles.ReadFile("gazetteer/" + file)
	return func(yield func(string) bool) {
		for l := range strings.Lines(string(data)) {
			l = strings.TrimRight(l, "\r\n")
			if l != "" && l[0] != '#' && !yield(l) {
				return
			}
		}
	}
}

// addLine adds "Canonical: name, name", the marked names before the
// canonical one so that a mark also holds for it.
func (g *gazetteer) addLine(line string, typ Type) {
	canonical, names, _ := strings.Cut(line, ":")
	for n := range strings.SplitSeq(names, ",") {
		if n = strings.TrimSpace(n); n == "" {
			continue
		}
		c := cautionMarks[n[0]]
		if c != anyhow {
			n = n[1:]
		}
		g.add(n, entry{name: canonical, typ: typ, caution: c})
	}
	g.add(canonical, entry{name: canonical, typ: typ})
}

// addTable adds the lines "name, canonical, type, caution" of a generated
// table. Where a list written by hand renames a canonical name, its names follow.
func (g *gazetteer) addTable(file string) {
	for l := range linesOf(file) {
		f := strings.Split(l, "\t")
		if len(f) != 4 {
			continue
		}
		e := entry{name: f[1], typ: Type(f[2])}
		if f[3] != "" {
			e.caution = caution(f[3][0])
		}
		if by, ok := g.entries[keyOf(f[1])]; ok && by.typ == e.typ && by.caution != neverName {
			e.name = by.name
		}
		g.add(f[0], e)
	}
}

func (g *gazetteer) add(name string, e entry) {
	e.exact = exactOf(name)
	key := strings.ToLower(e.exact)
	if _, ok := g.entries[key]; ok || key == "" {
		return
	}
	g.entries[key] = e
	g.note(key, func(w *listed, n uint8) {
		w.LongestName, w.Alone = max(w.LongestName, n), w.Alone || n == 1
	})
	_, rest, _ := strings.Cut(key, " ")
	for inner := range strings.FieldsSeq(rest) {
		g.note(inner, func(w *listed, _ uint8) { w.Inner = true })
	}
}

// exactOf writes a name as its atoms are read from a text.
func exactOf(name string) string {
	if plainName(name) {
		return name
	}
	var out []string
	for w := range strings.FieldsSeq(name) {
		out = append(out, splitAtoms(w)...)
	}
	return strings.Join(out, " ")
}

// plainName reports whether a name is words of ASCII letters and single spaces,
// as most are.
func plainName(name string) bool {
	last := byte(' ')
	for i := range len(name) {
		if !chars.IsLetter(name[i]) && (name[i] != ' ' || last == ' ') {
			return false
		}
		last = name[i]
	}
	return last != ' '
}

func keyOf(name string) string { return strings.ToLower(exactOf(name)) }

// Canonical looks up a name as a person would type it: a country, region,
// city, organisation, armed group or news agency, by any of its names, or a
// country's force ("russian" and "Russian air force" give Russia). Case does
// not matter. Persons are not in the lists.
func Canonical(name string) (canonical string, typ Type, ok bool) {
	g := gaz()
	key := keyOf(name)
	for _, k := range []string{key, strings.TrimPrefix(key, "the "), "the " + key} {
		if e, found := g.entries[k]; found && e.caution != neverName {
			return e.name, e.typ, true
		}
	}
	for i := range len(key) {
		if key[i] != ' ' || !g.force[key[i+1:]] {
			continue
		}
		if e, found := g.entries[strings.TrimPrefix(key[:i], "the ")]; found && e.typ == Country {
			return e.name, e.typ, true
		}
	}
	return "", "", false
}
