package merge

import (
	"bufio"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"runtime"
	"sync"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/analyze/text"
	"github.com/gainsay/gainsay/cmd/gainsay/internal/part"
	"github.com/gainsay/gainsay/cmd/gainsay/internal/terminal"
	"github.com/gainsay/gainsay/store"
	"github.com/gainsay/gainsay/store/merge"
	"github.com/gainsay/gainsay/wire"
	"github.com/klauspost/compress/zstd"
	"github.com/tidwall/gjson"
)

// takeAll reads all outputs, several at a time.
func (m *Merge) takeAll(ctx context.Context, w *work) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	errs, versions := make([]error, len(m.inputs)), make([]*gainsay.Version, len(m.inputs))
	next := make(chan int)
	var running sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), len(m.inputs)) {
		s, err := w.addSpool()
		if err != nil {
			cancel() // nothing was passed on yet
			close(next)
			running.Wait()
			return err
		}
		running.Go(func() {
			for i := range next {
				t := &taking{Merge: m, work: w, spool: s, input: i}
				if errs[i] = t.take(ctx, m.inputs[i]); errs[i] != nil {
					cancel()
				}
				versions[i] = t.version
			}
		})
	}
	for i := range m.inputs {
		next <- i
	}
	close(next)
	running.Wait()
	if err := m.firstError(errs); err != nil {
		return err
	}
	for i, v := range versions {
		if v == nil {
			continue
		}
		if err := m.sameVersion(*v, m.inputs[i].path); err != nil {
			return fmt.Errorf("%s: %w", m.inputs[i].path, err)
		}
	}
	return nil
}

// firstError returns the first error that is not only the end of the others' work.
func (m *Merge) firstError(errs []error) (first error) {
	for i, err := range errs {
		if err == nil {
			continue
		}
		if !errors.Is(err, context.Canceled) {
			return fmt.Errorf("%s: %w", m.inputs[i].path, err)
		}
		first = err
	}
	return first
}

// taking reads one output.
type taking struct {
	*Merge
	work     *work
	spool    *spool
	input    int
	sketches *sketchFile

	version *gainsay.Version // of its analyses
	raw     string           // that as JSON
}

// zstdMagic begins a compressed file.
const zstdMagic = "\x28\xb5\x2f\xfd"

