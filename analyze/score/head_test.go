package score

import (
	"fmt"
	"io/fs"
	"math"
	"testing"
	"testing/fstest"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/analyze/text"
)

// inventedVector invents the vector of a class: its direction and some noise.
func inventedVector(class, i int) []float32 {
	v := []float32{0.1, 0.1, 0.1, float32(i%5) / 20}
	v[class] = 1
	unit(v)
	return v
}

// withHead trains a model on words that do not differ between the classes, and
// its head on vectors that do.
func withHead(t testing.TB, classes int) (*Model, []*Input, []int) {
	t.Helper()
	x := &Extractor{}
	card := Card{Name: "toy", Task: "toy", Classes: []string{"good", "bad", "asks"}[:classes], Blocks: Words | Chars | Signals}
	var ins []*Input
	var class []int
	var examples []Example
	for k := range classes {
		for i, e := range append(endings, endings...) {
			in := &Input{Text: Whole(text.Parse("This is a " + e)), Vector: inventedVector(k, i)}
			ins, class = append(ins, in), append(class, k)
			examples = append(examples, Example{
				Features: x.Example(in, card.Blocks), Class: k, Group: fmt.Sprint(i), Weight: 1, Vector: in.Vector,
			})
		}
	}
	o := Options{MinRows: 2, HeadC: 1}.withDefaults()
	m, heldOut, err := TrainHeldOut(card, examples, o)
	if err != nil {
		t.Fatal(err)
	}
	h, err := TrainHead(card, examples, heldOut, nil, o)
	if err != nil {
		t.Fatal(err)
	}
	return m.WithHead(h), ins, class
}

// TestHead checks that a head learns from vectors, and that a model without a
// vector scores as it does without a head.
func TestHead(t *testing.T) {
	for _, classes := range []int{2, 3} {
		m, ins, class := withHead(t, classes)
		s := NewMultiModel([]*Model{m}).Scorer()
		for i, in := range ins {
			if got := m.Score(&Extractor{}, in); got.Label != class[i] || got.P[class[i]] != s.Score(in)[0].P[class[i]] {
				t.Errorf("%d classes: row %d of class %d is %v", classes, i, class[i], got)
			}
			plain := *in
			plain.Vector = nil
			if a, b := m.Score(&Extractor{}, &plain), m.WithHead(nil).Score(&Extractor{}, in); a.P[0] != b.P[0] {
				t.Errorf("without a vector: %v, without a head: %v", a, b)
			}
		}
		other := *ins[0]
		other.Vector = make([]float32, 9)
		if got := m.Score(&Extractor{}, &other); math.IsNaN(got.P[0]) {
			t.Error("a vector of another length")
		}
	}
}

// TestHeadContext checks that a head with a context learns from the vector of the
// comment answered, that its parts add up, and that it scores without one.
func TestHeadContext(t *testing.T) {
	x, same := &Extractor{}, inventedVector(0, 1)
	card := Card{Name: "toy", Task: "toy", Classes: []string{"good", "bad"}, Blocks: Words}
	var ins []*Input
	var examples []Example
	for i, e := range append(endings, endings...) {
		in := &Input{Text: Whole(text.Parse("This is a " + e)), Vector: same, ParentVector: inventedVector(i%2, i)}
		ins = append(ins, in)
		examples = append(examples, Example{
			Features: x.Example(in, card.Blocks), Class: i % 2, Group: fmt.Sprint(i), Weight: 1,
			Vector: in.Vector, Context: ParentContext.Of(in),
		})
	}
	o := Options{MinRows: 2, HeadC: 1, HeadContext: ParentContext}.withDefaults()
	m, heldOut, err := TrainHeldOut(card, examples, o)
	if err != nil {
		t.Fatal(err)
	}
	h, err := TrainHead(card, examples, heldOut, nil, o)
	if err != nil {
		t.Fatal(err)
	}
	m = m.WithHead(h)
	for i, in := range ins {
		if got := m.Score(x, in); got.Label != i%2 {
			t.Errorf("row %d of class %d is %v", i, i%2, got)
		}
		parts, sum := m.Explain(x, in, 0)
		for _, p := range parts {
			sum += p.Weight
		}
		if want := headLogOdds(m, in, 0); math.Abs(sum-want) > 1e-9 {
			t.Errorf("row %d: parts add up to %v, score is %v", i, sum, want)
		}
		alone := *in
		alone.ParentVector = nil
		if got := m.Score(x, &alone); math.IsNaN(got.P[0]) {
			t.Error("no context, no score")
		}
	}
}

