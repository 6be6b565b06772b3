package main

import (
	"bytes"
	"testing"
)

// TestCorpus holds that the invented comments are the same every time and of
// the length of real ones.
func TestCorpus(t *testing.T) {
	var a, b bytes.Buffer
	for _, out := range []*bytes.Buffer{&a, &b} {
		if err := newWriter(1).write(out, 10, func() int { return 100 }); err != nil {
			t.Fatal(err)
		}
	}
	if !bytes.Equal(a.Bytes(), b.Bytes()) {
		t.Error("the same seed gives another corpus")
	}
	w, total := newWriter(1), 0
	for range 2000 {
		n := len(w.text())
		if n < 10 || n > 1500 {
			t.Fatalf("a comment has %d bytes", n)
		}
		total += n
	}
	if mean := total / 2000; mean < 140 || mean > 200 {
		t.Errorf("comments have %d bytes at the mean", mean)
	}
}
