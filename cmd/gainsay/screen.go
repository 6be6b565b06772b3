package main

import (
	"cmp"
	"io"
	"os"
	"unicode/utf8"

	"github.com/gainsay/gainsay/view"
	"github.com/spf13/cobra"
)

// screen is a writer for what people read: nothing of a title, name, text or
// error that passes through it takes over a terminal.
type screen struct {
	w    io.Writer
	rest []byte // the first bytes of a character whose others have not been written yet
	err  error  // the first that w returned
}

func (s *screen) Write(p []byte) (int, error) {
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

// unscreened returns the writer behind a screen.
func unscreened(w io.Writer) io.Writer {
	if s, ok := w.(*screen); ok {
		return s.w
	}
	return w
}

// dataOut is where a command writes data that programs read: byte for byte,
// unless it goes to a terminal.
func dataOut(c *cobra.Command) io.Writer {
	w := c.OutOrStdout()
	if _, ok := terminal(w); ok {
		return w
	}
	return unscreened(w)
}

// terminalFile returns the file behind a writer.
func terminalFile(w io.Writer) (*os.File, bool) {
	f, ok := unscreened(w).(*os.File)
	return f, ok
}
