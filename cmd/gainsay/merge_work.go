package main

import (
	"bufio"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/analyze/text"
	"github.com/gainsay/gainsay/decide"
	"github.com/gainsay/gainsay/internal/extsort"
	"github.com/gainsay/gainsay/store/merge"
	"github.com/gainsay/gainsay/wire"
	"github.com/klauspost/compress/zstd"
)

// mergeAgain analyses a thread again; nil if that is not needed.
type mergeAgain func(*gainsay.Analysis, *mergeNear) (*gainsay.Analysis, error)

// mergeNear are the near-duplicates of a thread's comments, for its analysis.
type mergeNear struct{ hits *merge.Hits }

// Announce does nothing: the sketches are known.
func (mergeNear) Announce([]text.Signature) {}

// Near returns what the second pass found.
func (n mergeNear) Near(_ string, sig text.Signature) []string { return n.hits.Near(sig) }

// mergeWork holds the threads of a merge on disk: first by their keys in an
// external sort, then in order in one file.
type mergeWork struct {
	sorter   *extsort.Sorter
	near     *merge.Near // nil if campaigns are not looked for
	file     *os.File    // the threads in order
	threads  int
	replaced int // threads of several outputs
	again    int // threads analysed again
}

func newMergeWork() (*mergeWork, error) {
	f, err := os.CreateTemp("", "gainsay-*.merge")
	if err != nil {
		return nil, err
	}
	return &mergeWork{sorter: extsort.New(), file: f}, nil
}

func (w *mergeWork) close() error {
	var err error
	if w.near != nil {
		err = w.near.Close()
	}
	return errors.Join(err, w.sorter.Close(), w.file.Close(), os.Remove(w.file.Name()))
}

// mergedThread is a thread of an output.
type mergedThread struct {
	key      string
	source   string // the output
	ids      []string
	sketches map[string][]uint32
	line     []byte // the analysis, with a line feed
}

// mergeHead is what a merge reads of each line.
type mergeHead struct {
	Version gainsay.Version `json:"version"`
	Thread  *struct {
		ID       string `json:"id"`
		Format   string `json:"format"`
		Comments []struct {
			ID   string `json:"id"`
			Text string `json:"text"`
		} `json:"comments"`
	} `json:"thread"`
}

// put takes in a thread. sketches may be nil: they are then computed.
func (w *mergeWork) put(source string, n int, h *mergeHead, line []byte, sketches map[string][]uint32) error {
	if sketches == nil {
		sketches = map[string][]uint32{}
		for _, c := range h.Thread.Comments {
			if sig := text.SignText(c.Text); sig != nil {
				sketches[c.ID] = sig
			}
		}
	}
	packed := merge.AppendThread(nil, h.Thread.Format+":"+h.Thread.ID, sketches)
	key := h.Thread.ID + "\x00" + h.Thread.Format // the order of exports from a database
	return errors.Join(w.sorter.Put(key, source, n, packed), w.sorter.Put(key, source, n, line))
}

// zstdMagic begins a compressed file.
const zstdMagic = "\x28\xb5\x2f\xfd"

// take reads an output.
func (m *merging) take(ctx context.Context, in mergeInput, w *mergeWork) error {
	if in.database {
		return m.takeDatabase(ctx, in, w)
	}
	f, err := os.Open(in.path)
	if err != nil {
		return err
	}
	defer f.Close()
	sum := sha256.New()
	raw := io.TeeReader(f, sum)
	head := bufio.NewReader(raw)
	var r io.Reader = head
	if magic, _ := head.Peek(len(zstdMagic)); string(magic) == zstdMagic { // an error occurs again at the next read
		z, err := zstd.NewReader(head, zstd.WithDecoderConcurrency(1))
		if err != nil {
			return err
		}
		defer z.Close()
		r = z
	}
	sketches, err := openSketches(in)
	if err != nil {
		return err
	}
	defer sketches.close()
	n, err := m.takeLines(ctx, in.path, r, sketches, w)
	if err != nil {
		return err
	}
	if in.info == nil {
		return nil
	}
	if n != in.info.Threads {
		return fmt.Errorf("has %s, %s says %d", threads(n), in.path+partSuffix, in.info.Threads)
	}
	if _, err := io.Copy(io.Discard, raw); err != nil { // what a decompressor leaves unread
		return err
	}
	if got := hex.EncodeToString(sum.Sum(nil)); got != in.info.SHA256 {
		return fmt.Errorf("is damaged: its SHA-256 is %s, not %s", got, in.info.SHA256)
	}
	return nil
}

// sketchFile is the file of sketches beside an output; the zero value is none.
type sketchFile struct {
	f *os.File
	r *merge.SketchReader
}

func openSketches(in mergeInput) (*sketchFile, error) {
	f, err := os.Open(in.path + sketchSuffix)
	if errors.Is(err, fs.ErrNotExist) {
		return &sketchFile{}, nil
	}
	if err != nil {
		return nil, err
	}
	r, err := merge.NewSketchReader(f)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("%s: %w", f.Name(), err), f.Close())
	}
	return &sketchFile{f, r}, nil
}

