package score

// wordCache caches what recent words contribute to all vectors of a
// MultiModel: a direct-mapped cache of flat entries, since a lookup costs as
// much as the memory it touches.
type wordCache struct {
	entries []int32
	stride  int   // of an entry
	fetched int32 // see prefetch
}

// cachedWords is how many words a wordCache holds; a power of two.
const cachedWords = 1 << 14

func newWordCache(vectors int) wordCache {
	stride := entryHead + vectors
	return wordCache{entries: make([]int32, cachedWords*stride), stride: stride}
}

// offset is that of the entry for the word with a hash, which another word may
// occupy.
func (c *wordCache) offset(h uint64) int { return int(h>>20) & (cachedWords - 1) * c.stride }

// prefetch touches the entry of each word, so that many cache lines are loaded
// at the same time rather than one after the other.
func (c *wordCache) prefetch(words []Word) {
	for i := range words {
		c.fetched += c.entries[c.offset(words[i].hash)] // kept, or the compiler would drop the load
	}
}

// entry returns the entry for the word with a hash.
func (c *wordCache) entry(h uint64) wordEntry {
	first := c.offset(h)
	return c.entries[first : first+c.stride : first+c.stride]
}

// wordEntry is what one word contributes: the two halves of its hash; the
// offset of its weights as a unigram, plus two, so that only a free entry has
// 0; the number of its character n-grams; and the sum of their weights for
// each vector. A word has fewer than a hundred n-grams: no sum overflows.
type wordEntry []int32

// entryHead is the length of a wordEntry without the sums.
const entryHead = 4

// of reports whether the entry is that of the word with a hash.
func (e wordEntry) of(h uint64) bool {
	return e[0] == int32(h) && e[1] == int32(h>>32) && e[2] != 0
}

// reset makes it the entry of the word with a hash, with sums of 0.
func (e wordEntry) reset(h uint64, offset int32, ngrams int) {
	e[0], e[1], e[2], e[3] = int32(h), int32(h>>32), offset+2, int32(ngrams)
	clear(e.sums())
}

// offset is that of the word's weights in the weightTable, or noWeights.
func (e wordEntry) offset() int32 { return e[2] - 2 }

func (e wordEntry) ngrams() int { return int(e[3]) }

func (e wordEntry) sums() []int32 { return e[entryHead:] }
