package score

import (
	"math"
	"slices"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/analyze/text"
)

// MultiModel is several models applied to the same inputs. They share one
// weight table, so that each feature is extracted and looked up once for all.
type MultiModel struct {
	Models []*Model // after those asked for, models on which heads of these are stacked
	bases  [][]int  // of each model: the indexes of those on which its head is stacked
	blocks Block
	first  []int // index of the first vector of each model
	width  int   // vectors of all models
	table  weightTable
}

// NewMultiModel joins models. It may be used by several goroutines, each with
// a Scorer of its own.
func NewMultiModel(models []*Model) *MultiModel {
	p := &MultiModel{Models: slices.Clone(models)}
	for _, m := range models {
		p.bases = append(p.bases, p.indexes(m.bases))
	}
	p.bases = append(p.bases, make([][]int, len(p.Models)-len(models))...)
	var features []uint32
	for _, m := range p.Models {
		features = merge(features, m.ids)
		p.blocks |= m.Blocks
		p.first = append(p.first, p.width)
		p.width += m.vectors
	}
	p.table = newWeightTable(len(features), p.width)
	for i, m := range p.Models {
		p.table.insert(m, p.first[i])
	}
	return p
}

// indexes returns the indexes of models, and adds those that are missing.
func (p *MultiModel) indexes(models []*Model) (out []int) {
	for _, m := range models {
		k := slices.Index(p.Models, m)
		if k < 0 {
			k = len(p.Models)
			p.Models = append(p.Models, m)
		}
		out = append(out, k)
	}
	return out
}

// merge returns the numbers of two ascending lists, each once.
func merge(a, b []uint32) []uint32 {
	out := make([]uint32, 0, len(a)+len(b))
	for len(a) > 0 && len(b) > 0 {
		least := min(a[0], b[0])
		out = append(out, least)
		if a[0] == least {
			a = a[1:]
		}
		if b[0] == least {
			b = b[1:]
		}
	}
	return append(append(out, a...), b...)
}

// Scorer scores inputs one after the other with the models of a MultiModel. It
// caches what common words contribute; the scores do not depend on the cache.
type Scorer struct {
	models      *MultiModel
	x           Extractor
	in          *Input // scored last
	cache       wordCache
	z           []float64 // logits of all vectors
	acc         []int64   // scratch for weightTable.addTo
	charAcc     []int64   // the same for Chars
	scores      []Score   // of the input
	probs       []float64 // arena for the probabilities in scores
	distinct    []int32   // index of the first token of each distinct word, names of groups left out
	wordValue   float32   // value of each feature of Words
	charValue   float32   // value of each feature of Chars
	topFeatures []scoredFeature
	shares      []float64 // see Model.appendShares
	base        []float64 // see logOdds
}

// Scorer returns a scorer for one goroutine.
func (p *MultiModel) Scorer() *Scorer {
	return &Scorer{
		models: p, cache: newWordCache(p.width),
		z: make([]float64, p.width), acc: make([]int64, p.width), charAcc: make([]int64, p.width),
	}
}

// Score scores an input with every model, in their order. The result is valid
// until the next call, and the input must stay unchanged until the last call
// of Leading.
func (s *Scorer) Score(in *Input) []Score {
	p := s.models
	s.extract(in)
	clear(s.z)
	p.table.addTo(s.z, s.acc, &s.x)
	s.addWords()
	s.scores, s.probs = slices.Grow(s.scores[:0], len(p.Models))[:len(p.Models)], s.probs[:0]
	for _, stacked := range []bool{false, true} {
		for i, m := range p.Models {
			if (p.bases[i] != nil) == stacked {
				s.scores[i], s.probs = m.judge(m.dequantize(s.z[p.first[i]:][:m.vectors]), in, s.logOdds(i), s.probs)
			}
		}
	}
	return s.scores
}

// logOdds returns the log-odds that the models give on which the head of the i-th
// one is stacked. It is valid until the next call.
func (s *Scorer) logOdds(i int) []float64 {
	s.base = s.base[:0]
	for _, k := range s.models.bases[i] {
		s.base = s.scores[k].appendLogOdds(s.base)
	}
	return s.base
}

// Forget drops the references to the input scored last.
func (s *Scorer) Forget() {
	s.in, s.x.tokens, s.x.words = nil, nil, nil
	clear(s.x.texts)
}

// extract finds the features of an input, except those of Words and Chars,
// which come from the cache.
func (s *Scorer) extract(in *Input) {
	s.in = in
	s.x.extract(in, s.models.blocks&^(Words|Chars))
	s.models.table.lookUp(&s.x)
}

// addWords adds what the blocks Words and Chars contribute.
func (s *Scorer) addWords() {
	clear(s.acc)
	clear(s.charAcc)
	s.cache.prefetch(s.x.words)
	s.distinct = s.distinct[:0]
	s.x.seen.clear()
	ngrams := 0
	for i := range s.x.tokens {
		h := s.x.words[i].hash
		if h == hashGroup || !s.x.seen.add(wordID(h)) {
			continue
		}
		s.distinct = append(s.distinct, int32(i))
		e := s.entry(h, &s.x.tokens[i])
		if offset := e.offset(); offset != noWeights {
			s.models.table.add(s.acc, offset)
		}
		ngrams += e.ngrams()
		for k, sum := range e.sums() {
			s.charAcc[k] += int64(sum)
		}
	}
	s.wordValue, s.charValue = ngramValue(len(s.distinct)), ngramValue(ngrams)
	addScaled(s.z, s.wordValue, s.acc)
	addScaled(s.z, s.charValue, s.charAcc)
}

