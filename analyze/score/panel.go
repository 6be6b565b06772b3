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
	features := map[uint32]bool{}
	for _, m := range models {
		for _, id := range m.ids {
			features[id] = true
		}
		p.blocks |= m.Blocks
		p.first = append(p.first, p.width)
		p.width += m.vectors
	}
	p.table = newTable(len(features), p.width)
	for i, m := range models {
		p.table.file(m, p.first[i])
	}
	return p
}

// Scorer scores texts one after the other. It remembers what common words and
// their letters amount to; what it says does not depend on that.
type Scorer struct {
	panel   *Panel
	x       Extractor
	in      *Input       // looked at last
	text    []text.Token // its tokens
	memory  memory
	z       []float64 // sums of all vectors
	acc     []int64
	letters []int64
	scores  []Score   // of the input, and
	chances []float64 // all their probabilities
	words   []moved   // see leadingWords
	top     []led
}

// Scorer returns a scorer for one goroutine.
func (p *Panel) Scorer() *Scorer {
	return &Scorer{
		panel: p, memory: newMemory(p.width),
		z: make([]float64, p.width), acc: make([]int64, p.width), letters: make([]int64, p.width),
	}
}

// Score scores an input with every model of the panel, in their order. The
// result is good until the next call, and so is the input to Leading.
func (s *Scorer) Score(in *Input) []Score {
	p := s.panel
	s.look(in)
	clear(s.z)
	p.table.tally(s.z, s.acc, &s.x)
	s.spell()
	s.scores, s.chances = s.scores[:0], s.chances[:0]
	for i, m := range p.Models {
		var one Score
		one, s.chances = m.decide(m.weigh(s.z[p.first[i]:][:m.vectors]), s.chances)
		s.scores = append(s.scores, one)
	}
	return s.scores
}

// look finds the features of an input, all but words and letters.
func (s *Scorer) look(in *Input) {
	s.in, s.text = in, in.Text.tokens()
	s.x.features(in, s.panel.blocks&^(Words|Chars))
	s.panel.table.sift(&s.x)
}

// spell adds what the blocks Words and Chars amount to.
func (s *Scorer) spell() {
	clear(s.acc)
	clear(s.letters)
	s.memory.fetch(s.x.words)
	words, grams := 0, 0
	s.eachWord(func(_ int, w spelled) {
		words++
		if row := w.row(); row != noRow {
			s.panel.table.addTo(s.acc, row)
		}
		grams += w.grams()
		for k, sum := range w.sums() {
			s.letters[k] += int64(sum)
		}
	})
	addScaled(s.z, scaleOf(words), s.acc)
	addScaled(s.z, scaleOf(grams), s.letters)
}

// eachWord hands on every distinct word, but for the names of groups, by its
// index among the tokens, with what it amounts to.
func (s *Scorer) eachWord(f func(i int, w spelled)) {
	s.x.seen.clear()
	for i := range s.text {
		if h := s.x.words[i].hash; h != hashedGroup && s.x.seen.add(wordID(h)) {
			f(i, s.recall(h, &s.text[i]))
		}
	}
}

// recall returns what a word amounts to, reckoned now if it is not remembered.
func (s *Scorer) recall(h uint64, t *text.Token) spelled {
	w := s.memory.at(h)
	if w.of(h) {
		return w
	}
	ids := s.x.ids[:0]
	if !standIn(h) {
		ids = letterIDs(ids, Chars, t.Text)
	}
	s.x.ids = ids
	table := &s.panel.table
	w.reset(h, table.row(singleID(Words, h)), len(ids))
	s.x.fetched += table.fetch(ids)
	for _, id := range ids {
		table.addLetters(w.sums(), id)
	}
	return w
}

// Leading returns the n parts that moved the score of a class of the k-th
// model most, at least least in size, strongest first, rounded to hundredths,
// as an annotation shows them. It says of the input scored last what
// Model.Explain does, faster.
func (s *Scorer) Leading(k, class, n int, least float64) []gainsay.Signal {
	m := s.panel.Models[k]
	vector, sign := m.vectorOf(class)
	top := leading{n: n, least: least, list: s.top[:0]}
	column, unit := s.panel.first[k]+vector, sign*m.Step
	i := 0
	for _, p := range s.x.portions {
		if p.block&m.Blocks&^AuthorChars == 0 {
			i = p.end
		}
		for ; i < p.end; i++ {
			top.offer(i, unit*float64(p.value)*float64(s.panel.table.slots[int(s.x.list[i].row)+column]))
		}
	}
	s.leadingWords(&top, column, unit)
	s.top = top.list
	out := make([]gainsay.Signal, len(top.list))
	for i, l := range top.list {
		out[i] = gainsay.Signal{Name: s.describe(l.at), Weight: math.Round(l.weight*100) / 100}
	}
	return out
}

// describe names the i-th feature of the input looked at last: those of x.list,
// then words and the letters of each.
func (s *Scorer) describe(i int) string {
	if i >= len(s.x.list) {
		w := s.words[i-len(s.x.list)]
		return w.block.describe(s.in, w.found, nil)
	}
	k := slices.IndexFunc(s.x.portions, func(p portion) bool { return i < p.end })
	return s.x.portions[k].block.describe(s.in, s.x.list[i], s.x.names)
}

// leadingWords offers each word and its letters.
func (s *Scorer) leadingWords(top *leading, column int, unit float64) {
	words, grams := 0, 0
	s.words = s.words[:0]
	s.eachWord(func(i int, w spelled) {
		words++
		grams += w.grams()
		at := found{row: w.row(), name: noName, start: int32(s.text[i].Start), end: int32(s.text[i].End)}
		s.words = append(s.words, moved{at, Chars, float64(w.sums()[column])})
		if at.row != noRow {
			s.words = append(s.words, moved{at, Words, float64(s.panel.table.slots[int(at.row)+column])})
		}
	})
	ofWord, ofLetters := unit*float64(scaleOf(words)), unit*float64(scaleOf(grams))
	for i, w := range s.words {
		scale := ofWord
		if w.block == Chars {
			scale = ofLetters
		}
		top.offer(len(s.x.list)+i, w.weight*scale)
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
