package tagger

import (
	"fmt"
	"hash/fnv"
	"slices"
	"strings"
	"sync"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/analyze"
	"github.com/gainsay/gainsay/analyze/rule"
	"github.com/gainsay/gainsay/analyze/text"
	"github.com/gainsay/gainsay/analyze/text/pos"
)

// insultTarget returns the target, as in gainsay.Annotation, of an insult in
// sentence s of comment i, or "" if it is unknown. name is the participant whom
// the sentence names, or "".
func insultTarget(p *analyze.Pass, i int, s text.Sentence, span gainsay.Span, name string) string {
	d := p.Docs[i]
	parent := ""
	if j := p.Parents[i]; j >= 0 {
		parent = participant(p.Thread.Comments[j])
	}
	if name != "" {
		return gainsay.TargetParticipant + name
	}
	if addressesReader(d, s) {
		return parent
	}
	if target := namedTarget(d, s); target != "" {
		return target
	}
	words := d.Words(s)
	if target := subjectIn(words, span); target != "" {
		return target
	}
	if group := groupIn(words, span.End); group != "" {
		return gainsay.TargetGroup + group
	}
	if target := namedBefore(d, s); target != "" {
		return target
	}
	if span.Start <= s.Start+atFront && parent != "" {
		return parent
	}
	if k := d.SentenceAt(s.Start); k > 0 && d.Sentences[k-1].Own() {
		return subjectIn(d.Words(d.Sentences[k-1]), span)
	}
	return ""
}

// atFront is how many bytes after the beginning of a sentence an insult may begin
// to be a form of address.
const atFront = 2

// namedTarget returns the target for the first person or group that sentence s
// names, "" if there is none.
func namedTarget(d *text.Doc, s text.Sentence) string {
	for _, e := range d.Entities {
		switch {
		case !s.Contains(e.Span):
		case e.Type == text.Person || hasTitle(e.Name):
			return gainsay.TargetPerson + e.Name
		default:
			return gainsay.TargetGroup + e.Name
		}
	}
	return ""
}

var (
	insultSubjects = sync.OnceValue(func() *rule.Lexicon { return must(lexicons.Get("insult-subject")) })
	institutions   = readWordSet("insult-institution")
)

// hasTitle reports whether a name begins with an office or a profession:
// "Councillor Brandt".
func hasTitle(name string) bool {
	title, rest, _ := strings.Cut(strings.ToLower(name), " ")
	if rest == "" || institutions.has(title) {
		return false
	}
	n, _ := insultSubjects().At([]text.Token{{Lower: title}})
	return n > 0
}

// subjectIn returns the target for a person, an institution or a group that the
// words name by a common noun: the first in the span, else the first of all. It
// returns "" if there is none.
func subjectIn(words []text.Token, span gainsay.Span) string {
	first := ""
	for k := range words {
		n, _ := insultSubjects().At(words[k:])
		if n == 0 || !words[k+n-1].POS.IsNoun() || demeans(words[k:]) {
			continue
		}
		last := &words[k+n-1]
		target := gainsay.TargetPerson + last.Text
		plural := strings.HasSuffix(last.Lower, "s") && !strings.HasSuffix(last.Lower, "ss")
		if plural || institutions.has(last.Lower) {
			target = gainsay.TargetGroup + last.Text
		}
		if span.Overlaps(last.Span) {
			return target
		}
		if first == "" {
			first = target
		}
	}
	return first
}

// namedBefore returns the target for the person named last before sentence s,
// if the sentence has a pronoun of the third person singular; else "".
func namedBefore(d *text.Doc, s text.Sentence) string {
	refers := func(t text.Token) bool {
		return slices.Contains([]string{"he", "she", "him", "her", "his"}, t.Lower)
	}
	if !slices.ContainsFunc(d.Words(s), refers) {
		return ""
	}
	target := ""
	for _, e := range d.Entities {
		if e.Start < s.Start && (e.Type == text.Person || hasTitle(e.Name)) {
			target = gainsay.TargetPerson + e.Name
		}
	}
	return target
}

