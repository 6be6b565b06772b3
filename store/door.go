package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"github.com/gainsay/gainsay/view"
)

// AddDoorRecords saves what doors in shadow mode would have said.
func (db *DB) AddDoorRecords(ctx context.Context, rs ...view.DoorRecord) error {
	err := db.update(ctx, func(tx *sql.Tx) error {
		insert, err := tx.PrepareContext(ctx, `INSERT INTO door_record (door, key, ref, digest, attribute, score, flagged,
			thread, comment, time) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`)
		if err != nil {
			return err
		}
		defer insert.Close() // it ends with the transaction
		for _, r := range rs {
			if _, err := insert.ExecContext(ctx, r.Door, r.Key, r.Ref, r.Digest, r.Attribute, r.Score, r.Flagged, r.Thread,
				r.Comment, r.Time.UnixMilli()); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("save records of a door: %w", err)
	}
	return nil
}

// AddDoorReport saves what a moderator reports, all or nothing. It survives a kill
// of the process once AddDoorReport has returned.
func (db *DB) AddDoorReport(ctx context.Context, rs ...view.DoorReport) error {
	err := db.update(ctx, func(tx *sql.Tx) error {
		for _, r := range rs {
			if _, err := tx.ExecContext(ctx, `INSERT INTO door_report (door, key, ref, digest, attribute, value, text, parent,
				author, author_url, thread, time) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`, r.Door, r.Key, r.Ref, r.Digest,
				r.Attribute, r.Value, r.Text, r.Parent, r.Author, r.AuthorURL, r.Thread, r.Time.UnixMilli()); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("save a report: %w", err)
	}
	return nil
}

// lastReports is a condition on door_report r: no later report of the same owner
// says something else about the attribute of the same comment.
const lastReports = `NOT EXISTS (SELECT 1 FROM door_report l WHERE l.digest = r.digest AND l.door = r.door
	AND l.attribute = r.attribute AND l.key = r.key AND l.pk > r.pk)`

// DoorReports lists what moderators reported, in the order of arrival; of several
// reports by one owner about the same comment the last.
func (db *DB) DoorReports(ctx context.Context) (out []view.DoorReport, err error) {
	err = db.view(ctx, func(tx *sql.Tx) error {
		out, err = collect(ctx, tx, func(s *sql.Rows) (r view.DoorReport, err error) {
			var ms int64
			err = s.Scan(&r.ID, &r.Door, &r.Key, &r.Ref, &r.Digest, &r.Attribute, &r.Value, &r.Text, &r.Parent, &r.Author,
				&r.AuthorURL, &r.Thread, &ms)
			r.Time = time.UnixMilli(ms).UTC()
			return r, err
		}, `SELECT pk, door, key, ref, digest, attribute, value, text, parent, author, author_url, thread, time
			FROM door_report r WHERE `+lastReports+` ORDER BY pk`)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("list reports: %w", err)
	}
	return out, nil
}

// pairs is a query of records with what moderators said about their comments: by
// a report about the same text, or by a decision about the comment in its kept
// thread. The first parameter says which records.
const pairs = `SELECT d.pk, d.door, d.key, d.ref, d.digest, d.attribute, d.score, d.flagged, d.thread, d.comment, d.time,
	(SELECT CASE WHEN r.value >= 0.5 THEN 1 ELSE 0 END FROM door_report r WHERE r.digest = d.digest AND r.door = d.door AND r.attribute = d.attribute
		ORDER BY r.pk DESC LIMIT 1),
	(SELECT max(r.time) FROM door_report r WHERE r.digest = d.digest AND r.door = d.door AND r.attribute = d.attribute),
	(SELECT CASE WHEN c.verdict <> 'wrong' THEN 1 ELSE 0 END FROM decision c WHERE d.thread <> '' AND c.thread = d.thread AND c.comment = d.comment
		AND c.undoes IS NULL AND NOT EXISTS (SELECT 1 FROM decision u WHERE u.undoes = c.pk)
		AND c.tag = CASE d.attribute WHEN 'SPAM' THEN 'spam' WHEN 'INSULT' THEN 'insult' WHEN 'THREAT' THEN 'threat'
			WHEN 'PROFANITY' THEN 'profanity' ELSE '' END ORDER BY c.pk DESC LIMIT 1)
	FROM door_record d `

func scanPair(s *sql.Rows) (p view.DoorPair, err error) {
	var ms int64
	var reported, decided sql.NullBool
	var at sql.NullInt64
	err = s.Scan(&p.ID, &p.Door, &p.Key, &p.Ref, &p.Digest, &p.Attribute, &p.Score, &p.Flagged, &p.Thread, &p.Comment, &ms,
		&reported, &at, &decided)
	p.Time = time.UnixMilli(ms).UTC()
	switch {
	case reported.Valid:
		p.Said, p.Yes, p.By, p.SaidAt = true, reported.Bool, "report", time.UnixMilli(at.Int64).UTC()
	case decided.Valid:
		p.Said, p.Yes, p.By = true, decided.Bool, "decision"
	}
	return p, err
}

// DoorPairs lists up to limit records, the newest first, below the ID before; 0
// for before means all.
func (db *DB) DoorPairs(ctx context.Context, before int64, lim int) (out []view.DoorPair, err error) {
	err = db.view(ctx, func(tx *sql.Tx) error {
		out, err = collect(ctx, tx, scanPair, pairs+`WHERE ? = 0 OR d.pk < ? ORDER BY d.pk DESC LIMIT ?`, before, before,
			limit(lim))
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("list records of doors: %w", err)
	}
	return out, nil
}

// DoorRows compares what each door would have said with what moderators said.
func (db *DB) DoorRows(ctx context.Context) (out []view.DoorRow, err error) {
	err = db.view(ctx, func(tx *sql.Tx) error {
		out, err = collect(ctx, tx, func(s *sql.Rows) (r view.DoorRow, err error) {
			var first, last int64
			err = s.Scan(&r.Door, &r.Attribute, &r.Records, &r.Flagged, &r.BothYes, &r.OnlyDoor, &r.OnlyModerator, &r.BothNo,
				&first, &last)
			r.First, r.Last = time.UnixMilli(first).UTC(), time.UnixMilli(last).UTC()
			return r, err
		}, `WITH pair (pk, door, key, ref, digest, attribute, score, flagged, thread, comment, time, reported, at, decided)
			AS (`+pairs+`), said AS (SELECT *, coalesce(reported, decided) AS yes FROM pair)
			SELECT door, attribute, count(*), sum(flagged),
				sum(CASE WHEN flagged = 1 AND yes = 1 THEN 1 ELSE 0 END),
				sum(CASE WHEN flagged = 1 AND yes = 0 THEN 1 ELSE 0 END),
				sum(CASE WHEN flagged = 0 AND yes = 1 THEN 1 ELSE 0 END),
				sum(CASE WHEN flagged = 0 AND yes = 0 THEN 1 ELSE 0 END), min(time), max(time)
			FROM said GROUP BY door, attribute ORDER BY door, attribute`)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("compare records of doors: %w", err)
	}
	return out, nil
}

// PruneDoorRecords removes records made before a time and returns how many.
func (db *DB) PruneDoorRecords(ctx context.Context, before time.Time) (n int64, err error) {
	err = db.update(ctx, func(tx *sql.Tx) error {
		r, err := tx.ExecContext(ctx, `DELETE FROM door_record WHERE time < ?`, before.UnixMilli())
		if err == nil {
			n, err = r.RowsAffected()
		}
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("remove old records of doors: %w", err)
	}
	return n, nil
}
