// Package analyze drives the path from a thread to its analysis: it parses the
// texts, runs the taggers in the order of their dependencies and passes their
// annotations to the argument stage. It is pure: no files, clock, network or
// database; the same input always gives the same output.
package analyze

import (
	"slices"
	"strings"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/analyze/text"
)

// Tagger is a documented pass that annotates spans. Taggers communicate only
// through annotations.
type Tagger struct {
	Name  string        // unique; the first part of Annotation.By
	Doc   string        // one line, a blank line, then what it looks for and what it misses
	Tags  []gainsay.Tag // the tags it reports
	Needs []gainsay.Tag // tags it reads: the taggers that report them run before it
	Rules []RuleDoc     // what `gainsay taggers` and the method page list; may be empty
	// Effects are what marks do besides giving their tag, by name of the rule.
	Effects map[string]Effect

	// Prepare, if not nil, runs once per thread before any comment is tagged.
	// It may read texts and parents, but no annotations, and stores what it
	// finds with Pass.SetState.
	Prepare func(p *Pass) error
	// AnyLanguage reports whether Run is also called for comments in a language other
	// than English.
	AnyLanguage bool
	// Run tags comment i. It may read the annotations of i with the tags in
	// Needs, and all annotations of the comments that i answers, directly or
	// not. An error or a panic affects comment i alone.
	Run func(p *Pass, i int) error
	// Depends, if not nil, returns a digest of what Run of comment i reads of the
	// tagger's state: of all that is not in the comment itself or in those that it
	// answers. It is called before Run, comment after comment.
	Depends func(p *Pass, i int) uint64
	// Resume, if not nil, changes the tagger's state as Run of comment i would. It
	// is called in its place where the annotations are known already.
	Resume func(p *Pass, i int)
}

// Effect is what a mark does besides giving its tag. Rule files state it for a
// rule with the key effect.
type Effect string

const (
	Undercuts     Effect = "undercuts"      // disputes that the reasons given support the claim
	Grants        Effect = "grants"         // accepts a claim of the comment answered
	CoversComment Effect = "covers-comment" // the mark covers all of the author's words before it
	Offers        Effect = "offers"         // counts only beside other signs of advertising: offers something
	NamesTrade    Effect = "names-trade"    // counts only beside other signs of advertising: names goods or services
)

// Effects returns all effects.
func Effects() []Effect { return []Effect{Undercuts, Grants, CoversComment, Offers, NamesTrade} }

// RuleDoc describes one rule of a tagger to its users.
type RuleDoc struct {
	Name   string   // unique within the tagger; the second part of Annotation.By
	Doc    string   // a clause that begins with a verb: "opens with agreement"
	Source string   // paper, corpus or "own"
	Score  float64  // 0 to 1; 0 where it depends on the words
	Hits   []string // examples that the rule matches
	Misses []string // examples that it does not match
	Gaps   []string // examples that it is known to get wrong
}

// Pass is the state of one thread's analysis. It must not be shared between
// goroutines.
type Pass struct {
	Thread  *gainsay.Thread
	Docs    []*text.Doc // Docs[i] is the text of Thread.Comments[i]; empty, not nil, if it is not live
	Article *text.Doc   // the text of Thread.Article
	Title   *text.Doc   // the text of Thread.Title
	Parents []int       // Parents[i] is the index of the comment answered by i, or -1
	Seen    Seen        // earlier comments of other threads; nil outside the store

	parser    *text.Parser
	byComment annotationBuffers // byComment[i] are the annotations of comment i
	tags      []tagSet          // tags[i] are those of byComment[i]
	taggers   []*Tagger
	current   *Tagger
	states    map[*Tagger]any
	senders   map[string]Sender // by id of the comment
	late      func() bool       // see Around.Late; may be nil
	abandoned int               // comments that failed because of it
	problems  []gainsay.Problem

	sigs   []text.Signature // by comment: see Signature
	signed []bool           // signed[i]: sigs[i] is computed

	spans      [][]*spanEntry // by comment, sorted by span: see SetCheckWorthiness and Terms
	newEntries []spanEntry    // allocated, not yet used

	shared, ahead window
	at            int  // comment that is being tagged; see State
	single        bool // few comments are tagged: Ahead takes one at a time
}

