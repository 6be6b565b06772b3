package job

import (
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"math/rand/v2"
	"os"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
)

// Times of running jobs.
const (
	lookEvery   = 2 * time.Second  // for jobs of programs that are gone
	sweepEvery  = 10 * time.Minute // files of jobs that are gone
	reportEvery = time.Second      // outputs
	stopWithin  = time.Minute      // a handler has to return once its program stops
	pollEvery   = time.Second      // for jobs whose notice was missed
	never       = 10 * 365 * 24 * time.Hour
)

// Run runs jobs until ctx ends and those that run have returned: n at a time, and
// light ones beside them. It keeps trying where the server cannot be reached.
func (q *River) Run(ctx context.Context, n int) error {
	host, _ := os.Hostname() // "" serves as well
	alive := &alive{class: q.class(), key: rand.Int32()}
	work := river.NewWorkers()
	for kind := range q.kinds {
		river.AddWorkerArgs(work, args{kind: kind}, &worker{q: q})
	}
	client, err := river.NewClient(riverpgxv5.New(q.pool), &river.Config{
		ID: fmt.Sprintf("%s-%d#%d", host, os.Getpid(), alive.key), Schema: q.schema, Logger: q.quiet(), Workers: work,
		Queues:              map[string]river.QueueConfig{queues[false]: {MaxWorkers: n}, queues[true]: {MaxWorkers: lightJobs}},
		FetchOnlyKnownKinds: true, FetchPollInterval: pollEvery, FetchCooldown: 20 * time.Millisecond,
		// A job may take days: that its program is gone shows in another way, see rescue.
		JobTimeout: -1, RescueStuckJobsAfter: never,
	})
	if err != nil {
		return fmt.Errorf("run jobs: %w", err)
	}
	if err := alive.lock(ctx, q); err != nil {
		return fmt.Errorf("run jobs: %w", err)
	}
	defer alive.unlock()
	if err := client.Start(context.WithoutCancel(ctx)); err != nil {
		return fmt.Errorf("run jobs: %w", err)
	}
	var looking sync.WaitGroup
	looking.Go(func() { q.look(ctx, alive) })
	<-ctx.Done()
	looking.Wait()
	last, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopWithin)
	defer cancel()
	if err := client.StopAndCancel(last); err != nil {
		return fmt.Errorf("stop jobs: %w", err)
	}
	return nil
}

// class is the first half of the keys of the locks of this schema's programs.
func (q *River) class() int32 {
	h := fnv.New32a()
	h.Write([]byte("gainsay jobs " + q.schema))
	return int32(h.Sum32() >> 1)
}

// alive is a lock of a session of the server, held as long as the program runs.
// The server takes it back when the connection ends, however that comes about.
type alive struct {
	class, key int32
	conn       *pgx.Conn
}

// lock opens the connection and takes the lock.
func (a *alive) lock(ctx context.Context, q *River) error {
	conf := q.pool.Config().ConnConfig.Copy()
	// A machine that was cut off is noticed within half a minute. Connections by a
	// socket of this machine ignore this.
	for name, value := range map[string]string{"idle": "10", "interval": "5", "count": "4"} {
		conf.RuntimeParams["tcp_keepalives_"+name] = value
	}
	c, err := pgx.ConnectConfig(ctx, conf)
	if err != nil {
		return err
	}
	if _, err := c.Exec(ctx, `SELECT pg_advisory_lock($1, $2)`, a.class, a.key); err != nil {
		return errors.Join(err, c.Close(context.WithoutCancel(ctx)))
	}
	a.conn = c
	return nil
}

func (a *alive) unlock() {
	if a.conn != nil {
		_ = a.conn.Close(context.Background()) // the end of the program does the same
	}
}

// look looks for jobs of programs that are gone until ctx ends, and keeps the lock.
func (q *River) look(ctx context.Context, a *alive) {
	tick := time.NewTicker(lookEvery)
	defer tick.Stop()
	swept := time.Now()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		err := q.rescue(ctx, a)
		if err == nil && time.Since(swept) > sweepEvery {
			swept = time.Now()
			err = q.sweepFiles(ctx)
		}
		if err != nil && ctx.Err() == nil {
			q.log.Error("jobs", "error", err)
		}
	}
}

