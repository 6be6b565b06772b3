// Package source opens what a command line names: files, folders, standard
// input, and the compressed streams and archives in them. Content decides what
// a thing is, never its name. Everything is bounded: archives with an excessive
// compression ratio and names that lead out of an archive are errors, and
// symbolic links are not followed.
package source

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// Limits bound the resources that a source may use. A zero field means the
// default.
type Limits struct {
	Whole   int64 // bytes of an archive's entry, and of a file that has to be read whole; default 1 GiB
	Window  int64 // bytes of memory a Zstandard stream may ask for; default 2 GiB, as zstd --long=31 needs
	Entries int   // files in an archive; default 1,000,000

	Opened func(*os.File) // called for every file of the file system that is opened for reading; may be nil
}

// Defaults returns the default limits.
func Defaults() Limits { return Limits{Whole: 1 << 30, Window: 2 << 30, Entries: 1_000_000} }

func (l Limits) opened(f fs.File) {
	if of, ok := f.(*os.File); ok && l.Opened != nil {
		l.Opened(of)
	}
}

func (l Limits) orDefaults() Limits {
	d := Defaults()
	d.Opened = l.Opened
	if l.Whole > 0 {
		d.Whole = l.Whole
	}
	if l.Window > 0 {
		d.Window = l.Window
	}
	if l.Entries > 0 {
		d.Entries = l.Entries
	}
	return d
}

// maxNesting is how deeply archives and compressed streams may be nested.
const maxNesting = 4

// SizeError says that something is larger than its limit.
type SizeError struct {
	What string // what is too large
	Max  int64  // the limit in bytes
}

// Error names the limit and the flag that raises it.
func (e *SizeError) Error() string {
	return fmt.Sprintf("%s is larger than %d bytes; --max-size raises the limit", e.What, e.Max)
}

// ErrNesting says that archives and compressed streams are nested too deeply.
var ErrNesting = fmt.Errorf("archives and compressed streams nested more than %d deep", maxNesting)

// Source is an opened source: a stream of bytes or a tree of files.
type Source struct {
	Name   string    // as given; inside an archive or folder, followed by a slash and the path
	Stream io.Reader // of one file, decompressed; nil if Files is not nil
	Files  fs.FS     // of a folder or an archive; Open gives each file decompressed
	Limits Limits
	depth  int
	close  []func() error
}

// Close releases the source and removes its temporary files.
func (s *Source) Close() error {
	var errs []error
	for i := len(s.close) - 1; i >= 0; i-- {
		errs = append(errs, s.close[i]())
	}
	s.close = nil
	return errors.Join(errs...)
}

// Open opens a file, a folder or, for "-", stdin.
func Open(path string, stdin io.Reader, l Limits) (*Source, error) {
	s, err := open(path, stdin, l)
	if err != nil && !errors.As(err, new(*fs.PathError)) {
		err = fmt.Errorf("%s: %w", path, err)
	}
	return s, err
}

func open(path string, stdin io.Reader, l Limits) (*Source, error) {
	s := &Source{Name: path, Limits: l.orDefaults()}
	if path == "-" {
		return s.stream(stdin)
	}
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if info.IsDir() {
		return s.folder(path)
	}
	if !info.Mode().IsRegular() && info.Mode()&fs.ModeNamedPipe == 0 {
		return nil, errors.New("neither a file nor a folder")
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	s.Limits.opened(f)
	s.close = append(s.close, f.Close)
	return s.stream(f)
}

// Sub opens a file of the tree as a source of its own, including nested
// archives. Unlike those of Open, its errors do not name the file.
func (s *Source) Sub(name string) (*Source, error) {
	sub := &Source{Name: s.Name + "/" + name, Limits: s.Limits, depth: s.depth + 1}
	if sub.depth > maxNesting {
		return nil, ErrNesting
	}
	open := s.Files.Open
	if t, ok := s.Files.(*tree); ok {
		open = t.raw
	}
	f, err := open(name)
	if err != nil {
		return nil, err
	}
	sub.close = append(sub.close, f.Close)
	return sub.stream(f)
}

// stream removes the layers of compression from r and opens an archive. It
// closes the source on error.
func (s *Source) stream(r io.Reader) (*Source, error) {
	err := s.peelAll(r)
	if err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

func (s *Source) peelAll(r io.Reader) error {
	for layers := 0; ; layers++ {
		br := bufio.NewReaderSize(r, 1<<16)
		head, err := br.Peek(archiveHead)
		if err != nil && !errors.Is(err, io.EOF) {
			return fmt.Errorf("read: %w", err)
		}
		switch {
		case isZip(head):
			return s.zip(r, br, layers)
		case isTar(head):
			return s.tar(br)
		}
		inner, closer, err := peel(br, head, s.Limits)
		if err != nil {
			return err
		}
		if inner == nil {
			s.Stream = br
			return nil
		}
		if layers+s.depth >= maxNesting {
			return ErrNesting
		}
		s.close = append(s.close, closer)
		r = inner
	}
}

// folder opens a folder as a tree that does not follow symbolic links.
func (s *Source) folder(path string) (*Source, error) {
	root, err := os.OpenRoot(path)
	if err != nil {
		return nil, err
	}
	s.Name = strings.TrimRight(filepath.ToSlash(path), "/")
	s.close = append(s.close, root.Close)
	s.Files = &tree{fsys: root.FS(), limits: s.Limits}
	return s, nil
}
