package job

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/riverqueue/river/rivertype"
)

// River keeps jobs in the tables of a PostgreSQL server, where all programs that
// have the schema share them.
type River struct {
	pool    *pgxpool.Pool
	schema  string
	kinds   map[string]Kind
	observe Observer
	log     *slog.Logger
	client  *river.Client[pgx.Tx] // adds and looks, runs nothing
}

var _ Queue = (*River)(nil)

// NewRiver returns the queue in the schema that a pool of connections is for. Run
// runs jobs of these kinds; without it, others do.
func NewRiver(pool *pgxpool.Pool, schema string, kinds map[string]Kind, observe Observer, log *slog.Logger) (*River, error) {
	q := &River{pool: pool, schema: schema, kinds: kinds, observe: observe, log: log}
	var err error
	q.client, err = river.NewClient(riverpgxv5.New(pool), &river.Config{Schema: schema, Logger: q.quiet()})
	if err != nil {
		return nil, fmt.Errorf("open jobs: %w", err)
	}
	return q, nil
}

// quiet is a log without what River says at each step.
func (q *River) quiet() *slog.Logger { return slog.New(warnings{q.log.Handler()}) }

// warnings passes on what is at least a warning.
type warnings struct{ slog.Handler }

// Enabled implements slog.Handler.
func (w warnings) Enabled(ctx context.Context, l slog.Level) bool {
	return l >= slog.LevelWarn && w.Handler.Enabled(ctx, l)
}

// args are those of every job: River tells jobs apart by their kind.
type args struct {
	kind   string
	Unique string          `json:"unique,omitempty" river:"unique"`
	Title  string          `json:"title"`
	By     string          `json:"by,omitempty"`
	Files  bool            `json:"files,omitempty"`
	Args   json.RawMessage `json:"args"`
}

// Kind implements river.JobArgs.
func (a args) Kind() string { return a.kind }

// Queues of River, by whether their jobs are light.
var queues = map[bool]string{false: "work", true: "light"}

// open are the states of jobs that have not ended.
var open = []rivertype.JobState{rivertype.JobStateAvailable, rivertype.JobStatePending, rivertype.JobStateRetryable,
	rivertype.JobStateRunning, rivertype.JobStateScheduled}

// states are River's states for each of ours.
var states = map[State][]rivertype.JobState{
	Waiting:   {rivertype.JobStateAvailable, rivertype.JobStatePending, rivertype.JobStateScheduled},
	Retrying:  {rivertype.JobStateRetryable},
	Running:   {rivertype.JobStateRunning},
	Done:      {rivertype.JobStateCompleted},
	Failed:    {rivertype.JobStateDiscarded},
	Cancelled: {rivertype.JobStateCancelled},
}

func stateOf(r rivertype.JobState) State {
	for s, all := range states {
		if slices.Contains(all, r) {
			return s
		}
	}
	return State(r)
}

// Add implements Queue. The files are saved with the job.
func (q *River) Add(ctx context.Context, n New) (id int64, added bool, err error) {
	n = orUsual(n)
	raw, err := json.Marshal(n.Args)
	if err != nil {
		return 0, false, fmt.Errorf("add job: %w", err)
	}
	opts := &river.InsertOpts{MaxAttempts: n.Attempts, Priority: n.Priority, Queue: queues[q.kinds[n.Kind].Light]}
	if n.Unique != "" {
		opts.UniqueOpts = river.UniqueOpts{ByArgs: true, ByState: open}
	}
	err = pgx.BeginFunc(ctx, q.pool, func(tx pgx.Tx) error {
		r, err := q.client.InsertTx(ctx, tx, args{n.Kind, n.Unique, n.Title, n.By, n.Dir != "", raw}, opts)
		if err != nil {
			return err
		}
		id, added = r.Job.ID, !r.UniqueSkippedAsDuplicate
		if !added || n.Dir == "" {
			return nil
		}
		return saveFiles(ctx, tx, id, n.Dir)
	})
	if err != nil {
		return 0, false, fmt.Errorf("add job: %w", err)
	}
	if n.Dir != "" {
		err = os.RemoveAll(n.Dir)
	}
	return id, added, err
}

