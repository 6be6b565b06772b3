// Package shard divides threads into parts by their ids, so that several
// machines can work on one set of sources. Split writes the parts as files,
// which the format "shard" reads back without loss.
package shard

import (
	"fmt"
	"hash/fnv"
	"strconv"
	"strings"
)

// Part is one of several parts of a set of threads. The zero Part is the whole.
type Part struct {
	N  int `json:"part"` // from 1 on; 0 for the whole
	Of int `json:"of"`   // the number of parts
}

// maxParts is the largest number of parts.
const maxParts = 100000

// ParsePart reads a part as users write it: "3/8" is the third of eight.
func ParsePart(s string) (Part, error) {
	a, b, ok := strings.Cut(s, "/")
	n, err1 := strconv.Atoi(a)
	of, err2 := strconv.Atoi(b)
	p := Part{n, of}
	if !ok || err1 != nil || err2 != nil || p == (Part{}) || !p.Valid() {
		return Part{}, fmt.Errorf("%q: must be I/K with 1 <= I <= K <= %d", s, maxParts)
	}
	return p, nil
}

// Valid reports whether there may be such a part.
func (p Part) Valid() bool { return p == Part{} || p.N >= 1 && p.N <= p.Of && p.Of <= maxParts }

// String returns what ParsePart reads, "" for the whole.
func (p Part) String() string {
	if p.Of == 0 {
		return ""
	}
	return fmt.Sprintf("%d/%d", p.N, p.Of)
}

// Has reports whether the thread with this id belongs to the part.
func (p Part) Has(id string) bool { return p.Of <= 1 || Of(id, p.Of) == p.N }

// Of returns to which of k parts the thread with this id belongs, 1 to k: the 64
// bits of FNV-1a, the upper half folded into the lower, modulo k. It is the same
// in every version of the program and on every machine.
func Of(id string, k int) int {
	h := fnv.New64a()
	h.Write([]byte(id))
	sum := h.Sum64()
	return int((sum^sum>>32)%uint64(k)) + 1
}
