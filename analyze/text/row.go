package text

// row holds a score for each class of a model: three classes to a number, of
// laneBits bits each, so that a whole row is added in sixteen steps. Adding
// the numbers adds every score exactly, signs included, as long as the sums
// that are read at the end lie within a lane.
type row [rowWords]uint64

const (
	rowWords = 16
	laneBits = 21
	laneHalf = 1 << (laneBits - 1) // scores run from -laneHalf to laneHalf-1

	// maxClasses bounds the number of classes of a model.
	maxClasses = 3 * rowWords
)

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

// score returns the score of a class.
func (r *row) score(class uint) int {
	const raise = laneHalf | laneHalf<<laneBits | laneHalf<<(2*laneBits) // no lane is negative, none borrows
	lifted := (r[class%rowWords] + raise) >> (class / rowWords * laneBits)
	return int(lifted&(1<<laneBits-1)) - laneHalf
}

// best returns the first of the n classes with the highest score.
func (r *row) best(n int) int {
	best, most := 0, r.score(0)
	for c := 1; c < n; c++ {
		if s := r.score(uint(c)); s > most {
			best, most = c, s
		}
	}
	return best
}
