package analyze

import (
	"testing"

	"github.com/gainsay/gainsay"
)

// TestBuffersHoldNothing checks that released buffers keep neither texts nor
// more memory than the limits allow.
func TestBuffersHoldNothing(t *testing.T) {
	b := getBuffers(2)
	for range maxPooledAnnotations + 1 {
		b[0] = append(b[0], gainsay.Annotation{By: "kept"})
	}
	b[1] = append(b[1][:0:0], gainsay.Annotation{By: "kept"})
	few := b[1]
	b.release()
	if b[0] != nil {
		t.Error("a buffer above the limit is kept")
	}
	if len(b[1]) != 0 || few[0].By != "" {
		t.Error("a buffer is not cleared")
	}
	many := getBuffers(maxPooledComments + 2)
	many[maxPooledComments+1] = append(many[maxPooledComments+1], gainsay.Annotation{By: "not kept"})
	many.release()
	again := getBuffers(maxPooledComments + 5)
	if len(again) != maxPooledComments+5 {
		t.Errorf("%d buffers", len(again))
	}
	for i := range again {
		if len(again[i]) != 0 || cap(again[i]) > maxPooledAnnotations {
			t.Errorf("buffer %d has length %d and capacity %d", i, len(again[i]), cap(again[i]))
		}
	}
}
