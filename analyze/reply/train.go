package reply

import (
	"fmt"
	"io"
	"maps"
	"math"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/analyze/text"
)

// Labelled is a thread whose parents are known, for training.
type Labelled struct {
	Thread *gainsay.Thread
	Docs   []*text.Doc
	Parent []int  // by comment: position of the parent, -1 for none
	Use    []bool // by comment: whether to learn from it
	Times  int    // how often each comment counts; 0 is 1

	read *recovery // of the thread
}

// Trainer fits the weights of all layouts: a conditional logit (McFadden 1974)
// by stochastic gradient ascent with a step size for each signal (AdaGrad,
// Duchi et al. 2011). The first pass attaches the earlier comments to their
// true parents, later passes to those that the model predicts (DAgger, Ross et
// al. 2011), since in use it builds on its own mistakes. The same threads in
// the same order give the same weights to the bit.
type Trainer struct {
	Layouts []string // names of the layouts to fit; all if empty

	threads []*Labelled
	opened  int // threads with an opening post so far
}

// Add adds a thread, and variants of it (data augmentation): with the first
// comment as an article or, every other thread, as one that need not open the
// thread; a thread in order of writing also in the order of a page, with and
// without times; a forum also without quotations; one of posts also without the
// @names, as a tree. Comments whose true parent is no candidate are skipped.
func (tr *Trainer) Add(l Labelled) {
	tr.add(&l)
	lay := l.layout()
	if lay == posts {
		if l.opened() {
			tr.add(l.reordered(l.original(), unknown, true))
		}
		tr.addVariants(l.without(mentions), tree)
	} else if lay != chat {
		tr.addVariants(&l, lay)
	}
}

// add adds a thread that is read once for all passes.
func (tr *Trainer) add(l *Labelled) {
	if !tr.fits(l.layout()) {
		l.read = nil
		return
	}
	l.read.vocabulary.byWord, l.read.vocabulary.byKey, l.read.vocabulary.byName = nil, nil, nil // the largest part
	tr.threads = append(tr.threads, l)
}

// layout returns the layout of the thread.
func (l *Labelled) layout() layout {
	if l.read == nil {
		l.read = newRecovery(l.Thread, l.Docs, &model{})
	}
	return l.read.layout
}

// opened reports whether the first comment is known to open the thread.
func (l *Labelled) opened() bool {
	return len(l.Parent) > 0 && l.Thread.Comments[0].ParentBy == gainsay.BySource
}

// addVariants adds the variants of a thread of the given layout.
func (tr *Trainer) addVariants(l *Labelled, lay layout) {
	chronological := lay == forum || lay == tree
	if len(l.Parent) == 0 {
		return
	}
	if lay == forum {
		tr.add(l.without(quotes))
	}
	original, sorted := l.original(), l.depthFirst()
	variants := []firstComment{asIs}
	if l.opened() {
		tr.opened++
		variants = append(variants, []firstComment{isArticle, unknown}[tr.opened%2])
	}
	for _, first := range variants {
		if first != asIs {
			tr.add(l.reordered(original, first, chronological || lay == nested))
		}
		if chronological {
			tr.add(l.reordered(sorted, first, false))
			tr.add(l.reordered(sorted, first, true))
		}
	}
}

// firstComment is what a variant of a thread makes of its first comment.
type firstComment int

const (
	asIs      firstComment = iota
	isArticle              // it is the article
	unknown                // whether it opens the thread is not known
)

// What variants of a thread leave out.
var (
	mentions = regexp.MustCompile(`@[\pL\pN_]+:?\s*`)
	quotes   = regexp.MustCompile(`(?m)^\s*>.*\n?`)
)

// without returns the thread without the words that match re.
func (l *Labelled) without(re *regexp.Regexp) *Labelled {
	out := l.reordered(l.original(), asIs, true)
	for i, c := range out.Thread.Comments {
		c.Text = re.ReplaceAllString(c.Text, "")
		out.Docs[i] = text.Parse(c.Text)
	}
	return out
}

