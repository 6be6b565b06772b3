package analyze

import (
	"sync"

	"github.com/gainsay/gainsay"
)

// annotationBuffers hold the annotations of each comment of a thread until
// they are collected. They are pooled and reused for the next thread: allocating
// them for each thread took a tenth of all memory that an analysis allocated.
type annotationBuffers [][]gainsay.Annotation

var bufferPool = sync.Pool{New: func() any { return new(annotationBuffers) }}

// Larger buffers are not pooled: threads of so many comments are rare, and so
// are comments of so many annotations.
const (
	maxPooledComments    = 1 << 10
	maxPooledAnnotations = 1 << 5 // of one comment
)

// getBuffers returns empty buffers for n comments.
func getBuffers(n int) annotationBuffers {
	b := *bufferPool.Get().(*annotationBuffers)
	if cap(b) < n {
		b = append(make(annotationBuffers, 0, n), b[:cap(b)]...)
	}
	return b[:n]
}

// release clears the buffers, so that they keep no text alive, and puts them
// back into the pool unless they are too large.
func (b annotationBuffers) release() {
	if cap(b) > maxPooledComments {
		return
	}
	for i := range b {
		clear(b[i])
		b[i] = b[i][:0]
		if cap(b[i]) > maxPooledAnnotations {
			b[i] = nil
		}
	}
	bufferPool.Put(&b)
}
