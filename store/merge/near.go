package merge

import (
	"bufio"
	"cmp"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"iter"
	"math"
	"os"
	"path/filepath"
	"slices"

	"github.com/gainsay/gainsay/internal/extsort"
	"github.com/gainsay/gainsay/store"
)

// slots is how many slots the sketches of a merge have; entryLen is the length of
// an entry of the file of sketches: slots, number of the thread, place of the
// reference in the file of references.
const (
	slots    = 64
	entryLen = 4*slots + 4 + 8
)

// Near finds the near-duplicates of comments in earlier threads, among any number
// of comments in constant memory: it joins the bands of the sketches by an
// external sort. What it finds is what store.Signatures finds in an import of the
// same threads in the same order into an empty database.
type Near struct {
	dir          string
	sketches     *os.File
	refs         *os.File
	sketchWriter *bufio.Writer
	refWriter    *bufio.Writer
	bands        *extsort.Sorter
	n            uint64 // sketches
	refAt        uint64 // length of the file of references
	entry        []byte
}

// NewNear returns an empty Near. Close must be called.
func NewNear() (*Near, error) {
	dir, err := os.MkdirTemp("", "gainsay-*")
	if err != nil {
		return nil, err
	}
	n := &Near{dir: dir, bands: extsort.New()}
	var err1, err2 error
	n.sketches, err1 = os.Create(filepath.Join(dir, "sketches"))
	n.refs, err2 = os.Create(filepath.Join(dir, "references"))
	if err := errors.Join(err1, err2); err != nil {
		return nil, errors.Join(err, n.Close())
	}
	n.sketchWriter, n.refWriter = bufio.NewWriterSize(n.sketches, 1<<18), bufio.NewWriterSize(n.refs, 1<<18)
	return n, nil
}

// Close removes the temporary files.
func (n *Near) Close() error {
	for _, f := range []*os.File{n.sketches, n.refs} {
		if f != nil {
			_ = f.Close() // removed next
		}
	}
	return errors.Join(n.bands.Close(), os.RemoveAll(n.dir))
}

// Add takes in the sketches of a thread, whose number is higher than those of all
// threads before. ids are the comments in their order; those without a sketch are
// passed over.
func (n *Near) Add(thread int, key string, ids []string, sketches map[string][]uint32) error {
	for _, id := range ids {
		sig := sketches[id]
		if len(sig) == 0 {
			continue
		}
		if len(sig) != slots {
			return fmt.Errorf("comment %s of thread %s: a sketch of %d slots, not %d", id, key, len(sig), slots)
		}
		if err := n.add(uint32(thread), key+"/"+id, sig); err != nil {
			return fmt.Errorf("keep sketch: %w", err)
		}
	}
	return nil
}

func (n *Near) add(thread uint32, ref string, sig []uint32) error {
	n.entry = binary.LittleEndian.AppendUint32(appendSlots(n.entry[:0], sig), thread)
	n.entry = binary.LittleEndian.AppendUint64(n.entry, n.refAt)
	if _, err := n.sketchWriter.Write(n.entry); err != nil {
		return err
	}
	text := binary.AppendUvarint(nil, uint64(len(ref)))
	text = append(text, ref...)
	n.refAt += uint64(len(text))
	if _, err := n.refWriter.Write(text); err != nil {
		return err
	}
	var key [4]byte
	var at [binary.MaxVarintLen64]byte
	raw := at[:binary.PutUvarint(at[:], n.n)]
	for _, h := range store.Bands(sig) {
		binary.BigEndian.PutUint32(key[:], uint32(h))
		if err := n.bands.Put(string(key[:]), "", 0, raw); err != nil {
			return err
		}
	}
	n.n++
	return nil
}

// member is a comment of a band.
type member struct {
	n      uint64
	thread uint32
	sig    []uint32
	ref    uint64
}

func (n *Near) member(at uint64) (m member, err error) {
	b := make([]byte, entryLen)
	if _, err := n.sketches.ReadAt(b, int64(at)*entryLen); err != nil {
		return m, err
	}
	m = member{n: at, sig: make([]uint32, slots)}
	for i := range m.sig {
		m.sig[i] = binary.LittleEndian.Uint32(b[4*i:])
	}
	m.thread, m.ref = binary.LittleEndian.Uint32(b[4*slots:]), binary.LittleEndian.Uint64(b[4*slots+4:])
	return m, nil
}

