package store

import (
	"cmp"
	"database/sql"
	"encoding/binary"
	"fmt"
	"slices"
)

// Near-duplicates are found by locality-sensitive hashing (Leskovec, Rajaraman
// & Ullman, Mining of Massive Datasets, ch. 3): a sketch is cut into bands of
// bandSlots slots, and only sketches that share a whole band are compared.
// With 8 bands of 4, two texts whose Jaccard similarity is .9 share one with
// a chance of .9997, at .8 of .985, at .7 of .89; at .3, .06.
const (
	bandSlots   = 4
	maxBands    = 8
	nearEnough  = .7 // share of equal slots, which estimates Jaccard similarity
	nearHandful = 5  // the most references that one look-up returns
)

func (s *saver) insertSignatures() error {
	if len(s.sigs) == 0 {
		return nil
	}
	insert := s.rows("signature", "comment_pk", "slots")
	for _, c := range s.a.Thread.Comments[s.kept:] {
		sig := s.sigs[c.ID]
		if len(sig) == 0 {
			continue
		}
		pk := s.comments[c.ID]
		if err := insert.add(pk, packSlots(sig)); err != nil {
			return fmt.Errorf("signature of comment %q: %w", c.ID, err)
		}
		for _, h := range bandHashes(sig) {
			s.bands = append(s.bands, band{h, pk})
		}
	}
	return nil
}

// band leads from the hash of one band to a comment.
type band struct{ hash, comment int64 }

// insertBands writes the bands in the order of the table, which is faster.
func (b *batch) insertBands() error {
	slices.SortFunc(b.bands, func(a, b band) int {
		return cmp.Or(cmp.Compare(a.hash, b.hash), cmp.Compare(a.comment, b.comment))
	})
	insert := &rows{b: b, table: "band", columns: []string{"hash", "comment_pk"}}
	for _, d := range slices.Compact(b.bands) {
		insert.args = append(insert.args, d.hash, d.comment)
	}
	b.bands = b.bands[:0]
	if err := insert.flush(); err != nil {
		return fmt.Errorf("bands: %w", err)
	}
	return nil
}

// clearBands deletes the bands of the stored comments of the thread.
func (s *saver) clearBands() error {
	bands, err := collect(s.ctx, s.tx, func(r *sql.Rows) (b []band, err error) {
		var pk int64
		var slots []byte
		err = r.Scan(&pk, &slots)
		for _, h := range bandHashes(unpackSlots(slots)) {
			b = append(b, band{h, pk})
		}
		return b, err
	}, `SELECT s.comment_pk, s.slots FROM signature s JOIN comment c ON c.pk = s.comment_pk
		WHERE c.thread_pk = ?`, s.thread)
	if err != nil {
		return fmt.Errorf("find bands: %w", err)
	}
	for _, b := range slices.Concat(bands...) {
		if err := s.exec(`DELETE FROM band WHERE hash = ? AND comment_pk = ?`, b.hash, b.comment); err != nil {
			return fmt.Errorf("delete band: %w", err)
		}
	}
	return nil
}

func unpackSlots(b []byte) []uint32 {
	sig := make([]uint32, 0, len(b)/4)
	for ; len(b) >= 4; b = b[4:] {
		sig = append(sig, binary.LittleEndian.Uint32(b))
	}
	return sig
}

func packSlots(sig []uint32) []byte {
	b := make([]byte, 0, 4*len(sig))
	for _, v := range sig {
		b = binary.LittleEndian.AppendUint32(b, v)
	}
	return b
}

// bandHashes gives, for each of the first bands, 32 bits of a hash of its slots
// and its place.
func bandHashes(sig []uint32) []int64 {
	var out []int64
	for _, h := range AppendBands(nil, packSlots(sig)) {
		out = append(out, int64(h))
	}
	return out
}