func (t *taking) take(ctx context.Context, in input) error {
	if in.database {
		return t.takeDatabase(ctx, in)
	}
	f, err := os.Open(in.path)
	if err != nil {
		return err
	}
	defer f.Close()
	sum := sha256.New()
	raw := io.TeeReader(f, sum)
	head := bufio.NewReaderSize(raw, 1<<18)
	var r io.Reader = head
	if magic, _ := head.Peek(len(zstdMagic)); string(magic) == zstdMagic { // an error occurs again at the next read
		z, err := zstd.NewReader(head, zstd.WithDecoderConcurrency(1))
		if err != nil {
			return err
		}
		defer z.Close()
		r = z
	}
	if t.sketches, err = t.openSketches(in); err != nil {
		return err
	}
	defer t.sketches.close()
	n, err := t.takeLines(ctx, in, r)
	if err != nil {
		return err
	}
	if in.info == nil {
		return nil
	}
	if n != in.info.Threads {
		return fmt.Errorf("has %s, %s says %d", terminal.Counted(n, "thread"), in.path+part.Suffix, in.info.Threads)
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

// openSketches opens the sketches of an output if they are needed. Those of another
// version are computed anew.
func (t *taking) openSketches(in input) (*sketchFile, error) {
	if !t.work.keep {
		return &sketchFile{}, nil
	}
	f, err := os.Open(in.path + part.SketchSuffix)
	if errors.Is(err, fs.ErrNotExist) {
		return &sketchFile{}, nil
	}
	if err != nil {
		return nil, err
	}
	r, err := merge.NewSketchReader(f)
	if errors.Is(err, merge.ErrVersion) {
		return &sketchFile{}, f.Close()
	}
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

// of returns the sketches of the next thread.
func (s *sketchFile) of(key string, comments int) (merge.Packed, error) {
	packed, err := s.r.Thread()
	if errors.Is(err, io.EOF) {
		err = fmt.Errorf("nothing of thread %s", key)
	}
	if err == nil {
		var got string
		var n int
		got, n, err = packed.Head()
		if err == nil && (got != key || n != comments) {
			err = fmt.Errorf("thread %s of %d comments, not %s of %d", got, n, key, comments)
		}
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", s.f.Name(), err)
	}
	return packed, nil
}

// takeLines reads the threads of a file and returns their number.
func (t *taking) takeLines(ctx context.Context, in input, r io.Reader) (n int, err error) {
	br := bufio.NewReaderSize(r, 1<<20)
	var line []byte
	for number := 1; ; number++ {
		if line, err = appendLine(line[:0], br); errors.Is(err, io.EOF) && len(line) == 0 {
			return n, nil
		}
		switch {
		case errors.Is(err, io.EOF):
			err = fmt.Errorf("line %d: ends within a line", number)
		case err == nil:
			err = t.takeLine(number, line, in.info != nil)
		}
		if err != nil {
			return n, err
		}
		if n++; ctx.Err() != nil {
			return n, ctx.Err()
		}
	}
}

// appendLine appends the next line with its line feed.
func appendLine(b []byte, r *bufio.Reader) ([]byte, error) {
	for {
		part, err := r.ReadSlice('\n')
		b = append(b, part...)
		if !errors.Is(err, bufio.ErrBufferFull) {
			return b, err
		}
	}
}

// takeLine takes in a thread. Only what a merge needs of it is decoded; hashed says
// that the hash of the file will show whether it is whole.
func (t *taking) takeLine(number int, line []byte, hashed bool) error {
	if !hashed && !gjson.ValidBytes(line) {
		if err := json.Unmarshal(line, new(json.RawMessage)); err != nil {
			return fmt.Errorf("line %d: %w", number, err)
		}
	}
	thread := gjson.GetBytes(line, "thread")
	if err := t.checkVersion(gjson.GetBytes(line, "version").Raw); err != nil || !thread.IsObject() {
		if err == nil {
			err = errors.New("is no analysis")
		}
		return fmt.Errorf("line %d: %w", number, err)
	}
	id, format, comments := thread.Get("id").String(), thread.Get("format").String(), thread.Get("comments")
	place := place{input: t.input, line: number, comments: int(comments.Get("#").Int())}
	packed, err := t.pack(store.Key(format, id), place.comments, comments)
	if err != nil {
		return err
	}
	return t.work.put(t.spool, id+"\x00"+format, place, packed, line) // the order of exports from a database
}

// pack returns the sketches of a thread: those beside the output or, without, those of
// its texts; then which of them its analysis asked about is not known.
func (t *taking) pack(key string, n int, comments gjson.Result) (merge.Packed, error) {
	if !t.work.keep {
		return nil, nil
	}
	if t.sketches != nil && t.sketches.r != nil {
		return t.sketches.of(key, n)
	}
	var all []merge.Sketched
	comments.ForEach(func(_, c gjson.Result) bool {
		sig := text.SignText(c.Get("text").String())
		all = append(all, merge.Sketched{ID: c.Get("id").String(), Sketch: sig, Asked: sig != nil})
		return true
	})
	return merge.Pack(key, all), nil
}

// checkVersion checks that an analysis was made as the others of the output.
func (t *taking) checkVersion(raw string) error {
	if raw == t.raw && raw != "" {
		return nil
	}
	var v gainsay.Version
	if err := json.Unmarshal([]byte(raw), &v); err != nil || v.Rules == "" {
		return errors.New("is no analysis")
	}
	if t.version != nil && *t.version != v {
		return fmt.Errorf("made by version %+v, others by %+v: analyse all parts with the same program, weights and --encoder",
			v, *t.version)
	}
	t.version, t.raw = &v, raw
	return nil
}

// takeDatabase reads the threads of a database. Decisions are not merged.
func (t *taking) takeDatabase(ctx context.Context, in input) (err error) {
	d, err := t.Open(in.path)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, d.Close()) }()
	n := 0
	for a, err := range d.All(ctx) {
		if err != nil {
			return err
		}
		line, err := wire.AppendAnalysis(nil, a)
		if err != nil {
			return err
		}
		n++
		if err := t.takeLine(n, append(line, '\n'), true); err != nil {
			return err
		}
	}
	fmt.Fprintf(t.Log, "gainsay: %s: analyses only; 'gainsay decisions export' and 'import' carry decisions\n",
		in.path)
	return nil
}
