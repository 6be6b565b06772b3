package store

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"hash/fnv"
	"slices"
	"strings"
)

// Near-duplicates are found by locality-sensitive hashing (Leskovec, Rajaraman
// & Ullman, Mining of Massive Datasets, ch. 3): a sketch is cut into bands of
// bandSlots slots, and only sketches that share a whole band are compared.
// With 16 bands of 4, two texts whose Jaccard similarity is .7 share one with
// a chance of .99; at .3, .12.
const (
	bandSlots   = 4
	nearEnough  = .7 // share of equal slots, which estimates Jaccard similarity
	nearHandful = 5  // the most references that one look-up gives
)

func (s *saver) insertSignatures() error {
	if len(s.sigs) == 0 {
		return nil
	}
	insert, err := s.prepare(`INSERT INTO signature (comment_pk, slots) VALUES (?, ?)`)
	if err != nil {
		return err
	}
	bands := map[int]func(...any) error{} // by their number; one statement writes all of a sketch
	for _, c := range s.a.Thread.Comments {
		sig := s.sigs[c.ID]
		if len(sig) == 0 {
			continue
		}
		if err := s.insertSignature(s.comments[c.ID], sig, insert, bands); err != nil {
			return fmt.Errorf("signature of comment %q: %w", c.ID, err)
		}
	}
	return nil
}

func (s *saver) insertSignature(pk int64, sig []uint32, insert func(...any) error, bands map[int]func(...any) error) (err error) {
	if err := insert(pk, packSlots(sig)); err != nil {
		return err
	}
	hashes := bandHashes(sig)
	if bands[len(hashes)] == nil {
		rows := strings.TrimSuffix(strings.Repeat("(?, ?, ?), ", len(hashes)), ", ")
		if bands[len(hashes)], err = s.prepare(`INSERT INTO band (comment_pk, n, hash) VALUES ` + rows); err != nil {
			return err
		}
	}
	args := make([]any, 0, 3*len(hashes))
	for i, h := range hashes {
		args = append(args, pk, i, h)
	}
	return bands[len(hashes)](args...)
}

func packSlots(sig []uint32) []byte {
	b := make([]byte, 0, 4*len(sig))
	for _, v := range sig {
		b = binary.LittleEndian.AppendUint32(b, v)
	}
	return b
}

// bandHashes hashes each band together with its place.
func bandHashes(sig []uint32) []int64 {
	var out []int64
	for band := range slices.Chunk(sig, bandSlots) {
		h := fnv.New64a()
		h.Write([]byte{byte(len(out))})
		h.Write(packSlots(band))
		out = append(out, int64(h.Sum64()))
	}
	return out
}

// similarity is the share of equal slots of two sketches of the same length.
func similarity(sig []uint32, packed []byte) float64 {
	if len(sig) == 0 || len(packed) != 4*len(sig) {
		return 0
	}
	equal := 0
	for i, v := range sig {
		equal += btoi(binary.LittleEndian.Uint32(packed[4*i:]) == v)
	}
	return float64(equal) / float64(len(sig))
}

// Signatures looks for near-duplicates among the stored comments and keeps
// the first error, so that a whole import need ask only once.
type Signatures struct {
	ctx context.Context
	db  *DB
	err error
}

// Signatures returns a finder bound to ctx. It is for one goroutine.
func (db *DB) Signatures(ctx context.Context) *Signatures { return &Signatures{ctx: ctx, db: db} }

// Near returns up to five references "<thread key>/<comment id>" to comments
// of threads other than thread (a key or a bare id) whose sketch is close to
// sig, the closest first.
func (s *Signatures) Near(thread string, sig []uint32) []string {
	if s.err != nil || len(sig) == 0 {
		return nil
	}
	refs, err := s.db.near(s.ctx, thread, sig)
	if err != nil {
		s.err = fmt.Errorf("find near-duplicates: %w", err)
	}
	return refs
}

// Err returns the error of the first look-up that failed.
func (s *Signatures) Err() error { return s.err }

// Near is Signatures.Near for a single look-up; one that fails finds nothing.
func (db *DB) Near(thread string, sig []uint32) []string {
	return db.Signatures(context.Background()).Near(thread, sig)
}

func (db *DB) near(ctx context.Context, thread string, sig []uint32) ([]string, error) {
	hashes, err := json.Marshal(bandHashes(sig))
	if err != nil {
		return nil, err
	}
	type hit struct {
		ref   string
		score float64
	}
	var hits []hit
	err = db.view(ctx, func(tx *sql.Tx) error {
		hits, err = collect(ctx, tx, func(r *sql.Rows) (h hit, err error) {
			var slots []byte
			err = r.Scan(&h.ref, &slots)
			h.score = similarity(sig, slots)
			return h, err
		}, `SELECT t.format || ':' || t.id || '/' || c.id, s.slots
			FROM signature s JOIN comment c ON c.pk = s.comment_pk JOIN thread t ON t.pk = c.thread_pk
			WHERE s.comment_pk IN (SELECT comment_pk FROM band WHERE hash IN (SELECT value FROM json_each(?)))
			AND t.id <> ? AND t.format || ':' || t.id <> ?`, string(hashes), thread, thread)
		return err
	})
	hits = slices.DeleteFunc(hits, func(h hit) bool { return h.score < nearEnough })
	slices.SortFunc(hits, func(a, b hit) int { return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(a.ref, b.ref)) })
	var refs []string
	for _, h := range hits[:min(len(hits), nearHandful)] {
		refs = append(refs, h.ref)
	}
	return refs, err
}
