// Package argue finds, over a whole thread, what supports and what disputes
// each claim of fact: its evidence, who asked for evidence and who gave it, who
// asserted the contrary, whether the author took the claim back, who repeated
// it, what it is about and how acceptable it is in the end.
package argue

import (
	"cmp"
	"slices"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/analyze"
	"github.com/gainsay/gainsay/analyze/text"
)

// Build is the argument stage. It returns the relations between claims, and the
// assertions with status, dispute, topics and chain. The annotations must be in
// the order of gainsay.Analysis; Build does not change them.
func Build(p *analyze.Pass, annotations []gainsay.Annotation) analyze.Argument {
	b := newBuilder(p, annotations)
	for k := range b.claims {
		b.support(k)
	}
	b.relateAll()
	b.group()
	b.computeAcceptability()
	arg := analyze.Argument{Assertions: make([]gainsay.Assertion, 0, b.countFacts())}
	for k := range b.claims {
		if b.claims[k].kind == gainsay.Fact {
			arg.Assertions = append(arg.Assertions, b.assertion(k))
		}
	}
	arg.Relations = b.relations
	return arg
}

func (b *builder) countFacts() (n int) {
	for k := range b.claims {
		if b.claims[k].kind == gainsay.Fact {
			n++
		}
	}
	return n
}

// claim is a claim annotation with what is found about it.
type claim struct {
	*gainsay.Annotation
	comment    int // its comment's position
	kind       gainsay.ClaimKind
	terms      *text.Terms // of a claim of fact; of others nil until needed
	figures    bool        // it is a claim of fact and gives figures
	hedge      string      // id of the annotation that hedges it, or ""
	support    []gainsay.Evidence
	checked    bool // compared with the article: see ground
	events     []event
	kinds      stepSet // kinds of the events
	first      int     // the claim that this one repeats; -1 for none
	comparedBy int     // the claim that group last compared with it; -1 for none
	again      []int   // the claims that repeat it
	cluster    string
}

// builder gathers relations and the state of claims.
type builder struct {
	p         *analyze.Pass
	index     map[string]int         // comment id to position
	claims    []claim                // in the order of annotations
	byComment [][]int                // claims of a comment
	marks     [][]gainsay.Annotation // of a comment, in the order of their spans
	own       []*text.Terms          // of a whole comment; nil until needed
	asked     map[int][]int          // by comment: the claims it asked evidence for
	title     *reference
	article   *reference
	denials   map[denial]bool // those recorded
	relations []gainsay.Relation
	graph     *argumentGraph
	strength  []float64      // of each claim; see argumentGraph.solve
	steps     []gainsay.Step // buffer of chain
}

func newBuilder(p *analyze.Pass, annotations []gainsay.Annotation) *builder {
	n := len(p.Thread.Comments)
	b := &builder{
		p:         p,
		index:     make(map[string]int, n),
		byComment: make([][]int, n),
		marks:     make([][]gainsay.Annotation, n),
		own:       make([]*text.Terms, n),
		asked:     map[int][]int{},
		denials:   map[denial]bool{},
		title:     newReference(p.Title),
		article:   newReference(p.Article),
	}
	for i, c := range p.Thread.Comments {
		b.index[c.ID] = i
	}
	b.readClaims(annotations)
	return b
}

// readClaims divides the annotations by comment and collects the claims.
func (b *builder) readClaims(annotations []gainsay.Annotation) {
	claims := 0
	for from, to := 0, 0; from < len(annotations); from = to {
		id := annotations[from].Comment
		for to = from; to < len(annotations) && annotations[to].Comment == id; to++ {
			if annotations[to].Tag == gainsay.TagClaim {
				claims++
			}
		}
		b.marks[b.index[id]] = annotations[from:to:to]
	}
	b.claims, b.relations = make([]claim, 0, claims), make([]gainsay.Relation, 0, claims)
	numbers := make([]int, 0, claims)
	for i, marks := range b.marks {
		from := len(numbers)
		for k := range marks {
			if marks[k].Tag == gainsay.TagClaim {
				numbers = append(numbers, len(b.claims))
				b.claims = append(b.claims, b.newClaim(&marks[k], i))
			}
		}
		b.byComment[i] = numbers[from:len(numbers):len(numbers)]
	}
}

