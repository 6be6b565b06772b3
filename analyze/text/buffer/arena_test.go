package buffer

import "testing"

// TestArenaFrees checks that an emptied arena holds on to no more chunks than
// it may, beyond the end of its list neither.
func TestArenaFrees(t *testing.T) {
	var a Arena[int]
	for range keptChunks + 3 {
		a.Keep(append(a.Take(chunkSize/4), make([]int, chunkSize/4)...))
		a.used = chunkSize
	}
	a.Empty()
	if len(a.chunks) != keptChunks {
		t.Fatalf("%d chunks", len(a.chunks))
	}
	for _, chunk := range a.chunks[keptChunks : keptChunks+3] {
		if chunk != nil {
			t.Error("a chunk is held beyond the list")
		}
	}
}