// original returns the order that the thread has.
func (l *Labelled) original() []int {
	order := make([]int, len(l.Parent))
	for i := range order {
		order[i] = i
	}
	return order
}

// depthFirst returns the order of a page: replies below their parents.
func (l *Labelled) depthFirst() []int {
	kids := make([][]int, len(l.Parent)+1)
	for i, p := range l.Parent {
		kids[p+1] = append(kids[p+1], i)
	}
	var order []int
	stack := slices.Clone(kids[0])
	slices.Reverse(stack)
	for len(stack) > 0 {
		i := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		order = append(order, i)
		below := slices.Clone(kids[i+1])
		slices.Reverse(below)
		stack = append(stack, below...)
	}
	return order
}

// reordered returns another thread of the same comments. dated keeps the times.
func (l *Labelled) reordered(order []int, first firstComment, dated bool) *Labelled {
	t := *l.Thread
	t.Comments = nil
	out := &Labelled{Thread: &t, Times: l.Times}
	place := map[int]int{-1: -1}
	for _, i := range order {
		if first == isArticle && i == 0 {
			t.Article, place[0] = l.Thread.Comments[0].Text, -1
			continue
		}
		c := *l.Thread.Comments[i]
		if !dated {
			c.Time = time.Time{}
		}
		if first == unknown {
			c.ParentBy = gainsay.ByNothing
		}
		place[i] = len(out.Docs)
		t.Comments = append(t.Comments, &c)
		out.Docs = append(out.Docs, l.Docs[i])
		out.Parent, out.Use = append(out.Parent, place[l.Parent[i]]), append(out.Use, l.Use[i])
	}
	return out
}

// fixedWeights are weights that the labelled threads cannot teach, set by hand:
// in those threads a participant wrote the opening post and may be called
// "you", named or asked for sources; the author of an article hardly ever is.
var fixedWeights = values{youAll: -2, namesAll: -2.5, demandsAll: -2}

// Hyperparameters of training, chosen on development rows.
const (
	passes      = 3    // over the threads; see Trainer
	perThread   = 150  // comments of a thread to learn from in one pass, about
	epochs      = 10   // over the choices, in each pass
	ridge       = 1e-4 // L2 penalty
	batchSize   = 64
	stepSize    = 0.3  // of AdaGrad
	stepEpsilon = 1e-8 // of AdaGrad
)

// shuffleStride walks through the choices in a fixed order far from that of
// the threads. It is prime: unless the number of choices is a multiple of it,
// all are visited.
const shuffleStride = 7919

// fit fits the model.
func (tr *Trainer) fit() *model {
	m := &model{placement: *placementOf(tr.threads)}
	for l := range numLayouts {
		if l != chat {
			m.weights[l] = fixedWeights
		}
	}
	for n := range passes {
		var choices [numLayouts][]choice
		for _, t := range tr.threads {
			found := t.choices(m, n)
			for range max(t.Times, 1) {
				choices[t.layout()] = append(choices[t.layout()], found...)
			}
		}
		for l := range choices {
			m.weights[l] = fit(choices[l], m.weights[l])
		}
	}
	m.adjust()
	return m
}

// fit fits the weights of one layout. The fixed ones are taken from last.
func fit(choices []choice, last values) (w values) {
	var squares values // sums of squared gradients
	for k := range fixedWeights {
		if fixedWeights[k] != 0 {
			w[k] = last[k]
		}
	}
	if len(choices) == 0 {
		return w
	}
	for n := range epochs * (len(choices) + batchSize - 1) / batchSize {
		var g values
		for k := range batchSize {
			addGradient(&choices[(n*batchSize+k)*shuffleStride%len(choices)], &w, &g)
		}
		for k := range w {
			if fixedWeights[k] != 0 || signal(k) == repeats { // which adjustments sets
				continue
			}
			d := g[k]/batchSize - ridge*w[k]
			squares[k] += d * d
			if squares[k] > 0 {
				w[k] += stepSize * d / math.Sqrt(squares[k]+stepEpsilon)
			}
		}
	}
	return w
}

