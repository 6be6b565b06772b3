// Package analyze drives the path from a thread to its annotations: it
// prepares the text, runs the taggers in the order of their needs and hands
// the marks on to the argument stage. It is pure: no files, no clock, no
// network, no database; the same bytes give the same bytes.
package analyze

import (
	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/analyze/text"
)

// Tagger is a documented pass that marks spans. Taggers speak to each other
// through annotations only.
type Tagger struct {
	Name  string        // unique; the first part of Annotation.By
	Doc   string        // one line, a blank line, then what it looks for and what it misses
	Tags  []gainsay.Tag // the tags it gives
	Needs []gainsay.Tag // tags that must have been given before it runs
	Rules []RuleDoc     // what `gainsay taggers` and the method page list; may be empty
	Run   func(*Pass) error
}

// RuleDoc describes one rule of a tagger for people.
type RuleDoc struct {
	Name, Doc, Source string
	Score             float64
	Hits, Misses      []string // examples
	Gaps              []string // known to be wrong
}

// Pass is one thread on its way through the taggers.
type Pass struct {
	Thread  *gainsay.Thread
	Docs    []*text.Doc // Docs[i] is the text of Thread.Comments[i]; empty, never nil, for comments that are not live
	Article *text.Doc   // of Thread.Article
	Title   *text.Doc   // of Thread.Title
	Parents []int       // Parents[i] is the index of the comment answered by i, or -1
	Seen    Seen        // earlier comments of other threads; nil outside the store

	byComment [][]gainsay.Annotation
	current   *Tagger
}

// Seen finds earlier comments of other threads whose text is nearly the
// same. The store implements it; a batch run without a database has none.
type Seen interface {
	// Near returns up to a handful of references "thread/comment" of comments
	// outside thread with a signature close to sig.
	Near(thread string, sig text.Signature) []string
}

// Report adds an annotation to comment i. The span's Comment and the ID are
// filled in; By gets the tagger's name as its first part.
func (p *Pass) Report(i int, a gainsay.Annotation) {
	a.Comment = p.Thread.Comments[i].ID
	a.By = p.current.Name + "/" + a.By
	p.byComment[i] = append(p.byComment[i], a)
}

// Annotations returns what has been reported on comment i so far with one of
// the tags (any tag if none is given), in the order of the reports.
func (p *Pass) Annotations(i int, tags ...gainsay.Tag) []gainsay.Annotation {
	if len(tags) == 0 {
		return p.byComment[i]
	}
	var out []gainsay.Annotation
	for _, a := range p.byComment[i] {
		for _, t := range tags {
			if a.Tag == t {
				out = append(out, a)
			}
		}
	}
	return out
}

// Has reports whether comment i has an annotation of tag overlapping span.
func (p *Pass) Has(i int, tag gainsay.Tag, span gainsay.Span) bool {
	for _, a := range p.byComment[i] {
		if a.Tag == tag && a.Span.Overlaps(span) {
			return true
		}
	}
	return false
}
