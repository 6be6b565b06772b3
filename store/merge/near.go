package merge

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"iter"
	"maps"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/gainsay/gainsay/internal/extsort"
	"github.com/gainsay/gainsay/internal/temporary"
	"github.com/gainsay/gainsay/store"
)

// slots is how many slots the sketches of a merge have; entryLen is the length of
// an entry of the file of sketches: slots, number of the thread, place of the
// reference in the file of references.
const (
	slots    = 64
	entryLen = 4*slots + 4 + 8
)

// maxKept bounds the comments that a Near keeps: half of what 32 bits count, since one
// bit says whether an analysis asked about the comment.
const maxKept = 1 << 31

// Near finds the near-duplicates of comments in earlier threads, among any number
// of comments in constant memory: it joins the bands of the sketches by an
// external sort. What it finds of the comments of which an analysis asked is what
// store.Signatures finds in an import of the same threads in the same order into an
// empty database.
type Near struct {
	dir          string
	filter       *Filter
	sketches     *os.File // of the comments that are kept
	refs         *os.File
	sketchWriter *bufio.Writer
	refWriter    *bufio.Writer
	bands        *extsort.Numbers // the band, 32 bits; the number of the comment, 31 bits; whether it was asked about
	n            uint64           // sketches
	refAt        uint64           // length of the file of references
	entry        []byte
	hashes       []uint32
}

// refSeparator is between the key of a thread and the id of a comment.
const refSeparator = "\x00"

// NewNear returns an empty Near. The filter must know all comments that are added; nil
// lets all of them pass.
// Close must be called.
func NewNear(filter *Filter) (*Near, error) {
	dir, err := temporary.MkdirTemp("gainsay-*")
	if err != nil {
		return nil, err
	}
	n := &Near{dir: dir, filter: filter, bands: extsort.NewNumbers()}
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
	return errors.Join(n.bands.Close(), temporary.Remove(n.dir))
}

// Add takes in the sketches of a thread, whose number is higher than those of all
// threads before.
func (n *Near) Add(thread int, p Packed) error {
	key, _, err := p.Head()
	if err != nil {
		return err
	}
	return p.each(func(id, sketch []byte, asked bool) error {
		if len(sketch) == 0 {
			return nil
		}
		if len(sketch) != 4*slots {
			return fmt.Errorf("comment %s of thread %s: a sketch of %d slots, not %d", id, key, len(sketch)/4, slots)
		}
		if err := n.add(uint32(thread), key, id, sketch, asked); err != nil {
			return fmt.Errorf("keep sketch: %w", err)
		}
		return nil
	})
}

