// Package extsort groups the records of a source of any size by key, with an
// external merge sort: what does not fit into memory is sorted in temporary
// files.
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

// maxMemory is how many bytes of records a Sorter holds before it writes them
// to disk.
const maxMemory = 64 << 20

// Sorter collects records and returns them grouped by key. All records of one
// key must fit into memory together.
type Sorter struct {
	buf    []Record
	size   int
	limit  int
	runs   runFiles
	serial uint64
}

// Record is a record of a source with its key and the place it was read from.
type Record struct {
	Key    string
	serial uint64 // counts the records in the order of Put
	File   string
	Line   int
	Raw    []byte
}

// New returns an empty Sorter. Close must be called to remove its temporary
// files.
func New() *Sorter { return &Sorter{limit: maxMemory} }

// Put adds a copy of a record. file and line say where it was read.
func (s *Sorter) Put(key, file string, line int, raw []byte) error {
	s.serial++
	s.buf = append(s.buf, Record{key, s.serial, file, line, slices.Clone(raw)})
	if s.size += len(raw) + len(key) + 64; s.size < s.limit {
		return nil
	}
	return s.flush()
}

// flush writes the records in memory to a temporary file, sorted.
func (s *Sorter) flush() error {
	s.sort()
	err := s.runs.add(func(w *bufio.Writer) {
		for _, r := range s.buf {
			r.write(w)
		}
	})
	if err != nil {
		return err
	}
	clear(s.buf)
	s.buf, s.size = s.buf[:0], 0
	return nil
}

func (s *Sorter) sort() { slices.SortFunc(s.buf, compareRecords) }

func compareRecords(a, b Record) int {
	return cmp.Or(cmp.Compare(a.Key, b.Key), cmp.Compare(a.serial, b.serial))
}

// write encodes a record. Errors stay in w until it is flushed.
func (r *Record) write(w *bufio.Writer) {
	var n [binary.MaxVarintLen64]byte
	number := func(v uint64) { _, _ = w.Write(n[:binary.PutUvarint(n[:], v)]) }
	for _, b := range []string{r.Key, r.File} {
		number(uint64(len(b)))
		_, _ = w.WriteString(b)
	}
	number(r.serial)
	number(uint64(r.Line))
	number(uint64(len(r.Raw)))
	_, _ = w.Write(r.Raw)
}

// Close removes the temporary files.
func (s *Sorter) Close() error { return s.runs.remove() }

// Groups yields the records of each key together, in the order of Put; keys are
// sorted. The slice is valid until the next iteration. No record may be added
// afterwards.
func (s *Sorter) Groups() iter.Seq2[[]Record, error] {
	return func(yield func([]Record, error) bool) {
		var group []Record
		for r, err := range s.merged() {
			if err != nil {
				yield(nil, err)
				return
			}
			if len(group) > 0 && group[0].Key != r.Key {
				if !yield(group, nil) {
					return
				}
				clear(group)
				group = group[:0]
			}
			group = append(group, r)
		}
		if len(group) > 0 {
			yield(group, nil)
		}
	}
}

// merged yields all records in order.
func (s *Sorter) merged() iter.Seq2[Record, error] {
	return func(yield func(Record, error) bool) {
		s.sort()
		h := &runHeap{{mem: s.buf}}
		defer h.close()
		for _, name := range s.runs.names {
			f, err := os.Open(name)
			if err != nil {
				yield(Record{}, fmt.Errorf("read temporary file: %w", err))
				return
			}
			*h = append(*h, &run{f: f, r: bufio.NewReaderSize(f, 1<<16)})
		}
		live := (*h)[:0]
		for _, r := range *h {
			if ok, err := r.next(); err != nil {
				yield(Record{}, err)
				return
			} else if ok {
				live = append(live, r)
			}
		}
		*h = live
		heap.Init(h)
		for h.Len() > 0 {
			top := (*h)[0]
			if !yield(top.at, nil) {
				return
			}
			ok, err := top.next()
			switch {
			case err != nil:
				yield(Record{}, err)
				return
			case ok:
				heap.Fix(h, 0)
			default:
				heap.Pop(h)
			}
		}
	}
}

// run is a sorted run of records, on disk or in memory.
type run struct {
	mem []Record
	f   *os.File
	r   *bufio.Reader
	at  Record
}

// next moves to the next record and reports whether there is one. At the end it
// closes the file.
func (r *run) next() (bool, error) {
	if r.r == nil {
		if len(r.mem) == 0 {
			return false, nil
		}
		r.at, r.mem = r.mem[0], r.mem[1:]
		return true, nil
	}
	if _, err := r.r.Peek(1); errors.Is(err, io.EOF) {
		return false, r.f.Close()
	}
	if err := r.read(); err != nil {
		return false, fmt.Errorf("read temporary file: %w", err)
	}
	return true, nil
}

func (r *run) read() error {
	key, err1 := r.bytes()
	file, err2 := r.bytes()
	serial, err3 := binary.ReadUvarint(r.r)
	line, err4 := binary.ReadUvarint(r.r)
	raw, err5 := r.bytes()
	r.at = Record{string(key), serial, string(file), int(line), raw}
	return errors.Join(err1, err2, err3, err4, err5)
}

func (r *run) bytes() ([]byte, error) {
	n, err := binary.ReadUvarint(r.r)
	if err != nil {
		return nil, err
	}
	b := make([]byte, n)
	_, err = io.ReadFull(r.r, b)
	return b, err
}

// runHeap orders runs by their current record, to merge them.
type runHeap []*run

func (h runHeap) Len() int           { return len(h) }
func (h runHeap) Less(i, j int) bool { return compareRecords(h[i].at, h[j].at) < 0 }
func (h runHeap) Swap(i, j int)      { h[i], h[j] = h[j], h[i] }
func (h *runHeap) Push(x any)        { *h = append(*h, x.(*run)) }
func (h *runHeap) Pop() any {
	old := *h
	last := old[len(old)-1]
	*h = old[:len(old)-1]
	return last
}

// close closes the files that were not read to the end.
func (h *runHeap) close() {
	for _, r := range *h {
		if r.f != nil {
			_ = r.f.Close() // only read from
		}
	}
}
