package merge

import (
	"bufio"
	"cmp"
	"context"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"sync"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/analyze"
	"github.com/gainsay/gainsay/analyze/text"
	"github.com/gainsay/gainsay/decide"
	"github.com/gainsay/gainsay/internal/extsort"
	"github.com/gainsay/gainsay/internal/temporary"
	"github.com/gainsay/gainsay/store/merge"
	"github.com/klauspost/compress/s2"
)

// Again analyses a thread again, with the near-duplicates of its comments in earlier
// threads; nil if that is not needed.
type Again func(*gainsay.Analysis, analyze.Seen) (*gainsay.Analysis, error)

// nearby are the near-duplicates of a thread's comments, for its analysis.
type nearby struct{ hits *merge.Hits }

// Announce does nothing: the sketches are known.
func (nearby) Announce([]text.Signature) {}

// Near returns what the second pass found.
func (n nearby) Near(_ string, sig text.Signature) []string { return n.hits.Near(sig) }

// work holds the threads of a merge on disk: their lines compressed in files in
// the order of reading, and where each of them is in the order of the result.
type work struct {
	keep   bool          // the sketches of threads are kept
	filter *merge.Filter // nil if campaigns are not looked for
	near   *merge.Near   // the same

	mu     sync.Mutex      // for sorter
	sorter *extsort.Sorter // the places of the threads, by their keys
	spools []*spool
	order  *os.File // the places of the threads in order

	threads  int
	replaced int // threads of several outputs
	again    int // threads analysed again
}

func newWork(campaigns, save bool) (*work, error) {
	f, err := temporary.CreateFile("gainsay-*.merge")
	if err != nil {
		return nil, err
	}
	w := &work{sorter: extsort.New(), order: f, keep: campaigns || save}
	if campaigns {
		w.filter = merge.NewFilter()
	}
	return w, nil
}

func (w *work) close() error {
	var err error
	if w.near != nil {
		err = w.near.Close()
	}
	for _, s := range w.spools {
		err = errors.Join(err, s.f.Close(), temporary.Remove(s.f.Name()))
	}
	return errors.Join(err, w.sorter.Close(), w.order.Close(), temporary.Remove(w.order.Name()))
}

// spool is a file of threads in the order of reading: of each its sketches and its
// line, which is compressed.
type spool struct {
	n   int // its number
	f   *os.File
	w   *bufio.Writer
	at  int64
	buf []byte
}

// addSpool begins another file. It must not be called by several goroutines at once.
func (w *work) addSpool() (*spool, error) {
	f, err := temporary.CreateFile("gainsay-*.spool")
	if err != nil {
		return nil, err
	}
	s := &spool{n: len(w.spools), f: f, w: bufio.NewWriterSize(f, 1<<20)}
	w.spools = append(w.spools, s)
	return s, nil
}

// place says where a thread is.
type place struct {
	input, line, spool int
	at                 int64
	packed, compressed int // lengths of the sketches and of the compressed line, in bytes
	size               int // of the line, in bytes
	comments           int
}

func (p *place) numbers() []*int {
	return []*int{&p.input, &p.line, &p.spool, &p.packed, &p.compressed, &p.size, &p.comments}
}

func (p *place) append(b []byte) []byte {
	b = binary.AppendUvarint(b, uint64(p.at))
	for _, n := range p.numbers() {
		b = binary.AppendUvarint(b, uint64(*n))
	}
	return b
}

func readPlace(b []byte) (p place, err error) {
	next := func() uint64 {
		v, n := binary.Uvarint(b)
		if n <= 0 {
			b, err = nil, errors.New("a temporary file is damaged")
			return 0
		}
		b = b[n:]
		return v
	}
	p.at = int64(next())
	for _, n := range p.numbers() {
		*n = int(next())
	}
	return p, err
}

// put takes in a thread, in place of one with the same key of an earlier output or line.
func (w *work) put(s *spool, key string, p place, packed merge.Packed, line []byte) error {
	if w.filter != nil {
		if err := w.filter.Add(packed); err != nil {
			return err
		}
	}
	if s2.MaxEncodedLen(len(line)) < 0 {
		return fmt.Errorf("line %d has %d bytes: too long", p.line, len(line))
	}
	s.buf = s2.Encode(s.buf[:cap(s.buf)], line)
	p.spool, p.at, p.packed, p.compressed, p.size = s.n, s.at, len(packed), len(s.buf), len(line)
	s.at += int64(p.packed + p.compressed)
	_, err1 := s.w.Write(packed)
	_, err2 := s.w.Write(s.buf)
	if err := errors.Join(err1, err2); err != nil {
		return err
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.sorter.Put(key, "", 0, p.append(nil))
}

// arrange brings the threads in order, once each, and collects their sketches if
// campaigns are looked for.
func (w *work) arrange(ctx context.Context) (err error) {
	for _, s := range w.spools {
		if err := s.w.Flush(); err != nil {
			return err
		}
	}
	if w.filter != nil {
		if w.near, err = merge.NewNear(w.filter); err != nil {
			return err
		}
	}
	out := &extsort.Writer{W: bufio.NewWriterSize(w.order, 1<<20)}
	for group, err := range w.sorter.Groups() {
		if err = cmp.Or(err, ctx.Err()); err != nil {
			return err
		}
		place, err := lastPlace(group)
		if err != nil {
			return err
		}
		if len(group) > 1 {
			w.replaced++
		}
		if w.near != nil {
			packed := make(merge.Packed, place.packed)
			if _, err := w.spools[place.spool].f.ReadAt(packed, place.at); err != nil {
				return err
			}
			if err := w.near.Add(w.threads, packed); err != nil {
				return err
			}
		}
		w.threads++
		out.Write(&extsort.Record{Key: group[0].Key, Raw: place.append(nil)})
	}
	return out.W.Flush()
}

// lastPlace returns the place in the last output, and there in the last line.
func lastPlace(group []extsort.Record) (last place, err error) {
	for i, g := range group {
		p, err := readPlace(g.Raw)
		if err != nil {
			return last, err
		}
		if i == 0 || cmp.Or(cmp.Compare(p.input, last.input), cmp.Compare(p.line, last.line)) > 0 {
			last = p
		}
	}
	return last, nil
}

// mergedThread is a thread of an output.
type mergedThread struct {
	input    int
	comments int
	packed   merge.Packed // its sketches; nil if they are not kept
	line     []byte       // the analysis, with a line feed
}

// load reads a thread.
func (w *work) load(p *place) (*mergedThread, error) {
	b := make([]byte, p.packed+p.compressed)
	if _, err := w.spools[p.spool].f.ReadAt(b, p.at); err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	line, err := s2.Decode(nil, b[p.packed:])
	if err != nil {
		return nil, err
	}
	return &mergedThread{p.input, p.comments, slices.Clip(b[:p.packed]), line}, nil
}

// decode returns the analysis.
func (t *mergedThread) decode() (*gainsay.Analysis, error) {
	a := &gainsay.Analysis{}
	if err := json.Unmarshal(t.line, a); err != nil {
		return nil, err
	}
	if len(t.packed) == 0 {
		return a, nil
	}
	key, _, err := t.packed.Head()
	if err == nil && decide.Key(a.Thread) != key {
		err = fmt.Errorf("read thread %s: it is %s", key, decide.Key(a.Thread))
	}
	return a, err
}

func (t *mergedThread) writeLine(w io.Writer) error {
	_, err := w.Write(t.line)
	return err
}
