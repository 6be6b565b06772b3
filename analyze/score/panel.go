package score

import (
	"math"
	"slices"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/analyze/text"
)

// Panel is several models that look at the same texts. Their weights lie side
// by side, so that each feature is looked up once for all.
type Panel struct {
	Models []*Model
	blocks Block
	first  []int // where the vectors of each model begin
	width  int   // vectors of all models
	table  table
}

// NewPanel joins models. It may be used by several goroutines, each with a
// Scorer of its own.
func NewPanel(models []*Model) *Panel {
	p := &Panel{Models: models}
	features := 0
	for _, m := range models {
		features += len(m.ids)
		p.blocks |= m.Blocks
		p.first = append(p.first, p.width)
		p.width += m.vectors
	}
	p.table = newTable(features, p.width)
	for i, m := range models {
		p.table.file(m, p.first[i])
	}
	return p
}

// remembered is how many words a Scorer remembers; a power of two.
const remembered = 1 << 14

// Scorer scores texts one after the other. It remembers what the letters of
// common words amount to; what it says does not depend on that.
type Scorer struct {
	panel *Panel
	x     Extractor
	in    *Input       // looked at last
	text  []text.Token // its tokens
	rows  []int        // of x.list, in the panel's table
	word  []uint64     // hash of the word remembered in each place
	grams []int32      // how many grams its letters have; 0 in a free place
	sums  []int64      // their weights, place by place
	z     []float64    // sums of all vectors
	acc   []int64
	words []moved // see leadingLetters
}

// Scorer returns a scorer for one goroutine.
func (p *Panel) Scorer() *Scorer {
	return &Scorer{
		panel: p, word: make([]uint64, remembered), grams: make([]int32, remembered), sums: make([]int64, remembered*p.width),
		z: make([]float64, p.width), acc: make([]int64, p.width),
	}
}

// Score scores an input with every model of the panel, in their order.
func (s *Scorer) Score(in *Input) []Score {
	p := s.panel
	s.look(in)
	clear(s.z)
	p.table.tally(s.z, s.acc, s.x.list, s.rows)
	if p.blocks&Chars != 0 {
		s.letters()
	}
	out := make([]Score, len(p.Models))
	for i, m := range p.Models {
		out[i] = m.decide(m.weigh(s.z[p.first[i]:][:m.vectors]))
	}
	return out
}

// look finds the features of an input, all but letters, and their rows.
func (s *Scorer) look(in *Input) {
	s.in, s.text = in, in.Text.tokens()
	s.rows = s.panel.table.rowsOf(s.rows, s.x.features(in, s.panel.blocks&^Chars))
}

// letters adds what the block Chars amounts to.
func (s *Scorer) letters() {
	clear(s.acc)
	n, width := 0, s.panel.width
	s.eachWord(func(_ *text.Token, at int) {
		n += int(s.grams[at])
		for k, w := range s.sums[at*width : at*width+width] {
			s.acc[k] += w
		}
	})
	if n == 0 {
		return
	}
	scale := float64(float32(1 / math.Sqrt(float64(n))))
	for k, a := range s.acc {
		s.z[k] += float64(scale * float64(a))
	}
}

// eachWord hands on every distinct word whose letters count, with its place
// among the remembered ones.
func (s *Scorer) eachWord(f func(t *text.Token, at int)) {
	s.x.seen.clear()
	for i := range s.text {
		if h := s.x.hash[i]; !standIn(h) && s.x.seen.add(uint32(h>>16)) {
			f(&s.text[i], s.recall(h, &s.text[i]))
		}
	}
}

// recall returns the place of what the letters of a word amount to, reckoned
// now if the place holds another word.
func (s *Scorer) recall(h uint64, t *text.Token) int {
	at := int(h>>20) & (remembered - 1)
	if s.word[at] == h && s.grams[at] > 0 {
		return at
	}
	ids := letterIDs(s.x.ids[:0], Chars, t.Text)
	s.x.ids = ids
	sum := s.sums[at*s.panel.width : (at+1)*s.panel.width]
	clear(sum)
	for _, id := range ids {
		s.panel.table.addTo(sum, s.panel.table.row(id))
	}
	s.word[at], s.grams[at] = h, int32(len(ids))
	return at
}

// Leading returns the n parts that moved the score of a class of the k-th
// model most, at least least in size, strongest first, rounded to hundredths,
// as an annotation shows them. It says what Model.Explain does, faster, above
// all right after Score of the same input.
func (s *Scorer) Leading(in *Input, k, class, n int, least float64) []gainsay.Signal {
	if s.in != in {
		s.look(in)
	}
	m := s.panel.Models[k]
	vector, sign := m.vectorOf(class)
	top := leading{n: n, least: least, list: make([]led, 0, n+1)}
	column, unit := s.panel.first[k]+vector, sign*m.Step
	for i, row := range s.rows {
		if f := &s.x.list[i]; row >= 0 && f.block&m.Blocks&^AuthorChars != 0 {
			top.offer(i, unit*float64(f.Value)*float64(s.panel.table.slots[row+column]))
		}
	}
	if m.Blocks&Chars != 0 {
		s.leadingLetters(&top, column, unit)
	}
	out := make([]gainsay.Signal, len(top.list))
	for i, l := range top.list {
		out[i] = gainsay.Signal{Name: s.in.describe(s.found(l.at)), Weight: math.Round(l.weight*100) / 100}
	}
	return out
}

// found returns the i-th feature of the input looked at last: those of x.list,
// then the letters of each word.
func (s *Scorer) found(i int) found {
	if i < len(s.x.list) {
		return s.x.list[i]
	}
	return s.words[i-len(s.x.list)].found
}

// leadingLetters offers the letters of each word.
func (s *Scorer) leadingLetters(top *leading, column int, unit float64) {
	n := 0
	words := s.words[:0]
	s.eachWord(func(t *text.Token, at int) {
		n += int(s.grams[at])
		words = append(words, moved{found{block: Chars, span: t.Span}, float64(s.sums[at*s.panel.width+column])})
	})
	s.words = words
	for i := range words {
		top.offer(len(s.x.list)+i, words[i].weight*unit/math.Sqrt(float64(max(n, 1))))
	}
}

// leading keeps the strongest few, of equals the earlier.
type leading struct {
	n     int
	least float64
	list  []led
}

// led is a part by its number, with how far it moved the score.
type led struct {
	at     int
	weight float64
}

func (l *leading) offer(at int, weight float64) {
	size := math.Abs(weight)
	if size < l.least || len(l.list) == l.n && size <= math.Abs(l.list[l.n-1].weight) {
		return
	}
	k := len(l.list)
	for k > 0 && math.Abs(l.list[k-1].weight) < size {
		k--
	}
	l.list = slices.Insert(l.list, k, led{at, weight})
	l.list = l.list[:min(len(l.list), l.n)]
}