// add keeps a comment if it has a band of a comment of which an analysis asked.
func (n *Near) add(thread uint32, key string, id, sketch []byte, asked bool) error {
	n.hashes = store.AppendBands(n.hashes[:0], sketch)
	if n.filter != nil {
		n.hashes = slices.DeleteFunc(n.hashes, func(h uint32) bool { return !n.filter.has(h) })
	}
	if len(n.hashes) == 0 {
		return nil
	}
	if n.n >= maxKept {
		return fmt.Errorf("more than %d comments to compare", uint64(maxKept))
	}
	n.entry = binary.LittleEndian.AppendUint32(append(n.entry[:0], sketch...), thread)
	n.entry = binary.LittleEndian.AppendUint64(n.entry, n.refAt)
	if _, err := n.sketchWriter.Write(n.entry); err != nil {
		return err
	}
	ref := appendText(nil, key+refSeparator+string(id))
	n.refAt += uint64(len(ref))
	if _, err := n.refWriter.Write(ref); err != nil {
		return err
	}
	at := n.n << 1
	if asked {
		at |= 1
	}
	for _, h := range n.hashes {
		if err := n.bands.Put(uint64(h)<<32 | at); err != nil {
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
	sketch []byte
	ref    uint64
}

func (n *Near) member(at uint64) (m member, err error) {
	b := make([]byte, entryLen)
	if _, err := n.sketches.ReadAt(b, int64(at)*entryLen); err != nil {
		return m, err
	}
	return member{n: at, sketch: b[:4*slots], thread: binary.LittleEndian.Uint32(b[4*slots:]),
		ref: binary.LittleEndian.Uint64(b[4*slots+4:])}, nil
}

// reference returns the key of a thread and the id of a comment.
func (n *Near) reference(at uint64) (thread, comment string, err error) {
	r := bufio.NewReaderSize(io.NewSectionReader(n.refs, int64(at), math.MaxInt64-int64(at)), 128)
	size, err := binary.ReadUvarint(r)
	if err != nil {
		return "", "", err
	}
	b := make([]byte, size)
	_, err = io.ReadFull(r, b)
	thread, comment, _ = strings.Cut(string(b), refSeparator)
	return thread, comment, err
}

// Hits are the near-duplicates of the comments of a thread.
type Hits struct {
	Thread   int // its number
	Comments []HitComment

	refs map[string][]string
}

// HitComment is a comment with its near-duplicates.
type HitComment struct {
	Thread, Comment string   // the key of the thread, the id
	Near            []string // as Hits.Near returns them
}

// Near returns references to the near-duplicates of a comment by its sketch, at
// most store.NearHandful, the closest first.
func (h *Hits) Near(sig []uint32) []string {
	var b []byte
	for _, v := range sig {
		b = binary.LittleEndian.AppendUint32(b, v)
	}
	return h.refs[string(b)]
}

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

// join compares the members of each band of which an analysis asked with the first of
// it and passes on the pairs that are near, by the number of the later thread.
func (n *Near) join(ctx context.Context, found *extsort.Sorter) error {
	if err := errors.Join(n.sketchWriter.Flush(), n.refWriter.Flush()); err != nil {
		return err
	}
	var b bandJoin
	for v, err := range n.bands.Sorted() {
		if err = cmp.Or(err, ctx.Err()); err != nil {
			return err
		}
		if band := v >> 32; band != b.band || b.first == nil {
			b = bandJoin{band: band, first: b.first[:0], known: b.known[:0]}
		}
		if v&1 == 1 {
			if err := n.compare(&b, v&math.MaxUint32>>1, found); err != nil {
				return err
			}
		}
		if len(b.first) < store.MaxOfBand {
			b.first = append(b.first, v&math.MaxUint32>>1)
		}
	}
	return nil
}

// bandJoin are the comments of a band with which later ones are compared.
type bandJoin struct {
	band  uint64
	first []uint64 // their numbers
	known []member // those of them that were read
}

// compare compares a comment with the first of its band.
func (n *Near) compare(b *bandJoin, at uint64, found *extsort.Sorter) error {
	if len(b.first) == 0 {
		return nil
	}
	for _, f := range b.first[len(b.known):] {
		m, err := n.member(f)
		if err != nil {
			return err
		}
		b.known = append(b.known, m)
	}
	m, err := n.member(at)
	if err != nil {
		return err
	}
	for _, f := range b.known {
		if err := pair(found, f, m); err != nil {
			return err
		}
	}
	return nil
}

// pair passes on a pair of comments if they are near and of different threads.
func pair(found *extsort.Sorter, earlier, m member) error {
	if earlier.thread == m.thread {
		return nil
	}
	score := store.Similarity(earlier.sketch, m.sketch)
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
	group = slices.CompactFunc(slices.SortedFunc(slices.Values(group), compareRaw), // pairs that share several bands
		func(a, b extsort.Record) bool { return compareRaw(a, b) == 0 })
	byMember := map[uint64][]hit{}
	for _, g := range group {
		at, k := binary.Uvarint(g.Raw)
		ref, l := binary.Uvarint(g.Raw[k:])
		thread, comment, err := n.reference(ref)
		if err != nil {
			return nil, err
		}
		byMember[at] = append(byMember[at], hit{thread + "/" + comment, math.Float64frombits(binary.LittleEndian.Uint64(g.Raw[k+l:]))})
	}
	for _, at := range slices.Sorted(maps.Keys(byMember)) {
		all := byMember[at]
		m, err := n.member(at)
		if err != nil {
			return nil, err
		}
		one := HitComment{}
		if one.Thread, one.Comment, err = n.reference(m.ref); err != nil {
			return nil, err
		}
		slices.SortFunc(all, func(a, b hit) int {
			return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(a.ref, b.ref))
		})
		for _, near := range all[:min(len(all), store.NearHandful)] {
			one.Near = append(one.Near, near.ref)
		}
		h.refs[string(m.sketch)] = one.Near
		h.Comments = append(h.Comments, one)
	}
	return h, nil
}

func compareRaw(a, b extsort.Record) int { return bytes.Compare(a.Raw, b.Raw) }
