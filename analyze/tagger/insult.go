package tagger

import (
	"strings"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/analyze"
	"github.com/gainsay/gainsay/analyze/text"
)

var _ = register(&analyze.Tagger{
	Name: "insult",
	Doc: `demeans a participant, a person or a group

Weighs the rules below and finds whom the words are aimed at: a participant who is named, else the
author answered where the words say "you", else a person or group named in the sentence. Harsh
words about what was said are criticism and no insult.`,
	Tags:    []gainsay.Tag{gainsay.TagInsult},
	Prepare: findAuthors,
	Run:     tagInsults,
})

func tagInsults(p *analyze.Pass, i int) error {
	found, err := hitsOf(p, "insult", i)
	if err != nil {
		return err
	}
	d, known := p.Docs[i], p.State().(*authors)
	for _, m := range marks(found) {
		name := known.namedIn(d.Words(d.Sentences[m.Sentence]), p.Thread.Comments[i].Author)
		if name != "" && m.Score < 0.9 && m.Score >= 0.4 {
			m.Score += 0.1
		}
		if m.Score < gainsay.DefaultThreshold || inQuotation(d, m.Span) {
			continue
		}
		a := annotation(p, i, gainsay.TagInsult, m.Mark)
		a.Target = aimedAt(p, i, d.Sentences[m.Sentence], m.Span, name)
		p.Report(i, a)
	}
	return nil
}

// inQuotation reports whether the span stands wholly inside quotation marks:
// then the words are mentioned rather than used.
func inQuotation(d *text.Doc, span gainsay.Span) bool {
	for _, q := range d.Quoted {
		if q.Contains(span) {
			return true
		}
	}
	return false
}

// aimedAt says whom the words of a span in sentence s of comment i demean;
// name is the participant whom the sentence names, or "".
func aimedAt(p *analyze.Pass, i int, s text.Sentence, span gainsay.Span, name string) string {
	if name != "" {
		return "participant:" + name
	}
	if saysYou(p.Docs[i], s) {
		if j := p.Parents[i]; j >= 0 {
			return participant(p.Thread.Comments[j])
		}
		return ""
	}
	d := p.Docs[i]
	for _, e := range d.Entities {
		if !s.Contains(e.Span) {
			continue
		}
		if e.Type == text.Person {
			return "person:" + e.Name
		}
		return "group:" + e.Name
	}
	for _, t := range d.Words(s) {
		if t.POS == "NNPS" || t.POS == "NNP" && strings.HasSuffix(t.Lower, "s") {
			return "group:" + t.Text
		}
	}
	if j := p.Parents[i]; j >= 0 && span.Start <= s.Start+2 {
		return participant(p.Thread.Comments[j])
	}
	return ""
}

func participant(c *gainsay.Comment) string {
	if c.Author == "" {
		return "participant:" + c.ID
	}
	return "participant:" + c.Author
}

func saysYou(d *text.Doc, s text.Sentence) bool {
	for _, t := range d.Words(s) {
		switch t.Lower {
		case "you", "your", "u", "ur", "youre", "yourself", "ya":
			return true
		}
	}
	return false
}

// authors finds the participants of a thread by the names they are called.
type authors struct {
	order  map[string]int      // by author: when first met
	whole  map[string]bool     // whole names
	called map[string][]string // by the first word of a name: the first two authors called so
}

func findAuthors(p *analyze.Pass) error {
	a := &authors{map[string]int{}, map[string]bool{}, map[string][]string{}}
	for _, c := range p.Thread.Comments {
		if _, met := a.order[c.Author]; met || c.Author == "" {
			continue
		}
		a.order[c.Author] = len(a.order)
		a.whole[c.Author] = true
		first, _, _ := strings.Cut(c.Author, " ")
		if len(first) >= 3 && len(a.called[first]) < 2 {
			a.called[first] = append(a.called[first], c.Author)
		}
	}
	p.SetState(a)
	return nil
}

// namedIn returns the author of another comment whom the sentence names, by
// the whole name or a first word of three letters or more that reads as a
// name; of several, the one who wrote first.
func (a *authors) namedIn(words []text.Token, own string) string {
	best := ""
	note := func(author string) {
		if author != own && (best == "" || a.order[author] < a.order[best]) {
			best = author
		}
	}
	for _, t := range words {
		name := strings.TrimPrefix(t.Text, "@")
		if a.whole[name] {
			note(name)
		}
		called := a.called[name]
		if len(called) > 0 && !text.Stopword(t.Lower) && (t.POS == "NNP" || name != t.Text || t.Text != t.Lower) {
			for _, author := range called {
				note(author)
			}
		}
	}
	return best
}
