package source

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"
)

// tree is a folder or an unpacked archive, without symbolic links, devices,
// hidden files and the extra files of packers. Open decompresses.
type tree struct {
	fsys    fs.FS
	limits  Limits
	archive bool // entries have a size limit
}

// Open opens a file decompressed, or a folder.
func (t *tree) Open(name string) (fs.File, error) {
	f, err := t.raw(name)
	if err != nil {
		return nil, err
	}
	info, err := f.Stat()
	if err != nil || info.IsDir() {
		return f, err
	}
	out := &file{File: f, info: info}
	if err := out.peel(t.limits); err != nil {
		return nil, errors.Join(&fs.PathError{Op: "open", Path: name, Err: err}, out.Close())
	}
	return out, nil
}

// raw opens a file without decompressing it, within the size limit.
func (t *tree) raw(name string) (fs.File, error) {
	if !fs.ValidPath(name) {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrInvalid}
	}
	for p := name; p != "."; p = path.Dir(p) {
		info, err := fs.Lstat(t.fsys, p)
		if err == nil && !info.IsDir() && !info.Mode().IsRegular() {
			err = errors.New("not followed: no plain file or folder")
		}
		if err != nil {
			return nil, &fs.PathError{Op: "open", Path: name, Err: err}
		}
	}
	f, err := t.fsys.Open(name)
	if err == nil && !t.archive {
		t.limits.opened(f)
	}
	if err != nil || !t.archive {
		return f, err
	}
	return &capped{File: f, name: name, left: t.limits.Entry, max: t.limits.Entry}, nil
}

// ReadDir lists the files and folders of a folder in order.
func (t *tree) ReadDir(name string) ([]fs.DirEntry, error) {
	if strings.Count(name, "/") > maxFolders {
		return nil, &fs.PathError{Op: "read", Path: cut(name) + "...", Err: fmt.Errorf("more than %d folders, one in the other", maxFolders)}
	}
	all, err := fs.ReadDir(t.fsys, name)
	all = slices.DeleteFunc(all, func(d fs.DirEntry) bool {
		return !d.IsDir() && !d.Type().IsRegular() || strings.HasPrefix(d.Name(), ".") ||
			d.Name() == "__MACOSX"
	})
	return all, err
}

// file is a decompressed file.
type file struct {
	fs.File
	info  fs.FileInfo
	r     io.Reader
	close []func() error
}

func (f *file) Stat() (fs.FileInfo, error) { return f.info, nil }

func (f *file) Read(p []byte) (int, error) { return f.r.Read(p) }

func (f *file) Close() error {
	var errs []error
	for i := len(f.close) - 1; i >= 0; i-- {
		errs = append(errs, f.close[i]())
	}
	return errors.Join(append(errs, f.File.Close())...)
}

// peel removes layers of compression; archives are left as they are.
func (f *file) peel(l Limits) error {
	packed := &meteredReader{r: f.File, stopped: l.Stopped}
	f.r = packed
	for layers := 0; ; layers++ {
		br := bufio.NewReaderSize(f.r, 1<<16)
		head, err := br.Peek(4)
		if err != nil && !errors.Is(err, io.EOF) {
			return fmt.Errorf("read: %w", err)
		}
		inner, closer, err := peel(br, head, l)
		if err != nil {
			return err
		}
		if inner == nil {
			f.r = br
			return nil
		}
		if layers >= maxNesting {
			return ErrNesting
		}
		f.close, f.r = append(f.close, closer), &ratioReader{r: inner, packed: packed}
	}
}

// capped returns an error if an entry exceeds its limit.
type capped struct {
	fs.File
	name      string
	left, max int64
}

func (c *capped) Read(p []byte) (int, error) {
	if c.left <= 0 {
		var one [1]byte
		n, err := c.File.Read(one[:])
		if n > 0 {
			return 0, &SizeError{What: "entry " + c.name, Max: c.max}
		}
		return 0, err
	}
	n, err := c.File.Read(p[:min(int64(len(p)), c.left)])
	c.left -= int64(n)
	return n, err
}
