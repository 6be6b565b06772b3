package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/view"
	"github.com/klauspost/compress/s2"
)

// trashed is what the trash keeps of a thread.
type trashed struct {
	Source    string              `json:"source"`
	Imported  int64               `json:"imported"`
	Analysis  *gainsay.Analysis   `json:"analysis"`
	Sketches  map[string][]uint32 `json:"sketches"`
	Decisions []gainsay.Decision  `json:"decisions"` // all records
}

func (t *trashed) pack() ([]byte, error) {
	b, err := json.Marshal(t)
	if err != nil {
		return nil, err
	}
	return s2.Encode(nil, b), nil
}

func unpackTrashed(b []byte) (*trashed, error) {
	b, err := s2.Decode(nil, b)
	if err != nil {
		return nil, err
	}
	t := &trashed{}
	return t, json.Unmarshal(b, t)
}

// Delete moves threads to the trash, with the decisions about them: all or
// none. It returns view.ErrNotFound if one of them is not there.
func (db *DB) Delete(ctx context.Context, keys ...string) error {
	return db.updateEach(ctx, "delete", keys, moveToTrash)
}

// updateEach runs f for each thread: all or none. verb is for the error.
func (db *DB) updateEach(ctx context.Context, verb string, keys []string,
	f func(context.Context, *sql.Tx, string) error) error {
	err := db.update(ctx, func(tx *sql.Tx) error {
		for _, key := range keys {
			if err := f(ctx, tx, key); err != nil {
				return fmt.Errorf("%s: %w", key, err)
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("%s threads: %w", verb, err)
	}
	return nil
}

func moveToTrash(ctx context.Context, tx *sql.Tx, key string) error {
	t, pk, err := loadTrashed(ctx, tx, key)
	if err != nil {
		return err
	}
	content, err := t.pack()
	if err != nil {
		return err
	}
	row := view.ThreadRow{Format: t.Analysis.Thread.Format, Title: t.Analysis.Thread.Title}
	describe(&row, t.Analysis.Thread)
	if _, err := tx.ExecContext(ctx, `INSERT INTO trash
		(thread, title, comments, decisions, deleted, content) VALUES (?, ?, ?, ?, ?, ?)
		ON CONFLICT (thread) DO UPDATE SET title = excluded.title, comments = excluded.comments,
		decisions = excluded.decisions, deleted = excluded.deleted, content = excluded.content`, key, row.Name(),
		len(t.Analysis.Thread.Comments), len(t.Decisions), time.Now().UnixMilli(), content); err != nil {
		return err
	}
	s := &saver{batch: newBatch(context.WithoutCancel(ctx), tx), thread: pk}
	if err := s.clear(); err != nil {
		return err
	}
	if err := s.exec(`DELETE FROM thread WHERE pk = ?`, pk); err != nil {
		return err
	}
	return s.forgetDecisions(key)
}

// forgetDecisions deletes the decisions about a thread.
func (s *saver) forgetDecisions(key string) error {
	if err := s.exec(`DELETE FROM placed WHERE thread = ?`, key); err != nil {
		return err
	}
	return s.exec(`DELETE FROM decision WHERE thread = ?`, key)
}

// loadTrashed reads all that belongs to a thread.
func loadTrashed(ctx context.Context, tx *sql.Tx, key string) (t *trashed, pk int64, err error) {
	t = &trashed{}
	if t.Analysis, err = load(ctx, tx, key); err != nil {
		return nil, 0, err
	}
	format, id := splitKey(key)
	err = tx.QueryRowContext(ctx, `SELECT pk, source, imported FROM thread WHERE format = ? AND id = ?`, format, id).
		Scan(&pk, &t.Source, &t.Imported)
	if err != nil {
		return nil, 0, err
	}
	if t.Sketches, err = loadSketches(ctx, tx, pk); err != nil {
		return nil, 0, err
	}
	t.Decisions, err = collect(ctx, tx, scanDecision, `SELECT pk, `+decisionColumns+` FROM decision
		WHERE thread = ? ORDER BY pk`, key)
	return t, pk, err
}

func loadSketches(ctx context.Context, tx *sql.Tx, thread int64) (map[string][]uint32, error) {
	out := map[string][]uint32{}
	_, err := collect(ctx, tx, func(r *sql.Rows) (none struct{}, err error) {
		var id string
		var slots []byte
		err = r.Scan(&id, &slots)
		out[id] = unpackSlots(slots)
		return none, err
	}, `SELECT c.id, s.slots FROM signature s JOIN comment c ON c.pk = s.comment_pk WHERE c.thread_pk = ?`, thread)
	return out, err
}

// Trash lists the deleted threads, those deleted last first.
func (db *DB) Trash(ctx context.Context) (rows []view.TrashRow, err error) {
	err = db.view(ctx, func(tx *sql.Tx) error {
		rows, err = collect(ctx, tx, func(r *sql.Rows) (t view.TrashRow, err error) {
			var at int64
			err = r.Scan(&t.Key, &t.Name, &t.Comments, &t.Decisions, &at)
			t.Deleted = time.UnixMilli(at).UTC()
			return t, err
		}, `SELECT thread, title, comments, decisions, deleted FROM trash ORDER BY deleted DESC, pk DESC`)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("list deleted threads: %w", err)
	}
	return rows, nil
}

// Restore brings threads back from the trash, with their decisions: all or
// none. A thread that has been imported again meanwhile stays as it is now and
// gets the decisions only. It returns view.ErrNotFound if one is not in the
// trash.
func (db *DB) Restore(ctx context.Context, keys ...string) error {
	return db.updateEach(ctx, "restore", keys, restore)
}

func restore(ctx context.Context, tx *sql.Tx, key string) error {
	t, err := findTrashed(ctx, tx, key)
	if err != nil {
		return err
	}
	_, _, err = loadThread(ctx, tx, key)
	if errors.Is(err, view.ErrNotFound) {
		err = putThread(ctx, tx, t)
	}
	if err != nil {
		return err
	}
	for _, d := range t.Decisions {
		if err := putDecision(ctx, tx, d); err != nil {
			return err
		}
	}
	if err := placeAgain(ctx, tx, key); err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, `DELETE FROM trash WHERE thread = ?`, key)
	return err
}

// placeAgain places the decisions about a stored thread.
func placeAgain(ctx context.Context, tx *sql.Tx, key string) error {
	a, err := load(ctx, tx, key)
	if err != nil {
		return err
	}
	return placeThread(ctx, tx, key, a)
}

func findTrashed(ctx context.Context, tx *sql.Tx, key string) (*trashed, error) {
	var content []byte
	err := tx.QueryRowContext(ctx, `SELECT content FROM trash WHERE thread = ?`, key).Scan(&content)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, view.ErrNotFound
	}
	if err != nil {
		return nil, err
	}
	return unpackTrashed(content)
}

// putThread saves a thread as it was, with the time of its import. Its rows follow
// the thresholds that there are now.
func putThread(ctx context.Context, tx *sql.Tx, t *trashed) error {
	b := newBatch(context.WithoutCancel(ctx), tx)
	s := &saver{batch: b, a: t.Analysis, source: t.Source, sigs: t.Sketches}
	follow := func() error { return b.restateSaved([]Item{{Analysis: t.Analysis}}, make([]Result, 1)) }
	for _, step := range []func() error{s.encode, s.save, b.writePending, follow} {
		if err := step(); err != nil {
			return err
		}
	}
	if err := s.exec(`UPDATE thread SET imported = ? WHERE pk = ?`, t.Imported, s.thread); err != nil {
		return err
	}
	return s.exec(`UPDATE changes SET n = n + 1`) // it may have the key that it had, with other assertions
}

// putDecision writes a record under the ID that it had; IDs are given out once.
func putDecision(ctx context.Context, tx *sql.Tx, d gainsay.Decision) error {
	_, err := insertDecision(ctx, tx, d.ID, d)
	return err
}

// Remove takes threads out of the trash for good. Their words are gone from the
// file after Compact.
func (db *DB) Remove(ctx context.Context, keys ...string) error {
	return db.removeTrashed(ctx, `thread IN (SELECT value FROM json_each(?))`, jsonList(keys))
}

// Purge removes what was deleted before a time for good and compacts the file
// if there was any. It reports how many threads it removed.
func (db *DB) Purge(ctx context.Context, before time.Time) (n int, err error) {
	ms := before.UnixMilli()
	if err := db.read.QueryRowContext(ctx, `SELECT count(*) FROM trash WHERE deleted < ?`, ms).Scan(&n); err != nil {
		return 0, fmt.Errorf("look into the trash: %w", err)
	}
	if n == 0 {
		return 0, nil
	}
	return n, errors.Join(db.removeTrashed(ctx, `deleted < ?`, ms), db.Compact(ctx))
}

func (db *DB) removeTrashed(ctx context.Context, where string, args ...any) error {
	err := db.update(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `DELETE FROM trash WHERE `+where, args...)
		return err
	})
	if err != nil {
		return fmt.Errorf("empty the trash: %w", err)
	}
	return nil
}

