package main

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

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/decide"
	"github.com/gainsay/gainsay/store/importer/shard"
	"github.com/gainsay/gainsay/store/merge"
	"github.com/klauspost/compress/zstd"
)

// What stands beside an output file of analyze --to.
const (
	partSuffix   = ".part.json"
	sketchSuffix = ".sketches"
)

// partInfo says what an output file of analyze --to was made of.
type partInfo struct {
	shard.Part
	Sources  string          `json:"sources"` // their names, one a line
	State    string          `json:"state"`   // of sources and flags; see fingerprint. "" if they cannot be read twice
	Format   string          `json:"format"`
	Version  gainsay.Version `json:"version"` // of the analyses; zero if there is none
	Veiled   bool            `json:"veiled"`  // names or texts are hidden
	BadInput bool            `json:"bad_input"`
	Threads  int             `json:"threads"`
	Comments int             `json:"comments"`
	SHA256   string          `json:"sha256"` // of the file's bytes
}

// readPartInfo reads what stands beside an output file; nil if there is nothing.
func readPartInfo(path string) (*partInfo, error) {
	b, err := os.ReadFile(path + partSuffix)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	p := &partInfo{}
	if err := json.Unmarshal(b, p); err != nil {
		return nil, fmt.Errorf("%s: %w", path+partSuffix, err)
	}
	if !p.Valid() || p.Threads < 0 || p.Comments < 0 {
		return nil, fmt.Errorf("%s: is damaged: part %s with %d threads and %d comments", path+partSuffix, p.Part, p.Threads, p.Comments)
	}
	return p, nil
}

// toFile is print into the file of --to.
func (a *analyzing) toFile(sources []string) error {
	name, state, err := fingerprint(sources, strings.Join([]string{a.format, a.columns, string(a.encoder), a.weights,
		a.thresholds.least.String(), a.part.String(), a.out.format, a.out.pseudonyms, fmt.Sprint(a.out.noText)}, "\n"))
	if err != nil {
		name, state = strings.Join(sources, "\n"), "" // errors of sources are reported when they are read
	}
	if done, err := a.finished(state); done || err != nil {
		return err
	}
	info := partInfo{Part: a.part, Sources: name, State: state, Format: a.out.format,
		Veiled: a.out.pseudonyms != "" || a.out.noText}
	if info.Format == "" {
		info.Format = "jsonl"
	}
	w, err := newPartWriter(a.to, info.Format == "jsonl")
	if err != nil {
		return err
	}
	defer w.discard()
	a.out.format, a.sketch = info.Format, w.sketches != nil
	a.cmd.SetOut(w.out)
	err = a.print(sources, func(j *job) error {
		info.Version = j.analysis.Version
		info.Threads++
		info.Comments += len(j.analysis.Thread.Comments)
		if w.sketches == nil {
			return nil
		}
		return w.sketches.Thread(packSketches(j.analysis.Thread, j.sketches, j.asked))
	})
	info.BadInput = errors.Is(err, errInput)
	if err != nil && !info.BadInput {
		return err
	}
	return errors.Join(w.finish(info), err)
}

// packSketches packs the sketches of a thread. asked has the first slots of those of
// which its analysis asked for near-duplicates.
func packSketches(t *gainsay.Thread, sketches map[string][]uint32, asked map[*uint32]bool) merge.Packed {
	var comments []merge.Sketched
	for _, c := range t.Comments {
		sig := sketches[c.ID]
		comments = append(comments, merge.Sketched{ID: c.ID, Sketch: sig, Asked: len(sig) > 0 && asked[&sig[0]]})
	}
	return merge.Pack(decide.Key(t), comments)
}

// finished reports whether an earlier run finished the file from the same
// sources, in the same way. A file that is something else is an error.
func (a *analyzing) finished(state string) (bool, error) {
	if _, err := os.Stat(a.to); errors.Is(err, fs.ErrNotExist) || a.again {
		return false, nil
	}
	info, err := readPartInfo(a.to)
	switch {
	case err != nil:
		return false, err
	case info == nil || info.State != state || info.Part != a.part:
		return false, usagef("%s exists and was not made by this command from these sources; "+
			"--again writes it anew", a.to)
	}
	fmt.Fprintf(a.cmd.ErrOrStderr(), "gainsay: %s is finished; --again writes it anew\n", a.to)
	if info.BadInput {
		return true, errInput
	}
	return true, nil
}

// partWriter writes an output file and what stands beside it under temporary
// names.
type partWriter struct {
	path     string
	out      io.Writer // for the output
	sum      hash.Hash
	z        *zstd.Encoder       // nil if the output is not compressed
	sketches *merge.SketchWriter // nil if none are kept
	files    map[string]*os.File // under temporary names, by final name
}

func newPartWriter(path string, sketches bool) (*partWriter, error) {
	w := &partWriter{path: path, sum: sha256.New(), files: map[string]*os.File{}}
	if err := w.begin(sketches); err != nil {
		w.discard()
		return nil, err
	}
	return w, nil
}

func (w *partWriter) begin(sketches bool) error {
	f, err := w.create(w.path)
	if err != nil {
		return err
	}
	w.out = io.MultiWriter(f, w.sum)
	if strings.HasSuffix(w.path, ".zst") {
		if w.z, err = zstd.NewWriter(w.out, zstd.WithEncoderConcurrency(1)); err != nil {
			return err
		}
		w.out = w.z
	}
	if sketches {
		if f, err = w.create(w.path + sketchSuffix); err != nil {
			return err
		}
		w.sketches, err = merge.NewSketchWriter(f)
	}
	return err
}

// create creates a file under a temporary name beside the final one.
func (w *partWriter) create(path string) (*os.File, error) {
	name := fmt.Sprintf(".%s.%016x.tmp", filepath.Base(path), rand.Uint64())
	f, err := os.OpenFile(filepath.Join(filepath.Dir(path), name), os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o666)
	if err == nil {
		w.files[path] = f
	}
	return f, err
}

// finish gives the files their names, the output last: once it is there, all of
// them are whole.
func (w *partWriter) finish(info partInfo) error {
	if w.z != nil {
		if err := w.z.Close(); err != nil {
			return err
		}
	}
	if w.sketches != nil {
		if err := w.sketches.Close(); err != nil {
			return err
		}
	}
	info.SHA256 = hex.EncodeToString(w.sum.Sum(nil))
	b, err := json.MarshalIndent(info, "", " ")
	if err != nil {
		return err
	}
	f, err := w.create(w.path + partSuffix)
	if err != nil {
		return err
	}
	if _, err := f.Write(append(b, '\n')); err != nil {
		return err
	}
	for _, name := range []string{w.path, w.path + sketchSuffix} {
		if err := os.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err // or an old one could stand beside what belongs to the new one
		}
	}
	for _, name := range []string{w.path + sketchSuffix, w.path + partSuffix, w.path} {
		if err := w.rename(name); err != nil {
			return err
		}
	}
	return nil
}

// rename gives a file its name once its content is on disk.
func (w *partWriter) rename(name string) error {
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

// discard removes what has not got its name.
func (w *partWriter) discard() {
	for _, f := range w.files {
		_ = f.Close()
		_ = os.Remove(f.Name())
	}
}
