package analyze

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"strconv"
)

// ids derives short ids from digests. Identical digests are numbered from the
// second on: "7692c3ad35", "7692c3ad35-2".
type ids struct {
	count map[uint64]int // how many ids have a digest
	buf   []byte         // all ids, concatenated
	ends  []int          // where each id ends in buf
	text  string         // buf, once the last id was added
}

// idBytes is how many bytes of the digest an id shows, two digits each.
const idBytes = 5

// newIDs allocates for n ids.
func newIDs(n int) *ids {
	return &ids{count: make(map[uint64]int, n), buf: make([]byte, 0, n*2*idBytes), ends: make([]int, 0, n)}
}

// add appends the id of what identity describes.
func (s *ids) add(identity []byte) {
	sum := sha256.Sum256(identity)
	s.buf = hex.AppendEncode(s.buf, sum[:idBytes])
	digest := binary.BigEndian.Uint64(sum[:]) >> (64 - 8*idBytes)
	s.count[digest]++
	if n := s.count[digest]; n > 1 {
		s.buf = strconv.AppendInt(append(s.buf, '-'), int64(n), 10)
	}
	s.ends = append(s.ends, len(s.buf))
}

// at returns the k-th id. None may be added after the first call.
func (s *ids) at(k int) string {
	if s.text == "" {
		s.text = string(s.buf)
	}
	from := 0
	if k > 0 {
		from = s.ends[k-1]
	}
	return s.text[from:s.ends[k]]
}
