package extsort

import (
	"bufio"
	"errors"
	"fmt"
	"os"

	"github.com/gainsay/gainsay/internal/temporary"
)

// runFiles are sorted runs in temporary files.
type runFiles struct {
	dir   string // "" before the first run
	names []string
}

// add makes a file for a run and calls write, whose errors stay in w until it is flushed.
func (f *runFiles) add(write func(w *bufio.Writer)) error {
	if f.dir == "" {
		dir, err := temporary.MkdirTemp("gainsay-*")
		if err != nil {
			return fmt.Errorf("make temporary folder: %w", err)
		}
		f.dir = dir
	}
	file, err := os.CreateTemp(f.dir, "run-*")
	if err != nil {
		return fmt.Errorf("make temporary file: %w", err)
	}
	f.names = append(f.names, file.Name())
	w := bufio.NewWriterSize(file, 1<<20)
	write(w)
	if err := errors.Join(w.Flush(), file.Close()); err != nil {
		return fmt.Errorf("write temporary file: %w", err)
	}
	return nil
}

// remove removes the files.
func (f *runFiles) remove() error {
	if f.dir == "" {
		return nil
	}
	return temporary.Remove(f.dir)
}
