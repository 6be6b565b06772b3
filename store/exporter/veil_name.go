package exporter

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/gainsay/gainsay"
)

// veil replaces the names of a thread's authors by pseudonyms, also where texts
// mention them.
type veil struct {
	key     []byte
	names   map[string]string     // pseudonyms by name
	words   map[string]veiledName // by what is folded
	lengths map[string][]int      // by the first word, of the names in runes, longest first
	ids     map[string]string     // of comments whose ids hold a name
}

// veiledName is a name, or a part of one, as it may be written in texts.
type veiledName struct {
	lower     string // folded
	pseudonym string
	whole     bool // several words or a handle: never an everyday word
}

func newVeil(a *gainsay.Analysis, key []byte) *veil {
	v := &veil{key: key, names: map[string]string{}, words: map[string]veiledName{},
		lengths: map[string][]int{}, ids: map[string]string{}}
	for _, c := range a.Thread.Comments {
		if c.Author != "" && v.names[c.Author] == "" {
			v.learn(c.Author)
		}
	}
	for _, l := range v.lengths {
		slices.SortFunc(l, func(a, b int) int { return b - a })
	}
	for _, c := range a.Thread.Comments {
		if v.holdsName(c.ID) {
			v.ids[c.ID] = "comment-" + keyed(key, c.ID)
		}
	}
	return v
}

// learn takes an author's name with its first and last word, by which people
// speak to each other.
func (v *veil) learn(name string) {
	p := pseudonym(v.key, name)
	v.names[name] = p
	bare := strings.TrimLeft(name, "@")
	v.add(bare, p, isHandle(bare))
	if handle, _, ok := strings.Cut(bare, "@"); ok { // of another instance
		v.add(handle, p, isHandle(handle))
	}
	if words := strings.FieldsFunc(bare, func(r rune) bool {
		return !unicode.IsLetter(r) && r != '-' &&
			r != '\''
	}); len(words) > 1 {
		v.add(words[0], p, false)
		v.add(words[len(words)-1], p, false)
	}
}

// isHandle reports whether a name cannot be an everyday word: it consists of
// several, or has digits, or a capital inside, or is long in a script without
// capitals.
func isHandle(name string) bool {
	lower, uncased := false, 0
	for _, r := range name {
		if unicode.IsSpace(r) || unicode.IsDigit(r) || r == '_' || r == '.' || lower && unicode.IsUpper(r) {
			return true
		}
		if lower = unicode.IsLower(r); !lower && !unicode.IsUpper(r) {
			uncased++
		}
	}
	return uncased > 2
}

// add files a name under its first word. The first author of a name has it.
func (v *veil) add(written, pseudonym string, whole bool) {
	lower := folded(strings.TrimFunc(written, func(r rune) bool { return !isWord(r) }))
	if _, ok := v.words[lower]; ok || lower == "" {
		return
	}
	v.words[lower] = veiledName{lower, pseudonym, whole}
	first, runes := firstWord(lower), utf8.RuneCountInString(lower)
	if !slices.Contains(v.lengths[first], runes) {
		v.lengths[first] = append(v.lengths[first], runes)
	}
}

// holdsName reports whether an id is made of a name, as addresses of posts are:
// one of its words is a handle, or a longer name.
func (v *veil) holdsName(id string) bool {
	found := false
	v.rewrite(id, func(_ string, _, _ int, n veiledName) bool {
		found = found || n.whole || len(n.lower) > 4
		return false
	})
	return found
}

func (v *veil) apply(a *gainsay.Analysis) {
	t := a.Thread
	t.Title, _ = v.text(t.Title)
	t.Article, _ = v.text(t.Article)
	if v.holdsName(t.ID) {
		t.ID = "thread-" + keyed(v.key, t.ID)
	}
	if v.holdsName(t.URL) {
		t.URL = ""
	}
	moved := map[string]*shift{}
	for _, c := range t.Comments {
		moved[c.ID] = v.comment(c)
	}
	at := func(comment string, spans ...*gainsay.Span) {
		if m := moved[comment]; m != nil {
			for _, s := range spans {
				*s = m.span(*s)
			}
		}
	}
	of := ownersOf(a) // before ids change
	for i := range a.Relations {
		v.reasons(a.Relations[i].Reasons, of[a.Relations[i].From], at)
	}
	for i := range a.Annotations {
		v.annotation(&a.Annotations[i], at)
	}
	for i := range a.Assertions {
		v.assertion(&a.Assertions[i], at)
	}
	for i := range a.Report.Problems {
		a.Report.Problems[i].Message = v.problem(a.Report.Problems[i].Message)
	}
}

