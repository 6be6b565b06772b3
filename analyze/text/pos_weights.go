package text

import (
	_ "embed"
	"encoding/binary"
	"math/bits"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
)

// perceptronFile holds the weights of prose's tagger; model/README.md says
// from where, under which licence and in which form.
//
//go:generate go test -run ^TestPerceptronFile$ -update .
//go:embed model/perceptron.bin
var perceptronFile []byte

// maxClasses bounds the number of classes of a model.
const maxClasses = 48

// linear is a model that is read straight off the bytes of its file: nothing
// is decoded but the names of its classes.
type linear struct {
	classes []string
	slots   []byte // 8 bytes a slot: see find
	shift   int    // a hash's slot is hash >> shift
	runs    []byte // weightSize bytes a weight
}

// weightSize is the size of a weight: its class in the low 6 bits, then its
// thousandths, signed.
const weightSize = 4

// readLinear reads the head of a model's file. A damaged file is a fault of
// the build, never of the input; the tests of model/ would catch it.
func readLinear(file []byte, magic string) linear {
	rest := strings.TrimPrefix(string(file[:min(len(file), 512)]), magic)
	line, _, _ := strings.Cut(rest, "\n")
	body := file[len(magic)+len(line)+1:]
	size := int(binary.LittleEndian.Uint32(body)) // slots, a power of two
	return linear{classes: strings.Fields(line), shift: 64 - bits.TrailingZeros(uint(size)), slots: body[4 : 4+8*size], runs: body[4+8*size:]}
}

const perceptronMagic = "gainsay perceptron 1\n"

// perceptron is the model of the tagger.
type perceptron struct {
	linear
	tags  map[string]int // the classes and what stands before a sentence
	pairs []atomic.Pointer[pairScores]
}

// pairScores are the scores that a word has by the two tags before it alone,
// worked out when the pair is first met: the densest features by far.
type pairScores struct {
	scores [maxClasses]int32
	tag1   uint64 // hash of the nearer tag
}

var weights = sync.OnceValue(func() *perceptron {
	p := &perceptron{linear: readLinear(perceptronFile, perceptronMagic), tags: map[string]int{}}
	for i, t := range append(slices.Clip(p.classes), start1, start2) {
		p.tags[t] = i
	}
	p.pairs = make([]atomic.Pointer[pairScores], len(p.tags)*len(p.tags))
	return p
})

// afterTags returns the scores of a word that follows the tags p1 (next) and
// p2, and the hash of p1.
func (p *perceptron) afterTags(p1, p2 string) ([maxClasses]int32, uint64) {
	i, ok1 := p.tags[p1]
	k, ok2 := p.tags[p2]
	if !ok1 || !ok2 {
		s := p.scorePair(p1, p2)
		return s.scores, s.tag1
	}
	slot := &p.pairs[i*len(p.tags)+k]
	s := slot.Load()
	if s == nil {
		s = p.scorePair(p1, p2)
		slot.Store(s)
	}
	return s.scores, s.tag1
}

func (p *perceptron) scorePair(p1, p2 string) *pairScores {
	s := &pairScores{tag1: hashString(p1)}
	tag2 := hashString(p2)
	for _, h := range [...]uint64{featureHash(featBias, 0, 0), featureHash(featTag1, s.tag1, 0), featureHash(featTag2, tag2, 0), featureHash(featTags, s.tag1, tag2)} {
		p.add(&s.scores, h)
	}
	return s
}

// find returns the weights of the feature with the hash h. A slot holds the
// low half of the hash (0 if empty), the number of weights (6 bits) and the
// place of the first. A feature that the model does not know is mistaken for
// one it knows once in some billion times.
func (p *linear) find(h uint64) []byte {
	mark := slotMark(h)
	for i := h >> p.shift; ; i = (i + 1) & (1<<(64-p.shift) - 1) {
		slot := binary.LittleEndian.Uint64(p.slots[8*i:])
		switch uint32(slot) {
		case mark:
			place := slot >> 38
			return p.runs[weightSize*place : weightSize*(place+slot>>32&63)]
		case 0:
			return nil
		}
	}
}

func slotMark(h uint64) uint32 { return max(uint32(h), 1) }

// add adds the weights of a feature to the scores of its classes.
func (p *linear) add(scores *[maxClasses]int32, h uint64) {
	for w := p.find(h); len(w) >= weightSize; w = w[weightSize:] {
		v := int32(binary.LittleEndian.Uint32(w))
		if c := v & 63; c < maxClasses {
			scores[c] += v >> 6
		}
	}
}

// only returns the class of a feature that has but one.
func (p *linear) only(h uint64) (class uint8, ok bool) {
	w := p.find(h)
	if len(w) < weightSize {
		return 0, false
	}
	return w[0] & 63, true
}

// hashString is FNV-1a in 64 bits.
func hashString(s string) uint64 { return hashMore(14695981039346656037, s) }

// hashMore goes on with the hash h of what stands before s.
func hashMore(h uint64, s string) uint64 {
	for i := range len(s) {
		h = (h ^ uint64(s[i])) * 1099511628211
	}
	return h
}

// featureHash mixes the kind of a feature with the hashes of its arguments;
// the last steps are those of MurmurHash3's finaliser.
func featureHash(kind int, a, b uint64) uint64 {
	h := (a+uint64(kind))*0x9E3779B97F4A7C15 ^ bits.RotateLeft64(b, 31)*0xC2B2AE3D27D4EB4F
	h ^= h >> 33
	h *= 0xFF51AFD7ED558CCD
	h ^= h >> 33
	return h
}