func (n *Near) reference(at uint64) (string, error) {
	r := bufio.NewReaderSize(io.NewSectionReader(n.refs, int64(at), math.MaxInt64-int64(at)), 128)
	size, err := binary.ReadUvarint(r)
	if err != nil {
		return "", err
	}
	b := make([]byte, size)
	_, err = io.ReadFull(r, b)
	return string(b), err
}

// Hits are the near-duplicates of the comments of a thread.
type Hits struct {
	Thread int // its number
	refs   map[string][]string
}

// Near returns references to the near-duplicates of a comment by its sketch, at
// most store.NearHandful, the closest first.
func (h *Hits) Near(sig []uint32) []string { return h.refs[string(appendSlots(nil, sig))] }

// Hits yields the threads of which a comment has near-duplicates in earlier
// threads, in order. Nothing may be added afterwards. It ends with an error when
// ctx ends.
func (n *Near) Hits(ctx context.Context) iter.Seq2[*Hits, error] {
	return func(yield func(*Hits, error) bool) {
		found := extsort.New()
		defer found.Close()
		if err := n.join(ctx, found); err != nil {
			yield(nil, fmt.Errorf("find near-duplicates: %w", err))
			return
		}
		for group, err := range found.Groups() {
			var h *Hits
			if err == nil {
				h, err = n.hits(group)
			}
			if !yield(h, err) || err != nil {
				return
			}
		}
	}
}

// join compares the members of each band with the first of it and passes on the
// pairs that are near, by the number of the later thread.
func (n *Near) join(ctx context.Context, found *extsort.Sorter) error {
	if err := errors.Join(n.sketchWriter.Flush(), n.refWriter.Flush()); err != nil {
		return err
	}
	for group, err := range n.bands.Groups() {
		if err = cmp.Or(err, ctx.Err()); err != nil {
			return err
		}
		if len(group) < 2 {
			continue
		}
		var firsts []member
		for i, g := range group {
			at, _ := binary.Uvarint(g.Raw)
			m, err := n.member(at)
			if err != nil {
				return err
			}
			for _, f := range firsts {
				if err := pair(found, f, m); err != nil {
					return err
				}
			}
			if i < store.MaxOfBand {
				firsts = append(firsts, m)
			}
		}
	}
	return nil
}

// pair passes on a pair of comments if they are near and of different threads.
func pair(found *extsort.Sorter, earlier, m member) error {
	if earlier.thread == m.thread {
		return nil
	}
	score := store.Similarity(earlier.sig, m.sig)
	if score < store.NearEnough {
		return nil
	}
	var key [4]byte
	binary.BigEndian.PutUint32(key[:], m.thread)
	raw := binary.AppendUvarint(nil, m.n)
	raw = binary.AppendUvarint(raw, earlier.ref)
	raw = binary.LittleEndian.AppendUint64(raw, math.Float64bits(score))
	return found.Put(string(key[:]), "", 0, raw)
}

// hit is a near-duplicate of a comment.
type hit struct {
	ref   string
	score float64
}

func (n *Near) hits(group []extsort.Record) (*Hits, error) {
	h := &Hits{Thread: int(binary.BigEndian.Uint32([]byte(group[0].Key))), refs: map[string][]string{}}
	byMember := map[uint64][]hit{}
	for _, g := range group {
		at, k := binary.Uvarint(g.Raw)
		ref, l := binary.Uvarint(g.Raw[k:])
		text, err := n.reference(ref)
		if err != nil {
			return nil, err
		}
		one := hit{text, math.Float64frombits(binary.LittleEndian.Uint64(g.Raw[k+l:]))}
		if !slices.Contains(byMember[at], one) {
			byMember[at] = append(byMember[at], one)
		}
	}
	for at, all := range byMember {
		m, err := n.member(at)
		if err != nil {
			return nil, err
		}
		slices.SortFunc(all, func(a, b hit) int {
			return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(a.ref, b.ref))
		})
		var refs []string
		for _, one := range all[:min(len(all), store.NearHandful)] {
			refs = append(refs, one.ref)
		}
		h.refs[string(appendSlots(nil, m.sig))] = refs
	}
	return h, nil
}
