// Package buffer has memory that is used again: an arena for slices that live
// as long as a thread, and the clearing of pooled slices.
package buffer

// Arena hands out many short slices from common chunks, to be used again: a
// thread's tokens take more memory than all else that is found in it. A nil
// Arena allocates each slice on its own. An Arena is for one goroutine.
type Arena[T any] struct {
	chunks  [][]T
	current int // index of the chunk in use
	used    int // elements of it that are taken
}

const (
	chunkSize  = 512 // elements
	keptChunks = 64  // of an arena after Empty
)

// Take returns an empty slice with the capacity n.
func (a *Arena[T]) Take(n int) []T {
	if a == nil || n > chunkSize/4 {
		return make([]T, 0, n)
	}
	if a.used+n > chunkSize {
		a.current, a.used = a.current+1, 0
	}
	if a.current == len(a.chunks) {
		a.chunks = append(a.chunks, make([]T, chunkSize))
	}
	return a.chunks[a.current][a.used : a.used : a.used+n]
}

// Keep reserves what was filled of the slice taken last. A slice that has
// outgrown its capacity has been moved and reserves nothing.
func (a *Arena[T]) Keep(filled []T) {
	if a == nil || len(filled) == 0 || a.current == len(a.chunks) ||
		&filled[0] != &a.chunks[a.current][min(a.used, chunkSize-1)] {
		return
	}
	a.used += len(filled)
}

// Empty makes all slices handed out invalid and their memory free for others.
func (a *Arena[T]) Empty() {
	for k := range min(a.current+1, len(a.chunks)) {
		clear(a.chunks[k])
	}
	kept := min(len(a.chunks), keptChunks)
	clear(a.chunks[kept:]) // or the list would hold on to them
	a.chunks = a.chunks[:kept]
	a.current, a.used = 0, 0
}
