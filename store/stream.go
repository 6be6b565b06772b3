package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
)

// StreamPart is a part of a topic's partition that a group of consumers has read,
// with what is to be sent because of it.
type StreamPart struct {
	Group, Topic string
	Partition    int32
	From         int64 // offset of the first record read
	Next         int64 // offset of the first record not read
	Out          []StreamRecord
}

// StreamRecord is a record to be sent.
type StreamRecord struct {
	Offset     int64  // of the record read that it answers
	Target     string // topic that it is sent to
	Key, Value []byte
	Headers    []StreamHeader
}

// StreamHeader is a header of a record.
type StreamHeader struct {
	Key   string `json:"key"`
	Value []byte `json:"value"`
}

// ErrReadElsewhere is returned for a part of a partition that does not follow what
// was saved last: another member of the group has read it.
var ErrReadElsewhere = errors.New("another consumer of the group has read on")

// RefusedError says that a thread cannot be stored, whatever happens to the rest.
type RefusedError struct{ Err error }

// Error says why.
func (e *RefusedError) Error() string { return e.Err.Error() }

// Unwrap returns why.
func (e *RefusedError) Unwrap() error { return e.Err }

// SaveStream saves threads, how far a partition has been read and the records to
// be sent, all or nothing. It returns ErrReadElsewhere, ErrChanged for an Item
// whose thread is no longer what its Before says, or a *RefusedError.
func (db *DB) SaveStream(ctx context.Context, items []Item, p StreamPart) error {
	err := db.saveStream(ctx, items, p, false)
	if errors.Is(err, errRefused) { // to find out whether it is the thread's fault
		err = db.saveStream(ctx, items, p, true)
	}
	if err != nil {
		return fmt.Errorf("save what was read of %s, partition %d: %w", p.Topic, p.Partition, err)
	}
	return nil
}

func (db *DB) saveStream(ctx context.Context, items []Item, p StreamPart, savepoints bool) error {
	_, err := db.saveAll(ctx, items, savepoints, func(b *batch, results []Result) error {
		for _, r := range results {
			if errors.Is(r.Err, ErrChanged) {
				return r.Err
			}
			if r.Err != nil {
				return &RefusedError{r.Err}
			}
		}
		return b.putStream(p)
	})
	return err
}

// putStream writes a StreamPart.
func (b *batch) putStream(p StreamPart) error {
	var next int64
	err := b.ask(`SELECT next FROM stream_offset WHERE reader = ? AND topic = ? AND partition = ?`,
		[]any{p.Group, p.Topic, int64(p.Partition)}, &next)
	switch {
	case err == nil && next != p.From:
		return ErrReadElsewhere
	case err != nil && !errors.Is(err, sql.ErrNoRows):
		return err
	}
	if err := b.exec(`INSERT INTO stream_offset (reader, topic, partition, next) VALUES (?, ?, ?, ?)
		ON CONFLICT (reader, topic, partition) DO UPDATE SET next = excluded.next`,
		p.Group, p.Topic, int64(p.Partition), p.Next); err != nil {
		return err
	}
	for _, r := range p.Out {
		headers, err := json.Marshal(r.Headers)
		if err != nil {
			return err
		}
		if err := b.exec(`INSERT INTO stream_record (reader, topic, partition, place, target, key, value, headers)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?)`, p.Group, p.Topic, int64(p.Partition), r.Offset, r.Target, blob(r.Key),
			blob(r.Value), string(headers)); err != nil {
			return fmt.Errorf("save a record to send: %w", err)
		}
	}
	return nil
}

// blob is bytes that are not NULL.
func blob(b []byte) []byte {
	if b == nil {
		return []byte{}
	}
	return b
}

// StreamOffsets returns how far a group has read a topic: the offset of the next
// record, by partition.
func (db *DB) StreamOffsets(ctx context.Context, group, topic string) (map[int32]int64, error) {
	out := map[int32]int64{}
	err := db.view(ctx, func(tx *sql.Tx) error {
		_, err := collect(ctx, tx, func(r *sql.Rows) (none struct{}, err error) {
			var partition, next int64
			err = r.Scan(&partition, &next)
			out[int32(partition)] = next
			return none, err
		}, `SELECT partition, next FROM stream_offset WHERE reader = ? AND topic = ?`, group, topic)
		return err
	})
	return out, naming("read offsets of "+topic, err)
}

// StreamPending returns the first records of a partition that are to be sent, at
// most n, in the order of the records that they answer.
func (db *DB) StreamPending(ctx context.Context, group, topic string, partition int32, n int) (out []StreamRecord, err error) {
	err = db.view(ctx, func(tx *sql.Tx) error {
		out, err = collect(ctx, tx, func(r *sql.Rows) (s StreamRecord, err error) {
			var headers string
			if err := r.Scan(&s.Offset, &s.Target, &s.Key, &s.Value, &headers); err != nil {
				return s, err
			}
			return s, json.Unmarshal([]byte(headers), &s.Headers)
		}, `SELECT place, target, key, value, headers FROM stream_record
			WHERE reader = ? AND topic = ? AND partition = ? ORDER BY place LIMIT ?`, group, topic, int64(partition), n)
		return err
	})
	return out, naming("read records to send", err)
}

// StreamWaiting returns how many records a group has still to send for a topic.
func (db *DB) StreamWaiting(ctx context.Context, group, topic string) (n int, err error) {
	err = db.view(ctx, func(tx *sql.Tx) error {
		return tx.QueryRowContext(ctx, `SELECT count(*) FROM stream_record WHERE reader = ? AND topic = ?`, group, topic).Scan(&n)
	})
	return n, naming("count records to send", err)
}

// StreamSent removes the records of a partition that have been sent: those that
// answer records up to an offset.
func (db *DB) StreamSent(ctx context.Context, group, topic string, partition int32, last int64) error {
	return db.update(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `DELETE FROM stream_record WHERE reader = ? AND topic = ? AND partition = ? AND place <= ?`,
			group, topic, int64(partition), last)
		return naming("remove records that were sent", err)
	})
}
