package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"slices"
	"strings"
	"sync"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/cmd/gainsay/internal/usage"
	"github.com/gainsay/gainsay/store/importer"
	"github.com/gainsay/gainsay/store/importer/fetch"
	"github.com/gainsay/gainsay/store/importer/source"
	"github.com/spf13/cobra"
)

// reader reads threads from the sources of a command line. It reports problems
// on standard error and continues.
type reader struct {
	cmd     *cobra.Command
	format  string // "" to sniff
	columns string // of a table, "" to guess
	limits  source.Limits
	web     *fetch.Client // nil if URLs are not fetched
	found   int           // threads and problems so far

	adapt func(*importer.Result) // changes each result before it is passed on; may be nil

	mu  sync.Mutex
	bad bool // some input was bad
}

// failed reports whether some input was bad.
func (r *reader) failed() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.bad
}

// each calls f with every thread of the sources. Files that belong together,
// such as the comments and the posts of a dump, are read together. An error of
// f ends the loop; bad input does not, but makes each return errInput.
func (r *reader) each(sources []string, f func(source string, res *importer.Result) error) error {
	format, err := chosenFormat(r.format, r.columns)
	if err != nil {
		return err
	}
	group, paths := source.Group(plainFiles(sources), r.limits)
	names, seq := importer.Together(group, format)
	if err := r.all(seq, f); err != nil {
		return err
	}
	taken := map[string]bool{}
	for _, n := range names {
		taken[paths[n]] = true
	}
	for _, src := range sources {
		if taken[src] {
			continue
		}
		if err := r.one(src, format, f); err != nil {
			return err
		}
	}
	if r.failed() {
		return errInput
	}
	return nil
}

// chosenFormat returns the format that the flags ask for, nil to sniff it.
func chosenFormat(name, columns string) (*importer.Format, error) {
	if columns == "" && name == "" {
		return nil, nil
	}
	if columns == "" {
		f, err := importer.Find(name)
		if err != nil {
			return nil, usage.Wrap(err)
		}
		return f, nil
	}
	if name != "" && name != "table" {
		return nil, usagef("--map is only for tables, not for -f %s", name)
	}
	m, err := importer.ParseMapping(columns)
	if err != nil {
		return nil, usage.Wrap(err)
	}
	return importer.Mapped(m), nil
}

// plainFiles returns the sources that are plain files.
func plainFiles(sources []string) []string {
	return slices.DeleteFunc(slices.Clone(sources), func(s string) bool {
		info, err := os.Stat(s)
		return err != nil || !info.Mode().IsRegular()
	})
}

// complain reports bad input. That the command was stopped is none.
func (r *reader) complain(err error) {
	if stopped := r.limits.Stopped; stopped != nil && stopped() != nil && errors.Is(err, stopped()) {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.bad = true
	fmt.Fprintf(r.cmd.ErrOrStderr(), "gainsay: %v\n", err)
}

// one reads one source.
func (r *reader) one(path string, format *importer.Format, f func(string, *importer.Result) error) error {
	if strings.HasPrefix(path, "http://") || strings.HasPrefix(path, "https://") {
		return r.address(path, format, f)
	}
	src, err := source.Open(path, r.cmd.InOrStdin(), r.limits)
	if err != nil {
		r.complain(err)
		return nil
	}
	before := r.found
	err = r.all(importer.ReadSource(src, format), f)
	if err == nil && r.found == before {
		r.complain(fmt.Errorf("%s: contains no files", path))
	}
	if cerr := src.Close(); cerr != nil {
		r.complain(fmt.Errorf("close %s: %w", path, cerr))
	}
	return err
}

// address fetches a discussion from the web.
func (r *reader) address(path string, format *importer.Format, f func(string, *importer.Result) error) error {
	if r.web == nil {
		r.complain(fmt.Errorf("%s: this command does not fetch URLs; save the page to a file", path))
		return nil
	}
	doc, err := r.web.Get(r.cmd.Context(), path)
	if cerr := r.cmd.Context().Err(); cerr != nil {
		return cerr
	}
	if err != nil {
		r.complain(err)
		return nil
	}
	for _, n := range doc.Notes {
		fmt.Fprintf(r.cmd.ErrOrStderr(), "gainsay: %s: %s\n", path, n)
	}
	src, err := source.Open("-", bytes.NewReader(doc.Body), r.limits)
	if err != nil {
		r.complain(fmt.Errorf("%s: %w", path, err))
		return nil
	}
	src.Name = path
	err = r.all(importer.ReadSource(src, format), func(name string, res *importer.Result) error {
		if res.Thread.URL == "" {
			res.Thread.URL = doc.URL
		}
		return f(name, res)
	})
	if cerr := src.Close(); cerr != nil {
		r.complain(fmt.Errorf("close %s: %w", path, cerr))
	}
	return err
}

// all calls f with the results and reports the errors.
func (r *reader) all(seq iter.Seq2[*importer.Result, error], f func(string, *importer.Result) error) error {
	for res, err := range seq {
		r.found++
		if err := r.cmd.Context().Err(); err != nil {
			return err
		}
		if err != nil {
			r.note(err)
			continue
		}
		if r.adapt != nil {
			r.adapt(res)
		}
		if err := f(res.Source, res); err != nil {
			return err
		}
	}
	return nil
}

// note prints an importer's error or remark. Remarks, for which nothing was
// lost, do not make the input bad.
func (r *reader) note(err error) {
	var se *gainsay.SyntaxError
	if errors.As(err, &se) && se.Remark {
		fmt.Fprintf(r.cmd.ErrOrStderr(), "gainsay: %v\n", err)
		return
	}
	r.complain(err)
}

// open opens a single file, decompressed if necessary. A folder or archive is an
// error.
func open(path string, stdin io.Reader) (io.ReadCloser, error) {
	src, err := source.Open(path, stdin, source.Limits{})
	if err != nil {
		return nil, err
	}
	if src.Stream == nil {
		return nil, errors.Join(fmt.Errorf("%s: is a folder or an archive, not a file", path), src.Close())
	}
	return struct {
		io.Reader
		io.Closer
	}{src.Stream, src}, nil
}
