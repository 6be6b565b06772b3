package argue

import (
	"iter"
	"math"

	"github.com/gainsay/gainsay/analyze/text"
)

// bucketBands is how many buckets a claim is added to: two claims that share
// half of their terms have a bucket in common in 15 of 16 cases.
const bucketBands = 4

// maxHeads bounds how many earlier claims of one bucket a claim is compared
// with: the first ones, which others repeat.
const maxHeads = 24

// buckets hold claims by key, in the order in which they were added. Each bucket
// is a linked list in one slice.
type buckets struct {
	byKey map[uint64]bucket
	links []link // of all buckets
}

// newBuckets allocates for n claims, many of which repeat others.
func newBuckets(n int) *buckets {
	return &buckets{make(map[uint64]bucket, n*bucketBands/2), make([]link, 0, n*bucketBands/2)}
}

// bucket holds the indexes of a list's first and last link, and its length.
type bucket struct{ first, last, n int }

// link is a claim and the index of the next link of its bucket.
type link struct{ claim, next int }

// add adds a claim to a bucket unless the bucket is full.
func (b *buckets) add(key uint64, claim int) {
	at := b.byKey[key]
	if at.n == maxHeads {
		return
	}
	if at.n == 0 {
		at.first = len(b.links)
	} else {
		b.links[at.last].next = len(b.links)
	}
	at.last, at.n = len(b.links), at.n+1
	b.byKey[key] = at
	b.links = append(b.links, link{claim: claim})
}

// in yields the claims of a bucket.
func (b *buckets) in(key uint64) iter.Seq[int] {
	return func(yield func(int) bool) {
		at := b.byKey[key]
		for i, n := at.first, at.n; n > 0 && yield(b.links[i].claim); n-- {
			i = b.links[i].next
		}
	}
}

// bucketKeys are the lowest hashes of a claim's terms under each of several
// seeds (MinHash), so that claims with many terms in common share one of them.
func bucketKeys(t *text.Terms) (keys [bucketBands]uint64) {
	for band := range keys {
		seed := seeded(band)
		keys[band] = math.MaxUint64
		for _, w := range t.Words {
			keys[band] = min(keys[band], text.HashMore(seed, w.Key))
		}
	}
	return keys
}

// seeded is the hash of a seed of 0 to 127, to be continued with a word.
func seeded(seed int) uint64 { return text.Hash(string(rune(seed))) }
