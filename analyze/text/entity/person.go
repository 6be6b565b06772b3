package entity

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/analyze/text/chars"
	"github.com/gainsay/gainsay/analyze/text/wordlist"
)

var (
	// sayingVerbs follow or precede the name of a person who is cited.
	sayingVerbs = wordlist.Set("said says say told tells tweeted tweets wrote writes claims claimed argued argues admitted admits " +
		"stated states announced announces replied replies confirmed confirms denied denies insisted insists believes believed thinks thought")
	// particles join the parts of a name.
	particles = wordlist.Set("de van von der den al el bin ibn da di du la le bint ben dos del")
	// noName are words that begin sentences and titles but never a name.
	noName = wordlist.Set("the a an this that these those i you he she it we they my your his her its our their and but or so if when while " +
		"what who why how where which no yes not there here then now in on at by for from of to with as is are was were be do does did " +
		"have has had will would can could should may might must lol ok okay oh well also just all some any every each more most")
	// commonTitles are titles that need their capital.
	commonTitles = wordlist.Set("major general justice judge miss lord king queen prince captain premier commander rep sen gen representative")
	months       = wordlist.Set("january february march april may june july august september october november december " +
		"jan feb mar apr jun jul aug sep sept oct nov dec monday tuesday wednesday thursday friday saturday sunday")
)

// dropPartsOfPersons drops single words of the gazetteer that are part of a
// person's name: "Jordan Peters", "Jack London".
func (f *finder) dropPartsOfPersons() {
	f.takeFound(true)
	for i := range f.found {
		m := &f.found[i]
		if m.first != m.last || m.atoms != 1 || m.Type == Org {
			continue
		}
		if f.beginsPerson(m) || m.Type == City && f.endsPerson(m) || f.callsPerson(m) {
			m.Type = ""
		}
	}
	f.takeFound(false)
	f.found = slices.DeleteFunc(f.found, func(m match) bool { return m.Type == "" })
}

// kin precede the first name of somebody the author knows.
var kin = wordlist.Set("wife husband son daughter brother sister mother father mom mum dad uncle aunt cousin nephew niece friend mate buddy " +
	"girlfriend boyfriend partner neighbor neighbour colleague boss named called hi hello hey dear thanks")

// callsPerson reports whether a first name that is also a place's is a
// person's: "my wife Sofia", "Sofia told me". Countries say things too, so a
// verb of saying decides for cities alone.
func (f *finder) callsPerson(m *match) bool {
	if !f.notes[m.first].First {
		return false
	}
	if prev := m.first - 1; prev >= 0 && kin[f.tokens[prev].Lower] && f.sameSentence(prev, m.first) {
		return true
	}
	next := m.last + 1
	return m.Type == City && next < len(f.tokens) && sayingVerbs[f.tokens[next].Lower]
}

func (f *finder) beginsPerson(m *match) bool {
	t := f.tokens[m.first]
	next := m.last + 1
	return f.notes[m.first].First && chars.StartsUpper(t.Text) && f.namelike(next) &&
		!f.notes[next].taken && f.sameSentence(m.last, next) &&
		!f.notes[next].Noun
}

func (f *finder) endsPerson(m *match) bool {
	prev := m.first - 1
	return prev >= 0 && f.namelike(prev) && !f.notes[prev].taken && f.notes[prev].First &&
		chars.StartsUpper(f.tokens[m.first].Text) && f.sameSentence(prev, m.first)
}

// sameSentence reports whether tokens i and j are separated by spaces on
// one line alone and belong to one sentence.
func (f *finder) sameSentence(i, j int) bool {
	gap := f.text[f.tokens[i].End:f.tokens[j].Start]
	return !strings.ContainsAny(gap, "\n\r") && !f.notes[j].opens
}

// namelike reports whether token i can be part of a name.
func (f *finder) namelike(i int) bool {
	if i < 0 || i >= len(f.tokens) || f.notes[i].shouts {
		return false
	}
	if !f.words[i].Nameable {
		return false
	}
	t := &f.tokens[i]
	proper := t.POS.IsProperNoun()
	if t.POS != "" && !proper && !t.POS.IsNoun() && !t.POS.IsAdjective() && !f.notes[i].First {
		return false
	}
	if f.notes[i].opens && !proper && !f.notes[i].First {
		return false
	}
	return len(t.Text) > 1 && (initial(t.Text) || strings.ToUpper(t.Text) != t.Text)
}

// initial reports whether s is "J." or "J.R.".
func initial(s string) bool { return len(s) <= 4 && strings.HasSuffix(s, ".") }

// findPersons adds runs of capitalised words that the gazetteer does not
// know: persons where a title, a first name or a verb of saying shows it,
// else other names. A family name alone is found again after a full name.
func (f *finder) findPersons() {
	if len(f.large) == 0 || f.titleCase() {
		return
	}
	next := 0
	for _, i := range f.large {
		if i >= next {
			next = i + f.person(i)
		}
	}
	if len(f.full) > 0 {
		f.findFamilyNames()
	}
	f.findSingles()
}

// findFamilyNames adds the family names without a first name, as the full names.
func (f *finder) findFamilyNames() {
	for i, x := range f.words {
		if !x.Upper || f.notes[i].taken || f.notes[i].shouts {
			continue
		}
		if name := f.full[f.tokens[i].Lower]; name != "" {
			f.addRun(i, i+1, name, Person)
		}
	}
}