func (v *veil) comment(c *gainsay.Comment) *shift {
	var m *shift
	c.Text, m = v.text(c.Text)
	for i := range c.Quotes {
		c.Quotes[i] = m.span(c.Quotes[i])
	}
	for i := range c.Links {
		c.Links[i].Span = m.span(c.Links[i].Span)
		if v.holdsName(c.Links[i].URL) {
			c.Links[i].URL = "about:blank"
		}
	}
	c.ID, c.Parent = v.id(c.ID), v.id(c.Parent)
	for i := range c.OtherParents {
		c.OtherParents[i] = v.id(c.OtherParents[i])
	}
	c.Author, c.AuthorURL = v.names[c.Author], ""
	c.Failed = v.own(c.Failed)
	return m
}

// mover moves spans of a comment, by its id before the veil, to where they are in
// its new text.
type mover func(comment string, spans ...*gainsay.Span)

// reasons moves the spans of reasons; comment is that of spans without their own.
func (v *veil) reasons(reasons []gainsay.Reason, comment string, at mover) {
	for i := range reasons {
		r := &reasons[i]
		for j := range r.Spans {
			at(cmp.Or(r.Comment, comment), &r.Spans[j])
		}
		r.Comment = v.reference(r.Comment)
	}
}

// reference returns what the id of a comment is called under the veil, also one
// of another thread.
func (v *veil) reference(id string) string {
	if v.ids[id] == "" && v.holdsName(id) {
		return "comment-" + keyed(v.key, id)
	}
	return v.id(id)
}

func (v *veil) annotation(n *gainsay.Annotation, at mover) {
	at(n.Comment, &n.Span)
	v.reasons(n.Reasons, n.Comment, at)
	n.Comment = v.id(n.Comment)
	kind, who, ok := strings.Cut(n.Target, ":")
	switch {
	case ok && v.names[who] != "":
		n.Target = kind + ":" + v.names[who]
	case ok && v.ids[who] != "":
		n.Target = kind + ":" + v.ids[who]
	case ok:
		n.Target = kind + ":" + v.loose(who)
	default:
		n.Target = v.id(n.Target)
	}
	n.Signals = slices.DeleteFunc(n.Signals, func(s gainsay.Signal) bool {
		return v.loose(s.Words) != s.Words
	})
}

func (v *veil) assertion(s *gainsay.Assertion, at mover) {
	at(s.Comment, &s.Span)
	for i := range s.Support {
		at(s.Support[i].Comment, &s.Support[i].Span)
		s.Support[i].Comment = v.id(s.Support[i].Comment)
	}
	for i := range s.Chain {
		step := &s.Chain[i]
		at(step.Comment, &step.Span)
		for j := range step.Shared {
			at(s.Comment, &step.Shared[j])
		}
		step.Comment, step.Author = v.id(step.Comment), v.names[step.Author]
	}
	s.Comment, s.Author = v.id(s.Comment), v.names[s.Author]
	s.Text, _ = v.text(s.Text)
	for _, l := range idLists(s) {
		for i := range *l {
			(*l)[i] = v.id((*l)[i])
		}
	}
	for i := range s.Topics {
		s.Topics[i] = v.loose(s.Topics[i])
	}
}

// id returns what an id is called under the veil.
func (v *veil) id(id string) string { return cmp.Or(v.ids[id], id) }

// problem rewrites the words of a problem, which may name ids.
func (v *veil) problem(s string) string {
	for _, old := range slices.Sorted(maps.Keys(v.ids)) {
		s = strings.ReplaceAll(s, old, v.ids[old])
	}
	return v.own(s)
}

// loose rewrites a few words that are known to name somebody or something:
// every part of a name counts, whatever the context.
func (v *veil) loose(s string) string {
	return v.rewrite(s, func(string, int, int, veiledName) bool { return true }).out
}

// own rewrites a message of Gainsay's own, in which names are written as their
// authors write them.
func (v *veil) own(s string) string {
	return v.rewrite(s, func(s string, start, end int, n veiledName) bool {
		return v.names[s[start:end]] != "" || meant(s, start, end, n)
	}).out
}

// text rewrites what someone wrote and returns how offsets moved.
func (v *veil) text(s string) (string, *shift) {
	m := v.rewrite(s, meant)
	return m.out, m
}
