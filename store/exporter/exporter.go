// Package exporter writes analyses, one format a file. A format is a
// documented value that registers itself; nothing else lists it. The same
// analyses and options give the same bytes.
//
// A document of several threads is a stream:
//
//	s := exporter.Lookup("csv").Begin(w, exporter.Options{})
//	for … { err = s.Each(a) }
//	err = s.End()
//
// WriteAll does this for a sequence, Write for a single thread.
package exporter

import (
	"bufio"
	"cmp"
	"fmt"
	"io"
	"iter"
	"slices"

	"github.com/gainsay/gainsay"
)

// Options say how a document looks and what it must leave out. Formats for
// programs ignore width and colour.
type Options struct {
	Width  int    // columns of the terminal; 0 for 80
	Color  bool   // may use ANSI colours
	Key    []byte // replace authors' names by pseudonyms made with this key; nil keeps the names
	NoText bool   // leave out what people wrote
}

// Format is one output format.
type Format struct {
	Name   string
	Doc    string // one line, a blank line, then what it contains and leaves out
	Ext    string // customary file name ending, with its dot
	Binary bool   // not text, must not be sent to a terminal

	// apart is set where names made of thread ids must be unique in a document.
	apart bool

	head, between, tail string // around the threads of a document
	write               func(w io.Writer, a *gainsay.Analysis, o Options) error

	// begin starts a document whose threads depend on each other; such a format
	// has no write. each and end write to w.
	begin func(w io.Writer, o Options) document
}

// document is a document being written whose threads depend on each other.
type document interface {
	each(a *gainsay.Analysis) error
	end() error
}

var formats []*Format

// register adds a format to the registry. A second format of the same name
// is a programming error.
func register(f *Format) *Format {
	i, found := slices.BinarySearchFunc(formats, f,
		func(a, b *Format) int { return cmp.Compare(a.Name, b.Name) })
	if found {
		panic("exporter: two formats named " + f.Name)
	}
	formats = slices.Insert(formats, i, f)
	return f
}

// Formats returns all formats, sorted by name.
func Formats() []*Format { return slices.Clone(formats) }

// Lookup returns the format of that name, or nil.
func Lookup(name string) *Format {
	for _, f := range formats {
		if f.Name == name {
			return f
		}
	}
	return nil
}

// Write writes a document of one thread, with default options.
func (f *Format) Write(w io.Writer, a *gainsay.Analysis) error {
	s := f.Begin(w, Options{})
	if err := s.Each(a); err != nil {
		return err
	}
	return s.End()
}

// WriteAll writes a document of all threads up to the first error, its own
// or the sequence's.
func (f *Format) WriteAll(w io.Writer, all iter.Seq2[*gainsay.Analysis, error], o Options) error {
	s := f.Begin(w, o)
	for a, err := range all {
		if err != nil {
			return err
		}
		if err := s.Each(a); err != nil {
			return err
		}
	}
	return s.End()
}

// Stream is a document being written.
type Stream struct {
	format *Format
	w      *bufio.Writer
	doc    document // nil where the threads are independent
	opts   Options
	n      int
	seen   map[string]int // how often each thread was written, by key; for apart
}

// Begin starts a document. An error of w shows at the first Each or at End.
func (f *Format) Begin(w io.Writer, o Options) *Stream {
	s := &Stream{format: f, w: bufio.NewWriter(w), opts: o}
	s.w.WriteString(f.head) // bufio keeps the error
	if f.begin != nil {
		s.doc = f.begin(s.w, o)
	}
	return s
}

// Each writes one thread and flushes it to the underlying writer.
func (s *Stream) Each(a *gainsay.Analysis) error {
	if s.n++; s.n > 1 {
		s.w.WriteString(s.format.between)
	}
	write := s.format.write
	if s.doc != nil {
		write = func(_ io.Writer, a *gainsay.Analysis, _ Options) error { return s.doc.each(a) }
	}
	a = veiled(a, s.opts)
	if s.format.apart {
		a = s.apart(a)
	}
	if err := write(s.w, a, s.opts); err != nil {
		return fmt.Errorf("write thread %s as %s: %w", a.Thread.ID, s.format.Name, err)
	}
	return s.flush()
}

// apart gives a thread that was written before, from another capture, an id of
// its own.
func (s *Stream) apart(a *gainsay.Analysis) *gainsay.Analysis {
	if s.seen == nil {
		s.seen = map[string]int{}
	}
	key := threadKey(a.Thread)
	s.seen[key]++
	if s.seen[key] == 1 {
		return a
	}
	b, t := *a, *a.Thread
	t.ID = fmt.Sprintf("%s~%d", t.ID, s.seen[key])
	b.Thread = &t
	return &b
}

// End finishes the document. It does not close the underlying writer.
func (s *Stream) End() error {
	if s.doc != nil {
		if err := s.doc.end(); err != nil {
			return fmt.Errorf("write %s: %w", s.format.Name, err)
		}
	}
	s.w.WriteString(s.format.tail)
	return s.flush()
}

func (s *Stream) flush() error {
	if err := s.w.Flush(); err != nil {
		return fmt.Errorf("write %s: %w", s.format.Name, err)
	}
	return nil
}