// Seen finds earlier comments of other threads whose text is nearly the
// same. The store implements it; without a database there is none.
type Seen interface {
	// Announce passes the signatures of the thread's comments, in their order.
	// It is called once, before Near.
	Announce(sigs []text.Signature)
	// Near returns a few references "thread/comment" of comments outside the
	// thread, "<format>:<id>", whose signature is close to sig.
	Near(thread string, sig text.Signature) []string
}

// tagSet is a set of tags, one bit each.
type tagSet uint32

var tagList = gainsay.Tags()

// bitOf is the bit of a tag, 0 for an unknown one. The list is short: scanning
// it is faster than a map lookup.
func bitOf(t gainsay.Tag) tagSet {
	for k := range tagList {
		if tagList[k] == t {
			return 1 << k
		}
	}
	return 0
}

// Judged reports whether comment i is to be tagged: no stage failed on it, and
// it is not known to be in a language other than English.
func (p *Pass) Judged(i int) bool {
	return !p.Foreign(i) && p.Thread.Comments[i].Failed == ""
}

// Foreign reports whether comment i is known to be in a language other than English.
func (p *Pass) Foreign(i int) bool {
	lang := p.Docs[i].Language
	return lang != "" && lang != text.Undetermined && lang != text.English && !strings.HasPrefix(lang, "en-")
}

// Signature returns the MinHash signature of the text of comment i, whatever
// its state. It is computed once.
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

// announce passes all signatures to Seen.
func (p *Pass) announce() {
	if p.Seen == nil {
		return
	}
	for i := range p.sigs {
		p.Signature(i)
	}
	p.Seen.Announce(p.sigs)
}

// SetState stores a value of the running tagger for the rest of the thread.
func (p *Pass) SetState(v any) { p.states[p.current] = v }

// State returns what the running tagger stored with SetState, or nil.
func (p *Pass) State() any { return p.states[p.current] }

// window holds a value of the comments from one index up to another.
type window struct {
	from, to   int
	key, value any
}

// hold makes the window one of the comments from one index up to another, with
// what build makes, unless it holds comment i for this key.
func (w *window) hold(i, from, to int, key any, build func() any) any {
	if w.key != key || i < w.from || i >= w.to {
		*w = window{from, to, key, build()}
	}
	return w.value
}

// Shared returns what build made at the first call for comment i with this key,
// so that taggers do work that they share only once. Only the last value is kept:
// the taggers run on one comment after the other.
func (p *Pass) Shared(i int, key any, build func(*text.Doc) any) any {
	return p.shared.hold(i, i, i+1, key, func() any { return build(p.Docs[i]) })
}

// Ahead returns what build made, at the first call with this key, of the comments
// from one index up to another: the n or, at the end, fewer with which comment i
// is done together. As with Shared, only the last value is kept. It serves work
// that is cheaper for several comments at once.
func (p *Pass) Ahead(i, n int, key any, build func(from, to int) any) (value any, from int) {
	if p.single {
		n = 1
	}
	from = i - i%n
	to := min(from+n, len(p.Docs))
	return p.ahead.hold(i, from, to, key, func() any { return build(from, to) }), from
}

// Effect returns the effect of the rule that an annotation is by, "" if it has
// none.
func (p *Pass) Effect(by string) Effect {
	name, rule, _ := strings.Cut(by, "/")
	for _, t := range p.taggers {
		if t.Name == name {
			return t.Effects[rule]
		}
	}
	return ""
}

// fewAnnotations is the initial capacity for the annotations of a comment.
const fewAnnotations = 4

// Report adds an annotation to comment i. It fills in Comment and puts the
// tagger's name before By; the ID is set when all taggers have run.
func (p *Pass) Report(i int, a gainsay.Annotation) {
	a.Comment = p.Thread.Comments[i].ID
	a.By = p.current.Name + "/" + a.By
	if cap(p.byComment[i]) == 0 {
		p.byComment[i] = make([]gainsay.Annotation, 0, fewAnnotations)
	}
	p.byComment[i] = append(p.byComment[i], a)
	p.tags[i] |= bitOf(a.Tag)
}

// Annotations returns the annotations of comment i so far that have one of the
// tags, or all of them if no tag is given, in the order of the reports. Without
// tags the caller must not change the result.
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
