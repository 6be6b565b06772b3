package reply

import (
	"fmt"
	"io"
	"math"
	"slices"
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
}

// choice is a comment with the signals of its candidates, of which one is
// right.
type choice struct {
	cands [][numSignals]float32
	right int
}

// Trainer fits the weights of all layouts: a conditional logit (McFadden 1974)
// by stochastic gradient ascent with a step size for each signal (AdaGrad,
// Duchi et al. 2011). The first pass attaches the earlier comments to their
// true parents, later passes to those that the model predicts (DAgger, Ross et
// al. 2011), since in use it builds on its own mistakes. The same threads in
// the same order give the same weights to the bit.
type Trainer struct {
	threads []Labelled
}

// Add adds a thread, and variants of it (data augmentation): with the first
// comment as an article, and, for a chronological thread, in the order of a
// page, without times. Comments whose true parent is no candidate are skipped.
func (tr *Trainer) Add(l Labelled) {
	tr.threads = append(tr.threads, l)
	lay := layoutOf(l.Thread)
	if lay == chat || lay == posts || len(l.Parent) == 0 || l.Parent[0] >= 0 {
		return
	}
	tr.threads = append(tr.threads, l.reordered(l.original(), true, lay == forum))
	if lay == forum {
		order := l.depthFirst()
		tr.threads = append(tr.threads, l.reordered(order, false, false), l.reordered(order, true, false))
	}
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

// reordered returns another thread of the same comments. withArticle makes the
// first the article; dated keeps the times.
func (l *Labelled) reordered(order []int, withArticle, dated bool) Labelled {
	t := *l.Thread
	t.Comments = nil
	out := Labelled{Thread: &t}
	place := map[int]int{-1: -1}
	for _, i := range order {
		if withArticle && i == 0 {
			t.Article, place[0] = l.Thread.Comments[0].Text, -1
			continue
		}
		c := *l.Thread.Comments[i]
		if !dated {
			c.Time = time.Time{}
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
	passes      = 4    // over the threads; see Trainer
	epochs      = 12   // over the choices, in each pass
	ridge       = 1e-4 // L2 penalty
	batchSize   = 64
	stepSize    = 0.3  // of AdaGrad
	stepEpsilon = 1e-8 // of AdaGrad
)

// shuffleStride walks through the choices in a fixed order far from that of
// the threads. It is prime: unless the number of choices is a multiple of it,
// all are visited.
const shuffleStride = 7919

// fit fits the weights of each layout.
func (tr *Trainer) fit() (out [numLayouts]values) {
	out[page], out[forum] = fixedWeights, fixedWeights
	for n := range passes {
		var choices [numLayouts][]choice
		for _, t := range tr.threads {
			l, found := t.choices(&out, n == 0)
			choices[l] = append(choices[l], found...)
		}
		for l := range choices {
			out[l] = fit(choices[l], out[l])
		}
	}
	return out
}

// choices processes a thread as Recover does, attaching comments to their true
// parents if gold, else to those that the weights w predict.
func (t *Labelled) choices(w *[numLayouts]values, gold bool) (layout, []choice) {
	var out []choice
	r := newRecovery(t.Thread, t.Docs)
	for i, at := range t.Parent {
		if t.Use[i] {
			if c, ok := r.choice(i, at); ok {
				out = append(out, c)
			}
		}
		if !gold && t.Thread.Comments[i].ParentBy == gainsay.ByNothing {
			at, _, _ = r.best(i, &w[r.layout])
		}
		r.attach(i, at)
	}
	return r.layout, out
}

// choice returns the choice of comment i, whose parent is at, unless at is no
// candidate or the only one.
func (r *recovery) choice(i, at int) (choice, bool) {
	all := r.candidateSignals(i)
	c := choice{right: slices.Index(r.cands, at), cands: make([][numSignals]float32, len(all))}
	for k := range all {
		for s, x := range all[k] {
			c.cands[k][s] = float32(x)
		}
	}
	return c, c.right >= 0 && len(c.cands) > 1
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
			if fixedWeights[k] != 0 {
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
		for s, x := range c.cands[k] {
			p[k] += float64(x) * w[s]
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
		for s := range g {
			g[s] += d * float64(c.cands[k][s])
		}
	}
}

// Write fits the weights and writes them in the format of weights.txt, after
// the lines of about as comments.
func (tr *Trainer) Write(w io.Writer, about ...string) error {
	for _, line := range about {
		if _, err := fmt.Fprintf(w, "# %s\n", line); err != nil {
			return err
		}
	}
	weights := tr.fit()
	for l, name := range layoutNames {
		for k, a := range signalDocs {
			if x := math.Round(weights[l][k]*1000) / 1000; x != 0 {
				if _, err := fmt.Fprintf(w, "%s %s %.3f\n", name, a.name, x); err != nil {
					return err
				}
			}
		}
	}
	return nil
}
