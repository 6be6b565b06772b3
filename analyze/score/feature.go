package score

import (
	"math"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/analyze/text"
)

// Block is a family of features that a task may ask for.
type Block uint32

// The blocks. Grams within one block are scaled by one over the root of
// their number, so that a long text weighs no more than a short one.
const (
	Signals     Block = 1 << iota // named signals of the text's own words and marks
	Hits                          // what rules found, as named signals
	Places                        // named signals of where in its comment the text stands
	Answers                       // named signals of how it stands to the comment answered
	Authors                       // named signals of the author's name and address
	Words                         // single words
	Pairs                         // two words in a row
	Chars                         // three or four letters in a row within a word
	Tags                          // one to three parts of speech in a row
	Opening                       // the first one to three words and the last
	BeforeWords                   // words of the sentences before
	AfterWords                    // words of the sentences after
	AfterOpen                     // the first words of the sentence after
	ParentWords                   // words of the comment answered
	AuthorChars                   // letters in a row of the author's name and address
)

const (
	named  = Signals | Hits | Places | Answers | Authors
	letter = Chars | AuthorChars
)

// Feature is one thing found, as training sees it.
type Feature struct {
	ID    uint32  // hash of what it is
	Value float32 // 1 for a signal; for a gram one over the root of the number of its block's grams
	Named bool    // a signal, no gram
}

// where tells where a feature was found: bytes of the text the block is about;
// none for most signals, those of the word for letters.
type where struct{ start, end int32 }

func (w where) span() gainsay.Span { return gainsay.Span{Start: int(w.start), End: int(w.end)} }

// portion is the features of one block, which stand together in a list.
type portion struct {
	block Block
	end   int     // behind its last feature
	value float32 // of each: see Feature
}

// Extractor finds features. It keeps its buffers from call to call: one for
// each goroutine.
type Extractor struct {
	ids      []uint32 // of what was found, portion by portion, until a table sifts it
	spots    []where  // of it
	rows     []int32  // of its weights, once a table has sifted it
	names    []string // of it, as far as it is signals, which come before all grams
	portions []portion
	seen     set
	text     []text.Token // looked at last
	words    []Word       // of them
	room     []Word       // for them, unless they were read before
	other    []Word       // of the tokens around it
	grams    []uint32     // of the word at hand
	fetched  int16        // see table.fetch
}

// features finds what blocks see in the input, each feature once, and leaves
// it in x.ids and what goes with it.
func (x *Extractor) features(in *Input, blocks Block) {
	x.ids, x.spots, x.portions, x.names = x.ids[:0], x.spots[:0], x.portions[:0], x.names[:0]
	x.text, x.words = in.Text.read(&x.room)
	tokens, words := x.text, x.words
	x.block(blocks, Signals, func() { x.own(in, tokens) })
	x.block(blocks, Places, func() { x.place(in) })
	x.block(blocks, Answers, func() { x.answer(in, tokens) })
	x.block(blocks, Authors, func() { x.authorship(in) })
	x.block(blocks, Hits, func() { x.hits(in.Hits) })
	x.block(blocks, Words, func() { x.singles(Words, tokens, words) })
	x.block(blocks, Pairs, func() { x.pairs(tokens, words) })
	x.block(blocks, Chars, func() { x.chars(tokens) })
	x.block(blocks, Tags, func() { x.tags(tokens) })
	x.block(blocks, Opening, func() { x.opening(Opening, tokens, words) })
	x.around(in.Before, blocks, BeforeWords, 0)
	x.around(in.After, blocks, AfterWords, AfterOpen)
	x.around(in.Parent, blocks, ParentWords, 0)
	x.block(blocks, AuthorChars, func() { x.author(in) })
}

// each hands on the number of every feature with its portion.
func (x *Extractor) each(f func(portion, int)) {
	i := 0
	for _, p := range x.portions {
		for ; i < p.end; i++ {
			f(p, i)
		}
	}
}

// name is that of the i-th feature, if it is a signal.
func (x *Extractor) name(i int) string {
	if i < len(x.names) {
		return x.names[i]
	}
	return ""
}

// around adds the words of a passage that stands around the text, and how it
// opens, if these blocks are asked for.
func (x *Extractor) around(p Passage, blocks, words, opening Block) {
	if blocks&(words|opening) == 0 {
		return
	}
	tokens, other := p.read(&x.other)
	x.block(blocks, words, func() { x.singles(words, tokens, other) })
	x.block(blocks, opening, func() { x.opening(opening, tokens, other) })
}

// block runs fill if b is asked for and makes a portion of what it adds.
func (x *Extractor) block(blocks, b Block, fill func()) {
	if blocks&b == 0 {
		return
	}
	x.seen.clear()
	first := len(x.spots)
	fill()
	p := portion{b, len(x.spots), 1}
	if b&named == 0 {
		p.value = scaleOf(len(x.spots) - first)
	}
	x.portions = append(x.portions, p)
}

// scaleOf is the value of each of n grams of a block.
func scaleOf(n int) float32 { return float32(1 / math.Sqrt(float64(max(n, 1)))) }

// gram adds a gram of the block unless it is there already.
func (x *Extractor) gram(b Block, hash uint64, span gainsay.Span) {
	id := finish(hash, uint32(b))
	if x.seen.add(id) {
		x.add(id, span)
	}
}

func (x *Extractor) add(id uint32, span gainsay.Span) {
	x.ids = append(x.ids, id)
	x.spots = append(x.spots, where{int32(span.Start), int32(span.End)})
}

// signal adds a named signal.
func (x *Extractor) signal(s sign) { x.signalAt(s, gainsay.Span{}) }

func (x *Extractor) signalAt(s sign, span gainsay.Span) {
	x.add(s.id, span)
	x.names = append(x.names, s.name)
}

// flag adds a named signal if it is on.
func (x *Extractor) flag(s sign, on bool) {
	if on {
		x.signal(s)
	}
}
