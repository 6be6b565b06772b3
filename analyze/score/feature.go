package score

import (
	"math"

	"github.com/gainsay/gainsay"
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

// Feature is one thing found, as training sees it.
type Feature struct {
	ID    uint32  // hash of what it is
	Value float32 // 1 for a signal; for a gram one over the root of the number of its block's grams
	Named bool    // a signal, no gram
}

// found is a feature with where it was found, for explanations.
type found struct {
	Feature
	block Block
	name  string       // of a signal; "" for a gram
	span  gainsay.Span // bytes of the text the block is about; empty for most signals, that of the word for letters
}

// Extractor finds features. It keeps its buffers from call to call: one for
// each goroutine.
type Extractor struct {
	list  []found
	seen  set
	hash  []uint64 // of the tokens of the text looked at last; so are their classes
	class []classes
	other []uint64 // of the tokens around it
	ids   []uint32 // of the letters of a word
}

// features returns what blocks find in the input, each feature once. The
// result is good until the next call.
func (x *Extractor) features(in *Input, blocks Block) []found {
	x.list = x.list[:0]
	text := in.Text.tokens()
	x.read(text)
	x.signals(in, text, blocks)
	x.block(blocks, Words, func() { x.words(Words, text, x.hash, 1) })
	x.block(blocks, Pairs, func() { x.words(Pairs, text, x.hash, 2) })
	x.block(blocks, Chars, func() { x.chars(text) })
	x.block(blocks, Tags, func() { x.tags(text) })
	x.block(blocks, Opening, func() { x.opening(Opening, text, x.hash) })
	x.around(in.Before, blocks, BeforeWords, 0)
	x.around(in.After, blocks, AfterWords, AfterOpen)
	x.around(in.Parent, blocks, ParentWords, 0)
	x.block(blocks, AuthorChars, func() { x.author(in) })
	return x.list
}

// around adds the words of a passage that stands around the text, and how it
// opens, if these blocks are asked for.
func (x *Extractor) around(p Passage, blocks, words, opening Block) {
	if blocks&(words|opening) == 0 {
		return
	}
	tokens := p.tokens()
	x.other = hashes(x.other, tokens)
	x.block(blocks, words, func() { x.words(words, tokens, x.other, 1) })
	x.block(blocks, opening, func() { x.opening(opening, tokens, x.other) })
}

// block runs fill if b is asked for and scales what it adds.
func (x *Extractor) block(blocks, b Block, fill func()) {
	if blocks&b == 0 {
		return
	}
	x.seen.clear()
	first := len(x.list)
	fill()
	if n := len(x.list) - first; n > 0 {
		scale := float32(1 / math.Sqrt(float64(n)))
		for i := first; i < len(x.list); i++ {
			x.list[i].Value = scale
		}
	}
}

// gram adds a gram of the block unless it is there already.
func (x *Extractor) gram(b Block, hash uint64, span gainsay.Span) {
	id := finish(hash, uint32(b))
	if x.seen.add(id) {
		x.add(id, b, span)
	}
}

func (x *Extractor) add(id uint32, b Block, span gainsay.Span) {
	x.list = append(x.list, found{Feature: Feature{ID: id}, block: b, span: span})
}

// signal adds a named signal.
func (x *Extractor) signal(b Block, name string) {
	x.list = append(x.list, found{Feature: Feature{nameID(name), 1, true}, block: b, name: name})
}

// flag adds a named signal if it is on.
func (x *Extractor) flag(b Block, name string, on bool) {
	if on {
		x.signal(b, name)
	}
}
