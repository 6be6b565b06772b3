// Package analyze drives the path from a thread to its annotations: it
// prepares the text, runs the taggers in the order of their needs and hands
// the marks on to the argument stage. It is pure: no files, no clock, no
// network, no database; the same bytes give the same bytes.
package analyze

import (
	"slices"
	"strings"

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

	// Prepare, if there is one, runs once a thread before any comment is
	// tagged: it may read texts and parents, but no annotations, and keeps
	// what it finds with Pass.SetState.
	Prepare func(p *Pass) error
	// Run tags comment i. It may read the annotations of i that it needs and
	// all of those of the comments it answers, directly or not. An error or a
	// panic costs comment i alone.
	Run func(p *Pass, i int) error
}

// RuleDoc describes one rule of a tagger for people.
type RuleDoc struct {
	Name, Doc, Source string
	Score             float64
	Hits, Misses      []string // examples
	Gaps              []string // known to be wrong
}

// Pass is one thread on its way through the taggers. It is for one goroutine.
type Pass struct {
	Thread  *gainsay.Thread
	Docs    []*text.Doc // Docs[i] is the text of Thread.Comments[i]; empty, never nil, for comments that are not live
	Article *text.Doc   // of Thread.Article
	Title   *text.Doc   // of Thread.Title
	Parents []int       // Parents[i] is the index of the comment answered by i, or -1
	Seen    Seen        // earlier comments of other threads; nil outside the store

	parser    *text.Parser
	byComment rooms
	tags      []tagSet // tags[i] are those of byComment[i]
	current   *Tagger
	states    map[*Tagger]any
	problems  []gainsay.Problem

	sigs   []text.Signature // see Signature
	signed []bool

	notes    [][]*note // of a comment, by span: see SetWorth and Terms
	newNotes []note    // not yet used

	shared []shared // by comment: see Shared
}

// Seen finds earlier comments of other threads whose text is nearly the
// same. The store implements it; a batch run without a database has none.
type Seen interface {
	// Announce takes the signatures of the thread's comments, in their order.
	// It is called once, before Near.
	Announce(sigs []text.Signature)
	// Near returns up to a handful of references "thread/comment" of comments
	// outside thread with a signature close to sig.
	Near(thread string, sig text.Signature) []string
}

// tagSet is a set of tags, one bit each.
type tagSet uint32

var tagList = gainsay.Tags()

// bitOf is the bit of a tag, none for one that is not in the list. The list is
// short: to go through it takes less than to look it up in a map.
func bitOf(t gainsay.Tag) tagSet {
	for k := range tagList {
		if tagList[k] == t {
			return 1 << k
		}
	}
	return 0
}

// Judged reports whether comment i is tagged: it was read without fault and
// is not known to be in another language than English.
func (p *Pass) Judged(i int) bool {
	lang := p.Docs[i].Language
	english := lang == "" || lang == text.Undetermined || lang == text.English || strings.HasPrefix(lang, "en-")
	return english && p.Thread.Comments[i].Failed == ""
}

// Signature sketches the text of comment i, whatever its state. It is worked
// out once.
func (p *Pass) Signature(i int) text.Signature {
	if p.signed[i] {
		return p.sigs[i]
	}
	p.signed[i] = true
	if s := p.Thread.Comments[i].Text; p.Docs[i].Text == s {
		p.sigs[i] = text.Sign(p.Docs[i])
	} else {
		p.sigs[i] = text.SignText(s) // it was not parsed
	}
	return p.sigs[i]
}

// announce makes all signatures known to what finds copies in other threads.
func (p *Pass) announce() {
	if p.Seen == nil {
		return
	}
	for i := range p.sigs {
		p.Signature(i)
	}
	p.Seen.Announce(p.sigs)
}

// SetState keeps what the running tagger has found out about the thread.
func (p *Pass) SetState(v any) { p.states[p.current] = v }

// State returns what the running tagger kept with SetState, or nil.
func (p *Pass) State() any { return p.states[p.current] }

// shared is a value that Shared keeps.
type shared struct{ key, value any }

// Shared returns what build made at the first call for comment i with this
// key, so that taggers look through a comment together only once. The value of
// the last key is kept until all taggers have seen the comment.
func (p *Pass) Shared(i int, key any, build func(*text.Doc) any) any {
	if s := &p.shared[i]; s.key != key {
		s.key, s.value = key, build(p.Docs[i])
	}
	return p.shared[i].value
}

// fewMarks is how many marks a comment that has some has room for at first.
const fewMarks = 4

// Report adds an annotation to comment i. The span's Comment and the ID are
// filled in; By gets the tagger's name as its first part.
func (p *Pass) Report(i int, a gainsay.Annotation) {
	a.Comment = p.Thread.Comments[i].ID
	a.By = p.current.Name + "/" + a.By
	if cap(p.byComment[i]) == 0 {
		p.byComment[i] = make([]gainsay.Annotation, 0, fewMarks)
	}
	p.byComment[i] = append(p.byComment[i], a)
	p.tags[i] |= bitOf(a.Tag)
}

// Annotations returns what has been reported on comment i so far with one of
// the tags (any tag if none is given), in the order of the reports. Without
// tags the result is not to be changed.
func (p *Pass) Annotations(i int, tags ...gainsay.Tag) []gainsay.Annotation {
	if len(tags) == 0 {
		return p.byComment[i]
	}
	if !p.HasAny(i, tags...) {
		return nil
	}
	n := 0
	for k := range p.byComment[i] {
		if slices.Contains(tags, p.byComment[i][k].Tag) {
			n++
		}
	}
	out := make([]gainsay.Annotation, 0, n)
	for k := range p.byComment[i] {
		if a := &p.byComment[i][k]; slices.Contains(tags, a.Tag) {
			out = append(out, *a)
		}
	}
	return out
}

// AppendSpans appends to out where comment i has annotations of the tags, in the
// order of the reports.
func (p *Pass) AppendSpans(out []gainsay.Span, i int, tags ...gainsay.Tag) []gainsay.Span {
	if !p.HasAny(i, tags...) {
		return out
	}
	for k := range p.byComment[i] {
		if a := &p.byComment[i][k]; slices.Contains(tags, a.Tag) {
			out = append(out, a.Span)
		}
	}
	return out
}

// HasAny reports whether comment i has an annotation of one of the tags.
func (p *Pass) HasAny(i int, tags ...gainsay.Tag) bool {
	if p.tags[i] == 0 {
		return false
	}
	var want tagSet
	for _, t := range tags {
		want |= bitOf(t)
	}
	return p.tags[i]&want != 0
}

// Has reports whether comment i has an annotation of tag overlapping span.
func (p *Pass) Has(i int, tag gainsay.Tag, span gainsay.Span) bool {
	if !p.HasAny(i, tag) {
		return false
	}
	for k := range p.byComment[i] {
		if a := &p.byComment[i][k]; a.Tag == tag && a.Span.Overlaps(span) {
			return true
		}
	}
	return false
}
