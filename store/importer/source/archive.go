package source

import (
	"archive/tar"
	"archive/zip"
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"slices"
	"strings"

	"github.com/gainsay/gainsay/internal/temporary"
)

// archiveHead is how many bytes identify an archive: the mark of tar is at
// offset 257.
const archiveHead = 512

func isZip(head []byte) bool {
	return bytes.HasPrefix(head, []byte("PK\x03\x04")) || bytes.HasPrefix(head, []byte("PK\x05\x06"))
}

func isTar(head []byte) bool {
	return len(head) >= 262 && bytes.Equal(head[257:262], []byte("ustar"))
}

// An entry may be at most maxRatio times its packed size once it is larger
// than freeSize. Deflate can reach 1,032; text stays below 50.
const (
	maxRatio = 200
	freeSize = 64 << 20
)

// zip opens a zip archive, which needs random access: a file is used directly,
// a stream is first written to a temporary file.
func (s *Source) zip(r io.Reader, br *bufio.Reader, layers int) error {
	f, ok := r.(*os.File)
	if !ok || layers > 0 || !isRegular(f) {
		var err error
		if f, err = s.spool(br); err != nil {
			return err
		}
	}
	info, err := f.Stat()
	if err != nil {
		return fmt.Errorf("open zip: %w", err)
	}
	z, err := zip.NewReader(f, info.Size())
	if err != nil && !errors.Is(err, zip.ErrInsecurePath) {
		return fmt.Errorf("open zip: %w", err)
	}
	if err := s.check(z); err != nil {
		return err
	}
	if isDocument(z) {
		return errDocument
	}
	z.File = slices.DeleteFunc(z.File, func(f *zip.File) bool {
		err := beyond(f.Name)
		if err != nil {
			s.Problems = append(s.Problems, err)
		}
		return err != nil
	})
	names := newEntryNames()
	for _, f := range z.File { // package zip makes its tree of these names when it is first opened
		if !strings.HasSuffix(f.Name, "/") {
			f.Name = s.entryName(names, f.Name)
		}
	}
	s.Files = &tree{fsys: z, limits: s.Limits, archive: true}
	return nil
}

// errDocument refuses the archives of office programs and readers of books that no format reads.
var errDocument = errors.New("it is a document of an office program or a book: save it as HTML or text, a table as CSV")

// isDocument recognises Office Open XML by the entry that describes the others, OpenDocument and EPUB by
// the kind in the first entry. Texts and spreadsheets are read as the archives that they are.
func isDocument(z *zip.Reader) bool {
	for _, part := range []string{"word/document.xml", "xl/workbook.xml", "content.xml"} {
		if slices.ContainsFunc(z.File, func(f *zip.File) bool { return f.Name == part }) {
			return false
		}
	}
	return len(z.File) > 0 && (z.File[0].Name == "mimetype" ||
		slices.ContainsFunc(z.File, func(f *zip.File) bool { return f.Name == "[Content_Types].xml" }))
}

func isRegular(f *os.File) bool {
	info, err := f.Stat()
	return err == nil && info.Mode().IsRegular()
}

// check rejects an archive made to do harm.
func (s *Source) check(z *zip.Reader) error {
	if len(z.File) > s.Limits.Entries {
		return fmt.Errorf("open zip: %d entries, more than %d", len(z.File), s.Limits.Entries)
	}
	total := uint64(0)
	for _, f := range z.File {
		if total += f.UncompressedSize64; total > uint64(s.Limits.Total) {
			return fmt.Errorf("open zip: at entry %s: %w", f.Name, s.tooMuch())
		}
		if unsafe(f.Name) {
			return fmt.Errorf("open zip: entry %q leads out of the archive", cut(f.Name))
		}
		if f.UncompressedSize64 > freeSize && f.UncompressedSize64/maxRatio > f.CompressedSize64 {
			return fmt.Errorf(
				"open zip: entry %s grows from %d to %d bytes when unpacked",
				f.Name,
				f.CompressedSize64,
				f.UncompressedSize64,
			)
		}
	}
	return nil
}

