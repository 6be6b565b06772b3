package analyze

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"strconv"
)

// naming makes ids of digests; those after the first of one digest have their
// number behind it.
type naming struct {
	given map[uint64]int // how many have the digest
	all   []byte         // one id after the other
	ends  []int
	text  string // all, once none is to come
}

// nameBytes is how many bytes of a digest an id shows.
const nameBytes = 5

// newNaming makes room for n ids.
func newNaming(n int) *naming {
	return &naming{given: make(map[uint64]int, n), all: make([]byte, 0, n*2*nameBytes), ends: make([]int, 0, n)}
}

func (ns *naming) add(identity []byte) {
	sum := sha256.Sum256(identity)
	ns.all = hex.AppendEncode(ns.all, sum[:nameBytes])
	digest := binary.BigEndian.Uint64(sum[:]) >> (64 - 8*nameBytes)
	ns.given[digest]++
	if n := ns.given[digest]; n > 1 {
		ns.all = strconv.AppendInt(append(ns.all, '-'), int64(n), 10)
	}
	ns.ends = append(ns.ends, len(ns.all))
}

// of returns the k-th id. No further one may be added then.
func (ns *naming) of(k int) string {
	if ns.text == "" {
		ns.text = string(ns.all)
	}
	from := 0
	if k > 0 {
		from = ns.ends[k-1]
	}
	return ns.text[from:ns.ends[k]]
}