// Compact writes the file anew, so that nothing that was deleted is left in
// it: the word indexes are merged, which drops the words of deleted texts, then
// VACUUM rewrites all pages and the log is emptied. It takes about as long as
// copying the file, and needs as much free space.
//
// In PostgreSQL it locks each table while it writes it anew, so that pages wait;
// the server's log and its backups keep what they have.
func (db *DB) Compact(ctx context.Context) error {
	if db.pg != nil {
		return db.compactPostgres(ctx)
	}
	conn, err := db.write.Conn(ctx)
	if err != nil {
		return fmt.Errorf("compact: %w", err)
	}
	defer conn.Close()
	steps := []string{
		`INSERT INTO comment_text (comment_text) VALUES ('optimize')`,
		`INSERT INTO assertion_text (assertion_text) VALUES ('optimize')`,
		`PRAGMA temp_store = FILE`, // in memory, VACUUM would take as much as the file has
		`VACUUM`,
		`PRAGMA temp_store = MEMORY`,
	}
	for _, step := range steps {
		err := waitForLock(ctx, func() error {
			_, err := conn.ExecContext(ctx, step)
			return err
		})
		if err != nil {
			return fmt.Errorf("compact: %s: %w", strings.ToLower(step), err)
		}
	}
	var busy, pages, done int
	if err := conn.QueryRowContext(ctx, `PRAGMA wal_checkpoint(TRUNCATE)`).Scan(&busy, &pages, &done); err != nil {
		return fmt.Errorf("compact: empty the log: %w", err)
	}
	if busy != 0 {
		return errors.New("compact: the database is being read, so its log still holds what was deleted; " +
			"the log is emptied when the last program closes the database")
	}
	return nil
}
