// Package linear reads linear models that were trained elsewhere and scores with
// them exactly, in thousandths.
package linear

import (
	"encoding/binary"
	"iter"
	"math/bits"
	"strings"
)

// Model is a linear classifier over hashed features. It is used in the
// format of its file: only the names of its classes are decoded.
type Model struct {
	Classes []string
	slots   []byte // 8 bytes each: see Find
	shift   int    // the slot of a hash is hash >> shift
	runs    []byte // WeightSize bytes a weight
}

// WeightSize is the size of a weight in bytes: the class in the low 6 bits, then
// the thousandths, signed.
const WeightSize = 4

// Read reads the header of a model's file, which begins with magic. The file is
// part of the binary: a damaged one panics, and tests compare each with its
// source.
func Read(file []byte, magic string) Model {
	rest := strings.TrimPrefix(string(file[:min(len(file), 512)]), magic)
	line, _, _ := strings.Cut(rest, "\n")
	body := file[len(magic)+len(line)+1:]
	size := int(binary.LittleEndian.Uint32(body)) // slots, a power of two
	return Model{Classes: strings.Fields(line), shift: 64 - bits.TrailingZeros(uint(size)),
		slots: body[4 : 4+8*size], runs: body[4+8*size:]}
}

// Run locates the weights of a feature: their number in the low 6 bits, the
// index of the first above. It is 0 for a feature that the model does not know.
type Run uint32

// Find returns the weights of the feature with the hash h. A slot holds the
// low half of the hash (0 if empty) and the run. An unknown feature is mistaken
// for a known one about once in a billion times.
func (p *Model) Find(h uint64) Run {
	mark := SlotMark(h)
	for i := h >> p.shift; ; i = (i + 1) & (1<<(64-p.shift) - 1) {
		slot := binary.LittleEndian.Uint64(p.slots[8*i:])
		switch uint32(slot) {
		case mark:
			return Run(slot >> 32)
		case 0:
			return 0
		}
	}
}

// Features yields the kinds and weights of the features of one argument, whose
// hash is a. A feature of another argument is mistaken for one of these about
// once in a million times.
func (p *Model) Features(a uint64) iter.Seq2[int, Run] {
	return func(yield func(int, Run) bool) {
		h := FeatureHash(0, a, 0)
		for i := h >> p.shift; ; i = (i + 1) & (1<<(64-p.shift) - 1) {
			slot := binary.LittleEndian.Uint64(p.slots[8*i:])
			kind := (uint32(slot) - uint32(h)) * kindInverse
			if slot == 0 || kind < MaxKinds && !yield(int(kind), Run(slot>>32)) {
				return
			}
		}
	}
}

// SlotMark returns what a slot holds of the hash of its feature.
func SlotMark(h uint64) uint32 { return max(uint32(h), 1) }

// Weights yields the classes and weights of a feature.
func (p *Model) Weights(r Run) iter.Seq2[uint, int] {
	place, n := int(r>>6), int(r&63)
	return func(yield func(uint, int) bool) {
		for w := p.runs[WeightSize*place : WeightSize*(place+n)]; len(w) >= WeightSize; w = w[WeightSize:] {
			v := int32(binary.LittleEndian.Uint32(w))
			if !yield(uint(v&63), int(v>>6)) {
				return
			}
		}
	}
}

// Add adds the weights of a feature to the scores of its classes.
func (p *Model) Add(scores *Scores, r Run) {
	for class, w := range p.Weights(r) {
		scores.Put(class, int64(w))
	}
}

// AddFeature adds the weights of the feature of a kind with the arguments
// whose hashes are a and b.
func (p *Model) AddFeature(scores *Scores, kind int, a, b uint64) {
	p.Add(scores, p.Find(FeatureHash(kind, a, b)))
}

// FeatureHash mixes the kind of a feature, below MaxKinds, with the hashes of
// its arguments; the last steps are those of MurmurHash3's finaliser. The kind
// changes the low half alone, so that the features of one word are neighbours.
func FeatureHash(kind int, a, b uint64) uint64 {
	h := a*0x9E3779B97F4A7C15 ^ bits.RotateLeft64(b, 31)*0xC2B2AE3D27D4EB4F
	h ^= h >> 33
	h *= 0xFF51AFD7ED558CCD
	h ^= h >> 33
	return h&^0xFFFFFFFF | uint64(uint32(h)+uint32(kind)*kindFactor)
}

const (
	kindFactor  uint32 = 0x9E3779B9
	kindInverse uint32 = 0x144CBC89 // kindFactor * kindInverse is 1 in 32 bits
	MaxKinds           = 64         // of features
)
