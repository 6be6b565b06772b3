package main

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/store/importer"
	"github.com/klauspost/compress/zstd"
	"github.com/spf13/cobra"
)

// reader reads threads from the sources of a command line, names what is
// wrong with them on standard error and goes on.
type reader struct {
	cmd    *cobra.Command
	format string // "" to sniff
	bad    bool   // some input was bad
}

// each calls f with every thread of the sources. An error of f ends it; bad
// input does not.
func (r *reader) each(sources []string, f func(source string, res *importer.Result) error) error {
	for _, src := range sources {
		paths, err := expand(src)
		if err != nil {
			r.complain(err)
			continue
		}
		for _, p := range paths {
			if err := r.one(p, f); err != nil {
				return err
			}
		}
	}
	if r.bad {
		return errInput
	}
	return nil
}

func (r *reader) complain(err error) {
	r.bad = true
	fmt.Fprintf(r.cmd.ErrOrStderr(), "gainsay: %v\n", err)
}

// expand lists the files below a folder, in order; a file stands for itself.
func expand(src string) ([]string, error) {
	if strings.HasPrefix(src, "http://") || strings.HasPrefix(src, "https://") {
		return nil, fmt.Errorf("%s: addresses are not read yet; save the page and give the file", src)
	}
	info, err := os.Stat(src)
	if src == "-" || err == nil && !info.IsDir() {
		return []string{src}, nil
	}
	if err != nil {
		return nil, err
	}
	var out []string
	err = filepath.WalkDir(src, func(p string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() && !strings.HasPrefix(d.Name(), ".") {
			out = append(out, p)
		}
		return err
	})
	slices.Sort(out)
	return out, err
}

func (r *reader) one(path string, f func(string, *importer.Result) error) error {
	in, err := open(path, r.cmd.InOrStdin())
	if err != nil {
		r.complain(err)
		return nil
	}
	defer in.Close()
	head := bufio.NewReaderSize(in, importer.SniffLen)
	format, err := r.choose(path, head)
	if err != nil {
		r.complain(err)
		return nil
	}
	for res, err := range importer.Read(path, format, head) {
		if err := r.cmd.Context().Err(); err != nil {
			return err
		}
		if err != nil {
			r.note(err)
			continue
		}
		if err := f(path, res); err != nil {
			return err
		}
	}
	return nil
}

// note prints what an importer has to say. Remarks by which nothing was lost
// do not make the input bad.
func (r *reader) note(err error) {
	var se *gainsay.SyntaxError
	if errors.As(err, &se) && se.Remark {
		fmt.Fprintf(r.cmd.ErrOrStderr(), "gainsay: %v\n", err)
		return
	}
	r.complain(err)
}

func (r *reader) choose(path string, head *bufio.Reader) (*importer.Format, error) {
	if r.format != "" {
		f, err := importer.Find(r.format)
		if err != nil {
			return nil, usageError{err}
		}
		return f, nil
	}
	b, err := head.Peek(importer.SniffLen)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	f, err := importer.Sniff(b)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return f, nil
}

// open opens a source; gzip and Zstandard streams are read as what is in them.
func open(path string, stdin io.Reader) (io.ReadCloser, error) {
	raw := io.NopCloser(stdin)
	if path != "-" {
		f, err := os.Open(path)
		if err != nil {
			return nil, err
		}
		raw = f
	}
	br := bufio.NewReader(raw)
	magic, _ := br.Peek(4) // a read error comes again at the next read
	switch {
	case bytes.HasPrefix(magic, []byte{0x1f, 0x8b}):
		z, err := gzip.NewReader(br)
		if err != nil {
			return nil, fmt.Errorf("%s: open gzip: %w", path, err)
		}
		return closer{z, raw}, nil
	case bytes.Equal(magic, []byte{0x28, 0xb5, 0x2f, 0xfd}):
		z, err := zstd.NewReader(br, zstd.WithDecoderMaxMemory(1<<30))
		if err != nil {
			return nil, fmt.Errorf("%s: open zstd: %w", path, err)
		}
		return closer{z, raw}, nil
	}
	return closer{br, raw}, nil
}

type closer struct {
	io.Reader
	io.Closer
}
