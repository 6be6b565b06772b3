package perceptron

import (
	_ "embed"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/gainsay/gainsay/analyze/text/hash"
	"github.com/gainsay/gainsay/analyze/text/lexeme"
	"github.com/gainsay/gainsay/analyze/text/linear"
	"github.com/gainsay/gainsay/analyze/text/pos"
)

// perceptronFile holds the weights of prose's tagger; model/README.md says
// from where, under which licence and in which form.
//
//go:generate go test -run ^TestPerceptronFile$ -update .
//go:embed model/perceptron.bin
var perceptronFile []byte

const perceptronMagic = "gainsay perceptron 2\n"

// tagID is the index of a tag in perceptron.tags.
type tagID int8

// noTag means that a word has several tags.
const noTag tagID = -1

// perceptron is the model of the tagger.
type perceptron struct {
	linear.Model
	tags      []pos.Tag // the classes first, then what else the context may have
	tagHashes []uint64  // by tag
	pairs     []atomic.Pointer[linear.Scores]
	firsts    [256]linear.Scores // weights of the first byte of a word

	start1, start2, hyphen, hashtag, noun, symbol tagID
	before, after                                 [2]*lexeme.Lexeme // beyond a sentence's ends
}

var weights = sync.OnceValue(func() *perceptron {
	p := &perceptron{Model: linear.Read(perceptronFile, perceptronMagic)}
	p.tags = allTags(p.Classes)
	for _, t := range p.tags {
		p.tagHashes = append(p.tagHashes, hash.String(string(t)))
	}
	id := func(tag pos.Tag) tagID { return tagID(slices.Index(p.tags, tag)) }
	p.start1, p.start2, p.hyphen, p.hashtag, p.noun, p.symbol = id(start1), id(start2), id(pos.Hyphen),
		id(pos.Hashtag), id(pos.NN), id(pos.Symbol)
	p.pairs = make([]atomic.Pointer[linear.Scores], len(p.tags)*len(p.tags))
	for b := range p.firsts {
		p.AddFeature(&p.firsts[b], featFirst, hash.String(string(rune(b))), 0)
	}
	p.before = [...]*lexeme.Lexeme{p.edge(start1), p.edge(start2)}
	p.after = [...]*lexeme.Lexeme{p.edge(end1), p.edge(end2)}
	return p
})

// allTags adds to the classes of a tagger what else the context may have.
func allTags(classes []string) []pos.Tag {
	var tags []pos.Tag
	for _, c := range classes {
		tags = append(tags, pos.Tag(c))
	}
	return append(tags, start1, start2, pos.Hyphen, pos.Hashtag)
}

// afterTags returns the scores that a word has by the tags before it alone, t1
// (next) and t2, computed when the pair first occurs: by far the densest
// features.
func (p *perceptron) afterTags(t1, t2 tagID) *linear.Scores {
	slot := &p.pairs[int(t1)*len(p.tags)+int(t2)]
	if r := slot.Load(); r != nil {
		return r
	}
	r, tag1, tag2 := new(linear.Scores), p.tagHashes[t1], p.tagHashes[t2]
	*r = linear.Level(len(p.Classes))
	p.AddFeature(r, featBias, 0, 0)
	p.AddFeature(r, featTag1, tag1, 0)
	p.AddFeature(r, featTag2, tag2, 0)
	p.AddFeature(r, featTags, tag1, tag2)
	slot.Store(r)
	return r
}
