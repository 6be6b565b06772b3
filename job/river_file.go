package job

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/jackc/pgx/v5"
)

// filePart is how many bytes of a file a row has.
const filePart = 1 << 20

// saveFiles saves the files of a folder for a job.
func saveFiles(ctx context.Context, tx pgx.Tx, job int64, dir string) error {
	return filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		name, err := filepath.Rel(dir, path)
		if err != nil {
			return err
		}
		f, err := os.Open(path)
		if err != nil {
			return err
		}
		defer f.Close()
		part := make([]byte, filePart)
		for i := 0; ; i++ {
			n, err := io.ReadFull(f, part)
			if n > 0 || i == 0 {
				_, err := tx.Exec(ctx, `INSERT INTO job_file (job, name, part, data) VALUES ($1, $2, $3, $4)`,
					job, filepath.ToSlash(name), i, part[:n])
				if err != nil {
					return fmt.Errorf("save %s: %w", name, err)
				}
			}
			if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
				return nil
			}
			if err != nil {
				return err
			}
		}
	})
}

// files writes the files of a job to a new folder.
func (q *River) files(ctx context.Context, job int64) (dir string, err error) {
	if dir, err = os.MkdirTemp("", "gainsay-job-"); err != nil {
		return "", err
	}
	err = q.writeFiles(ctx, job, dir)
	if err != nil {
		return "", errors.Join(fmt.Errorf("read the files of job %d: %w", job, err), os.RemoveAll(dir))
	}
	return dir, nil
}

func (q *River) writeFiles(ctx context.Context, job int64, dir string) error {
	rows, err := q.pool.Query(ctx, `SELECT name, part, data FROM job_file WHERE job = $1 ORDER BY name, part`, job)
	if err != nil {
		return err
	}
	var name string
	var part, n int
	var data []byte
	var f *os.File
	_, err = pgx.ForEachRow(rows, []any{&name, &part, &data}, func() (err error) {
		n++
		if part == 0 {
			if f, err = nextFile(f, dir, name); err != nil {
				return err
			}
		}
		_, err = f.Write(data)
		return err
	})
	if f != nil {
		err = errors.Join(err, f.Close())
	}
	if err == nil && n == 0 {
		err = errors.New("they are gone")
	}
	return err
}

// nextFile closes a file, if there is one, and makes the next.
func nextFile(f *os.File, dir, name string) (*os.File, error) {
	if f != nil {
		if err := f.Close(); err != nil {
			return nil, err
		}
	}
	if !filepath.IsLocal(filepath.FromSlash(name)) {
		return nil, fmt.Errorf("file name %q", name)
	}
	path := filepath.Join(dir, filepath.FromSlash(name))
	if strings.Contains(name, "/") {
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			return nil, err
		}
	}
	return os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
}

// sweepFiles removes the files of jobs that are gone.
func (q *River) sweepFiles(ctx context.Context) error {
	_, err := q.pool.Exec(ctx, `DELETE FROM job_file f WHERE NOT EXISTS (SELECT 1 FROM river_job j WHERE j.id = f.job)`)
	if err != nil {
		return fmt.Errorf("remove files of jobs: %w", err)
	}
	return nil
}