// entry returns the cache entry of a word, filled in now if it is missing.
func (s *Scorer) entry(h uint64, t *text.Token) wordEntry {
	e := s.cache.entry(h)
	if e.of(h) {
		return e
	}
	ids := s.x.ngramIDs[:0]
	if !placeholder(h) {
		ids = appendCharNgrams(ids, Chars, t.Text)
	}
	s.x.ngramIDs = ids
	table := &s.models.table
	e.reset(h, table.offset(unigramID(Words, h)), len(ids))
	s.x.fetched += table.prefetch(ids)
	for _, id := range ids {
		table.addID(e.sums(), id)
	}
	return e
}

// Leading returns the n features that moved the score of a class of the k-th
// model most, strongest first, rounded to hundredths, as an annotation shows
// them; those whose weight is below least in size are left out. Of the input
// scored last it reports what Model.Explain does, faster.
func (s *Scorer) Leading(k, class, n int, least float64) []gainsay.Signal {
	m := s.models.Models[k]
	top := topN{n: n, floor: least, list: s.topFeatures[:0]}
	s.shares = m.appendShares(s.shares[:0], class, s.in)
	columns := s.models.first[k]
	i := 0
	for _, r := range s.x.ranges {
		if r.block&m.Blocks&^AuthorChars == 0 {
			i = r.end
		}
		for ; i < r.end; i++ {
			top.offer(i, float64(r.value)*s.at(int(s.x.offsets[i])+columns))
		}
	}
	s.offerWords(&top, columns)
	if m.refined(s.in) {
		encoder, base := m.headParts(s.in, s.logOdds(k), class)
		top.offer(encoderIndex, encoder)
		top.offer(baseIndex, base)
	}
	s.topFeatures = top.list
	out := make([]gainsay.Signal, len(top.list))
	for i, f := range top.list {
		out[i] = s.describe(f.index)
		out[i].Weight = math.Round(f.weight*100) / 100
	}
	return out
}

// at returns what the stored weights from a slot on are worth for the class that
// shares were made for.
func (s *Scorer) at(slot int) float64 {
	sum := 0.0
	for k, share := range s.shares {
		sum += float64(share * float64(s.models.table.slots[slot+k]))
	}
	return sum
}

// Among the indexes of features, these stand for the parts of the encoder and of
// base models.
const (
	encoderIndex = -1 - iota
	baseIndex
)

// describe names the i-th feature of the input scored last. After those of the
// extractor come, for each distinct word, its character n-grams and the word.
func (s *Scorer) describe(i int) gainsay.Signal {
	switch i {
	case encoderIndex:
		return gainsay.Signal{Name: encoderSignal}
	case baseIndex:
		return gainsay.Signal{Name: baseSignal}
	}
	if i < len(s.x.offsets) {
		k := slices.IndexFunc(s.x.ranges, func(r blockRange) bool { return i < r.end })
		return s.x.ranges[k].block.describe(s.in, s.x.spans[i], s.x.text(i))
	}
	i -= len(s.x.offsets)
	t := &s.x.tokens[s.distinct[i/2]]
	return [...]Block{Chars, Words}[i%2].describe(s.in, span32{int32(t.Start), int32(t.End)}, "")
}

// offerWords offers the character n-grams of each distinct word, and the word.
// columns is the first column of the model.
func (s *Scorer) offerWords(top *topN, columns int) {
	index := len(s.x.offsets)
	for _, i := range s.distinct {
		e := s.entry(s.x.words[i].hash, &s.x.tokens[i])
		chars := 0.0
		for k, share := range s.shares {
			chars += float64(share * float64(e.sums()[columns+k]))
		}
		top.offer(index, float64(s.charValue)*chars)
		if offset := e.offset(); offset != noWeights {
			top.offer(index+1, float64(s.wordValue)*s.at(int(offset)+columns))
		}
		index += 2
	}
}

// topN keeps the n strongest features, of equals the earlier.
type topN struct {
	n     int
	floor float64 // what is smaller in size is left out
	list  []scoredFeature
}

// scoredFeature is a feature by its index, with how far it moved the score.
type scoredFeature struct {
	index  int
	weight float64
}

func (t *topN) offer(index int, weight float64) {
	if weight >= t.floor || -weight >= t.floor {
		t.insert(index, weight)
	}
}

func (t *topN) insert(index int, weight float64) {
	k := len(t.list)
	for k > 0 && math.Abs(t.list[k-1].weight) < math.Abs(weight) {
		k--
	}
	if k == t.n {
		return
	}
	t.list = slices.Insert(t.list, k, scoredFeature{index, weight})
	if len(t.list) >= t.n {
		t.list = t.list[:t.n]
		t.floor = max(t.floor, math.Abs(t.list[t.n-1].weight))
	}
}
