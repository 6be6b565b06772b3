package text

import (
	_ "embed"
	"slices"
	"sync"
	"sync/atomic"

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

// noTag stands for a word of more than one tag.
const noTag tagID = -1

// perceptron is the model of the tagger.
type perceptron struct {
	linear
	tags      []pos.Tag // the classes first, then what else can stand in the context
	tagHashes []uint64  // by tag
	pairs     []atomic.Pointer[row]
	firsts    [256]row // what the first byte of a word tells of it

	start1, start2, hyphen, hashtag, noun, symbol tagID
	before, after                                 [2]*lexeme // beyond a sentence's ends
}

var weights = sync.OnceValue(func() *perceptron {
	p := &perceptron{linear: readLinear(perceptronFile, perceptronMagic)}
	p.tags = allTags(p.classes)
	for _, t := range p.tags {
		p.tagHashes = append(p.tagHashes, Hash(string(t)))
	}
	id := func(tag pos.Tag) tagID { return tagID(slices.Index(p.tags, tag)) }
	p.start1, p.start2, p.hyphen, p.hashtag, p.noun, p.symbol = id(start1), id(start2), id(pos.Hyphen), id(pos.Hashtag), id(pos.NN), id(pos.Symbol)
	p.pairs = make([]atomic.Pointer[row], len(p.tags)*len(p.tags))
	for b := range p.firsts {
		p.addFeature(&p.firsts[b], featFirst, Hash(string(rune(b))), 0)
	}
	p.before = [...]*lexeme{p.edge(start1), p.edge(start2)}
	p.after = [...]*lexeme{p.edge(end1), p.edge(end2)}
	return p
})

// allTags adds to the classes of a tagger what else can stand in the context.
func allTags(classes []string) []pos.Tag {
	var tags []pos.Tag
	for _, c := range classes {
		tags = append(tags, pos.Tag(c))
	}
	return append(tags, start1, start2, pos.Hyphen, pos.Hashtag)
}

// afterTags returns the scores that a word has by the tags before it alone, t1
// (next) and t2, worked out when the pair is first met: the densest features
// by far.
func (p *perceptron) afterTags(t1, t2 tagID) *row {
	slot := &p.pairs[int(t1)*len(p.tags)+int(t2)]
	if r := slot.Load(); r != nil {
		return r
	}
	r, tag1, tag2 := new(row), p.tagHashes[t1], p.tagHashes[t2]
	*r = level(len(p.classes))
	p.addFeature(r, featBias, 0, 0)
	p.addFeature(r, featTag1, tag1, 0)
	p.addFeature(r, featTag2, tag2, 0)
	p.addFeature(r, featTags, tag1, tag2)
	slot.Store(r)
	return r
}
