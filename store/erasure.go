package store

import (
	"slices"
	"strings"
	"unicode"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/view"
)

// erasure takes one author out of threads. Comments of the author lose their
// text, links and marks, and keep their place and replies under another name.
// In the rest of the thread the author's name, and the words of quotations that
// repeat the author, become asterisks of the same length, so that all spans
// stay true.
type erasure struct {
	name, stand string          // the name, and what takes its place
	gone        map[string]bool // of the thread under way: ids of the author's comments
	said        map[string]bool // runs of quoteWords words that the author wrote
	texts       []string        // what the author wrote, as joined
	did         view.Erased
}

// quoteWords is how many words in a row count as a repeat, as in package analyze.
const quoteWords = 6

func (e *erasure) wrote(t *gainsay.Thread) bool {
	return slices.ContainsFunc(t.Comments, func(c *gainsay.Comment) bool { return c.Author == e.name })
}

// thread erases the author in one thread and in the decisions about it.
func (e *erasure) thread(t *trashed) {
	e.did.Threads++
	e.gone, e.said, e.texts = map[string]bool{}, map[string]bool{}, nil
	for _, c := range t.Analysis.Thread.Comments {
		if c.Author == e.name {
			e.gone[c.ID] = true
			e.learn(c.Text)
			delete(t.Sketches, c.ID)
		}
	}
	th := t.Analysis.Thread
	th.Title, th.Article = e.mask(th.Title), e.mask(th.Article)
	for _, c := range th.Comments {
		e.comment(c)
	}
	e.marks(t.Analysis)
	e.assertions(t.Analysis)
	for i := range t.Analysis.Report.Problems {
		p := &t.Analysis.Report.Problems[i]
		p.Message = e.mask(p.Message)
	}
	for i := range t.Decisions {
		e.decision(&t.Decisions[i])
	}
}

// learn remembers what the author wrote, to find it in quotations.
func (e *erasure) learn(text string) {
	all := words(text)
	for i := 0; i+quoteWords <= len(all); i++ {
		e.said[joined(all[i:i+quoteWords])] = true
	}
	e.texts = append(e.texts, joined(all))
}

// repeats reports whether a quotation as a whole is in what the author wrote.
// A single word is no quotation of anyone.
func (e *erasure) repeats(quote []word) bool {
	return len(quote) > 1 && slices.ContainsFunc(e.texts, func(t string) bool {
		return strings.Contains(t, joined(quote))
	})
}

func joined(ws []word) string {
	var b strings.Builder
	b.WriteByte(' ')
	for _, w := range ws {
		b.WriteString(w.text + " ")
	}
	return b.String()
}

func (e *erasure) comment(c *gainsay.Comment) {
	if e.gone[c.ID] {
		e.did.Comments++
		c.Author, c.AuthorURL, c.Text, c.State, c.Failed = e.stand, "", "", gainsay.Deleted, ""
		c.Quotes, c.Links = nil, nil
		return
	}
	text := e.maskQuotes(e.mask(c.Text), c.Quotes)
	if text != c.Text {
		c.Text = text
		e.did.Quoted++
	}
	for i := range c.Links {
		c.Links[i].URL = e.mask(c.Links[i].URL)
	}
}

// maskQuotes hides the words of quotations that repeat the author.
func (e *erasure) maskQuotes(text string, quotes []gainsay.Span) string {
	for _, q := range quotes {
		if q.Start < 0 || q.End > len(text) || q.Start >= q.End {
			continue
		}
		all := words(text[q.Start:q.End])
		if e.repeats(all) {
			text = hide(text, q.Start, q.End)
		}
		for i := 0; i+quoteWords <= len(all); i++ {
			if e.said[joined(all[i:i+quoteWords])] {
				text = hide(text, q.Start+all[i].start, q.Start+all[i+quoteWords-1].end)
			}
		}
	}
	return text
}

// mask hides the author's name in a text.
func (e *erasure) mask(text string) string {
	for _, name := range []string{e.name, strings.Join(strings.Fields(e.name), "")} {
		text = hideName(text, name)
	}
	return text
}

func hideName(text, name string) string {
	for i := 0; i+len(name) <= len(text); i++ {
		if strings.EqualFold(text[i:i+len(name)], name) && !letterBefore(text, i) && !letterAfter(text, i+len(name)) {
			text = hide(text, i, i+len(name))
		}
	}
	return text
}

func isLetter(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) || r == '_' }

