package store

import (
	"bytes"
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"slices"
	"time"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/view"
	"github.com/gainsay/gainsay/wire"
	"github.com/klauspost/compress/s2"
)

// Saved says what a Save did.
type Saved struct {
	ID      string // key of the thread
	New     bool   // the thread was not stored before
	Changed bool   // the thread is new or anything in it differs
	Added   int    // comments that were not stored before
	Updated int    // comments that were stored and differ
	Gone    int    // comments that were stored and are no longer in the source
}

// Save stores the analysis of a thread under the key of its format and id, in
// place of what is stored there. source is what the user named. sigs are
// near-duplicate sketches by comment id; it may be nil. An error leaves the
// database unchanged. An analysis that refers to comments or annotations it
// does not have is an error.
func (db *DB) Save(ctx context.Context, source string, a *gainsay.Analysis,
	sigs map[string][]uint32) (Saved, error) {
	results, err := db.SaveAll(ctx, []Item{{Source: source, Analysis: a, Sketches: sigs}})
	if err != nil {
		return Saved{}, err
	}
	return results[0].Saved, results[0].Err
}

// encode makes the lists of annotations and the digest of all that Save
// stores, by which it recognises an unchanged analysis.
func (s *saver) encode() (err error) {
	h := sha256.New()
	rest := *s.a
	rest.Annotations = nil
	if err := wire.WriteAnalysis(h, &rest); err != nil {
		return err
	}
	for part := range slices.Chunk(s.a.Annotations, listLen) {
		if err := s.encodeList(part); err != nil {
			return err
		}
		h.Write(s.json)
		s.packed = s2.Encode(s.packed, s.json)
		s.lists = append(s.lists, bytes.Clone(s.packed))
	}
	for _, c := range s.a.Thread.Comments {
		h.Write(packSlots(s.sigs[c.ID]))
	}
	s.digest = h.Sum(nil)
	return nil
}

// encodeList makes the JSON array of a list of annotations and notes where each begins.
func (s *saver) encodeList(part []gainsay.Annotation) (err error) {
	s.json = append(s.json[:0], '[')
	for i := range part {
		if i > 0 {
			s.json = append(s.json, ',')
		}
		s.at = append(s.at, len(s.json))
		if s.json, err = wire.AppendAnnotation(s.json, &part[i]); err != nil {
			return err
		}
	}
	s.json = append(s.json, ']')
	return nil
}

// saver is the save of one thread under way.
type saver struct {
	*batch
	a       *gainsay.Analysis
	source  string
	sigs    map[string][]uint32
	notices []view.Notice
	before  *Before
	kept    int // comments whose rows stay
	// Assertions and relations whose rows stay, and the key of the last such assertion.
	keptAssertions, keptRelations int
	lastAssertion                 int64

	digest []byte
	lists  [][]byte // of annotations, compressed
	at     []int    // where each annotation begins in its list, before compression

	thread      int64              // integer key of the thread
	comments    map[string]int64   // of the comments, by id
	annotations map[string]float64 // their scores by id
	saved       Saved
}

func (s *saver) save() error {
	s.saved.ID = Key(s.a.Thread.Format, s.a.Thread.ID)
	same, err := s.replaceThread()
	if err != nil || same {
		return err
	}
	for _, insert := range []func() error{
		s.insertComments, s.insertAnnotations, s.insertRelations, s.insertAssertions, s.insertProblems,
		s.insertSignatures, s.insertTags, s.insertOutline, s.placeDecisions, s.insertNotices,
	} {
		if err := insert(); err != nil {
			return err
		}
	}
	return nil
}

// commentKey finds the integer key of a comment of the thread.
func (s *saver) commentKey(id string) (int64, error) {
	pk, ok := s.comments[id]
	if !ok {
		return 0, fmt.Errorf("comment %q is not in the thread", id)
	}
	return pk, nil
}

