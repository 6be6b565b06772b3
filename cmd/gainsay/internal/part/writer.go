package part

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"

	"github.com/gainsay/gainsay/store/merge"
	"github.com/klauspost/compress/zstd"
)

// Writer writes an output file and what stands beside it under temporary names, until
// it is finished.
type Writer struct {
	Out      io.Writer           // for the output
	Sketches *merge.SketchWriter // nil if none are kept

	path  string
	sum   hash.Hash
	z     *zstd.Encoder       // nil if the output is not compressed
	files map[string]*os.File // under temporary names, by final name
}

// NewWriter begins an output file, which is compressed if its name ends in .zst. sketches
// says that a file of sketches is kept beside it.
func NewWriter(path string, sketches bool) (*Writer, error) {
	w := &Writer{path: path, sum: sha256.New(), files: map[string]*os.File{}}
	if err := w.begin(sketches); err != nil {
		w.Discard()
		return nil, err
	}
	return w, nil
}

func (w *Writer) begin(sketches bool) error {
	f, err := w.create(w.path)
	if err != nil {
		return err
	}
	w.Out = io.MultiWriter(f, w.sum)
	if strings.HasSuffix(w.path, ".zst") {
		if w.z, err = zstd.NewWriter(w.Out, zstd.WithEncoderConcurrency(1)); err != nil {
			return err
		}
		w.Out = w.z
	}
	if sketches {
		if f, err = w.create(w.path + SketchSuffix); err != nil {
			return err
		}
		w.Sketches, err = merge.NewSketchWriter(f)
	}
	return err
}

// create creates a file under a temporary name beside the final one.
func (w *Writer) create(path string) (*os.File, error) {
	name := fmt.Sprintf(".%s.%016x.tmp", filepath.Base(path), rand.Uint64())
	f, err := os.OpenFile(filepath.Join(filepath.Dir(path), name), os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o666)
	if err == nil {
		w.files[path] = f
	}
	return f, err
}

// Finish adds the hash of the output to info, writes the record and gives the files their
// names, the output last: once it is there, all of them are whole.
func (w *Writer) Finish(info Info) error {
	if w.z != nil {
		if err := w.z.Close(); err != nil {
			return err
		}
	}
	if w.Sketches != nil {
		if err := w.Sketches.Close(); err != nil {
			return err
		}
	}
	info.SHA256 = hex.EncodeToString(w.sum.Sum(nil))
	b, err := json.MarshalIndent(info, "", " ")
	if err != nil {
		return err
	}
	f, err := w.create(w.path + Suffix)
	if err != nil {
		return err
	}
	if _, err := f.Write(append(b, '\n')); err != nil {
		return err
	}
	for _, name := range []string{w.path, w.path + SketchSuffix} {
		if err := os.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err // or an old one could stand beside what belongs to the new one
		}
	}
	for _, name := range []string{w.path + SketchSuffix, w.path + Suffix, w.path} {
		if err := w.rename(name); err != nil {
			return err
		}
	}
	return nil
}

// rename gives a file its name once its content is on disk.
func (w *Writer) rename(name string) error {
	f := w.files[name]
	if f == nil {
		return nil
	}
	if err := errors.Join(f.Sync(), f.Close(), os.Rename(f.Name(), name)); err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	delete(w.files, name)
	return nil
}

// Discard removes what has not got its name; after Finish nothing.
func (w *Writer) Discard() {
	for _, f := range w.files {
		_ = f.Close()
		_ = os.Remove(f.Name())
	}
}
