package importer

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
)

// claimBy names the files directly in a tree whose head fits.
func claimBy(fsys fs.FS, fits func(head []byte) bool) []string {
	var out []string
	entries, err := fs.ReadDir(fsys, ".")
	if err != nil {
		return nil // whoever walks the folder says so
	}
	for _, e := range entries {
		if !e.IsDir() && fits(headOf(fsys, e.Name())) {
			out = append(out, e.Name())
		}
	}
	return out
}

// eachFile opens the files directly in a tree one after the other and ends
// with the first error.
func eachFile(fsys fs.FS, f func(name string, r io.Reader) error) error {
	entries, err := fs.ReadDir(fsys, ".")
	if err != nil {
		return fmt.Errorf("list files: %w", err)
	}
	for _, e := range entries {
		if e.IsDir() {
			continue
		}
		r, err := openText(fsys, e.Name())
		if err != nil {
			return err
		}
		if err := errors.Join(f(e.Name(), r), r.Close()); err != nil {
			return err
		}
	}
	return nil
}
