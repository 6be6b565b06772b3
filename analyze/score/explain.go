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
	block  Block  // 0 for the encoder and base models
	weight float64
}

// Explain takes the score of a class apart: the parts, strongest first, and
// the rest (bias and calibration offset). Together they add up to the
// calibrated log-odds of the class for two classes, or to its calibrated logit
// for several. A positive weight favours the class, a negative one counts
// against it.
func (m *Model) Explain(x *Extractor, in *Input, class int) (parts []Part, rest float64) {
	for _, c := range m.contributions(x, in, class) {
		signal := gainsay.Signal{Name: c.text}
		if c.block != 0 {
			signal = c.block.describe(in, c.span32, c.text)
		}
		signal.Weight = c.weight
		parts = append(parts, Part{signal, c.spanInText()})
	}
	return parts, m.rest(class, in)
}

// rest is the part of the calibrated logit of a class that no feature gives.
func (m *Model) rest(class int, in *Input) float64 {
	last := m.deciding(in)
	k, sign := last.vectorOf(class)
	offset := last.Offset[k]
	if last.vectors == 1 && class == 1 {
		offset = -offset
	}
	rest := sign*last.Bias[k] + offset
	if last != m {
		rest += float64(sign * last.Center[k])
		if last.Base != nil {
			rest += float64(sign * last.BaseCenter[k])
		}
		for j, share := range m.appendShares(nil, class, in) {
			rest += float64(share * m.Bias[j] / m.Step)
		}
	}
	return rest
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
	shares := m.appendShares(nil, class, in)
	t, ofWord := m.table(), map[gainsay.Span]int{}
	var out []contribution
	x.extract(in, m.Blocks)
	t.lookUp(x)
	x.each(func(r blockRange, i int) {
		weight := 0.0
		for k, share := range shares {
			weight += float64(share * float64(t.slots[int(x.offsets[i])+k]))
		}
		weight *= float64(r.value)
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
	if m.refined(in) {
		encoder, base := m.headParts(in, m.baseLogOdds(&Extractor{}, in), class)
		out = append(out, contribution{text: encoderSignal, weight: encoder})
		if m.bases != nil {
			out = append(out, contribution{text: baseSignal, weight: base})
		}
	}
	slices.SortStableFunc(out, func(a, b contribution) int {
		return cmp.Compare(math.Abs(b.weight), math.Abs(a.weight))
	})
	return out
}

// spanInText returns the span if it is one of the scored text.
func (c *contribution) spanInText() gainsay.Span {
	if c.block == 0 || c.block&(BeforeWords|AfterWords|AfterOpen|ParentWords|AuthorChars) != 0 {
		return gainsay.Span{}
	}
	return c.span()
}

// signalNames are the names of the features of blocks that are about particular
// words.
var signalNames = map[Block]string{
	Words:       "word",
	Pairs:       "word",
	Chars:       "character n-grams of",
	Tags:        "parts of speech of",
	Opening:     "opens or ends with",
	BeforeWords: "words before",
	AfterWords:  "words after",
	AfterOpen:   "words after",
	ParentWords: "word of the parent comment",
}

// describe names a feature of a block for readers, without weight. signalText is
// that of a signal.
func (b Block) describe(in *Input, at span32, signalText string) gainsay.Signal {
	of := in.Text
	switch b {
	case BeforeWords:
		of = in.Before
	case AfterWords, AfterOpen:
		of = in.After
	case ParentWords:
		of = in.Parent
	case AuthorChars:
		return gainsay.Signal{Name: "character n-grams of the author's name or URL"}
	}
	name, ok := signalNames[b]
	if !ok {
		return gainsay.Signal{Name: signalText}
	}
	return gainsay.Signal{Name: name, Words: at.span().In(of.Doc.Text)}
}
