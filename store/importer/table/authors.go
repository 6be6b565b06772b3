package table

import (
	"slices"
	"strings"
)

var (
	firstNames = words("firstname givenname forename vorname prénom nombre imię")
	lastNames  = words("lastname surname familyname nachname apellido apellidos nazwisko")
)

// joinNames takes a first name and a last name for the author, if no column has the whole
// name.
func (s *sample) joinNames(g *guess) {
	if author := s.get(g.Mapping["author"]); author.n > 0 && author.ids+author.numbers < author.n {
		return
	}
	for _, first := range s.columns {
		if first.n == 0 || !slices.ContainsFunc(firstNames, first.endsIn) {
			continue
		}
		for _, last := range s.columns {
			if last.n > 0 && slices.ContainsFunc(lastNames, last.endsIn) && first.beside(last.nameOf) {
				g.Mapping["author"] = first.path + "+" + last.path
				return
			}
		}
	}
}

// endsIn reports whether the last key of a name is a word, alone or after a word for a person.
func (n nameOf) endsIn(word string) bool {
	above := nameWords(n.path[:max(strings.LastIndexByte(n.path, '.'), 0)])
	return !hasWord(above, notOwn) && (n.last == word || len(n.words) > 1 && slices.Contains(callers, n.words[0]) && n.key == n.words[0]+word)
}

// beside reports whether two names have the same keys above the last one.
func (n nameOf) beside(o nameOf) bool {
	return n.path[:strings.LastIndexByte(n.path, '.')+1] == o.path[:strings.LastIndexByte(o.path, '.')+1]
}

// named reports whether the cells are names of accounts with an at sign.
func (c *column) named() bool {
	for v := range c.values {
		if !strings.HasPrefix(v, "@") {
			return false
		}
	}
	return c.n > 0
}