// addGradient adds to g the gradient of one choice's log-likelihood.
func addGradient(c *choice, w, g *values) {
	p := make([]float64, len(c.cands))
	top := math.Inf(-1)
	for k := range c.cands {
		p[k] = float64(c.odds[k])
		for _, e := range c.cands[k] {
			p[k] += float64(e.x) * w[e.signal]
		}
		top = max(top, p[k])
	}
	sum := 0.0
	for k := range p {
		p[k] = math.Exp(p[k] - top)
		sum += p[k]
	}
	for k := range p {
		d := -p[k] / sum
		if k == c.right {
			d++
		}
		for _, e := range c.cands[k] {
			g[e.signal] += d * float64(e.x)
		}
	}
}

// Layouts returns the names of the layouts.
func Layouts() []string { return slices.Clone(layoutNames[:]) }

// fits reports whether the weights of a layout are to be fitted.
func (tr *Trainer) fits(l layout) bool {
	return len(tr.Layouts) == 0 || slices.Contains(tr.Layouts, layoutNames[l])
}

// about begins a file of weights.
const about = `# Weights of reply recovery, written by gainsay train --task reply. Each line: layout, signal, log odds; at
# the end the tables of placement: votes, row, probabilities.
`

// learned begins the comment on what a layout was learned from.
const learned = "# Learned from "

// Write fits the weights of tr.Layouts and writes them in the format of weights.txt.
// The lines of other layouts are those of before, the content of an earlier file.
// from says what the layouts were learned from.
func (tr *Trainer) Write(w io.Writer, before, from string) error {
	m := tr.fit()
	var b strings.Builder
	b.WriteString(about)
	for l, name := range layoutNames {
		if !tr.fits(layout(l)) {
			keep(&b, before, name)
			continue
		}
		fmt.Fprintf(&b, "%s%s: %s\n", learned, name, from)
		for k, a := range signalDocs {
			if x := math.Round(m.weights[l][k]*1000) / 1000; x != 0 {
				fmt.Fprintf(&b, "%s %s %.3f\n", name, a.name, x)
			}
		}
		if layout(l) == votes {
			m.placement.write(&b)
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// keep copies the lines of a layout.
func keep(b *strings.Builder, before, name string) {
	for line := range strings.Lines(before) {
		if strings.HasPrefix(line, name+" ") || strings.HasPrefix(line, learned+name+":") {
			b.WriteString(line)
		}
	}
}

// adjustments replace fitted weights of a layout. Most of the pages trained on were
// made of threads without names, or of forums where few readers call each other by
// name, and nearly nobody there repeats a sentence without marking it as a quotation.
// Chosen on threads of news sites, blogs and Reddit and on invented ones.
var adjustments = [numLayouts]map[signal]float64{
	page:   {mention: 5, call: 4, name: 0.8, repeats: 3},
	forum:  {repeats: 3},
	tree:   {mention: 5, call: 4, repeats: 3},
	nested: {mention: 5, call: 4, name: 1, repeats: 3},
	votes:  {repeats: 3},
}

// adjust sets the weights of adjustments.
func (m *model) adjust() {
	for l, of := range adjustments {
		for k, x := range of {
			m.weights[l][k] = x
		}
	}
}

// write writes the rows of the tables, in the order of their names.
func (m *placement) write(b *strings.Builder) {
	rows := m.rows()
	for _, name := range slices.Sorted(maps.Keys(rows)) {
		fmt.Fprintf(b, "votes %s", name)
		for _, x := range rows[name] {
			fmt.Fprintf(b, " %.4f", x)
		}
		b.WriteByte('\n')
	}
}