func (s *sketchFile) close() {
	if s.r != nil {
		s.r.Close()
		_ = s.f.Close() // only read from
	}
}

// of returns the sketches of the next thread, nil without a file.
func (s *sketchFile) of(key string) (map[string][]uint32, error) {
	if s.r == nil {
		return nil, nil
	}
	got, sketches, err := s.r.Thread()
	if err == nil && got != key {
		err = fmt.Errorf("thread %s, not %s", got, key)
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", s.f.Name(), err)
	}
	return sketches, nil
}

// takeLines reads the threads of a file and returns their number.
func (m *merging) takeLines(ctx context.Context, path string, r io.Reader, s *sketchFile, w *mergeWork) (n int, err error) {
	br := bufio.NewReaderSize(r, 1<<20)
	for number := 1; ; number++ {
		line, err := br.ReadBytes('\n')
		if errors.Is(err, io.EOF) && len(line) == 0 {
			return n, nil
		}
		if err != nil && !errors.Is(err, io.EOF) {
			return n, err
		}
		if errors.Is(err, io.EOF) {
			return n, fmt.Errorf("line %d: ends within a line", number)
		}
		var h mergeHead
		if err := json.Unmarshal(line, &h); err != nil {
			return n, fmt.Errorf("line %d: %w", number, err)
		}
		if h.Thread == nil || h.Version.Rules == "" {
			return n, fmt.Errorf("line %d: is no analysis", number)
		}
		if err := m.sameVersion(h.Version, path); err != nil {
			return n, fmt.Errorf("line %d: %w", number, err)
		}
		sketches, err := s.of(h.Thread.Format + ":" + h.Thread.ID)
		if err != nil {
			return n, err
		}
		if err := w.put(path, number, &h, line, sketches); err != nil {
			return n, err
		}
		if n++; ctx.Err() != nil {
			return n, ctx.Err()
		}
	}
}

// takeDatabase reads the threads of a database. Decisions are not merged.
func (m *merging) takeDatabase(ctx context.Context, in mergeInput, w *mergeWork) (err error) {
	d, err := openExisting(in.path)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, d.Close()) }()
	n := 0
	for a, err := range d.All(ctx) {
		if err != nil {
			return err
		}
		if err := m.sameVersion(a.Version, in.path); err != nil {
			return err
		}
		line, err := wire.AppendAnalysis(nil, a)
		if err != nil {
			return err
		}
		var h mergeHead
		if err := json.Unmarshal(line, &h); err != nil {
			return err
		}
		n++
		if err := w.put(in.path, n, &h, append(line, '\n'), nil); err != nil {
			return err
		}
	}
	fmt.Fprintf(m.cmd.ErrOrStderr(), "gainsay: %s: analyses only; 'gainsay decisions export' and 'import' carry decisions\n",
		in.path)
	return nil
}

// arrange writes the threads in order, once each, and collects their sketches if
// campaigns are looked for.
func (w *mergeWork) arrange(ctx context.Context, campaigns bool) (err error) {
	if campaigns {
		if w.near, err = merge.NewNear(); err != nil {
			return err
		}
	}
	out := &extsort.Writer{W: bufio.NewWriterSize(w.file, 1<<20)}
	for group, err := range w.sorter.Groups() {
		if err == nil {
			err = ctx.Err()
		}
		if err != nil {
			return err
		}
		if len(group) > 2 {
			w.replaced++
		}
		last := group[len(group)-2:]
		t, err := readMerged(last[1].File, last[0].Raw, last[1].Raw)
		if err != nil {
			return err
		}
		if w.near != nil {
			if err := w.near.Add(w.threads, t.key, t.ids, t.sketches); err != nil {
				return err
			}
		}
		w.threads++
		for i := range last {
			out.Write(&last[i])
		}
	}
	return out.W.Flush()
}

func readMerged(source string, sketches, line []byte) (*mergedThread, error) {
	t := &mergedThread{source: source, line: line}
	var err error
	if t.key, t.sketches, err = merge.ReadThread(bufio.NewReader(bytes.NewReader(sketches))); err != nil {
		return nil, err
	}
	var h mergeHead
	if err := json.Unmarshal(line, &h); err != nil {
		return nil, err
	}
	for _, c := range h.Thread.Comments {
		t.ids = append(t.ids, c.ID)
	}
	return t, nil
}

// decode returns the analysis.
func (t *mergedThread) decode() (*gainsay.Analysis, error) {
	a := &gainsay.Analysis{}
	if err := json.Unmarshal(t.line, a); err != nil {
		return nil, fmt.Errorf("read thread %s: %w", t.key, err)
	}
	if decide.Key(a.Thread) != t.key {
		return nil, fmt.Errorf("read thread %s: it is %s", t.key, decide.Key(a.Thread))
	}
	return a, nil
}

func (t *mergedThread) writeLine(w io.Writer) error {
	_, err := w.Write(t.line)
	return err
}