func letterBefore(s string, i int) bool {
	r := []rune(s[max(i-4, 0):i])
	return len(r) > 0 && isLetter(r[len(r)-1])
}

func letterAfter(s string, i int) bool {
	for _, r := range s[i:] {
		return isLetter(r)
	}
	return false
}

// hide replaces bytes by asterisks, but for spaces and the signs of quotations.
func hide(s string, start, end int) string {
	b := []byte(s)
	for i := start; i < end; i++ {
		if b[i] != ' ' && b[i] != '\n' && b[i] != '>' {
			b[i] = '*'
		}
	}
	return string(b)
}

// renamed puts the other name where a value is the name, as in a target
// "participant:NAME".
func (e *erasure) renamed(s string) string {
	if s == e.name || strings.HasSuffix(s, ":"+e.name) {
		return strings.TrimSuffix(s, e.name) + e.stand
	}
	return e.mask(s)
}

// marks removes the marks of erased comments and what other marks say of them.
func (e *erasure) marks(a *gainsay.Analysis) {
	kept := map[string]bool{}
	a.Annotations = slices.DeleteFunc(a.Annotations, func(n gainsay.Annotation) bool { return e.gone[n.Comment] })
	for i := range a.Annotations {
		n := &a.Annotations[i]
		kept[n.ID] = true
		n.Target = e.renamed(n.Target)
		for j := range n.Signals {
			n.Signals[j].Words = e.mask(n.Signals[j].Words)
		}
		e.reasons(n.Reasons)
	}
	a.Relations = slices.DeleteFunc(a.Relations, func(r gainsay.Relation) bool { return !kept[r.From] || !kept[r.To] })
	for i := range a.Relations {
		e.reasons(a.Relations[i].Reasons)
	}
}

func (e *erasure) reasons(rs []gainsay.Reason) {
	for i := range rs {
		rs[i].Says = e.mask(rs[i].Says)
		if e.gone[rs[i].Comment] {
			rs[i].Spans = nil
		}
	}
}

// assertions removes those of erased comments. Others lose the words of the
// author; who asked for evidence or contradicted stays known.
func (e *erasure) assertions(a *gainsay.Analysis) {
	gone := map[string]bool{}
	a.Assertions = slices.DeleteFunc(a.Assertions, func(s gainsay.Assertion) bool {
		gone[s.ID] = e.gone[s.Comment]
		return gone[s.ID]
	})
	texts := map[string]string{}
	for _, c := range a.Thread.Comments {
		texts[c.ID] = c.Text
	}
	for i := range a.Assertions {
		s := &a.Assertions[i]
		if text := texts[s.Comment]; s.Start >= 0 && s.End <= len(text) && s.Start <= s.End {
			s.Text = text[s.Start:s.End]
		}
		s.Support = slices.DeleteFunc(s.Support, func(v gainsay.Evidence) bool { return e.gone[v.Comment] })
		s.Topics = slices.DeleteFunc(s.Topics, func(t string) bool { return e.mask(t) != t })
		for j := range s.Chain {
			e.step(&s.Chain[j], gone)
		}
	}
}

func (e *erasure) step(s *gainsay.Step, gone map[string]bool) {
	if s.Author == e.name {
		s.Author = e.stand
	}
	if e.gone[s.Comment] {
		s.Span, s.Shared = gainsay.Span{}, nil
	}
	if gone[s.Claim] {
		s.Claim = ""
	}
}

// decision keeps a record without the author's words.
func (e *erasure) decision(d *gainsay.Decision) {
	before := *d
	d.Target, d.Note = e.renamed(d.Target), e.mask(d.Note)
	d.Quote = e.quote(d.Comment, d.Quote)
	if d.Change != nil {
		d.Change.Target = e.renamed(d.Change.Target)
		d.Change.Quote = e.quote(d.Comment, d.Change.Quote)
	}
	if d.Quote != before.Quote || d.Target != before.Target || d.Note != before.Note {
		e.did.Decisions++
	}
}

func (e *erasure) quote(comment string, q gainsay.Quote) gainsay.Quote {
	if e.gone[comment] {
		return gainsay.Quote{}
	}
	whole := e.mask(q.Prefix + q.Exact + q.Suffix)
	whole = e.maskQuotes(whole, []gainsay.Span{{Start: 0, End: len(whole)}})
	p, x := len(q.Prefix), len(q.Prefix)+len(q.Exact)
	return gainsay.Quote{Prefix: whole[:p], Exact: whole[p:x], Suffix: whole[x:]}
}
