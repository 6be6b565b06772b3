package source

import (
	"archive/tar"
	"archive/zip"
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"strings"
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
	s.Files = &tree{fsys: z, limits: s.Limits, archive: true}
	return nil
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
	for _, f := range z.File {
		if unsafe(f.Name) {
			return fmt.Errorf("open zip: entry %q leads out of the archive", f.Name)
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
	f, err := os.CreateTemp("", "gainsay-*.zip")
	if err != nil {
		return nil, fmt.Errorf("make temporary file: %w", err)
	}
	s.close = append(s.close, func() error { return errors.Join(f.Close(), os.Remove(f.Name())) })
	n, err := io.Copy(f, io.LimitReader(r, s.Limits.Whole+1))
	if err != nil {
		return nil, fmt.Errorf("read archive: %w", err)
	}
	if n > s.Limits.Whole {
		return nil, &SizeError{What: "archive", Max: s.Limits.Whole}
	}
	return f, nil
}

// tar unpacks a tar archive into a temporary folder that is removed with the
// source. Links and devices are skipped.
func (s *Source) tar(r io.Reader) error {
	dir, err := os.MkdirTemp("", "gainsay-*")
	if err != nil {
		return fmt.Errorf("make temporary folder: %w", err)
	}
	s.close = append(s.close, func() error { return os.RemoveAll(dir) })
	root, err := os.OpenRoot(dir)
	if err != nil {
		return fmt.Errorf("open temporary folder: %w", err)
	}
	s.close = append(s.close, root.Close)
	tr := tar.NewReader(r)
	for n := 0; ; n++ {
		h, err := tr.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil && !errors.Is(err, tar.ErrInsecurePath) {
			return fmt.Errorf("read tar: %w", err)
		}
		if n >= s.Limits.Entries {
			return fmt.Errorf("read tar: more than %d entries", s.Limits.Entries)
		}
		if unsafe(h.Name) {
			return fmt.Errorf("read tar: entry %q leads out of the archive", h.Name)
		}
		if h.Typeflag != tar.TypeReg {
			continue // folders come with their files; links are not followed
		}
		if err := s.unpack(root, path.Clean(h.Name), tr); err != nil {
			return err
		}
	}
	s.Files = &tree{fsys: root.FS(), limits: s.Limits, archive: true}
	return nil
}

func (s *Source) unpack(root *os.Root, name string, r io.Reader) error {
	if err := root.MkdirAll(path.Dir(name), 0o700); err != nil {
		return fmt.Errorf("unpack %s: %w", name, err)
	}
	f, err := root.OpenFile(name, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600)
	if err != nil {
		return fmt.Errorf("unpack %s: %w", name, err)
	}
	n, err := io.Copy(f, io.LimitReader(r, s.Limits.Whole+1))
	if err == nil && n > s.Limits.Whole {
		err = &SizeError{What: "entry " + name, Max: s.Limits.Whole}
	}
	if err := errors.Join(err, f.Close()); err != nil {
		return fmt.Errorf("unpack %s: %w", name, err)
	}
	return nil
}

var _ fs.ReadDirFS = (*tree)(nil)
