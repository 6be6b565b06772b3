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
	Whole   int64 // bytes of a file that has to be read whole; default 256 MiB
	Entry   int64 // bytes of an archive's entry; default 4 GiB, or Whole if that is set
	Total   int64 // bytes of all entries of an archive together; default 16 GiB
	Comment int64 // bytes of the text of a comment, and a quarter of those of an article; default 256 KiB
	Thread  int64 // bytes of the texts of a thread, with 256 for each comment; default 64 MiB
	Window  int64 // bytes of memory a Zstandard stream may ask for; default 2 GiB, as zstd --long=31 needs
	Entries int   // files in an archive; default 1,000,000

	// NoParquet refuses Parquet tables, for files of strangers: what their pages
	// take once decompressed is not bounded.
	NoParquet bool

	Stopped func() error // called between reads; its error ends reading; may be nil

	Opened func(*os.File) // called for every file of the file system that is opened for reading; may be nil
}

// Defaults returns the default limits.
func Defaults() Limits {
	return Limits{Whole: 256 << 20, Entry: 4 << 30, Total: 16 << 30, Comment: 256 << 10, Thread: 64 << 20,
		Window: 2 << 30, Entries: 1_000_000}
}

func (l Limits) opened(f fs.File) {
	if of, ok := f.(*os.File); ok && l.Opened != nil {
		l.Opened(of)
	}
}

// OrDefaults returns the limits with a default for every one that is not set.
func (l Limits) OrDefaults() Limits {
	d := Defaults()
	if l.Entry == 0 && l.Whole > 0 && l.Whole != d.Whole {
		l.Entry = l.Whole
	}
	l.Whole, l.Entry, l.Total = positive(l.Whole, d.Whole), positive(l.Entry, d.Entry), positive(l.Total, d.Total)
	l.Comment, l.Thread = positive(l.Comment, d.Comment), positive(l.Thread, d.Thread)
	l.Window, l.Entries = positive(l.Window, d.Window), positive(l.Entries, d.Entries)
	return l
}

func positive[T int | int64](n, def T) T {
	if n > 0 {
		return n
	}
	return def
}

// maxNesting is how deeply archives and compressed streams may be nested.
const maxNesting = 4

// SizeError says that something is larger than its limit.
type SizeError struct {
	What string // what is too large
	Max  int64  // the limit in bytes
	Flag string // that raises it; "" for --max-size, "none" if there is none
}

// Error names the limit and the flag that raises it.
func (e *SizeError) Error() string {
	s := fmt.Sprintf("%s is larger than %d bytes", e.What, e.Max)
	switch e.Flag {
	case "none":
		return s
	case "":
		return s + "; --max-size raises the limit"
	}
	return s + "; " + e.Flag + " raises the limit"
}

// ErrNesting says that archives and compressed streams are nested too deeply.
var ErrNesting = fmt.Errorf("archives and compressed streams nested more than %d deep", maxNesting)

// Source is an opened source: a stream of bytes or a tree of files.
type Source struct {
	Name   string    // as given; inside an archive or folder, followed by a slash and the path
	Stream io.Reader // of one file, decompressed; nil if Files is not nil
	Files  fs.FS     // of a folder or an archive; Open gives each file decompressed
	Limits Limits

	// Problems are entries of an archive that were left out or read under another
	// name.
	Problems []error

	depth  int
	budget *budget // of what the outermost source unpacks
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
	s := &Source{Name: path, Limits: l.OrDefaults()}
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
	sub := &Source{Name: s.Name + "/" + name, Limits: s.Limits, depth: s.depth + 1, budget: s.budget}
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
	if s.budget == nil {
		s.budget = &budget{}
	}
	packed := &meteredReader{r: r, stopped: s.Limits.Stopped}
	r = packed
	for layers := 0; ; layers++ {
		br := bufio.NewReaderSize(r, 1<<16)
		head, err := br.Peek(archiveHead)
		if err != nil && !errors.Is(err, io.EOF) {
			return fmt.Errorf("read: %w", err)
		}
		switch {
		case isZip(head):
			return s.zip(packed.r, br, layers)
		case isTar(head):
			return s.tar(br, packed)
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
		r = &ratioReader{r: inner, packed: packed}
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
