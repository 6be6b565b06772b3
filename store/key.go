package store

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"github.com/gainsay/gainsay/account"
)

// AddKey adds a key; hash is that of account.HashKey. It returns
// account.ErrExists if the name is taken. Created and Used of k do not count.
func (db *DB) AddKey(ctx context.Context, k account.Key, hash []byte) error {
	return db.changeUser(ctx, "add key "+k.Name, account.ErrExists, `INSERT INTO api_key
		(hash, name, scope, short, rate, created, used) VALUES (?, ?, ?, ?, ?, ?, 0) ON CONFLICT DO NOTHING`,
		hash, k.Name, k.Scope, k.Short, k.Rate, time.Now().UnixMilli())
}

// RevokeKey removes a key, or returns account.ErrNoKey. Decisions made with it
// stay.
func (db *DB) RevokeKey(ctx context.Context, name string) error {
	return db.changeUser(ctx, "revoke key "+name, account.ErrNoKey, `DELETE FROM api_key WHERE lower(name) = lower(?)`, name)
}

const keyColumns = `SELECT name, scope, short, rate, created, used FROM api_key `

// Keys lists all keys by name.
func (db *DB) Keys(ctx context.Context) (keys []account.Key, err error) {
	err = db.view(ctx, func(tx *sql.Tx) error {
		keys, err = collect(ctx, tx, func(r *sql.Rows) (account.Key, error) { return scanKey(r) }, keyColumns+`ORDER BY lower(name)`)
		return err
	})
	return keys, naming("list keys", err)
}

// NeedsKey reports whether there is any key or user: then programs need a key.
func (db *DB) NeedsKey(ctx context.Context) (needs bool, err error) {
	err = db.read.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM api_key) OR EXISTS (SELECT 1 FROM user)`).Scan(&needs)
	return needs, naming("look for keys", err)
}

// UseKey returns the key of a hash and saves that it was used. It returns
// account.ErrNoKey if there is none.
func (db *DB) UseKey(ctx context.Context, hash []byte, now time.Time) (account.Key, error) {
	k, err := scanKey(db.read.QueryRowContext(ctx, keyColumns+`WHERE hash = ?`, hash))
	if errors.Is(err, sql.ErrNoRows) {
		err = account.ErrNoKey
	}
	if err == nil && now.Sub(k.Used) > usedWithin {
		err = db.saveUse(ctx, `UPDATE api_key SET used = ? WHERE hash = ? AND used < ?`,
			now.UnixMilli(), hash, now.UnixMilli())
	}
	return k, naming("find key", err)
}

func scanKey(r interface{ Scan(...any) error }) (k account.Key, err error) {
	var created, used int64
	err = r.Scan(&k.Name, &k.Scope, &k.Short, &k.Rate, &created, &used)
	k.Created = time.UnixMilli(created).UTC()
	if used > 0 {
		k.Used = time.UnixMilli(used).UTC()
	}
	return k, err
}