// TestExplainHead checks that the parts of a head's score add up to it, and that
// Scorer.Leading reports the same parts.
func TestExplainHead(t *testing.T) {
	for _, classes := range []int{2, 3} {
		m, ins, _ := withHead(t, classes)
		s := NewMultiModel([]*Model{m}).Scorer()
		for _, in := range ins {
			s.Score(in)
			for k := range m.Classes {
				parts, sum := m.Explain(&Extractor{}, in, k)
				for _, p := range parts {
					sum += p.Weight
				}
				if want := headLogOdds(m, in, k); math.Abs(sum-want) > 1e-9 {
					t.Fatalf("class %d: parts add up to %v, score is %v", k, sum, want)
				}
				if got := s.Leading(0, k, 1, 0)[0]; math.Abs(got.Weight-parts[0].Weight) > 0.006 || got.Name != encoderSignal {
					t.Errorf("class %d: leads with %v, want %v", k, got, parts[0])
				}
			}
		}
	}
}

func headLogOdds(m *Model, in *Input, k int) float64 {
	if m.vectors == 1 {
		p := m.Score(&Extractor{}, in).P
		return math.Log(p[k] / p[1-k])
	}
	return m.head.Slope*m.head.refine(m.headInput(in, m.baseLogOdds(&Extractor{}, in)), m.logits(&Extractor{}, in))[k] + m.head.Offset[k]
}

// TestHeadFile reads a model with its head from files, and refuses heads that do
// not fit.
func TestHeadFile(t *testing.T) {
	m, ins, _ := withHead(t, 2)
	marshal := func(m *Model) *fstest.MapFile {
		b, err := m.Marshal()
		if err != nil {
			t.Fatal(err)
		}
		return &fstest.MapFile{Data: b}
	}
	files := fstest.MapFS{"toy.weights": marshal(m), "toy-encoded.weights": marshal(m.head)}
	get := func() (*Model, error) { return Load(fs.FS(files)).Get("toy") }
	got, err := get()
	if err != nil || got.Head() == nil {
		t.Fatalf("%v, %v", got, err)
	}
	if a, b := got.Score(&Extractor{}, ins[0]), m.Score(&Extractor{}, ins[0]); a.P[0] != b.P[0] {
		t.Errorf("%v, want %v", a, b)
	}
	alone := fstest.MapFS{"toy.weights": marshal(m)}
	if got, err := Load(fs.FS(files), alone).Get("toy"); err != nil || got.Head() != nil {
		t.Errorf("a model of another folder has the head of the first (%v)", err)
	}
	for _, damage := range []func(h *Model){
		func(h *Model) { h.Refines = "other" },
		func(h *Model) { h.Center = nil },
		func(h *Model) { h.Width = 1 },
		func(h *Model) { h.Classes = []string{"bad", "good"} },
	} {
		h := m.head.WithHead(nil)
		damage(h)
		files["toy-encoded.weights"] = marshal(h)
		if _, err := get(); err == nil {
			t.Errorf("head %+v is accepted", h.Card)
		}
	}
}

// TestSoftExamples checks that examples with probabilities for labels are
// learned, and take no part in calibration.
func TestSoftExamples(t *testing.T) {
	x := &Extractor{}
	ins, class := rows(2)
	var examples []Example
	for i, in := range ins {
		examples = append(examples, Example{Features: x.Example(in, Words), Class: class[i], Group: fmt.Sprint(i), Weight: 1})
	}
	in := &Input{Text: Whole(text.Parse("Zinnia zinnia zinnia"))}
	for range 20 {
		examples = append(examples, Example{Features: x.Example(in, Words), Target: []float64{0.95, 0.05}, Weight: 1})
	}
	m, heldOut, err := TrainHeldOut(Card{Name: "toy", Task: "toy", Classes: []string{"a", "b"}, Blocks: Words}, examples,
		Options{MinRows: 2, HoldOutSets: true}.withDefaults())
	if err != nil || len(heldOut) != len(ins) {
		t.Fatalf("%d held out, want %d; %v", len(heldOut), len(ins), err)
	}
	if p := m.Score(x, in).Positive(); p < 0.7 {
		t.Errorf("probability %.2f, taught .95", p)
	}
}