// Get implements Queue.
func (q *River) Get(ctx context.Context, id int64) (Job, error) {
	r, err := q.client.JobGet(ctx, id)
	if errors.Is(err, rivertype.ErrNotFound) {
		return Job{}, ErrNotFound
	}
	if err != nil {
		return Job{}, fmt.Errorf("read job %d: %w", id, err)
	}
	j, err := jobOf(r)
	if err != nil {
		return Job{}, fmt.Errorf("read job %d: %w", id, err)
	}
	return j, nil
}

// List implements Queue.
func (q *River) List(ctx context.Context, f Filter) ([]Job, error) {
	p := river.NewJobListParams().OrderBy(river.JobListOrderByID, river.SortOrderDesc).First(f.Limit)
	if f.Kind != "" {
		p = p.Kinds(f.Kind)
	}
	if f.State != "" {
		p = p.States(states[f.State]...)
	}
	if f.Before > 0 {
		p = p.Where("id < @before", river.NamedArgs{"before": f.Before})
	}
	found, err := q.client.JobList(ctx, p)
	if err != nil {
		return nil, fmt.Errorf("list jobs: %w", err)
	}
	out := make([]Job, len(found.Jobs))
	for i, r := range found.Jobs {
		if out[i], err = jobOf(r); err != nil {
			return nil, fmt.Errorf("list jobs: job %d: %w", r.ID, err)
		}
		out[i].Args = nil
	}
	return out, nil
}

// jobOf reads a row of River's.
func jobOf(r *rivertype.JobRow) (Job, error) {
	var a args
	if err := json.Unmarshal(r.EncodedArgs, &a); err != nil {
		return Job{}, err
	}
	var m struct {
		Output Output    `json:"output"`
		Cancel time.Time `json:"cancel_attempted_at"`
	}
	if err := json.Unmarshal(r.Metadata, &m); err != nil {
		return Job{}, err
	}
	j := Job{ID: r.ID, Kind: r.Kind, Title: a.Title, By: a.By, State: stateOf(r.State), Priority: r.Priority,
		Attempt: r.Attempt, Attempts: r.MaxAttempts, Created: r.CreatedAt, Due: r.ScheduledAt, Output: m.Output, Args: a.Args}
	j.Stopping = j.State == Running && !m.Cancel.IsZero()
	if r.AttemptedAt != nil {
		j.Started = *r.AttemptedAt
	}
	if r.FinalizedAt != nil {
		j.Ended = *r.FinalizedAt
	}
	if n := len(r.AttemptedBy); n > 0 {
		j.Worker = r.AttemptedBy[n-1]
	}
	for _, e := range r.Errors {
		if j.State == Cancelled && strings.HasPrefix(e.Error, "JobCancelError") {
			continue // is no problem
		}
		j.Problems = append(j.Problems, Problem{e.At, e.Attempt, e.Error})
	}
	return j, nil
}

// Counts implements Queue.
func (q *River) Counts(ctx context.Context) ([]Count, error) {
	rows, err := q.pool.Query(ctx, `SELECT kind, CAST(state AS text), count(*) FROM river_job GROUP BY kind, state`)
	if err != nil {
		return nil, fmt.Errorf("count jobs: %w", err)
	}
	all := map[Count]int{}
	var kind, state string
	var n int
	_, err = pgx.ForEachRow(rows, []any{&kind, &state, &n}, func() error {
		all[Count{Kind: kind, State: stateOf(rivertype.JobState(state))}] += n
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("count jobs: %w", err)
	}
	return counted(all), nil
}

// Cancel implements Queue.
func (q *River) Cancel(ctx context.Context, id int64) error {
	j, err := q.Get(ctx, id)
	if err != nil {
		return err
	}
	if j.State.Ended() {
		return ErrEnded
	}
	if _, err := q.client.JobCancel(ctx, id); err != nil {
		return fmt.Errorf("cancel job %d: %w", id, err)
	}
	return nil
}

// Retry implements Queue.
func (q *River) Retry(ctx context.Context, id int64) error {
	j, err := q.Get(ctx, id)
	if err != nil {
		return err
	}
	if !j.State.MayRetry() {
		return ErrNotFailed
	}
	if _, err := q.client.JobRetry(ctx, id); err != nil {
		return fmt.Errorf("retry job %d: %w", id, err)
	}
	return nil
}

// Close closes the connections.
func (q *River) Close() error {
	q.pool.Close()
	return nil
}
