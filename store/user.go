package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/gainsay/gainsay/account"
)

// AddUser adds an account. The password is a hash in PHC string format. It
// returns account.ErrExists if the name is taken.
func (db *DB) AddUser(ctx context.Context, name string, role account.Role, password string) error {
	return db.changeUser(ctx, "add user "+name, account.ErrExists, `INSERT INTO user (name, role, password, created)
		VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING`, name, role, password, time.Now().UnixMilli())
}

// SetRole changes the role of a user. It holds for the sessions there are.
func (db *DB) SetRole(ctx context.Context, name string, role account.Role) error {
	return db.changeUser(ctx, "set role of "+name, account.ErrNoUser, `UPDATE user SET role = ? WHERE lower(name) = lower(?)`, role, name)
}

// SetPassword changes the password of a user, a hash in PHC string format, and
// ends all sessions of the user.
func (db *DB) SetPassword(ctx context.Context, name, password string) error {
	return db.update(ctx, func(tx *sql.Tx) error {
		err := changeOne(ctx, tx, account.ErrNoUser, `UPDATE user SET password = ? WHERE lower(name) = lower(?)`, password, name)
		if err == nil {
			err = endSessions(ctx, tx, name)
		}
		return naming("set password of "+name, err)
	})
}

// RemoveUser removes an account with its sessions. Decisions of the user stay.
func (db *DB) RemoveUser(ctx context.Context, name string) error {
	return db.update(ctx, func(tx *sql.Tx) error {
		err := endSessions(ctx, tx, name)
		if err == nil {
			err = changeOne(ctx, tx, account.ErrNoUser, `DELETE FROM user WHERE lower(name) = lower(?)`, name)
		}
		return naming("remove user "+name, err)
	})
}

// SignOut ends all sessions of a user.
func (db *DB) SignOut(ctx context.Context, name string) error {
	return db.update(ctx, func(tx *sql.Tx) error {
		err := changeOne(ctx, tx, account.ErrNoUser, `UPDATE user SET name = name WHERE lower(name) = lower(?)`, name)
		if err == nil {
			err = endSessions(ctx, tx, name)
		}
		return naming("sign out "+name, err)
	})
}

func endSessions(ctx context.Context, tx *sql.Tx, name string) error {
	_, err := tx.ExecContext(ctx, `DELETE FROM session WHERE user_pk = (SELECT pk FROM user WHERE lower(name) = lower(?))`, name)
	return err
}

// changeUser changes one row in a transaction of its own, or returns none.
func (db *DB) changeUser(ctx context.Context, what string, none error, query string, args ...any) error {
	return db.update(ctx, func(tx *sql.Tx) error {
		return naming(what, changeOne(ctx, tx, none, query, args...))
	})
}

// changeOne returns none if the statement changes no row.
func changeOne(ctx context.Context, tx *sql.Tx, none error, query string, args ...any) error {
	r, err := tx.ExecContext(ctx, query, args...)
	if err != nil {
		return err
	}
	if n, err := r.RowsAffected(); err != nil || n == 0 {
		return errors.Join(err, none)
	}
	return nil
}

func naming(what string, err error) error {
	if err != nil {
		return fmt.Errorf("%s: %w", what, err)
	}
	return nil
}

// Users lists all accounts by name.
func (db *DB) Users(ctx context.Context) (users []account.User, err error) {
	now := time.Now()
	err = db.view(ctx, func(tx *sql.Tx) error {
		users, err = collect(ctx, tx, scanUser, `SELECT name, role, u.created, count(s.token) FROM user AS u
			LEFT JOIN session AS s ON s.user_pk = u.pk AND s.created > ? AND s.used > ?
			GROUP BY u.pk ORDER BY lower(name)`, now.Add(-account.SessionTime).UnixMilli(), now.Add(-account.IdleTime).UnixMilli())
		return err
	})
	return users, naming("list users", err)
}

func scanUser(r *sql.Rows) (u account.User, err error) {
	var created int64
	err = r.Scan(&u.Name, &u.Role, &created, &u.Sessions)
	u.Created = time.UnixMilli(created).UTC()
	return u, err
}

// UserPassword returns a user and the hash of the password, or
// account.ErrNoUser.
func (db *DB) UserPassword(ctx context.Context, name string) (u account.User, password string, err error) {
	err = db.read.QueryRowContext(ctx, `SELECT name, role, password FROM user WHERE lower(name) = lower(?)`, name).
		Scan(&u.Name, &u.Role, &password)
	if errors.Is(err, sql.ErrNoRows) {
		err = account.ErrNoUser
	}
	return u, password, naming("find user", err)
}

// AddSession begins a session of a user at a time. token is the hash of its
// token. Sessions that are over by then are removed.
func (db *DB) AddSession(ctx context.Context, name string, token []byte, now time.Time) error {
	return db.update(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `DELETE FROM session WHERE created <= ? OR used <= ?`,
			now.Add(-account.SessionTime).UnixMilli(), now.Add(-account.IdleTime).UnixMilli())
		if err == nil {
			err = changeOne(ctx, tx, account.ErrNoUser, `INSERT INTO session (token, user_pk, created, used)
				SELECT ?, pk, ?, ? FROM user WHERE lower(name) = lower(?)`, token, now.UnixMilli(), now.UnixMilli(), name)
		}
		return naming("begin session", err)
	})
}

// usedWithin is how exact the time of a session's last request is, so that not
// every request writes.
const usedWithin = 5 * time.Minute

// SessionUser returns the user of a session, and keeps the session from
// expiring. It returns account.ErrNoSession if it is over.
func (db *DB) SessionUser(ctx context.Context, token []byte, now time.Time) (u account.User, err error) {
	var used int64
	err = db.read.QueryRowContext(ctx, `SELECT name, role, s.used FROM session AS s JOIN user ON user.pk = s.user_pk
		WHERE s.token = ? AND s.created > ? AND s.used > ?`, token, now.Add(-account.SessionTime).UnixMilli(),
		now.Add(-account.IdleTime).UnixMilli()).Scan(&u.Name, &u.Role, &used)
	if errors.Is(err, sql.ErrNoRows) {
		err = account.ErrNoSession
	}
	if err == nil && now.UnixMilli()-used > usedWithin.Milliseconds() {
		err = db.saveUse(ctx, `UPDATE session SET used = max(used, ?) WHERE token = ?`, now.UnixMilli(), token)
	}
	return u, naming("find session", err)
}

// saveUse saves the time of a request. A page does not wait for writers: a later
// request will save the time.
func (db *DB) saveUse(ctx context.Context, query string, args ...any) error {
	short, cancel := context.WithTimeout(ctx, 100*time.Millisecond)
	defer cancel()
	_, err := db.write.ExecContext(short, query, args...)
	if isBusy(err) || short.Err() != nil && ctx.Err() == nil {
		return nil
	}
	return err
}

// EndSession ends a session. One that is over already is no error.
func (db *DB) EndSession(ctx context.Context, token []byte) error {
	return db.update(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `DELETE FROM session WHERE token = ?`, token)
		return naming("end session", err)
	})
}
