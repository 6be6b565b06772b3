package analyze

import "testing"

// TestRunTable stores more runs than the table is allocated for: each keeps the
// first place, whatever the order of their hashes.
func TestRunTable(t *testing.T) {
	const n = 1000
	table := newRunTable(4)
	hash := func(k int32) uint64 { return uint64(k+1) << 18 } // many share a slot
	for k := range int32(n) {
		if _, known := table.put(hash(k), place{0, k}); known {
			t.Fatalf("run %d is known before it was stored", k)
		}
	}
	for k := range int32(n) {
		if first, known := table.put(hash(k), place{1, 0}); !known || first != (place{0, k}) {
			t.Errorf("run %d: %v, %v", k, first, known)
		}
	}
}