// groupIn returns the first plural name among the words, or else the first plural
// noun that begins before byte end and is not demeaning itself: "bankers are
// scum". It returns "" if there is none.
func groupIn(words []text.Token, end int) string {
	for k := range words {
		t := &words[k]
		if t.POS == pos.NNPS || t.POS == pos.NNP && strings.HasSuffix(t.Lower, "s") && !demeans(words[k:k+1]) {
			return t.Text
		}
	}
	for k := range words {
		t := &words[k]
		if t.Start >= end {
			break
		}
		if t.POS == pos.NNS && !demeans(words[k:]) {
			return t.Text
		}
	}
	return ""
}

// participant is the target for the author of a comment, or for the comment if
// its author is unknown.
func participant(c *gainsay.Comment) string {
	if c.Author == "" {
		return gainsay.TargetParticipant + c.ID
	}
	return gainsay.TargetParticipant + c.Author
}

// addressesReader reports whether sentence s has a pronoun of the second person.
func addressesReader(d *text.Doc, s text.Sentence) bool {
	for _, t := range d.Words(s) {
		switch t.Lower {
		case "you", "your", "yours", "you're", "u", "ur", "youre", "yourself", "ya":
			return true
		}
	}
	return false
}

// authors finds the participants of a thread by name.
type authors struct {
	order map[string]int      // by name: its position among the authors, by first comment
	first map[string][]string // by first word of the name: the first two authors that have it
}

// leastFirst is the least length in bytes of a first word that identifies an
// author; maxNamesakes is how many authors of one first word are kept.
const (
	leastFirst   = 3
	maxNamesakes = 2
)

// findAuthors is the Prepare of the insult tagger.
func findAuthors(p *analyze.Pass) error {
	a := &authors{map[string]int{}, map[string][]string{}}
	a.add(p.Thread)
	p.SetState(a)
	return nil
}

// add adds the authors of a thread's comments.
func (a *authors) add(t *gainsay.Thread) {
	for _, c := range t.Comments {
		if _, known := a.order[c.Author]; known || c.Author == "" {
			continue
		}
		a.order[c.Author] = len(a.order)
		first, _, _ := strings.Cut(c.Author, " ")
		if len(first) >= leastFirst && len(a.first[first]) < maxNamesakes {
			a.first[first] = append(a.first[first], c.Author)
		}
	}
}

// namesIn hashes the authors that words of comment i may name. It is the Depends
// of the insult tagger.
func namesIn(p *analyze.Pass, i int) uint64 {
	a, h := p.State().(*authors), fnv.New64a()
	for _, t := range p.Docs[i].Tokens {
		name := strings.TrimPrefix(t.Text, "@")
		if n, known := a.order[name]; known {
			fmt.Fprintln(h, n, name)
		}
		for _, author := range a.first[name] {
			fmt.Fprintln(h, a.order[author], author)
		}
	}
	return h.Sum64()
}

// namedIn returns the author other than own whom the words name, by the whole
// name or by its first word if that is written like a name; of several, the one
// who wrote first. It returns "" if there is none.
func (a *authors) namedIn(words []text.Token, own string) string {
	best := ""
	consider := func(author string) {
		if author != own && (best == "" || a.order[author] < a.order[best]) {
			best = author
		}
	}
	for _, t := range words {
		name := strings.TrimPrefix(t.Text, "@")
		if _, known := a.order[name]; known {
			consider(name)
		}
		namesakes := a.first[name]
		likeName := t.POS == pos.NNP || name != t.Text || t.Text != t.Lower
		if len(namesakes) > 0 && likeName && !text.Stopword(t.Lower) {
			for _, author := range namesakes {
				consider(author)
			}
		}
	}
	return best
}
