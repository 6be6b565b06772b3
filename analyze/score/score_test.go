package score

import (
	"bytes"
	"fmt"
	"math"
	"slices"
	"testing"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/analyze/text"
)

// openings and endings make invented rows: the opening decides the class.
var openings = [][]string{
	{"What a gorgeous", "I adore this", "Such a splendid"},
	{"What a dreadful", "I loathe this", "Such a rotten"},
	{"Where is the", "Who made this", "When comes the"},
}

var endings = []string{
	"teapot", "bicycle on the hill", "bridge, honestly", "pair of gloves!", "lamp in 1994", "garden with 12 gnomes",
}

func rows(classes int) (ins []*Input, class []int) {
	for k := range classes {
		for i, o := range openings[k] {
			for j, e := range endings {
				d := text.Parse(o + " " + e)
				in := &Input{
					Text: Whole(d), Parent: Whole(text.Parse("Look at the " + e)), Place: i, Of: 4,
					Author: fmt.Sprint("mira", j), AuthorURL: "http://teapots.example/buy",
				}
				in.Hits = []Hit{HitOf(fmt.Sprint("rule/", k+j%2), d.Tokens[0].Span)}
				ins, class = append(ins, in), append(class, k)
			}
		}
	}
	return ins, class
}

const allBlocks = Signals | Hits | Places | Answers | Authors | Dialogue | Words | Pairs | Chars | Tags | Opening |
	BeforeWords | AfterWords | AfterOpen | ParentWords | AuthorChars

