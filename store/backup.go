package store

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/gainsay/gainsay/store/internal/postgres"
)

// ErrExists is returned where a file would be replaced that must not be.
var ErrExists = fs.ErrExist

// ErrInUse is returned by RestoreBackup for a database that others have open.
var ErrInUse = errors.New("the database is in use")

// IsFile reports whether the name of a database is that of a file, not the
// address of a PostgreSQL server.
func IsFile(name string) bool { return !postgres.Is(name) }

// Backup copies the database at path to the file to, with everything that is in
// it, users included. The copy is one state of the database, also while others
// write. Only the owner may read the file, which is there whole or not at all.
// A file that exists is replaced if replace says so; otherwise ErrExists is returned.
func Backup(ctx context.Context, path, to string, replace bool) error {
	if err := backup(ctx, path, to, replace); err != nil {
		return fmt.Errorf("back up %s to %s: %w", path, to, err)
	}
	return nil
}

func backup(ctx context.Context, path, to string, replace bool) (err error) {
	if path, err = locate(path); err != nil {
		return err
	}
	if to, err = locate(to); err != nil {
		return err
	}
	if info, err := os.Stat(path); err != nil {
		return err
	} else if other, err := os.Stat(to); err == nil && os.SameFile(info, other) {
		return errors.New("is the same file")
	} else if err == nil && !replace {
		return ErrExists
	}
	_, mode, err := check(path)
	if err != nil {
		return err
	}
	temp, err := vacuumInto(ctx, path, mode, filepath.Dir(to))
	if err != nil {
		return err
	}
	return errors.Join(os.Rename(temp, to), syncFolder(filepath.Dir(to)))
}

// vacuumInto writes a copy of a database, opened in a mode, into a temporary file
// of a folder and returns its name.
func vacuumInto(ctx context.Context, path, mode, dir string) (name string, err error) {
	f, err := os.CreateTemp(dir, ".gainsay-*.db")
	if err != nil {
		return "", err
	}
	defer func() {
		if err = errors.Join(err, f.Close()); err != nil {
			err = errors.Join(err, os.Remove(f.Name()))
		}
	}()
	db, err := connect(path, mode, 1, "", "busy_timeout(10000)")
	if err != nil {
		return "", err
	}
	_, err = db.ExecContext(ctx, "VACUUM INTO ?", f.Name())
	if err = errors.Join(err, db.Close()); err != nil {
		return "", err
	}
	return f.Name(), f.Sync()
}

// syncFolder makes sure that a renaming outlives a power cut. Systems that cannot
// sync a folder make sure of it themselves.
func syncFolder(dir string) error {
	f, err := os.Open(dir)
	if err != nil {
		return err
	}
	_ = f.Sync()
	return f.Close()
}

// RestoreBackup makes the database at path a copy of the backup from. A faulty
// backup is refused with its faults. A database that exists is replaced if
// replace says so, and if no other process has it open: otherwise the errors are
// ErrExists and ErrInUse.
func RestoreBackup(ctx context.Context, path, from string, replace bool) error {
	if err := restoreBackup(ctx, path, from, replace); err != nil {
		return fmt.Errorf("restore %s from %s: %w", path, from, err)
	}
	return nil
}

func restoreBackup(ctx context.Context, path, from string, replace bool) error {
	e, err := Examine(ctx, from)
	if err != nil {
		return err
	}
	if len(e.Faults) > 0 {
		return fmt.Errorf("the backup has faults: %s", e.Faults[0])
	}
	if _, err := os.Stat(path); err == nil && replace {
		if err := closeLog(ctx, path); err != nil {
			return err
		}
	}
	return backup(ctx, from, path, replace)
}

// closeLog puts the log of a database back into it and removes it, so that it
// does not meet another database of the same name. SQLite refuses that while
// others have the database open. A file that is no database has no log.
func closeLog(ctx context.Context, path string) (err error) {
	db, err := connect(path, "rw", 1, "", "busy_timeout(200)")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	var mode string
	err = db.QueryRowContext(ctx, "PRAGMA journal_mode = DELETE").Scan(&mode)
	if isBusy(err) || err == nil && mode != "delete" {
		return ErrInUse
	}
	if err == nil {
		return nil
	}
	if log, serr := os.Stat(path + "-wal"); serr == nil && log.Size() > 0 {
		return fmt.Errorf("%w; remove the file and those beside it whose names begin with its name", err)
	}
	return nil // damaged: what the backup is for
}
