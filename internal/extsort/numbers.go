package extsort

import (
	"bufio"
	"cmp"
	"container/heap"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"slices"
)

// maxRuns is how many runs of Numbers are merged at once.
const maxRuns = 64

// Numbers sorts numbers, in memory as far as they fit and else in temporary files. It
// takes less than a Sorter of records: eight bytes each.
type Numbers struct {
	buf   []uint64
	limit int // numbers in memory
	runs  runFiles
}

// NewNumbers returns an empty Numbers. Close must be called to remove its temporary
// files.
func NewNumbers() *Numbers { return &Numbers{limit: maxMemory / 8} }

// Put adds a number.
func (s *Numbers) Put(v uint64) error {
	s.buf = append(s.buf, v)
	if len(s.buf) < s.limit {
		return nil
	}
	slices.Sort(s.buf)
	err := s.write(slices.Values(s.buf))
	s.buf = s.buf[:0]
	return err
}

// write writes sorted numbers as a run.
func (s *Numbers) write(sorted iter.Seq[uint64]) error {
	return s.runs.add(func(w *bufio.Writer) {
		var b [8]byte
		for v := range sorted {
			binary.LittleEndian.PutUint64(b[:], v)
			_, _ = w.Write(b[:]) // the error stays until Flush
		}
	})
}

// Close removes the temporary files.
func (s *Numbers) Close() error { return s.runs.remove() }

// Sorted yields all numbers in order. No number may be added afterwards.
func (s *Numbers) Sorted() iter.Seq2[uint64, error] {
	return func(yield func(uint64, error) bool) {
		slices.Sort(s.buf)
		for len(s.runs.names) > maxRuns {
			if err := s.join(); err != nil {
				yield(0, err)
				return
			}
		}
		if err := mergeNumbers(s.buf, s.runs.names, func(v uint64) bool { return yield(v, nil) }); err != nil {
			yield(0, err)
		}
	}
}

// join merges the first maxRuns runs into one.
func (s *Numbers) join() error {
	some := slices.Clone(s.runs.names[:maxRuns])
	s.runs.names = slices.Delete(s.runs.names, 0, maxRuns)
	var failed error
	err := s.write(func(yield func(uint64) bool) { failed = mergeNumbers(nil, some, yield) })
	for _, name := range some {
		err = errors.Join(err, os.Remove(name))
	}
	return errors.Join(failed, err)
}

// mergeNumbers yields the numbers of sorted runs in order, until yield returns false.
func mergeNumbers(memory []uint64, runs []string, yield func(uint64) bool) error {
	var h numberHeap
	defer func() { h.close() }()
	if len(memory) > 0 {
		h = append(h, &numberRun{at: memory[0], mem: memory[1:]})
	}
	for _, name := range runs {
		f, err := os.Open(name)
		if err != nil {
			return fmt.Errorf("read temporary file: %w", err)
		}
		r := &numberRun{f: f, r: bufio.NewReaderSize(f, 1<<16)}
		h = append(h, r)
		if ok, err := r.next(); err != nil || !ok { // no run is empty
			return cmp.Or(err, io.ErrUnexpectedEOF)
		}
	}
	heap.Init(&h)
	for len(h) > 0 {
		if !yield(h[0].at) {
			return nil
		}
		ok, err := h[0].next()
		switch {
		case err != nil:
			return err
		case ok:
			heap.Fix(&h, 0)
		default:
			heap.Pop(&h).(*numberRun).close()
		}
	}
	return nil
}

// numberRun is a sorted run, on disk or in memory.
type numberRun struct {
	at  uint64
	mem []uint64
	f   *os.File // nil in memory
	r   *bufio.Reader
}

// next moves to the next number and reports whether there is one.
func (r *numberRun) next() (bool, error) {
	if r.f == nil {
		if len(r.mem) == 0 {
			return false, nil
		}
		r.at, r.mem = r.mem[0], r.mem[1:]
		return true, nil
	}
	var b [8]byte
	_, err := io.ReadFull(r.r, b[:])
	if errors.Is(err, io.EOF) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("read temporary file: %w", err)
	}
	r.at = binary.LittleEndian.Uint64(b[:])
	return true, nil
}

func (r *numberRun) close() {
	if r.f != nil {
		_ = r.f.Close() // only read from
	}
}

// numberHeap orders runs by their current number.
type numberHeap []*numberRun

func (h numberHeap) Len() int           { return len(h) }
func (h numberHeap) Less(i, j int) bool { return h[i].at < h[j].at }
func (h numberHeap) Swap(i, j int)      { h[i], h[j] = h[j], h[i] }
func (h *numberHeap) Push(x any)        { *h = append(*h, x.(*numberRun)) }
func (h *numberHeap) Pop() any {
	old := *h
	last := old[len(old)-1]
	*h = old[:len(old)-1]
	return last
}

// close closes the files that were not read to the end.
func (h numberHeap) close() {
	for _, r := range h {
		r.close()
	}
}
