package main

import (
	"bytes"
	"io"
	"testing"
)

// TestScreen writes characters byte by byte: whole ones pass, and none that
// controls a terminal does.
func TestScreen(t *testing.T) {
	var out bytes.Buffer
	s := &screen{w: &out}
	for _, b := range []byte("a“\x1b[2J\u009b\u202eé😀\n\xff.") {
		if _, err := s.Write([]byte{b}); err != nil {
			t.Fatal(err)
		}
	}
	if want := "a“␛[2J��é😀\n�."; out.String() != want {
		t.Errorf("%q, want %q", out.String(), want)
	}
	if _, err := io.WriteString(s, "\ttab\r\n"); err != nil || !bytes.HasSuffix(out.Bytes(), []byte(" tab\n")) {
		t.Errorf("%q, %v", out.String(), err)
	}
}

// TestJobsEqual: the number of workers does not change a byte. The first run
// opens the models, with the most workers at once.
func TestJobsEqual(t *testing.T) {
	path := writeThreads(t, 60, 0)
	first, _ := call(t, t.Context(), 0, "analyze", "--encoder", "off", "-o", "jsonl", "-j", "16", path, "../../testdata/sample")
	for _, jobs := range []string{"2", "1"} {
		if got, _ := call(t, t.Context(), 0, "analyze", "--encoder", "off", "-o", "jsonl", "-j", jobs, path, "../../testdata/sample"); got != first {
			t.Errorf("-j %s gives other bytes than -j 16", jobs)
		}
	}
}
