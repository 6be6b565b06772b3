package score

import (
	"math"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/analyze/text"
)

// Block is a family of features that a task may ask for; a bit set. Weight
// files store it as a number: the order of the blocks is fixed.
type Block uint32

// The blocks. Signals are binary. Each n-gram of a block of N distinct ones
// has the value 1/√N, so that a long text does not count for more than a short
// one (L2 normalisation).
const (
	Signals     Block = 1 << iota // signals of the text itself
	Hits                          // what rules found, as signals
	Places                        // signals of where in its comment the text is
	Answers                       // signals of how it relates to the comment it replies to
	Authors                       // signals of the author's name and URL
	Words                         // word unigrams
	Pairs                         // word bigrams
	Chars                         // character 3-grams and 4-grams within words
	Tags                          // part-of-speech unigrams, bigrams and trigrams
	Opening                       // the first one to three words and the last
	BeforeWords                   // unigrams of the sentences before
	AfterWords                    // unigrams of the sentences after
	AfterOpen                     // Opening of the sentences after
	ParentWords                   // unigrams of the comment it replies to
	AuthorChars                   // character n-grams of the author's name and URL
	Dialogue                      // signals of how it looks as a turn in a dialogue
)

const (
	signalBlocks = Signals | Hits | Places | Answers | Authors | Dialogue
	charBlocks   = Chars | AuthorChars
)

// Feature is a feature of an example, for training.
type Feature struct {
	ID    uint32  // hash; see featureID
	Value float32 // 1 for a signal, 1/√N for one of N n-grams of its block
	Named bool    // whether it is a signal
}

// span32 is a gainsay.Span of half the size: bytes of the text that the
// feature's block looks at. It is empty for most signals, and for a character
// n-gram that of its word.
type span32 struct{ start, end int32 }

func (s span32) span() gainsay.Span { return gainsay.Span{Start: int(s.start), End: int(s.end)} }

// blockRange is the features of one block, which are adjacent in the lists of
// an Extractor.
type blockRange struct {
	block Block
	end   int     // index after its last feature
	value float32 // of each; see Feature
}

// Extractor extracts features. It reuses its buffers from call to call: use
// one for each goroutine.
type Extractor struct {
	ids      []uint32 // of the features, block by block, until weightTable.lookUp
	spans    []span32 // of the features
	offsets  []int32  // of their weights, after weightTable.lookUp
	texts    []string // of the signals, which precede all n-grams
	ranges   []blockRange
	seen     idSet
	tokens   []text.Token // of the input's text
	words    []Word       // of the tokens
	scratch  []Word       // for words, unless Passage.Words has them
	around   []Word       // of a passage around the text
	ngramIDs []uint32     // of the word at hand
	fetched  int16        // see weightTable.prefetch
}

// extract finds the features of the blocks in an input, each once, and leaves
// them in x.ids, x.spans, x.texts and x.ranges.
func (x *Extractor) extract(in *Input, blocks Block) {
	x.ids, x.spans, x.ranges, x.texts = x.ids[:0], x.spans[:0], x.ranges[:0], x.texts[:0]
	x.tokens, x.words = in.Text.read(&x.scratch)
	tokens, words := x.tokens, x.words
	x.block(blocks, Signals, func() { x.textSignals(in, tokens) })
	x.block(blocks, Places, func() { x.placeSignals(in) })
	x.block(blocks, Answers, func() { x.parentSignals(in, tokens) })
	x.block(blocks, Authors, func() { x.authorSignals(in) })
	x.block(blocks, Dialogue, func() { x.dialogueSignals(in, tokens) })
	x.block(blocks, Hits, func() { x.hitSignals(in.Hits) })
	x.block(blocks, Words, func() { x.unigrams(Words, tokens, words) })
	x.block(blocks, Pairs, func() { x.bigrams(tokens, words) })
	x.block(blocks, Chars, func() { x.chars(tokens) })
	x.block(blocks, Tags, func() { x.tags(tokens) })
	x.block(blocks, Opening, func() { x.opening(Opening, tokens, words) })
	x.context(in.Before, blocks, BeforeWords, 0)
	x.context(in.After, blocks, AfterWords, AfterOpen)
	x.context(in.Parent, blocks, ParentWords, 0)
	x.block(blocks, AuthorChars, func() { x.authorChars(in) })
}

// each calls f with the index of every feature and the range it is in.
func (x *Extractor) each(f func(blockRange, int)) {
	i := 0
	for _, r := range x.ranges {
		for ; i < r.end; i++ {
			f(r, i)
		}
	}
}

// text returns the text of the i-th feature if it is a signal, else "".
func (x *Extractor) text(i int) string {
	if i < len(x.texts) {
		return x.texts[i]
	}
	return ""
}

// context adds the words of a passage around the text, and its opening, if
// these blocks are asked for.
func (x *Extractor) context(p Passage, blocks, words, opening Block) {
	if blocks&(words|opening) == 0 {
		return
	}
	tokens, around := p.read(&x.around)
	x.block(blocks, words, func() { x.unigrams(words, tokens, around) })
	x.block(blocks, opening, func() { x.opening(opening, tokens, around) })
}

// block runs fill if b is asked for and makes a range of what it adds.
func (x *Extractor) block(blocks, b Block, fill func()) {
	if blocks&b == 0 {
		return
	}
	x.seen.clear()
	first := len(x.spans)
	fill()
	r := blockRange{b, len(x.spans), 1}
	if b&signalBlocks == 0 {
		r.value = ngramValue(len(x.spans) - first)
	}
	x.ranges = append(x.ranges, r)
}

// ngramValue is the value of each of n n-grams of a block.
func ngramValue(n int) float32 { return float32(1 / math.Sqrt(float64(max(n, 1)))) }

func (x *Extractor) add(id uint32, span gainsay.Span) {
	x.ids = append(x.ids, id)
	x.spans = append(x.spans, span32{int32(span.Start), int32(span.End)})
}

// signal adds a signal.
func (x *Extractor) signal(s signal) { x.signalAt(s, gainsay.Span{}) }

func (x *Extractor) signalAt(s signal, span gainsay.Span) {
	x.add(s.id, span)
	x.texts = append(x.texts, s.text)
}

// flag adds a signal if it is on.
func (x *Extractor) flag(s signal, on bool) {
	if on {
		x.signal(s)
	}
}
