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
	if err := backup(ctx, path, to, replace, nil); err != nil {
		return fmt.Errorf("back up %s to %s: %w", path, to, err)
	}
	return nil
}

// backup is Backup. The copy gets its name if ready, which may be nil, has nothing
// against it.
func backup(ctx context.Context, path, to string, replace bool, ready func(copied string) error) (err error) {
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
	if ready != nil {
		err = ready(temp)
	}
	if err == nil {
		err = os.Rename(temp, to)
	}
	if err != nil {
		return errors.Join(err, removeDatabase(temp))
	}
	return syncFolder(filepath.Dir(to))
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
			err = errors.Join(err, removeDatabase(f.Name()))
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

// removeDatabase removes a database and what SQLite left beside it.
func removeDatabase(path string) error {
	for _, suffix := range []string{"-wal", "-shm", "-journal"} {
		if err := os.Remove(path + suffix); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return os.Remove(path)
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

// RestoreBackup makes the database at path a copy of the backup from, of the
// newest schema. A backup that is empty or faulty is refused with its faults. A database that exists is replaced if
// replace says so, and if no other process has it open: otherwise the errors are
// ErrExists and ErrInUse.
func RestoreBackup(ctx context.Context, path, from string, replace bool) error {
	if err := restoreBackup(ctx, path, from, replace); err != nil {
		return fmt.Errorf("restore %s from %s: %w", path, from, err)
	}
	return nil
}

func restoreBackup(ctx context.Context, path, from string, replace bool) error {
	e, err := examineSound(ctx, from)
	if err != nil {
		return err
	}
	return backup(ctx, from, path, replace, func(copied string) error {
		if e.Schema < e.Newest {
			if err := modernize(ctx, copied); err != nil {
				return err
			}
		}
		if _, err := os.Stat(path); err != nil {
			return nil // nothing is replaced
		}
		return closeLog(ctx, path)
	})
}

// examineSound examines a backup. One with faults is an error.
func examineSound(ctx context.Context, from string) (Examination, error) {
	e, err := Examine(ctx, from)
	switch {
	case err != nil:
		return e, err
	case e.Schema == 0:
		return e, errors.New("the backup is empty: it has no tables of Gainsay's")
	case len(e.Faults) > 0:
		return e, fmt.Errorf("the backup has faults: %s", e.Faults[0])
	}
	return e, nil
}

// modernize brings a copy of a backup to the newest schema. What depends on the
// schema can be checked then.
func modernize(ctx context.Context, copied string) error {
	db, err := Open(copied)
	if err != nil {
		return err
	}
	if err := db.Close(); err != nil {
		return err
	}
	_, err = examineSound(ctx, copied)
	return err
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
