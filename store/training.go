package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/gainsay/gainsay/view"
)

// Weights are the weight files that analyses to a database use in place of those in
// the program.
type Weights struct {
	Digest string            // of names and contents; "" for none
	Files  map[string][]byte // by name
}

// SaveTraining saves what decisions taught, with its weight files, and returns its
// ID. Of the same rows and rules there is one: where it is there already, ready or in
// use, it stays as it is.
func (db *DB) SaveTraining(ctx context.Context, t view.Training, files map[string][]byte) (id int64, err error) {
	figures, err := json.Marshal(t.Figures)
	if err != nil {
		return 0, err
	}
	err = db.update(ctx, func(tx *sql.Tx) error {
		var state view.TrainingState
		err := tx.QueryRowContext(ctx, `SELECT pk, state FROM training WHERE task = ? AND data = ? AND rules = ?`,
			t.Task, t.Data, t.Rules).Scan(&id, &state)
		switch {
		case err == nil && (state == view.TrainingReady || state == view.TrainingUsed):
			return nil
		case err != nil && !errors.Is(err, sql.ErrNoRows):
			return err
		}
		err = tx.QueryRowContext(ctx, `INSERT INTO training (task, state, note, data, texts, rules, figures, coder, time, judge, judged)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, '', 0) ON CONFLICT (task, data, rules) DO UPDATE SET state = excluded.state,
			note = excluded.note, figures = excluded.figures, coder = excluded.coder, time = excluded.time, judge = '', judged = 0
			RETURNING pk`, t.Task, t.State, t.Note, t.Data, t.Rows, t.Rules, string(figures), t.Coder, t.Time.UnixMilli()).Scan(&id)
		if err != nil {
			return err
		}
		for _, name := range slices.Sorted(maps.Keys(files)) {
			_, err := tx.ExecContext(ctx, `INSERT INTO training_file (training, name, digest, data) VALUES (?, ?, ?, ?)
				ON CONFLICT (training, name) DO UPDATE SET digest = excluded.digest, data = excluded.data`,
				id, name, fileDigest(files[name]), files[name])
			if err != nil {
				return err
			}
		}
		return nil
	})
	return id, naming("save training", err)
}

func fileDigest(b []byte) string {
	sum := sha256.Sum256(b)
	return "sha256:" + hex.EncodeToString(sum[:])
}

// Trainings lists what decisions taught, the latest first.
func (db *DB) Trainings(ctx context.Context) (out []view.Training, err error) {
	err = db.view(ctx, func(tx *sql.Tx) error {
		out, err = collect(ctx, tx, scanTraining, `SELECT pk, task, state, note, data, texts, rules, figures, coder, time, judge, judged
			FROM training ORDER BY time DESC, pk DESC`)
		if err != nil {
			return err
		}
		_, err = collect(ctx, tx, func(r *sql.Rows) (none struct{}, err error) {
			var id int64
			var f view.TrainingFile
			if err := r.Scan(&id, &f.Name, &f.Digest, &f.Bytes); err != nil {
				return none, err
			}
			for i := range out {
				if out[i].ID == id {
					out[i].Files = append(out[i].Files, f)
				}
			}
			return none, nil
		}, `SELECT training, name, digest, length(data) FROM training_file ORDER BY training, name`)
		return err
	})
	return out, naming("list trainings", err)
}

func scanTraining(r *sql.Rows) (t view.Training, err error) {
	var figures string
	var at, judged int64
	err = r.Scan(&t.ID, &t.Task, &t.State, &t.Note, &t.Data, &t.Rows, &t.Rules, &figures, &t.Coder, &at, &t.Judge, &judged)
	if err != nil {
		return t, err
	}
	t.Time, t.Files = time.UnixMilli(at).UTC(), []view.TrainingFile{}
	if judged > 0 {
		t.Judged = time.UnixMilli(judged).UTC()
	}
	err = json.Unmarshal([]byte(figures), &t.Figures)
	if t.Figures == nil {
		t.Figures = []view.TrainingFigure{}
	}
	return t, err
}

