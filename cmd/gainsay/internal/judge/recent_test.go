package judge

import (
	"fmt"
	"testing"
)

// TestRecentTextsBounded: what is remembered does not grow.
func TestRecentTextsBounded(t *testing.T) {
	r := newRecentTexts(10)
	for i := range 100 {
		sig := make([]uint32, 64)
		for k := range sig {
			sig[k] = uint32(i*1000 + k)
		}
		r.add("o", fmt.Sprint(i), sig)
	}
	places := 0
	for _, list := range r.bands {
		places += len(list)
	}
	if want := 10 * 16; places != want {
		t.Errorf("%d places by band, want %d", places, want)
	}
	r.forget("95")
	if got := len(r.bands); got != 9*16 {
		t.Errorf("%d bands after one was forgotten", got)
	}
}
