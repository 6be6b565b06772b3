package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"time"

	"github.com/gainsay/gainsay/view"
)

// AddWebhook adds a webhook. It returns view.ErrWebhookExists if the name is
// taken. Created and the counts of w do not count.
func (db *DB) AddWebhook(ctx context.Context, w view.Webhook) error {
	filter, err := json.Marshal(w.Filter)
	if err != nil {
		return naming("add webhook "+w.Name, err)
	}
	return db.changeUser(ctx, "add webhook "+w.Name, view.ErrWebhookExists, `INSERT INTO webhook
		(name, url, secret, filter, created) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
		w.Name, w.URL, w.Secret, string(filter), time.Now().UnixMilli())
}

// RemoveWebhook removes a webhook and its notices, or returns view.ErrNoWebhook.
func (db *DB) RemoveWebhook(ctx context.Context, name string) error {
	return db.update(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `DELETE FROM notice WHERE webhook_pk = (SELECT pk FROM webhook WHERE lower(name) = lower(?))`, name)
		if err == nil {
			err = changeOne(ctx, tx, view.ErrNoWebhook, `DELETE FROM webhook WHERE lower(name) = lower(?)`, name)
		}
		return naming("remove webhook "+name, err)
	})
}

// Webhooks lists all webhooks by name.
func (db *DB) Webhooks(ctx context.Context) (all []view.Webhook, err error) {
	err = db.view(ctx, func(tx *sql.Tx) error {
		all, err = collect(ctx, tx, scanWebhook, `SELECT name, url, secret, filter, created,
			(SELECT count(*) FROM notice WHERE webhook_pk = w.pk AND due > 0),
			(SELECT count(*) FROM notice WHERE webhook_pk = w.pk AND due = 0) FROM webhook AS w ORDER BY lower(name)`)
		return err
	})
	return all, naming("list webhooks", err)
}

func scanWebhook(r *sql.Rows) (w view.Webhook, err error) {
	var filter string
	var created int64
	if err := r.Scan(&w.Name, &w.URL, &w.Secret, &filter, &created, &w.Waiting, &w.Dead); err != nil {
		return w, err
	}
	w.Created = time.UnixMilli(created).UTC()
	return w, json.Unmarshal([]byte(filter), &w.Filter)
}

// noticeColumns are those of scanNotice.
const noticeColumns = `SELECT n.pk, w.name, w.url, w.secret, n.message, n.body, n.created, n.attempts, n.due, n.problem
	FROM notice AS n JOIN webhook AS w ON w.pk = n.webhook_pk `

func scanNotice(r *sql.Rows) (n view.Notice, err error) {
	var created, due int64
	err = r.Scan(&n.ID, &n.Webhook, &n.URL, &n.Secret, &n.Message, &n.Body, &created, &n.Attempts, &due, &n.Problem)
	n.Created = time.UnixMilli(created).UTC()
	if due > 0 {
		n.Due = time.UnixMilli(due).UTC()
	}
	return n, err
}

// NextNotices returns the notice of each webhook that is due first, also where
// that is in the future, the earliest first.
func (db *DB) NextNotices(ctx context.Context) (all []view.Notice, err error) {
	err = db.view(ctx, func(tx *sql.Tx) error {
		all, err = collect(ctx, tx, scanNotice, noticeColumns+`WHERE n.pk = (SELECT pk FROM notice
			WHERE webhook_pk = w.pk AND due > 0 ORDER BY due, pk LIMIT 1) ORDER BY n.due, n.pk`)
		return err
	})
	return all, naming("find notices", err)
}

// DeadNotices lists the notices of a webhook that were given up, or of all for "".
func (db *DB) DeadNotices(ctx context.Context, webhook string) (all []view.Notice, err error) {
	err = db.view(ctx, func(tx *sql.Tx) error {
		all, err = collect(ctx, tx, scanNotice, noticeColumns+`WHERE n.due = 0 AND (? = '' OR lower(w.name) = lower(?)) ORDER BY n.pk`,
			webhook, webhook)
		return err
	})
	return all, naming("list notices", err)
}

// NoticeSent removes a notice that has arrived.
func (db *DB) NoticeSent(ctx context.Context, id int64) error {
	return db.update(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `DELETE FROM notice WHERE pk = ?`, id)
		return naming("remove notice", err)
	})
}

// NoticeFailed counts an attempt and saves when the next is due; the zero time
// gives the notice up.
func (db *DB) NoticeFailed(ctx context.Context, id int64, problem string, due time.Time) error {
	at := int64(0)
	if !due.IsZero() {
		at = due.UnixMilli()
	}
	return db.update(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `UPDATE notice SET attempts = attempts + 1, problem = ?, due = ? WHERE pk = ?`,
			problem, at, id)
		return naming("save notice", err)
	})
}

// ResendNotices makes the notices of a webhook that were given up due at a time,
// and says how many they are. It returns view.ErrNoWebhook for an unknown one.
func (db *DB) ResendNotices(ctx context.Context, webhook string, now time.Time) (n int, err error) {
	err = db.update(ctx, func(tx *sql.Tx) error {
		var pk int64
		if err := tx.QueryRowContext(ctx, `SELECT pk FROM webhook WHERE lower(name) = lower(?)`, webhook).Scan(&pk); err == sql.ErrNoRows {
			return view.ErrNoWebhook
		} else if err != nil {
			return err
		}
		r, err := tx.ExecContext(ctx, `UPDATE notice SET attempts = 0, due = ? WHERE webhook_pk = ? AND due = 0`, now.UnixMilli(), pk)
		if err != nil {
			return err
		}
		count, err := r.RowsAffected()
		n = int(count)
		return err
	})
	return n, naming("resend notices of "+webhook, err)
}

// insertNotices writes the notices of an Item. A webhook that was removed
// meanwhile gets none.
func (s *saver) insertNotices() error { return s.batch.insertNotices(s.notices) }

func (b *batch) insertNotices(all []view.Notice) error {
	for _, n := range all {
		err := b.exec(`INSERT INTO notice (webhook_pk, message, body, created, attempts, due, problem)
			SELECT pk, ?, ?, ?, 0, ?, '' FROM webhook WHERE lower(name) = lower(?)`,
			n.Message, n.Body, n.Created.UnixMilli(), n.Due.UnixMilli(), n.Webhook)
		if err != nil {
			return naming("save notice", err)
		}
	}
	return nil
}
