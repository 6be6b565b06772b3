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
	in      *Input // looked at last
	memory  memory
	z       []float64 // sums of all vectors
	acc     []int64
	letters []int64
	scores  []Score   // of the input, and
	chances []float64 // all their probabilities
	met     []int32   // its distinct words, but for the names of groups, by token
	ofWord  float32   // the value of each feature of Words
	ofGram  float32   // and of Chars
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

// Forget lets go of the input scored last.
func (s *Scorer) Forget() {
	s.in, s.x.text, s.x.words = nil, nil, nil
	clear(s.x.names)
}

// look finds the features of an input, all but words and letters.
func (s *Scorer) look(in *Input) {
	s.in = in
	s.x.features(in, s.panel.blocks&^(Words|Chars))
	s.panel.table.sift(&s.x)
}

// spell adds what the blocks Words and Chars amount to.
func (s *Scorer) spell() {
	clear(s.acc)
	clear(s.letters)
	s.memory.fetch(s.x.words)
	s.met = s.met[:0]
	s.x.seen.clear()
	grams := 0
	for i := range s.x.text {
		h := s.x.words[i].hash
		if h == hashedGroup || !s.x.seen.add(wordID(h)) {
			continue
		}
		s.met = append(s.met, int32(i))
		w := s.recall(h, &s.x.text[i])
		if row := w.row(); row != noRow {
			s.panel.table.addTo(s.acc, row)
		}
		grams += w.grams()
		for k, sum := range w.sums() {
			s.letters[k] += int64(sum)
		}
	}
	s.ofWord, s.ofGram = scaleOf(len(s.met)), scaleOf(grams)
	addScaled(s.z, s.ofWord, s.acc)
	addScaled(s.z, s.ofGram, s.letters)
}

// recall returns what a word amounts to, reckoned now if it is not remembered.
func (s *Scorer) recall(h uint64, t *text.Token) spelled {
	w := s.memory.at(h)
	if w.of(h) {
		return w
	}
	ids := s.x.grams[:0]
	if !standIn(h) {
		ids = letterIDs(ids, Chars, t.Text)
	}
	s.x.grams = ids
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
	top := leading{n: n, floor: least, list: s.top[:0]}
	column, unit := s.panel.first[k]+vector, sign*m.Step
	i := 0
	for _, p := range s.x.portions {
		if p.block&m.Blocks&^AuthorChars == 0 {
			i = p.end
		}
		for ; i < p.end; i++ {
			top.offer(i, unit*float64(p.value)*float64(s.panel.table.slots[int(s.x.rows[i])+column]))
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

// describe names the i-th feature of the input looked at last: those sifted,
// then the letters of each distinct word and the word.
func (s *Scorer) describe(i int) string {
	if i < len(s.x.rows) {
		k := slices.IndexFunc(s.x.portions, func(p portion) bool { return i < p.end })
		return s.x.portions[k].block.describe(s.in, s.x.spots[i], s.x.name(i))
	}
	i -= len(s.x.rows)
	t := &s.x.text[s.met[i/2]]
	return [...]Block{Chars, Words}[i%2].describe(s.in, where{int32(t.Start), int32(t.End)}, "")
}

// leadingWords offers the letters of each distinct word, and the word.
func (s *Scorer) leadingWords(top *leading, column int, unit float64) {
	at, ofGram, ofWord := len(s.x.rows), unit*float64(s.ofGram), unit*float64(s.ofWord)
	for _, i := range s.met {
		w := s.recall(s.x.words[i].hash, &s.x.text[i])
		top.offer(at, ofGram*float64(w.sums()[column]))
		if row := w.row(); row != noRow {
			top.offer(at+1, ofWord*float64(s.panel.table.slots[int(row)+column]))
		}
		at += 2
	}
}

// leading keeps the strongest few, of equals the earlier.
type leading struct {
	n     int
	floor float64 // what is smaller is left out
	list  []led
}

// led is a part by its number, with how far it moved the score.
type led struct {
	at     int
	weight float64
}

func (l *leading) offer(at int, weight float64) {
	if weight >= l.floor || -weight >= l.floor {
		l.insert(at, weight)
	}
}

func (l *leading) insert(at int, weight float64) {
	k := len(l.list)
	for k > 0 && math.Abs(l.list[k-1].weight) < math.Abs(weight) {
		k--
	}
	if k == l.n {
		return
	}
	l.list = slices.Insert(l.list, k, led{at, weight})
	if len(l.list) >= l.n {
		l.list = l.list[:l.n]
		l.floor = max(l.floor, math.Abs(l.list[l.n-1].weight))
	}
}