// Analysis loads what was saved under key. It returns
// view.ErrNotFound where nothing was.
func (db *DB) Analysis(ctx context.Context, key string) (a *gainsay.Analysis, err error) {
	err = db.view(ctx, func(tx *sql.Tx) error {
		a, err = load(ctx, tx, key)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("load thread %s: %w", key, err)
	}
	return a, nil
}

// All loads every thread, ordered by id. It reads the state of the database at
// the start of the loop and ends with the first error.
func (db *DB) All(ctx context.Context) iter.Seq2[*gainsay.Analysis, error] {
	return func(yield func(*gainsay.Analysis, error) bool) {
		stopped := errors.New("stopped")
		err := db.view(ctx, func(tx *sql.Tx) error {
			keys, err := collect(ctx, tx, scanOne[string], `SELECT format || ':' || id FROM thread
				ORDER BY id, format`)
			if err != nil {
				return err
			}
			for _, key := range keys {
				a, err := load(ctx, tx, key)
				if err != nil {
					return fmt.Errorf("thread %s: %w", key, err)
				}
				if !yield(a, nil) {
					return stopped
				}
			}
			return nil
		})
		if err != nil && err != stopped {
			yield(nil, fmt.Errorf("load threads: %w", err))
		}
	}
}

// load reads one thread whole.
func load(ctx context.Context, tx *sql.Tx, key string) (*gainsay.Analysis, error) {
	a, pk, err := loadThread(ctx, tx, key)
	if err != nil {
		return nil, err
	}
	if a.Thread.Comments, err = loadComments(ctx, tx, pk); err != nil {
		return nil, fmt.Errorf("comments: %w", err)
	}
	if a.Annotations, err = loadAnnotations(ctx, tx, pk); err != nil {
		return nil, fmt.Errorf("annotations: %w", err)
	}
	if a.Assertions, err = loadAssertions(ctx, tx, pk); err != nil {
		return nil, fmt.Errorf("assertions: %w", err)
	}
	if a.Relations, err = loadRelations(ctx, tx, pk); err != nil {
		return nil, fmt.Errorf("relations: %w", err)
	}
	if a.Report.Problems, err = loadProblems(ctx, tx, pk); err != nil {
		return nil, fmt.Errorf("problems: %w", err)
	}
	return a, nil
}

func scanOne[T any](r *sql.Rows) (v T, err error) {
	err = r.Scan(&v)
	return v, err
}

// null stores the zero value as NULL.
func null[T comparable](v T) any {
	var zero T
	if v == zero {
		return nil
	}
	return v
}

func millis(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return t.UnixMilli()
}

func fromMillis(ms sql.NullInt64) time.Time {
	if !ms.Valid {
		return time.Time{}
	}
	return time.UnixMilli(ms.Int64).UTC()
}

// list gives a slice as JSON to store, an empty one as NULL.
func list[T any](v []T) (any, error) {
	return stored(v, func(_ []byte, v []T) ([]byte, error) { return json.Marshal(v) })
}

// stored is list for slices of which there are many: encode appends their JSON.
func stored[T any](v []T, encode func([]byte, []T) ([]byte, error)) (any, error) {
	if len(v) == 0 {
		return nil, nil
	}
	b, err := encode(nil, v)
	return string(b), err
}

// listScanner reads what list made.
type listScanner[T any] struct{ to *[]T }

func fromList[T any](to *[]T) sql.Scanner { return listScanner[T]{to} }

// Scan implements sql.Scanner.
func (l listScanner[T]) Scan(v any) error {
	s, ok := v.(string)
	if !ok && v != nil {
		return fmt.Errorf("read list: it is a %T", v)
	}
	if s == "" {
		return nil
	}
	return json.Unmarshal([]byte(s), l.to)
}

// orEmpty makes a nil slice an empty one, as the contract has it.
func orEmpty[T any](s []T, err error) ([]T, error) {
	if s == nil && err == nil {
		s = []T{}
	}
	return s, err
}