// TestSentenceTexts replaces names of groups.
func TestSentenceTexts(t *testing.T) {
	d := text.Parse("Many Mexicans live here. The lesbians next door too! Nobody else.")
	got := fmt.Sprintf("%q", SentenceTexts(d))
	if want := `["Many people live here." "The people next door too!" "Nobody else."]`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestMeanVector(t *testing.T) {
	d := text.Parse("One stays. Two goes. Three is far.")
	vectors := [][]float32{{1, 0}, {0, 1}, {0, -1}}
	first := MeanVector(d.Sentences, vectors, d.Sentences[0].Span)
	both := MeanVector(d.Sentences, vectors, gainsay.Span{End: d.Sentences[1].End})
	if first[0] != 1 || math.Abs(float64(both[0])-math.Sqrt(.5)) > 1e-6 || both[0] != both[1] || vectors[0][1] != 0 {
		t.Errorf("%v, %v, %v", first, both, vectors)
	}
	if MeanVector(d.Sentences, nil, d.Sentences[0].Span) != nil {
		t.Error("a vector without vectors")
	}
}

// stackedHead trains a model whose signals say nothing, a base model on words, and a
// head that reads the sentences around the text and the base model.
func stackedHead(t *testing.T) (m, base *Model, ins []*Input) {
	t.Helper()
	x := &Extractor{}
	card := Card{Name: "toy", Task: "toy", Classes: []string{"good", "bad"}, Blocks: Signals}
	var words, examples []Example
	for i, e := range append(endings, endings...) {
		in := &Input{Text: Whole(text.Parse([]string{"Aster", "Zinnia"}[i%2] + " is a " + e)), Vector: inventedVector(0, 1)}
		in.Around[i%2] = inventedVector(0, i)
		ins = append(ins, in)
		one := Example{Class: i % 2, Group: fmt.Sprint(i), Weight: 1, Vector: in.Vector, Context: AroundContext.Of(in)}
		one.Features = x.Example(in, Words)
		words = append(words, one)
		one.Features = x.Example(in, Signals)
		examples = append(examples, one)
	}
	o := Options{MinRows: 2, HeadC: 0.1, HeadContext: AroundContext}.withDefaults()
	base = must(Train(Card{Name: "base", Task: "toy", Classes: card.Classes, Blocks: Words}, words, o))
	for i := range examples {
		examples[i].Base = BaseLogOdds([]*Model{base}, x, ins[i])
	}
	m, heldOut, err := TrainHeldOut(card, examples, o)
	if err != nil {
		t.Fatal(err)
	}
	return m.WithHead(must(TrainHead(card, examples, heldOut, []*Model{base}, o)), base), base, ins
}

func must(m *Model, err error) *Model {
	if err != nil {
		panic(err)
	}
	return m
}

// TestHeadAround checks that a head learns from the sentences around a text and from
// a base model, that its parts add up and that a MultiModel gives the same score.
func TestHeadAround(t *testing.T) {
	m, _, ins := stackedHead(t)
	x, s := &Extractor{}, NewMultiModel([]*Model{m}).Scorer()
	for i, in := range ins {
		got := m.Score(x, in)
		if several := s.Score(in)[0]; got.Label != i%2 || several.P[0] != got.P[0] {
			t.Errorf("row %d of class %d is %v, with its base model %v", i, i%2, got, several)
		}
		parts, sum := m.Explain(x, in, 0)
		other := 0.0
		for _, p := range parts {
			sum += p.Weight
			if p.Name == baseSignal {
				other = p.Weight
			}
		}
		if want := headLogOdds(m, in, 0); math.Abs(sum-want) > 1e-9 || other == 0 {
			t.Errorf("row %d: parts add up to %v, score is %v; base models give %v", i, sum, want, other)
		}
		for _, l := range s.Leading(0, 0, len(parts), 0) {
			if l.Name == baseSignal && math.Abs(l.Weight-other) > 0.006 {
				t.Errorf("row %d: leads with %v, want %v", i, l, other)
			}
		}
		alone := *in
		alone.Around = [2][]float32{}
		if m.Score(x, &alone).P[0] == got.P[0] {
			t.Errorf("row %d: the sentences around it count for nothing", i)
		}
	}
}

// TestHeadBaseFile reads a head with its base model from files, and refuses it
// without, or with one of other classes.
func TestHeadBaseFile(t *testing.T) {
	m, base, ins := stackedHead(t)
	files := fstest.MapFS{}
	write := func(name string, one *Model) {
		b, err := one.Marshal()
		if err != nil {
			t.Fatal(err)
		}
		files[name+Extension] = &fstest.MapFile{Data: b}
	}
	write("toy", m)
	write("toy-encoded", m.head)
	write("base", base)
	x := &Extractor{}
	read, err := Load(fs.FS(files)).Get("toy")
	if err != nil || read.Score(x, ins[0]).P[0] != m.Score(x, ins[0]).P[0] {
		t.Errorf("read again: %v", err)
	}
	three, _, _ := withHead(t, 3)
	write("base", three)
	if _, err := Load(fs.FS(files)).Get("toy"); err == nil {
		t.Error("a base model of other classes is accepted")
	}
	delete(files, "base.weights")
	if _, err := Load(fs.FS(files)).Get("toy"); err == nil {
		t.Error("a head without its base model is read")
	}
}