// titleCase reports whether most longer words are capitalised, as in a
// headline, where capitals do not mark names.
func (f *finder) titleCase() bool {
	upper, all := 0, 0
	for i, x := range f.words {
		if x.Letter && len(f.tokens[i].Text) >= 4 && !f.notes[i].taken {
			all++
			if x.Upper {
				upper++
			}
		}
	}
	return all >= 5 && upper*10 >= all*8
}

// person adds the name at token i, if one begins there, and returns how many
// tokens it takes.
func (f *finder) person(i int) int {
	if f.notes[i].taken {
		return 0
	}
	titled := f.title(i)
	end := f.run(i + titled)
	words := end - i - titled
	switch {
	case words == 0 || titled == 0 && words < 2:
		return 0
	case titled > 0 && !f.hasNoun(i+titled, end):
		name := f.runText(i+titled, end)
		if known := f.full[f.tokens[end-1].Lower]; words == 1 && known != "" {
			name = known
		}
		f.addRun(i, end, name, Person)
		f.remember(i+titled, end, name)
	case titled == 0:
		name, typ := f.runText(i, end), f.runType(i, end)
		f.addRun(i, end, name, typ)
		if typ == Person {
			f.remember(i, end, name)
		}
	}
	return end - i
}

func (f *finder) remember(i, end int, name string) {
	last := f.tokens[end-1].Lower
	if end-i < 2 || f.full[last] != "" {
		return
	}
	if f.full == nil {
		f.full = map[string]string{}
	}
	f.full[last] = name
}

// title returns the number of tokens of the title at token i.
func (f *finder) title(i int) int {
	most := int(f.notes[i].LongestTitle)
	if w := &f.tokens[i]; most == 0 || commonTitles[w.Lower] && !chars.StartsUpper(w.Text) ||
		f.notes[i].shouts {
		return 0
	}
	longest := 0
	f.buf = f.buf[:0]
	for n := 1; n <= most && i+n < len(f.tokens); n++ {
		if n > 1 {
			if !f.sameSentence(i+n-2, i+n-1) {
				break
			}
			f.buf = append(f.buf, ' ')
		}
		f.buf = append(f.buf, strings.TrimSuffix(f.tokens[i+n-1].Lower, ".")...)
		if f.g.titles[string(f.buf)] {
			longest = n
		}
	}
	if longest > 0 && f.tokens[i+longest].Text == "." &&
		f.tokens[i+longest].Start == f.tokens[i+longest-1].End {
		longest++ // "Mr" and "." are two tokens
	}
	return longest
}

// longestRun caps a name; longer runs are lists or shouting.
const longestRun = 12

// run returns the end of the run of namelike, free tokens from i on.
func (f *finder) run(i int) int {
	end := i
	for k := i; k < min(len(f.tokens), i+longestRun) && !f.notes[k].taken &&
		(k == i || f.sameSentence(k-1, k)); k++ {
		switch {
		case f.namelike(k):
			end = k + 1
		case end > i && (particles[f.tokens[k].Lower] || f.joinsNoun(i, k)):
		default:
			return end
		}
	}
	return end
}

// joinsNoun reports whether token k is the "of" or "for" in the name of a
// body: "University of Westfold".
func (f *finder) joinsNoun(i, k int) bool {
	w := f.tokens[k].Lower
	return (w == "of" || w == "for") && f.notes[k-1].Noun && f.hasNoun(i, k)
}

func (f *finder) hasNoun(i, end int) bool {
	for k := range f.notes[i:end] {
		if f.notes[i+k].Noun {
			return true
		}
	}
	return false
}

// runType returns the type of the name that tokens [i, end) are.
func (f *finder) runType(i, end int) Type {
	if typ := f.statedType(i, end); typ != "" {
		return typ
	}
	return hintedType(f.hint(i, end))
}

// statedType returns the type that a run or the words around it show, or "".
func (f *finder) statedType(i, end int) Type {
	switch {
	case f.hasNoun(i, end):
		return Other
	case f.notes[i].First || end < len(f.tokens) && sayingVerbs[f.tokens[end].Lower]:
		return Person
	case i >= 2 && f.tokens[i-1].Lower == "to" && f.tokens[i-2].Lower == "according":
		return Person
	}
	return ""
}

// hintedType is the type of a name that prose's model gives a label.
func hintedType(label string) Type {
	if strings.HasSuffix(label, "PERSON") {
		return Person
	}
	return Other
}

// runText joins the words of a run by single spaces.
func (f *finder) runText(i, end int) string {
	words := make([]string, 0, end-i)
	for _, t := range f.tokens[i:end] {
		words = append(words, t.Text)
	}
	return strings.Join(words, " ")
}

func (f *finder) addRun(i, end int, name string, typ Type) {
	span := gainsay.Span{Start: f.tokens[i].Start, End: f.tokens[end-1].End}
	if utf8.RuneCountInString(name) < 2 {
		return
	}
	f.found = append(f.found, match{Entity: Entity{span, name, typ}, first: i, last: end - 1})
	f.take(&f.found[len(f.found)-1], true)
}
