package analyze

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/analyze/text"
)

// Driver holds the stages that Run goes through. Recover and Argue are
// functions so that the driver depends on none of its stages.
type Driver struct {
	Taggers []*Tagger                                                // in the order of Order
	Recover func(t *gainsay.Thread, docs []*text.Doc)                // sets parents that the source lost
	Argue   func(p *Pass, annotations []gainsay.Annotation) Argument // relations and assertions
	Version gainsay.Version
}

// Argument is what the argument stage finds.
type Argument struct {
	Assertions []gainsay.Assertion
	Relations  []gainsay.Relation
}

// Run analyses a thread. The thread itself is left as it is: the analysis
// holds a copy with quotations and recovered parents filled in. report is
// carried over and completed.
func (dr *Driver) Run(t *gainsay.Thread, report gainsay.Report, seen Seen) (*gainsay.Analysis, error) {
	p := newPass(t, seen)
	dr.Recover(p.Thread, p.Docs)
	p.Parents = parents(p.Thread)
	for _, tg := range dr.Taggers {
		p.current = tg
		if err := tg.Run(p); err != nil {
			return nil, fmt.Errorf("tagger %s: %w", tg.Name, err)
		}
	}
	annotations, err := p.collect()
	if err != nil {
		return nil, err
	}
	arg := dr.Argue(p, annotations)
	return &gainsay.Analysis{
		Version: dr.Version, Thread: p.Thread, Annotations: annotations,
		Assertions: orEmpty(arg.Assertions), Relations: orEmpty(arg.Relations), Report: complete(report, p.Thread),
	}, nil
}

func orEmpty[T any](s []T) []T {
	if s == nil {
		return []T{}
	}
	return s
}

func complete(r gainsay.Report, t *gainsay.Thread) gainsay.Report {
	r.Kept, r.InferredParents = len(t.Comments), 0
	for _, c := range t.Comments {
		if c.ParentBy.Inferred() {
			r.InferredParents++
		}
	}
	r.Problems = orEmpty(r.Problems)
	return r
}

// newPass copies the thread and parses its texts. Comments that are not live
// get an empty doc: what a moderator removed is kept but not judged.
func newPass(t *gainsay.Thread, seen Seen) *Pass {
	cp := *t
	cp.Comments = make([]*gainsay.Comment, len(t.Comments))
	p := &Pass{
		Thread: &cp, Seen: seen, Docs: make([]*text.Doc, len(t.Comments)),
		Article: text.Parse(t.Article), Title: text.Parse(t.Title), byComment: make([][]gainsay.Annotation, len(t.Comments)),
	}
	for i, c := range t.Comments {
		cc := *c
		p.Docs[i] = &text.Doc{}
		if c.State == gainsay.Live || c.State == "" {
			p.Docs[i] = text.Parse(c.Text)
		}
		if cc.Quotes == nil {
			cc.Quotes = slices.Clone(p.Docs[i].Quotes)
		}
		cp.Comments[i] = &cc
	}
	return p
}

func parents(t *gainsay.Thread) []int {
	at := make(map[string]int, len(t.Comments))
	out := make([]int, len(t.Comments))
	for i, c := range t.Comments {
		at[c.ID] = i
	}
	for i, c := range t.Comments {
		out[i] = -1
		if j, ok := at[c.Parent]; ok && c.Parent != "" && j < i {
			out[i] = j
		}
	}
	return out
}

// collect checks, orders and names the annotations. A span outside the text
// or an unknown tag is a tagger's mistake and an error.
func (p *Pass) collect() ([]gainsay.Annotation, error) {
	out := []gainsay.Annotation{}
	ids := map[string]int{}
	for i, as := range p.byComment {
		slices.SortStableFunc(as, gainsay.CompareAnnotations)
		for _, a := range as {
			if !a.Span.Valid(len(p.Thread.Comments[i].Text)) || a.Span.Len() == 0 || !a.Tag.Valid() {
				return nil, fmt.Errorf("annotation %s of comment %s: bad span %v or tag %q", a.By, a.Comment, a.Span, a.Tag)
			}
			a.Score = math.Round(a.Score*1000) / 1000
			a.ID = p.name(i, a, ids)
			out = append(out, a)
		}
	}
	return out, nil
}

// name gives an id that stays the same while the comment, the words and the
// rule do, wherever else the thread grows.
func (p *Pass) name(i int, a gainsay.Annotation, ids map[string]int) string {
	sum := sha256.Sum256([]byte(strings.Join([]string{
		a.Comment, string(a.Tag), a.By, a.Target, a.Span.In(p.Thread.Comments[i].Text), fmt.Sprint(a.Start)}, "\x00")))
	id := hex.EncodeToString(sum[:5])
	ids[id]++
	if n := ids[id]; n > 1 {
		return fmt.Sprintf("%s-%d", id, n)
	}
	return id
}

// Order sorts taggers so that each stands after those that give the tags it
// needs, by name otherwise. A need nobody meets, a cycle, a missing doc or
// two taggers of one name are errors.
func Order(taggers []*Tagger) ([]*Tagger, error) {
	if err := validate(taggers); err != nil {
		return nil, err
	}
	rest := slices.Clone(taggers)
	slices.SortFunc(rest, func(a, b *Tagger) int { return cmp.Compare(a.Name, b.Name) })
	var out []*Tagger
	for len(rest) > 0 {
		i := slices.IndexFunc(rest, func(t *Tagger) bool { return ready(t, rest) })
		if i < 0 {
			return nil, fmt.Errorf("taggers need each other in a circle: %s", strings.Join(names(rest), ", "))
		}
		out = append(out, rest[i])
		rest = slices.Delete(rest, i, i+1)
	}
	return out, nil
}

// ready reports whether no other tagger of rest gives a tag that t needs.
func ready(t *Tagger, rest []*Tagger) bool {
	for _, o := range rest {
		if o != t && slices.ContainsFunc(o.Tags, func(tag gainsay.Tag) bool { return slices.Contains(t.Needs, tag) }) {
			return false
		}
	}
	return true
}

func names(ts []*Tagger) []string {
	var out []string
	for _, t := range ts {
		out = append(out, t.Name)
	}
	return out
}

func validate(taggers []*Tagger) error {
	var errs []error
	given, seen := map[gainsay.Tag]bool{}, map[string]bool{}
	for _, t := range taggers {
		if t.Name == "" || seen[t.Name] {
			errs = append(errs, fmt.Errorf("tagger %q: name missing or used twice", t.Name))
		}
		seen[t.Name] = true
		if strings.TrimSpace(t.Doc) == "" || t.Run == nil || len(t.Tags) == 0 {
			errs = append(errs, fmt.Errorf("tagger %s: doc, tags or run missing", t.Name))
		}
		for _, tag := range t.Tags {
			given[tag] = true
		}
	}
	for _, t := range taggers {
		for _, need := range t.Needs {
			if !given[need] {
				errs = append(errs, fmt.Errorf("tagger %s: nobody gives %s", t.Name, need))
			}
		}
	}
	return errors.Join(errs...)
}
