package store

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/gainsay/gainsay"
)

// Signatures finds near-duplicates among the stored comments and among those of
// announced threads, which are not saved yet: what it finds does not depend on
// the progress of their saves. It keeps the first error, so that an import need
// check only once. Its methods may be called concurrently.
type Signatures struct {
	ctx context.Context
	db  *DB

	mu        sync.Mutex
	err       error
	announced []*announced // in the order of their numbers
}

// announced is a thread that may not be stored yet.
type announced struct {
	n     int    // its place in the import
	key   string // as by Key
	id    string
	sigs  map[string][]uint32
	bands map[int64][]string // comment ids by the hash of a band
}

// Signatures returns a finder bound to ctx.
func (db *DB) Signatures(ctx context.Context) *Signatures { return &Signatures{ctx: ctx, db: db} }

// Announce adds the sketches of thread number n of an import before it is saved, in
// place of those of an earlier call for the same thread and number. Forget must
// follow after the save, or when there will be none.
func (s *Signatures) Announce(n int, t *gainsay.Thread, sigs map[string][]uint32) {
	a := &announced{n: n, key: Key(t.Format, t.ID), id: t.ID, sigs: sigs, bands: map[int64][]string{}}
	for _, c := range t.Comments {
		for _, h := range bandHashes(sigs[c.ID]) {
			a.bands[h] = append(a.bands[h], c.ID)
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.announced = slices.DeleteFunc(s.announced, func(o *announced) bool { return o.n == n && o.key == a.key })
	i, _ := slices.BinarySearchFunc(s.announced, n,
		func(a *announced, n int) int { return cmp.Compare(a.n, n) })
	s.announced = slices.Insert(s.announced, i, a)
}

// Forget drops the announced threads up to number n.
func (s *Signatures) Forget(n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.announced = slices.DeleteFunc(s.announced, func(a *announced) bool { return a.n <= n })
}

// before returns the announced threads with a number below n and, by key, the
// last of each.
func (s *Signatures) before(n int) ([]*announced, map[string]*announced) {
	s.mu.Lock()
	defer s.mu.Unlock()
	end, _ := slices.BinarySearchFunc(s.announced, n, func(a *announced, n int) int {
		return cmp.Compare(a.n, n)
	})
	byKey := make(map[string]*announced, end)
	for _, a := range s.announced[:end] {
		byKey[a.key] = a
	}
	return slices.Clone(s.announced[:end]), byKey
}

// Near returns up to five references "<thread key>/<comment id>" to comments
// of threads other than thread (a key or a bare id) whose sketch is close to
// sig, the closest first. It looks at the stored threads and at the announced
// ones with a number below n.
func (s *Signatures) Near(n int, thread string, sig []uint32) []string {
	if s.Err() != nil || len(sig) == 0 {
		return nil
	}
	coming, byKey := s.before(n) // before the store is read: a thread is forgotten only once it is stored
	taken := map[int64]int{}
	hits, err := s.db.near(s.ctx, thread, sig, byKey, taken)
	if err != nil {
		s.mu.Lock()
		defer s.mu.Unlock()
		if s.err == nil {
			s.err = fmt.Errorf("find near-duplicates: %w", err)
		}
		return nil
	}
	for _, a := range coming {
		if byKey[a.key] == a && a.key != thread && a.id != thread {
			hits = a.near(sig, hits, taken)
		}
	}
	slices.SortFunc(hits, func(a, b nearHit) int {
		return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(a.ref(), b.ref()))
	})
	var refs []string
	for _, h := range hits[:min(len(hits), nearHandful)] {
		refs = append(refs, h.ref())
	}
	return refs
}

// near adds the comments close to sig to hits, at most maxOfBand for each band.
func (a *announced) near(sig []uint32, hits []nearHit, taken map[int64]int) []nearHit {
	seen, packed := map[string]bool{}, packSlots(sig)
	for _, h := range bandHashes(sig) {
		ids := a.bands[h]
		ids = ids[:min(len(ids), max(maxOfBand-taken[h], 0))]
		taken[h] += len(ids)
		for _, comment := range ids {
			if score := Similarity(packed, packSlots(a.sigs[comment])); !seen[comment] && score >= nearEnough {
				hits = append(hits, nearHit{a.key, comment, score})
			}
			seen[comment] = true
		}
	}
	return hits
}

// Err returns the error of the first look-up that failed.
func (s *Signatures) Err() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.err
}

// nearHit is a comment close to a sketch.
type nearHit struct {
	thread, comment string
	score           float64
}

func (h nearHit) ref() string { return h.thread + "/" + h.comment }

// maxOfBand is the most comments of one band that are compared, the earliest
// first: a campaign of thousands of copies must not slow down every look-up.
const maxOfBand = 16

// findNear looks up each band separately, since the limit is per band.
var findNear = `SELECT b.hash, t.format || ':' || t.id, t.id, c.id, s.slots
	FROM (SELECT * FROM (SELECT hash, comment_pk FROM band WHERE hash = ?
	ORDER BY comment_pk LIMIT ` + strconv.Itoa(maxOfBand) + `) AS x` +
	strings.Repeat(`
		UNION ALL SELECT * FROM (SELECT hash, comment_pk FROM band WHERE hash = ?
		ORDER BY comment_pk LIMIT `+strconv.Itoa(maxOfBand)+`) AS x`, maxBands-1) + `
	) b JOIN signature s ON s.comment_pk = b.comment_pk JOIN comment c ON c.pk = s.comment_pk
	JOIN thread t ON t.pk = c.thread_pk`

// near finds stored comments close to sig outside thread and the announced threads
// and counts the comments it compared by the hash of their band. Comments of announced
// threads are not counted: they are compared as announced, whether stored or not.
func (db *DB) near(ctx context.Context, thread string, sig []uint32, announced map[string]*announced,
	taken map[int64]int) (hits []nearHit, err error) {
	args := make([]any, maxBands) // where there are fewer bands, NULL finds nothing
	for i, h := range bandHashes(sig) {
		args[i] = h
	}
	seen, packed := map[nearHit]bool{}, packSlots(sig)
	rows, err := db.findNear.QueryContext(ctx, args...)
	if err != nil {
		return nil, err
	}
	_, err = scanAll(rows, func(r *sql.Rows) (none struct{}, err error) {
		var hash int64
		var id string
		var h nearHit
		var slots []byte
		if err := r.Scan(&hash, &h.thread, &id, &h.comment, &slots); err != nil {
			return none, err
		}
		if announced[h.thread] != nil {
			return none, nil
		}
		taken[hash]++
		h.score = Similarity(packed, slots)
		if h.score >= nearEnough && h.thread != thread && id != thread && !seen[h] {
			seen[h] = true
			hits = append(hits, h)
		}
		return none, nil
	})
	return hits, err
}

// Sketches returns the MinHash signatures of a thread's comments by their ids,
// without the comments that have none.
func Sketches[S ~[]uint32](t *gainsay.Thread, sigs []S) map[string][]uint32 {
	out := make(map[string][]uint32, len(sigs))
	for i, c := range t.Comments {
		if sigs[i] != nil {
			out[c.ID] = sigs[i]
		}
	}
	return out
}
