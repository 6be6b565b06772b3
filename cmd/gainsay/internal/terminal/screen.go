// Package terminal writes to terminals: text that cannot take them over, and a line
// that shows the progress of a batch.
package terminal

import (
	"cmp"
	"io"
	"os"
	"unicode/utf8"

	"github.com/dustin/go-humanize"
	"github.com/gainsay/gainsay/view"
	"golang.org/x/term"
)

// Screen is a writer for what people read: nothing of a title, name, text or
// error that passes through it takes over a terminal.
type Screen struct {
	w    io.Writer
	rest []byte // the first bytes of a character whose others have not been written yet
	err  error  // the first that w returned
}

// NewScreen returns a Screen that writes to w.
func NewScreen(w io.Writer) *Screen { return &Screen{w: w} }

// Err returns the first error of its writer.
func (s *Screen) Err() error { return s.err }

// Write writes p without what controls a terminal.
func (s *Screen) Write(p []byte) (int, error) {
	b := append(s.rest, p...)
	n := len(b)
	for k := 1; k < utf8.UTFMax && k <= len(b); k++ {
		if utf8.RuneStart(b[len(b)-k]) {
			if !utf8.FullRune(b[len(b)-k:]) {
				n = len(b) - k
			}
			break
		}
	}
	s.rest = append([]byte(nil), b[n:]...)
	if _, err := s.w.Write([]byte(view.Printable(string(b[:n])))); err != nil {
		s.err = cmp.Or(s.err, err)
		return 0, err
	}
	return len(p), nil
}

// Unscreened returns the writer behind a Screen.
func Unscreened(w io.Writer) io.Writer {
	if s, ok := w.(*Screen); ok {
		return s.w
	}
	return w
}

// ForData returns where to write data that programs read: byte for byte, unless w
// is a terminal.
func ForData(w io.Writer) io.Writer {
	if _, ok := Width(w); ok {
		return w
	}
	return Unscreened(w)
}

// Width returns the width of w if it is a terminal.
func Width(w io.Writer) (int, bool) {
	f, ok := Unscreened(w).(*os.File)
	if !ok || !term.IsTerminal(int(f.Fd())) {
		return 0, false
	}
	width, _, err := term.GetSize(int(f.Fd()))
	if err != nil || width <= 0 {
		width = 80
	}
	return width, true
}

// Counted is a number with a noun.
func Counted(n int, noun string) string {
	if n != 1 {
		noun += "s"
	}
	return humanize.Comma(int64(n)) + " " + noun
}
