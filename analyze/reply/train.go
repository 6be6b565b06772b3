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
	Parent []int  // position of each comment's parent, -1 for none
	Use    []bool // which comments to learn from
}

// choice is one comment with its candidates, of which one is right.
type choice struct {
	cands [][signals]float32
	right int
}

// Trainer fits the weights: a conditional logit (McFadden 1974) by gradient
// ascent with per-signal steps (AdaGrad), the same to the bit for the same
// threads in the same order. The first pass sees the earlier comments where
// they belong, the later ones where the model so far puts them (DAgger, Ross
// et al. 2011): in use it stands on its own mistakes.
type Trainer struct {
	threads []Labelled
}

// Add learns from a thread, and from what it would be if its first comment
// were the article above it; a thread in the order of writing also as a page
// would show it, without times. A parent that is no candidate teaches nothing.
func (tr *Trainer) Add(l Labelled) {
	tr.threads = append(tr.threads, l)
	lay := layoutOf(l.Thread)
	if lay == chat || lay == posts || len(l.Parent) == 0 || l.Parent[0] >= 0 {
		return
	}
	tr.threads = append(tr.threads, l.reordered(l.written(), true, lay == forum))
	if lay == forum {
		tr.threads = append(tr.threads, l.reordered(l.paged(), false, false), l.reordered(l.paged(), true, false))
	}
}

// written is the order the thread has.
func (l *Labelled) written() []int {
	order := make([]int, len(l.Parent))
	for i := range order {
		order[i] = i
	}
	return order
}

// paged is the order of a page: replies below what they answer.
func (l *Labelled) paged() []int {
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

// reordered makes another thread of the same comments. rooted makes the first
// the article; dated keeps the times.
func (l *Labelled) reordered(order []int, rooted, dated bool) Labelled {
	t := *l.Thread
	t.Comments = nil
	out := Labelled{Thread: &t}
	place := map[int]int{-1: -1}
	for _, i := range order {
		if rooted && i == 0 {
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

// given are weights that the threads cannot teach: in those at hand a
// participant wrote what stands above, who is called "you"; the author of an
// article is not, and neither is he named or asked for sources.
var given = values{youAll: -2, namesAll: -2.5, demandsAll: -2}

// passes is how often the threads are gone through.
const passes = 4

func (tr *Trainer) fit() (out [layouts]values) {
	out[page], out[forum] = given, given
	for n := range passes {
		var choices [layouts][]choice
		for _, t := range tr.threads {
			l, found := t.choices(&out, n == 0)
			choices[l] = append(choices[l], found...)
		}
		for l := range choices {
			out[l] = fit(choices[l], out[l], rounds, ridge)
		}
	}
	return out
}

// choices goes through a thread as Recover does. Comments are placed where
// they belong, or where w puts them.
func (t *Labelled) choices(w *[layouts]values, gold bool) (layout, []choice) {
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
		r.place(i, at)
	}
	return r.layout, out
}

func (r *recovery) choice(i, at int) (choice, bool) {
	all := r.measured(i)
	c := choice{right: slices.Index(r.cands, at), cands: make([][signals]float32, len(all))}
	for k := range all {
		for s, x := range all[k] {
			c.cands[k][s] = float32(x)
		}
	}
	return c, c.right >= 0 && len(c.cands) > 1
}

func fit(choices []choice, last values, rounds int, ridge float64) (w values) {
	const batch, step = 64, 0.3
	var sum values // of squared gradients
	for k := range given {
		if given[k] != 0 {
			w[k] = last[k]
		}
	}
	if len(choices) == 0 {
		return w
	}
	for n := range rounds * (len(choices) + batch - 1) / batch {
		var g values
		for k := range batch {
			// a stride that has no divisor in common visits all, far apart
			gradient(&choices[(n*batch+k)*7919%len(choices)], &w, &g)
		}
		for k := range w {
			if given[k] != 0 {
				continue
			}
			d := g[k]/batch - ridge*w[k]
			sum[k] += d * d
			if sum[k] > 0 {
				w[k] += step * d / math.Sqrt(sum[k]+1e-8)
			}
		}
	}
	return w
}

// gradient adds what one choice would have each weight change by.
func gradient(c *choice, w, g *values) {
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

// Write fits the weights and writes them as the program embeds them. The
// lines of about go before them.
func (tr *Trainer) Write(w io.Writer, about ...string) error {
	for _, line := range about {
		if _, err := fmt.Fprintf(w, "# %s\n", line); err != nil {
			return err
		}
	}
	weights := tr.fit()
	for l, name := range layoutNames {
		for k, a := range table {
			if x := math.Round(weights[l][k]*1000) / 1000; x != 0 {
				if _, err := fmt.Fprintf(w, "%s %s %.3f\n", name, a.name, x); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

const (
	rounds = 12
	ridge  = 1e-4
)