// newClaim makes the claim of an annotation of comment i.
func (b *builder) newClaim(a *gainsay.Annotation, i int) claim {
	c := claim{
		Annotation: a, comment: i, kind: gainsay.ClaimKind(a.Kind), cluster: a.ID, first: -1, comparedBy: -1,
	}
	d := b.p.Docs[i]
	if c.kind == gainsay.Fact {
		c.terms, c.figures = b.p.Terms(i, a.Span), hasQuantity(d, a.Span)
	}
	at := d.SentenceAt(a.Start)
	near := b.near(i, at, at)
	for k := range near {
		h := &near[k]
		if h.Tag == gainsay.TagHedge &&
			(h.Overlaps(a.Span) || h.End <= a.Start && a.Start-h.End <= hedgeReach) {
			c.hedge = h.ID
		}
	}
	return c
}

// hedgeReach is the greatest distance in bytes from the end of a hedge to the
// claim it hedges: "I guess, then, that ...". Own choice.
const hedgeReach = 12

// assertion makes the assertion of claim k.
func (b *builder) assertion(k int) gainsay.Assertion {
	c := &b.claims[k]
	com := b.p.Thread.Comments[c.comment]
	slices.SortStableFunc(c.events, func(x, y event) int { return cmp.Compare(x.comment, y.comment) })
	return gainsay.Assertion{
		ID:            c.ID,
		Comment:       c.Comment,
		Span:          c.Span,
		Text:          c.Span.In(com.Text),
		Author:        com.Author,
		Kind:          c.kind,
		Status:        status(c),
		Dispute:       dispute(c),
		Notable:       b.notable(c),
		Support:       analyze.OrEmpty(c.support),
		AskedBy:       b.by(c, gainsay.StepAsked),
		SuppliedBy:    b.by(c, gainsay.StepSupplied),
		CounteredBy:   b.by(c, gainsay.StepCountered),
		ConcededBy:    b.by(c, gainsay.StepConceded),
		RepeatedBy:    b.repeatedBy(c),
		Topics:        b.topics(c),
		Cluster:       c.cluster,
		Acceptability: analyze.Round(b.strength[k]),
		Chain:         b.chain(k),
	}
}

// by lists the comments of a claim's events of one kind. The events are in
// the order of their comments.
func (b *builder) by(c *claim, kind gainsay.StepKind) []string {
	out := []string{}
	for _, e := range c.events {
		if e.kind == kind {
			out = append(out, b.p.Thread.Comments[e.comment].ID)
		}
	}
	return slices.Compact(out)
}

func (b *builder) repeatedBy(c *claim) []string {
	out := []string{}
	for _, k := range c.again {
		out = append(out, b.claims[k].Comment)
	}
	return slices.Compact(out)
}

// record adds an event to a claim, once for each kind and comment.
func (c *claim) record(e event) {
	if n := len(c.events); n > 0 && c.events[n-1].kind == e.kind && c.events[n-1].comment == e.comment {
		return
	}
	c.events = append(c.events, e)
	c.kinds |= stepBits[e.kind]
}

// stepSet is a set of kinds of steps, one bit each.
type stepSet uint32

var stepBits = func() map[gainsay.StepKind]stepSet {
	bits := map[gainsay.StepKind]stepSet{}
	for k, kind := range gainsay.StepKinds() {
		bits[kind] = 1 << k
	}
	return bits
}()

// has reports whether the claim has an event of the kind.
func (c *claim) has(kind gainsay.StepKind) bool {
	return c.kinds != 0 && c.kinds&stepBits[kind] != 0
}