// rescue makes the jobs due that a program ran which does not hold its lock any
// more. One whose attempts are used up fails: it may be what ended the program.
func (q *River) rescue(ctx context.Context, a *alive) error {
	if a.conn == nil || a.conn.Ping(ctx) != nil {
		a.unlock()
		a.conn = nil
		if err := a.lock(ctx, q); err != nil {
			return fmt.Errorf("reach the server of jobs: %w", err)
		}
	}
	_, err := a.conn.Exec(ctx, `UPDATE river_job SET
			state = CAST(CASE WHEN attempt < max_attempts THEN 'available' ELSE 'discarded' END AS river_job_state),
			finalized_at = CASE WHEN attempt < max_attempts THEN NULL ELSE now() END, scheduled_at = now(),
			errors = array_append(errors, jsonb_build_object('at', now(), 'attempt', attempt, 'trace', '',
				'error', 'the program that ran it ended: ' || attempted_by[array_upper(attempted_by, 1)]))
		WHERE state = 'running' AND NOT EXISTS (SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND objsubid = 2 AND granted
			AND database = (SELECT oid FROM pg_database WHERE datname = current_database()) AND classid = CAST($1 AS bigint)
			AND objid = CAST(split_part(attempted_by[array_upper(attempted_by, 1)], '#', 2) AS bigint))`, a.class)
	if err != nil {
		return fmt.Errorf("look for jobs of programs that ended: %w", err)
	}
	return nil
}

// worker makes attempts at jobs of all kinds.
type worker struct {
	river.WorkerDefaults[args]
	q *River
}

// Work implements river.Worker.
func (w *worker) Work(ctx context.Context, j *river.Job[args]) error {
	start := time.Now()
	state, err := w.attempt(ctx, j)
	w.q.observe.note(j.Kind, state, start)
	return err
}

// attempt runs a job once, and says what becomes of it.
func (w *worker) attempt(ctx context.Context, j *river.Job[args]) (State, error) {
	t := &Task{ID: j.ID, Kind: j.Kind, Title: j.Args.Title, By: j.Args.By, Args: j.Args.Args, Attempt: j.Attempt}
	if j.Args.Files {
		dir, err := w.q.files(ctx, j.ID)
		if err != nil {
			return w.failed(j, err)
		}
		defer os.RemoveAll(dir)
		t.Dir = dir
	}
	r := &reporting{q: w.q, id: j.ID}
	t.Report = func(o Output) { r.report(ctx, o) }
	one, end := context.WithCancelCause(context.WithoutCancel(ctx))
	defer context.AfterFunc(ctx, func() {
		if errors.Is(context.Cause(ctx), river.ErrJobCancelledRemotely) {
			end(ErrCancelled)
		}
		end(ErrStopping)
	})()
	err := safely(one, w.q.kinds[j.Kind].Run, t)
	if r.some {
		err = errors.Join(err, river.RecordOutput(ctx, r.last))
	}
	switch cause := context.Cause(one); {
	case errors.Is(cause, ErrCancelled):
		return Cancelled, river.JobCancel(ErrCancelled)
	case errors.Is(cause, ErrStopping):
		return Waiting, river.JobSnooze(0) // another program goes on
	case err != nil:
		return w.failed(j, err)
	}
	if err := w.complete(ctx, j); err != nil {
		return w.failed(j, err)
	}
	return Done, nil
}

// failed says what becomes of a job after a failed attempt.
func (w *worker) failed(j *river.Job[args], err error) (State, error) {
	if j.Attempt < j.MaxAttempts {
		return Retrying, err
	}
	return Failed, err
}

// complete ends a job and removes its files at once, so that no attempt finds it
// without them.
func (w *worker) complete(ctx context.Context, j *river.Job[args]) error {
	if !j.Args.Files {
		return nil // River does the same later, for several at once
	}
	return pgx.BeginFunc(ctx, w.q.pool, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, `DELETE FROM job_file WHERE job = $1`, j.ID); err != nil {
			return err
		}
		_, err := river.JobCompleteTx[*riverpgxv5.Driver](ctx, tx, j)
		return err
	})
}

// reporting saves outputs of a job, not too often.
type reporting struct {
	q     *River
	id    int64
	mu    sync.Mutex
	last  Output
	some  bool
	saved time.Time
}

func (r *reporting) report(ctx context.Context, o Output) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.last, r.some = o, true
	if time.Since(r.saved) < reportEvery {
		return
	}
	r.saved = time.Now()
	if _, err := r.q.client.JobUpdate(ctx, r.id, &river.JobUpdateParams{Output: o}); err != nil && ctx.Err() == nil {
		r.q.log.Warn("jobs", "job", r.id, "error", err)
	}
}