func trained(t testing.TB, classes int) *Model {
	t.Helper()
	names := []string{"good", "bad", "asks"}[:classes]
	ins, class := rows(classes)
	x := &Extractor{}
	var examples []Example
	for i, in := range ins {
		examples = append(examples, Example{
			Features: x.Example(in, allBlocks), Class: class[i], Group: fmt.Sprint(i),
			Set: fmt.Sprint("set", i%2), Weight: 1,
		})
	}
	o := Options{MinRows: 2}.withDefaults()
	m, err := Train(Card{Name: "toy", Task: "toy", Classes: names, Blocks: allBlocks}, examples, o)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func TestLearns(t *testing.T) {
	for _, classes := range []int{2, 3} {
		m := trained(t, classes)
		x := &Extractor{}
		texts := []string{"Such a splendid umbrella", "I loathe this umbrella", "Where is the umbrella"}
		for k, o := range texts[:classes] {
			s := m.Score(x, &Input{Text: Whole(text.Parse(o))})
			if s.Label != k || s.P[k] <= 1/float64(classes) {
				t.Errorf("%d classes: %q is %v", classes, o, s)
			}
		}
	}
}

// TestReproducible trains twice and decodes what was encoded.
func TestReproducible(t *testing.T) {
	for _, classes := range []int{2, 3} {
		a, err := trained(t, classes).Marshal()
		if err != nil {
			t.Fatal(err)
		}
		b, err := trained(t, classes).Marshal()
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(a, b) {
			t.Error("the same rows gave other weights")
		}
		m, err := Unmarshal(a)
		if err != nil {
			t.Fatal(err)
		}
		if c, err := m.Marshal(); err != nil || !bytes.Equal(a, c) {
			t.Errorf("decoding and encoding changed the file (%v)", err)
		}
	}
}

// TestExplain checks that the parts of a score add up to it.
func TestExplain(t *testing.T) {
	for _, classes := range []int{2, 3} {
		m := trained(t, classes)
		x := &Extractor{}
		ins, _ := rows(classes)
		for _, in := range ins {
			s := m.Score(x, in)
			for k := range m.Classes {
				parts, sum := m.Explain(x, in, k)
				for _, p := range parts {
					sum += p.Weight
				}
				if want := logOdds(m, x, in, k); math.Abs(sum-want) > 1e-9 {
					t.Fatalf("class %d: parts add up to %v, score is %v (%v)", k, sum, want, s)
				}
			}
		}
	}
}

func logOdds(m *Model, x *Extractor, in *Input, k int) float64 {
	if m.vectors == 1 {
		p := m.Score(x, in).P
		return math.Log(p[k] / p[1-k])
	}
	return m.Slope*m.logits(x, in)[k] + m.Offset[k]
}

// TestMultiModel compares the scores of several models at once with those of
// each alone.
func TestMultiModel(t *testing.T) {
	models := []*Model{trained(t, 2), trained(t, 3)}
	x, scorer := &Extractor{}, NewMultiModel(models).Scorer()
	ins, _ := rows(3)
	for range 2 { // the second time from the cache
		for _, in := range ins {
			got := scorer.Score(in)
			for i, m := range models {
				want := m.Score(x, in)
				for k := range want.P {
					if math.Abs(got[i].P[k]-want.P[k]) > 1e-12 {
						t.Fatalf("model %d: %v alone, %v together", i, want, got[i])
					}
				}
			}
		}
	}
}

func FuzzUnmarshal(f *testing.F) {
	for _, classes := range []int{2, 3} {
		b, err := trained(f, classes).Marshal()
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
		f.Add(b[:len(b)/2])
	}
	in := &Input{Text: Whole(text.Parse("I adore this \xff teapot"))}
	f.Fuzz(func(t *testing.T, b []byte) {
		m, err := Unmarshal(b)
		if err != nil {
			return
		}
		x := &Extractor{}
		s := m.Score(x, in)
		for k := range s.P {
			m.Explain(x, in, k)
		}
		if _, err := m.Marshal(); err != nil {
			t.Fatal(err)
		}
	})
}

// TestThreshold checks the threshold against a list computed by hand.
func TestThreshold(t *testing.T) {
	score := []float64{.95, .9, .85, .8, .75, .7, .65, .6, .55, .5, .45, .4}
	right := []bool{true, true, true, false, true, true, true, true, true, false, false, false}
	weight := slices.Repeat([]float64{1}, len(score))
	if got := ThresholdFor(0.8, score, right, weight); got != 0.5 {
		t.Errorf("threshold %v, want .5", got)
	}
	if got := ThresholdFor(0.99, score, right, weight); got != 0 {
		t.Errorf("threshold %v for a precision that is never reached", got)
	}
	weight[3], weight[9] = 0.01, 0.01 // the wrong rows from .5 on
	if got := ThresholdFor(0.99, score, right, weight); got != 0.5 {
		t.Errorf("threshold %v with wrong rows of little weight, want .5", got)
	}
}

// FuzzFeatures checks that the spans of features are within any text, and that
// a model gives the same score together with others as alone.
func FuzzFeatures(f *testing.F) {
	for _, s := range []string{
		"", "You’re SOOOOO right!!! http://a.b/c?d=1 @you #tag", "a\x00b\xff\xfe c", "ｇｒeat рrice 1,000 €", "?!…“”",
	} {
		f.Add(s, "Mira 77", "http://www.teapots.example/buy?x=1", 0, len(s))
	}
	m := trained(f, 2)
	scorer := NewMultiModel([]*Model{m, trained(f, 3)}).Scorer()
	f.Fuzz(func(t *testing.T, s, author, address string, start, end int) {
		d := text.Parse(s)
		if start < 0 || end > len(s) || start > end {
			start, end = 0, len(s)
		}
		in := &Input{
			Text:   Passage{Doc: d, Span: gainsay.Span{Start: start, End: end}},
			Before: Whole(d), After: Whole(d), Parent: Whole(d), Source: Whole(nil),
			Author: author, AuthorURL: address, Place: start, Of: end,
		}
		x := &Extractor{}
		parts, _ := m.Explain(x, in, 0)
		for _, p := range parts {
			if p.Span.Start < 0 || p.Span.End > len(s) || p.Span.Start > p.Span.End {
				t.Fatalf("part %q is at %v of %d bytes", p.Name, p.Span, len(s))
			}
		}
		alone, together := m.Score(x, in), scorer.Score(in)[0]
		if math.Abs(alone.P[0]-together.P[0]) > 1e-12 {
			t.Fatalf("%v alone, %v together", alone.P, together.P)
		}
	})
}
