package text

import "math/bits"

// row holds a score for each class of a model: three classes to a number, of
// laneBits bits each, so that a whole row is added in sixteen steps. Adding
// the numbers adds every score exactly, signs included. What is added to a
// level row can be read as long as its scores lie within half.
type row [rowWords]uint64

const (
	rowWords = 16
	laneBits = 21
	half     = 1 << 18                           // scores that can be read lie between -half and half
	raise    = 2 * half                          // the score 0 of a level row
	guard    = 1 << (laneBits - 1)               // of each lane, above what can be read
	each     = 1 | 1<<laneBits | 1<<(2*laneBits) // a 1 in each lane
	laneMask = guard - 1

	// maxClasses bounds the number of classes of a model.
	maxClasses = 3 * rowWords
)

// level returns the row in which n classes score 0 and the others, which the
// model does not have, too little ever to be the best.
func level(n int) (r row) {
	for c := range n {
		r.put(uint(c), raise)
	}
	return r
}

// put adds v to the score of a class.
func (r *row) put(class uint, v int64) {
	r[class%rowWords] += uint64(v) << (class / rowWords * laneBits)
}

// add adds the scores of o.
func (r *row) add(o *row) {
	for i := range r {
		r[i] += o[i]
	}
}

// classSet is a set of classes: class c has the bit c%rowWords of lane
// c/rowWords.
type classSet uint64

// single reports whether the set, which is not empty, has one class only.
func (s classSet) single() bool { return s&(s-1) == 0 }

// first returns the first class of a set that is not empty.
func (s classSet) first() int {
	bit := bits.TrailingZeros64(uint64(s))
	return bit/laneBits*rowWords + bit%laneBits
}

// leading returns the classes that score at most behind less than the best;
// with 0 those that score as much. r is a level row and what was added to it.
func (r *row) leading(behind int) (set classSet) {
	bar := uint64(max(0, r.most()-behind)) * each
	for i, v := range r {
		set |= classSet((v|guard*each)-bar) & (guard * each) >> (laneBits - 1) << i
	}
	return set
}

// most returns the highest score, raised.
func (r *row) most() int {
	most := r[0] // in each lane
	for _, v := range r[1:] {
		higher := ((v | guard*each) - most) & (guard * each) // the guards of the lanes where v has as much or more
		mask := higher - higher>>(laneBits-1)
		most = v&mask | most&^mask
	}
	return int(max(most&laneMask, most>>laneBits&laneMask, most>>(2*laneBits)&laneMask))
}
