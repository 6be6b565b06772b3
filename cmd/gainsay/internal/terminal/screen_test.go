package terminal

import (
	"bytes"
	"io"
	"testing"
)

// TestScreen writes characters byte by byte: whole ones pass, and none that
// controls a terminal does.
func TestScreen(t *testing.T) {
	var out bytes.Buffer
	s := NewScreen(&out)
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
