package hash

import (
	"hash/fnv"
	"testing"
)

func TestHashString(t *testing.T) {
	h := fnv.New64a()
	h.Write([]byte("one two"))
	if got := More(More(String("one"), " "), "two"); got != h.Sum64() {
		t.Errorf("%x, want FNV-1a %x", got, h.Sum64())
	}
}
