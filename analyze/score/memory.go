package score

// memory holds what words met lately amount to, side by side, for a look-up
// costs as much as the memory it touches.
type memory struct {
	words   []int32
	stride  int // of a word
	fetched int32
}

// remembered is how many words a memory holds; a power of two.
const remembered = 1 << 14

func newMemory(vectors int) memory {
	stride := wordHead + vectors
	return memory{words: make([]int32, remembered*stride), stride: stride}
}

// place is that of the word with a hash, which another word may hold.
func (m *memory) place(h uint64) int { return int(h>>20) & (remembered - 1) * m.stride }

// fetch reads a little of what is remembered of each word, so that many lines
// of memory are on their way at once rather than one after the other.
func (m *memory) fetch(words []Word) {
	for i := range words {
		m.fetched += m.words[m.place(words[i].hash)] // kept, or the compiler would read nothing
	}
}

// at returns what is remembered at the place of a word.
func (m *memory) at(h uint64) spelled {
	first := m.place(h)
	return m.words[first : first+m.stride : first+m.stride]
}

// spelled is what one word amounts to: the two halves of its hash; the row of
// its weights as a word, plus two, so that it is 0 in a free place alone; the
// number of grams of its letters; and the sum of their weights for each vector.
// A word has fewer than a hundred grams: no sum overflows.
type spelled []int32

const wordHead = 4

// of reports whether it is that of the word with a hash.
func (w spelled) of(h uint64) bool {
	return w[0] == int32(h) && w[1] == int32(h>>32) && w[2] != 0
}

// reset makes it that of the word with a hash, without weights of letters as
// yet.
func (w spelled) reset(h uint64, row int32, grams int) {
	w[0], w[1], w[2], w[3] = int32(h), int32(h>>32), row+2, int32(grams)
	clear(w.sums())
}

func (w spelled) row() int32 { return w[2] - 2 }

func (w spelled) grams() int { return int(w[3]) }

func (w spelled) sums() []int32 { return w[wordHead:] }
