package text

import (
	"encoding/binary"
	"iter"
	"math/bits"
	"strings"
)

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

// run is where the weights of a feature stand: their number in the low 6 bits,
// the place of the first above. A feature that the model does not know has 0.
type run uint32

// find returns the weights of the feature with the hash h. A slot holds the
// low half of the hash (0 if empty) and the run. A feature that the model does
// not know is mistaken for one it knows once in some billion times.
func (p *linear) find(h uint64) run {
	mark := slotMark(h)
	for i := h >> p.shift; ; i = (i + 1) & (1<<(64-p.shift) - 1) {
		slot := binary.LittleEndian.Uint64(p.slots[8*i:])
		switch uint32(slot) {
		case mark:
			return run(slot >> 32)
		case 0:
			return 0
		}
	}
}

// of yields the features of one argument, with the hash a: their kinds and
// runs. One of another argument passes for one of these once in some million
// times.
func (p *linear) of(a uint64) iter.Seq2[int, run] {
	return func(yield func(int, run) bool) {
		h := featureHash(0, a, 0)
		for i := h >> p.shift; ; i = (i + 1) & (1<<(64-p.shift) - 1) {
			slot := binary.LittleEndian.Uint64(p.slots[8*i:])
			kind := (uint32(slot) - uint32(h)) * kindInverse
			if slot == 0 || kind < maxKinds && !yield(int(kind), run(slot>>32)) {
				return
			}
		}
	}
}

func slotMark(h uint64) uint32 { return max(uint32(h), 1) }

// each yields the classes and weights of a feature.
func (p *linear) each(r run) iter.Seq2[uint, int] {
	place, n := int(r>>6), int(r&63)
	return func(yield func(uint, int) bool) {
		for w := p.runs[weightSize*place : weightSize*(place+n)]; len(w) >= weightSize; w = w[weightSize:] {
			v := int32(binary.LittleEndian.Uint32(w))
			if !yield(uint(v&63), int(v>>6)) {
				return
			}
		}
	}
}

// add adds the weights of a feature to the scores of its classes.
func (p *linear) add(scores *row, r run) {
	for class, w := range p.each(r) {
		scores.put(class, int64(w))
	}
}

// addFeature adds the weights of the feature of a kind with the arguments
// whose hashes are a and b.
func (p *linear) addFeature(scores *row, kind int, a, b uint64) {
	p.add(scores, p.find(featureHash(kind, a, b)))
}

// featureHash mixes the kind of a feature, below maxKinds, with the hashes of
// its arguments; the last steps are those of MurmurHash3's finaliser. The kind
// bears on the low half alone: the features of one word lie side by side.
func featureHash(kind int, a, b uint64) uint64 {
	h := a*0x9E3779B97F4A7C15 ^ bits.RotateLeft64(b, 31)*0xC2B2AE3D27D4EB4F
	h ^= h >> 33
	h *= 0xFF51AFD7ED558CCD
	h ^= h >> 33
	return h&^0xFFFFFFFF | uint64(uint32(h)+uint32(kind)*kindFactor)
}

const (
	kindFactor  uint32 = 0x9E3779B9
	kindInverse uint32 = 0x144CBC89 // kindFactor * kindInverse is 1 in 32 bits
	maxKinds           = 64         // of features; TestKinds
)