// UseTraining puts the weights of a training in use, in place of others of its task.
func (db *DB) UseTraining(ctx context.Context, id int64, coder string) error {
	return db.judge(ctx, "use training", id, view.TrainingUsed, coder, func(tx *sql.Tx, task string) error {
		_, err := tx.ExecContext(ctx, `UPDATE training SET state = 'ready', judge = ?, judged = ? WHERE task = ? AND state = 'used'
			AND pk <> ?`, coder, time.Now().UnixMilli(), task, id)
		return err
	}, view.TrainingReady, view.TrainingUsed)
}

// DropTraining drops a training that is not in use. Its figures stay.
func (db *DB) DropTraining(ctx context.Context, id int64, coder string) error {
	return db.judge(ctx, "drop training", id, view.TrainingDropped, coder, func(tx *sql.Tx, _ string) error {
		_, err := tx.ExecContext(ctx, `DELETE FROM training_file WHERE training = ?`, id)
		return err
	}, view.TrainingReady, view.TrainingDropped, view.TrainingRefused)
}

// judge changes the state of a training that is in one of the states from. before is
// called with its task.
func (db *DB) judge(ctx context.Context, what string, id int64, to view.TrainingState, coder string,
	before func(tx *sql.Tx, task string) error, from ...view.TrainingState) error {
	return naming(what, db.update(ctx, func(tx *sql.Tx) error {
		var task string
		var state view.TrainingState
		err := tx.QueryRowContext(ctx, `SELECT task, state FROM training WHERE pk = ?`, id).Scan(&task, &state)
		switch {
		case errors.Is(err, sql.ErrNoRows):
			return view.ErrNotFound
		case err != nil:
			return err
		case !slices.Contains(from, state):
			return view.ErrTrainingState
		case state == to:
			return nil
		}
		if err := before(tx, task); err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, `UPDATE training SET state = ?, judge = ?, judged = ? WHERE pk = ?`, to, coder,
			time.Now().UnixMilli(), id)
		return err
	}))
}

// UseShipped takes the weights of a task out of use: analyses use those in the
// program again. The training stays ready.
func (db *DB) UseShipped(ctx context.Context, task, coder string) error {
	return naming("use shipped weights", db.update(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `UPDATE training SET state = 'ready', judge = ?, judged = ? WHERE task = ? AND state = 'used'`,
			coder, time.Now().UnixMilli(), task)
		return err
	}))
}

// TrainingFiles returns the weight files of a training; none if it has none.
func (db *DB) TrainingFiles(ctx context.Context, id int64) (map[string][]byte, error) {
	w, err := db.weights(ctx, `SELECT name, digest, data FROM training_file WHERE training = ? ORDER BY name`, id)
	return w.Files, naming("read weights", err)
}

// Weights returns the weights in use.
func (db *DB) Weights(ctx context.Context) (Weights, error) {
	w, err := db.weights(ctx, `SELECT f.name, f.digest, f.data FROM training t JOIN training_file f ON f.training = t.pk
		WHERE t.state = 'used' ORDER BY f.name`)
	return w, naming("read weights", err)
}

func (db *DB) weights(ctx context.Context, query string, args ...any) (out Weights, err error) {
	out.Files = map[string][]byte{}
	h := sha256.New()
	err = db.view(ctx, func(tx *sql.Tx) error {
		_, err := collect(ctx, tx, func(r *sql.Rows) (none struct{}, err error) {
			var name, digest string
			var data []byte
			err = r.Scan(&name, &digest, &data)
			out.Files[name] = data
			fmt.Fprintf(h, "%s %s\n", name, digest)
			return none, err
		}, query, args...)
		return err
	})
	if len(out.Files) > 0 {
		out.Digest = "sha256:" + hex.EncodeToString(h.Sum(nil))
	}
	return out, err
}

// WeightsDigest returns the digest of the weights in use without reading them.
func (db *DB) WeightsDigest(ctx context.Context) (string, error) {
	w, err := db.weights(ctx, `SELECT f.name, f.digest, NULL FROM training t JOIN training_file f ON f.training = t.pk
		WHERE t.state = 'used' ORDER BY f.name`)
	return w.Digest, naming("read weights", err)
}
