package importer

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"path"
	"slices"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/store/importer/internal/input"
	"github.com/gainsay/gainsay/store/importer/source"
	"github.com/gainsay/gainsay/store/importer/table"
)

// ReadSource reads every thread of a source: a stream, or the files of a folder
// or an archive. Files that a format claims are read together, others one by
// one. If f is nil, the format of each file is detected.
func ReadSource(s *source.Source, f *Format) iter.Seq2[*Result, error] {
	return func(yield func(*Result, error) bool) {
		w := &walk{f, yield}
		if !w.problems(s) {
			return
		}
		if s.Files == nil {
			w.stream(s)
			return
		}
		w.folder(s, ".", map[string]bool{})
	}
}

// Together returns the names of those files of a group that a format claims,
// two or more at a time, and reads them together.
func Together(g *source.Source, f *Format) ([]string, iter.Seq2[*Result, error]) {
	var taken []string
	var all []iter.Seq2[*Result, error]
	for _, c := range claims(g.Files, f) {
		if len(c.names) > 1 {
			taken = append(taken, c.names...)
			all = append(all, c.read(g.Name, g.Files, g.Limits))
		}
	}
	return taken, func(yield func(*Result, error) bool) {
		w := &walk{f, yield}
		for _, seq := range all {
			if !w.pass(seq) {
				return
			}
		}
	}
}

// walk reads sources. Its methods report whether to go on.
type walk struct {
	format *Format
	yield  func(*Result, error) bool
}

func (w *walk) fail(name string, err error) bool {
	return w.yield(nil, &SourceError{name, err})
}

// problems reports the entries of an archive that were left out or renamed.
func (w *walk) problems(s *source.Source) bool {
	return !slices.ContainsFunc(s.Problems, func(err error) bool { return !w.fail(s.Name, err) })
}

// SourceError says why a file could not be read at all.
type SourceError struct {
	Name string
	Err  error
}

// Error names the file and the reason.
func (e *SourceError) Error() string { return e.Name + ": " + e.Err.Error() }

// Unwrap returns the reason.
func (e *SourceError) Unwrap() error { return e.Err }

func (w *walk) stream(s *source.Source) bool {
	head := bufio.NewReaderSize(s.Stream, input.SniffLen)
	f, err := w.choose(head)
	if err != nil {
		return w.fail(s.Name, err)
	}
	b, _ := head.Peek(input.SniffLen)
	maybeTable := w.format == nil && (f.Name == "html" || f.Name == "page") && table.MayBe(b)
	seq := read(s.Name, f, head, s.Limits)
	if maybeTable {
		seq = orTable(seq)
	}
	return w.pass(seq)
}

// orTable adds to the refusal of a page that it may be a table.
func orTable(seq iter.Seq2[*Result, error]) iter.Seq2[*Result, error] {
	return func(yield func(*Result, error) bool) {
		found := false
		for res, err := range seq {
			found = found || res != nil
			var se *gainsay.SyntaxError
			if errors.As(err, &se) && !se.Remark && !found {
				se.Msg += "; if it is a table, read it with -f table"
			}
			if !yield(res, err) {
				return
			}
		}
	}
}

func (w *walk) pass(seq iter.Seq2[*Result, error]) bool {
	for res, err := range seq {
		if !w.yield(res, err) {
			return false
		}
	}
	return true
}

// choose returns the requested format, or the one that fits best.
func (w *walk) choose(head *bufio.Reader) (*Format, error) {
	if w.format != nil {
		if w.format.Read == nil {
			return nil, fmt.Errorf("format %s reads folders and archives only", w.format.Name)
		}
		return w.format, nil
	}
	b, err := head.Peek(input.SniffLen)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("read: %w", err)
	}
	return Sniff(b)
}

// folder reads a folder of a tree: first the files that formats claim, then the
// other files by name, then its subfolders. taken are the files that formats
// claimed so far, also from a folder above.
func (w *walk) folder(s *source.Source, dir string, taken map[string]bool) bool {
	sub, err := fs.Sub(s.Files, dir)
	if err != nil {
		return w.fail(s.Name, err)
	}
	name := path.Join(s.Name, dir)
	for _, c := range claims(sub, w.format) {
		c.names = slices.DeleteFunc(c.names, func(n string) bool { return taken[path.Join(dir, n)] })
		if len(c.names) == 0 {
			continue
		}
		if len(c.names) == 1 && c.format.Read != nil {
			continue // a single file is read as a stream
		}
		for _, n := range c.names {
			taken[path.Join(dir, n)] = true
		}
		if !w.pass(c.read(name, sub, s.Limits)) {
			return false
		}
	}
	return w.rest(s, dir, taken)
}

// rest reads the files that no format claims.
func (w *walk) rest(s *source.Source, dir string, taken map[string]bool) bool {
	entries, err := fs.ReadDir(s.Files, dir)
	if err != nil && !w.fail(path.Join(s.Name, dir), err) {
		return false
	}
	var folders []string
	for _, e := range entries {
		p := path.Join(dir, e.Name())
		switch {
		case taken[p]:
		case e.IsDir():
			folders = append(folders, p)
		case !w.file(s, p):
			return false
		}
	}
	for _, p := range folders {
		if !w.folder(s, p, taken) {
			return false
		}
	}
	return true
}

func (w *walk) file(s *source.Source, name string) bool {
	sub, err := s.Sub(name)
	if err != nil {
		return w.fail(path.Join(s.Name, name), err)
	}
	defer sub.Close()
	if !w.problems(sub) {
		return false
	}
	if sub.Files != nil {
		return w.folder(sub, ".", map[string]bool{})
	}
	return w.stream(sub)
}

// claim is the set of files of a folder that a format reads together.
type claim struct {
	format *Format
	names  []string
}

// claims asks every format in the order of their names. A file belongs to the
// first format that claims it.
func claims(fsys fs.FS, only *Format) []claim {
	var out []claim
	taken := map[string]bool{}
	formats := Formats()
	if only != nil {
		formats = []*Format{only}
	}
	for _, f := range formats {
		if f.Claim == nil {
			continue
		}
		names := slices.DeleteFunc(f.Claim(fsys), func(n string) bool { return taken[n] })
		for _, n := range names {
			taken[n] = true
		}
		if len(names) > 0 {
			out = append(out, claim{f, names})
		}
	}
	return out
}

func (c claim) read(name string, fsys fs.FS, l source.Limits) iter.Seq2[*Result, error] {
	return results(name, c.format, "", l, c.format.ReadFiles(input.Subset{FS: fsys, Names: c.names}))
}