// unsafe reports whether the name of an entry leads out of its archive.
func unsafe(name string) bool {
	name = strings.ReplaceAll(name, `\`, "/")
	clean := path.Clean(name)
	return strings.HasPrefix(name, "/") || clean == ".." || strings.HasPrefix(clean, "../") ||
		len(name) > 1 && name[1] == ':' ||
		strings.ContainsRune(name, 0)
}

// spool writes a stream to a temporary file that is removed with the source.
func (s *Source) spool(r io.Reader) (*os.File, error) {
	f, err := temporary.CreateFile("gainsay-*.zip")
	if err != nil {
		return nil, fmt.Errorf("make temporary file: %w", err)
	}
	s.close = append(s.close, func() error { return errors.Join(f.Close(), temporary.Remove(f.Name())) })
	n, err := io.Copy(f, io.LimitReader(r, s.Limits.Entry+1))
	if err != nil {
		return nil, fmt.Errorf("read archive: %w", err)
	}
	if n > s.Limits.Entry {
		return nil, &SizeError{What: "archive", Max: s.Limits.Entry}
	}
	return f, nil
}

// tar unpacks a tar archive into a temporary folder that is removed with the
// source. Links and devices are skipped. packed counts the bytes of the archive,
// so that entries that say of themselves to be full of zeros are noticed.
func (s *Source) tar(r io.Reader, packed *meteredReader) error {
	dir, err := temporary.MkdirTemp("gainsay-*")
	if err != nil {
		return fmt.Errorf("make temporary folder: %w", err)
	}
	u := &untar{Source: s, packed: packed, names: newEntryNames()}
	s.close = append(s.close, func() error { s.budget.unpacked -= u.total; return temporary.Remove(dir) })
	root, err := os.OpenRoot(dir)
	if err != nil {
		return fmt.Errorf("open temporary folder: %w", err)
	}
	s.close = append(s.close, root.Close)
	u.root = root
	tr := tar.NewReader(r)
	for n := 0; ; n++ {
		h, err := tr.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil && !errors.Is(err, tar.ErrInsecurePath) {
			if s.Limits.Stopped != nil && s.Limits.Stopped() != nil || len(u.names.files) == 0 {
				return fmt.Errorf("read tar: after entry %q: %w", u.last, err)
			}
			s.Problems = append(s.Problems, fmt.Errorf("read tar: nothing read after entry %q: %w", u.last, err))
			break
		}
		if n >= s.Limits.Entries {
			return fmt.Errorf("read tar: more than %d entries", s.Limits.Entries)
		}
		if err := u.entry(h, tr); err != nil {
			return err
		}
	}
	s.Files = &tree{fsys: root.FS(), limits: s.Limits, archive: true}
	return nil
}

// untar is a tar archive that is being unpacked.
type untar struct {
	*Source
	root   *os.Root
	packed *meteredReader
	names  entryNames
	last   string // name of the entry before
	total  int64  // bytes unpacked from this archive
}

// entry unpacks an entry if it is a file.
func (u *untar) entry(h *tar.Header, r io.Reader) error {
	u.last = h.Name
	switch {
	case unsafe(h.Name):
		return fmt.Errorf("read tar: entry %q leads out of the archive", cut(h.Name))
	case h.Typeflag != tar.TypeReg && h.Typeflag != tar.TypeGNUSparse:
		return nil // folders come with their files; links are not followed
	case h.Size > u.Limits.Entry:
		return fmt.Errorf("read tar: %w", &SizeError{What: "entry " + h.Name, Max: u.Limits.Entry})
	case u.budget.unpacked+h.Size > u.Limits.Total:
		return fmt.Errorf("read tar: at entry %s: %w", h.Name, u.tooMuch())
	}
	if err := beyond(h.Name); err != nil {
		u.Problems = append(u.Problems, err)
		return nil
	}
	return u.unpack(u.entryName(u.names, path.Clean(h.Name)), r)
}

// tooMuch is the error for an archive that unpacks to more than the limit.
func (s *Source) tooMuch() error {
	return &SizeError{What: "the unpacked archive", Max: s.Limits.Total, Flag: "--max-unpacked"}
}

func (u *untar) unpack(name string, r io.Reader) error {
	if err := u.root.MkdirAll(path.Dir(name), 0o700); err != nil {
		return fmt.Errorf("unpack %s: %w", name, err)
	}
	f, err := u.root.OpenFile(name, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600)
	if err != nil {
		return fmt.Errorf("unpack %s: %w", name, err)
	}
	if err := errors.Join(u.copy(f, r), f.Close()); err != nil {
		return fmt.Errorf("unpack %s: %w", name, err)
	}
	return nil
}

// copy writes an entry to a file and stops when it grows out of proportion to
// the bytes that were read of the archive.
func (u *untar) copy(f io.Writer, r io.Reader) error {
	for {
		n, err := io.CopyN(f, r, 1<<20)
		u.total += n
		u.budget.unpacked += n
		switch {
		case u.total > freeSize && u.total/maxRatio > u.packed.n:
			return fmt.Errorf("the archive grows from %d to more than %d bytes when unpacked", u.packed.n, u.total)
		case u.budget.unpacked > u.Limits.Total:
			return u.tooMuch()
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return err
		}
		if u.Limits.Stopped != nil {
			if err := u.Limits.Stopped(); err != nil {
				return err
			}
		}
	}
}
