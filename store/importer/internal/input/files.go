package input

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"slices"
)

// ClaimBy returns the names of the files directly in a tree whose first bytes
// satisfy fits.
func ClaimBy(fsys fs.FS, fits func(head []byte) bool) []string {
	var out []string
	entries, err := fs.ReadDir(fsys, ".")
	if err != nil {
		return nil // the walk of the folder reports it
	}
	for _, e := range entries {
		if !e.IsDir() && fits(Head(fsys, e.Name())) {
			out = append(out, e.Name())
		}
	}
	return out
}

// All returns the names of all files in a tree, for a format that a whole archive is.
func All(fsys fs.FS) []string {
	var out []string
	if fs.WalkDir(fsys, ".", func(p string, e fs.DirEntry, err error) error {
		if err == nil && !e.IsDir() {
			out = append(out, p)
		}
		return err
	}) != nil {
		return nil // the walk of the archive reports it
	}
	return out
}

// EachFile opens the files directly in a tree one after the other and stops at
// the first error.
func EachFile(fsys fs.FS, f func(name string, r io.Reader) error) error {
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

// Subset is a tree restricted to some of its files.
type Subset struct {
	fs.FS
	Names []string
}

// Open opens a folder or one of the files.
func (o Subset) Open(name string) (fs.File, error) {
	f, err := o.FS.Open(name)
	if err != nil || slices.Contains(o.Names, name) {
		return f, err
	}
	if info, err := f.Stat(); err == nil && info.IsDir() {
		return f, nil
	}
	return nil, errors.Join(&fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}, f.Close())
}

// ReadDir lists the folders and the selected files of a folder.
func (o Subset) ReadDir(dir string) ([]fs.DirEntry, error) {
	all, err := fs.ReadDir(o.FS, dir)
	return slices.DeleteFunc(all, func(e fs.DirEntry) bool {
		return !e.IsDir() && !slices.Contains(o.Names, path.Join(dir, e.Name()))
	}), err
}
