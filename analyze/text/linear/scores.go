package linear

import "math/bits"

// Scores is a score vector: a score for each class of a model, in thousandths.
// Three classes share a word, laneBits bits each, so that a vector is added in
// sixteen steps; adding the words adds every score exactly, signs included. A
// vector can be read if Level made it and its scores lie between -MaxScore and
// MaxScore.
type Scores [scoreWords]uint64

const (
	scoreWords = 16
	laneBits   = 21
	MaxScore   = 1 << 18                           // bounds the scores that can be read
	raise      = 2 * MaxScore                      // represents the score 0
	guard      = 1 << (laneBits - 1)               // the guard bit of each lane
	each       = 1 | 1<<laneBits | 1<<(2*laneBits) // a 1 in each lane
	laneMask   = guard - 1

	// MaxClasses bounds the number of classes of a model.
	MaxClasses = 3 * scoreWords
)

// Level returns the vector in which n classes score 0 and the others, which the
// model does not have, too little ever to be the best.
func Level(n int) (r Scores) {
	for c := range n {
		r.Put(uint(c), raise)
	}
	return r
}

// Put adds v to the score of a class.
func (r *Scores) Put(class uint, v int64) {
	r[class%scoreWords] += uint64(v) << (class / scoreWords * laneBits)
}

// Add adds the scores of o.
func (r *Scores) Add(o *Scores) {
	for i := range r {
		r[i] += o[i]
	}
}

// ClassSet is a bit set of classes: class c has the bit c%scoreWords of lane
// c/scoreWords.
type ClassSet uint64

// Single reports whether the set, which is not empty, has one class only.
func (s ClassSet) Single() bool { return s&(s-1) == 0 }

// First returns the first class of a set that is not empty.
func (s ClassSet) First() int {
	bit := bits.TrailingZeros64(uint64(s))
	return bit/laneBits*scoreWords + bit%laneBits
}

// Leading returns the classes whose score is at most behind below the highest;
// for 0 those that have the highest. Level made r, before scores were added.
func (r *Scores) Leading(behind int) (set ClassSet) {
	bar := uint64(max(0, r.most()-behind)) * each
	for i, v := range r {
		set |= ClassSet((v|guard*each)-bar) & (guard * each) >> (laneBits - 1) << i
	}
	return set
}

// most returns the highest score plus raise.
func (r *Scores) most() int {
	most := r[0] // in each lane
	for _, v := range r[1:] {
		// the guards of the lanes where v has as much or more
		higher := ((v | guard*each) - most) & (guard * each)
		mask := higher - higher>>(laneBits-1)
		most = v&mask | most&^mask
	}
	return int(max(most&laneMask, most>>laneBits&laneMask, most>>(2*laneBits)&laneMask))
}
