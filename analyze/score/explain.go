package score

import (
	"cmp"
	"math"
	"slices"

	"github.com/gainsay/gainsay"
)

// Part is what one feature, or all character n-grams of one word, contributed
// to a score.
type Part struct {
	gainsay.Signal
	Span gainsay.Span // bytes of the scored text; empty where the part is about the whole text or its context
}

// contribution is how far a feature, or all character n-grams of a word, moved
// a score.
type contribution struct {
	span32
	text   string // of a signal
	block  Block
	weight float64
}

// Explain takes the score of a class apart: the parts, strongest first, and
// the rest (bias and calibration offset). Together they add up to the
// calibrated log-odds of the class for two classes, or to its calibrated logit
// for several. A positive weight favours the class, a negative one counts
// against it.
func (m *Model) Explain(x *Extractor, in *Input, class int) (parts []Part, rest float64) {
	k, sign := m.vectorOf(class)
	for _, c := range m.contributions(x, in, class) {
		name := c.block.describe(in, c.span32, c.text)
		parts = append(parts, Part{gainsay.Signal{Name: name, Weight: c.weight}, c.spanInText()})
	}
	offset := m.Offset[k]
	if m.vectors == 1 && class == 1 {
		offset = -offset
	}
	return parts, sign*m.Bias[k] + offset
}

// vectorOf returns the index of the weight vector that decides on a class, and
// what one unit of its logit is worth for that class.
func (m *Model) vectorOf(class int) (k int, sign float64) {
	switch {
	case m.vectors > 1:
		return class, m.Slope
	case class == 1:
		return 0, -m.Slope
	}
	return 0, m.Slope
}

// contributions lists what moved the score of a class, strongest first.
func (m *Model) contributions(x *Extractor, in *Input, class int) []contribution {
	k, sign := m.vectorOf(class)
	t, ofWord := m.table(), map[gainsay.Span]int{}
	var out []contribution
	x.extract(in, m.Blocks)
	t.lookUp(x)
	x.each(func(r blockRange, i int) {
		weight := sign * float64(r.value) * m.Step * float64(t.slots[int(x.offsets[i])+k])
		at := x.spans[i]
		if r.block&charBlocks != 0 {
			if i, ok := ofWord[at.span()]; ok {
				out[i].weight += weight
				return
			}
			ofWord[at.span()] = len(out)
		}
		out = append(out, contribution{at, x.text(i), r.block, weight})
	})
	slices.SortStableFunc(out, func(a, b contribution) int {
		return cmp.Compare(math.Abs(b.weight), math.Abs(a.weight))
	})
	return out
}

// spanInText returns the span if it is one of the scored text.
func (c *contribution) spanInText() gainsay.Span {
	if c.block&(BeforeWords|AfterWords|AfterOpen|ParentWords|AuthorChars) != 0 {
		return gainsay.Span{}
	}
	return c.span()
}

// describe names a feature of a block for readers. signalText is that of a
// signal.
func (b Block) describe(in *Input, at span32, signalText string) string {
	of, prefix, suffix := in.Text, "“", "”"
	switch b {
	case Chars:
		prefix = "character n-grams of “"
	case Words, Pairs:
	case Tags:
		prefix = "parts of speech of “"
	case Opening:
		prefix = "opens or ends with “"
	case BeforeWords:
		of, suffix = in.Before, "” in the sentences before"
	case AfterWords, AfterOpen:
		of, suffix = in.After, "” in the sentences after"
	case ParentWords:
		of, suffix = in.Parent, "” in the parent comment"
	case AuthorChars:
		return "character n-grams of the author's name or URL"
	default:
		return signalText
	}
	return prefix + at.span().In(of.Doc.Text) + suffix
}
