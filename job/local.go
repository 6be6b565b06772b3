package job

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"slices"
	"sync"
	"time"
)

// maxEnded is how many jobs that have ended a Local remembers.
const maxEnded = 200

// Local keeps jobs in memory. They are gone when the program ends.
type Local struct {
	kinds   map[string]Kind
	observe Observer
	pause   func(n int) time.Duration

	mu   sync.Mutex
	last int64
	jobs []*localJob // by ID
	wake chan struct{}
}

type localJob struct {
	Job
	unique, dir string
	cancel      context.CancelCauseFunc // of the attempt that runs; nil if none
}

var _ Queue = (*Local)(nil)

// NewLocal returns an empty queue for jobs of these kinds. Run runs them.
func NewLocal(kinds map[string]Kind, observe Observer) *Local {
	return &Local{kinds: kinds, observe: observe, pause: Pause, wake: make(chan struct{}, 1)}
}

// wakeUp makes Run look for jobs.
func (q *Local) wakeUp() {
	select {
	case q.wake <- struct{}{}:
	default: // it will look anyway
	}
}

// Add implements Queue.
func (q *Local) Add(_ context.Context, n New) (int64, bool, error) {
	n = orUsual(n)
	args, err := json.Marshal(n.Args)
	if err != nil {
		return 0, false, fmt.Errorf("add job: %w", err)
	}
	if _, ok := q.kinds[n.Kind]; !ok {
		return 0, false, fmt.Errorf("add job: no kind %q", n.Kind)
	}
	q.mu.Lock()
	defer q.mu.Unlock()
	for _, j := range q.jobs {
		if n.Unique != "" && j.Kind == n.Kind && j.unique == n.Unique && !j.State.Ended() {
			return j.ID, false, os.RemoveAll(n.Dir)
		}
	}
	q.last++
	now := time.Now()
	q.jobs = append(q.jobs, &localJob{unique: n.Unique, dir: n.Dir, Job: Job{ID: q.last, Kind: n.Kind, Title: n.Title, By: n.By,
		State: Waiting, Priority: n.Priority, Attempts: n.Attempts, Created: now, Due: now, Args: args}})
	q.forget()
	q.wakeUp()
	return q.last, true, nil
}

// forget removes the oldest jobs that have ended, with their files.
func (q *Local) forget() {
	ended := 0
	for _, j := range q.jobs {
		if j.State.Ended() {
			ended++
		}
	}
	q.jobs = slices.DeleteFunc(q.jobs, func(j *localJob) bool {
		if ended <= maxEnded || !j.State.Ended() {
			return false
		}
		ended--
		os.RemoveAll(j.dir)
		return true
	})
}

// find returns a job; the caller has the lock.
func (q *Local) find(id int64) (*localJob, error) {
	i, ok := slices.BinarySearchFunc(q.jobs, id, func(j *localJob, id int64) int { return cmp.Compare(j.ID, id) })
	if !ok {
		return nil, ErrNotFound
	}
	return q.jobs[i], nil
}

// copied returns a job as it is now.
func (j *localJob) copied() Job {
	out := j.Job
	out.Problems = slices.Clone(j.Problems)
	return out
}

// Get implements Queue.
func (q *Local) Get(_ context.Context, id int64) (Job, error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	j, err := q.find(id)
	if err != nil {
		return Job{}, err
	}
	return j.copied(), nil
}

// List implements Queue.
func (q *Local) List(_ context.Context, f Filter) (out []Job, _ error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	for _, j := range slices.Backward(q.jobs) {
		if len(out) == f.Limit {
			break
		}
		if (f.Kind == "" || j.Kind == f.Kind) && (f.State == "" || j.State == f.State) && (f.Before == 0 || j.ID < f.Before) {
			c := j.copied()
			c.Args = nil
			out = append(out, c)
		}
	}
	return out, nil
}

// Counts implements Queue.
func (q *Local) Counts(context.Context) ([]Count, error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	all := map[Count]int{}
	for _, j := range q.jobs {
		all[Count{Kind: j.Kind, State: j.State}]++
	}
	return counted(all), nil
}

// Cancel implements Queue.
func (q *Local) Cancel(_ context.Context, id int64) error {
	q.mu.Lock()
	defer q.mu.Unlock()
	j, err := q.find(id)
	switch {
	case err != nil:
		return err
	case j.State.Ended():
		return ErrEnded
	case j.cancel != nil:
		j.Stopping = true
		j.cancel(ErrCancelled)
	default:
		j.State, j.Ended = Cancelled, time.Now()
	}
	return nil
}

// Retry implements Queue.
func (q *Local) Retry(_ context.Context, id int64) error {
	q.mu.Lock()
	defer q.mu.Unlock()
	j, err := q.find(id)
	switch {
	case err != nil:
		return err
	case !j.State.MayRetry():
		return ErrNotFailed
	}
	j.State, j.Due, j.Ended = Waiting, time.Now(), time.Time{}
	j.Attempts = max(j.Attempts, j.Attempt+1)
	q.wakeUp()
	return nil
}

// Run runs jobs until ctx ends and those that run have returned: n at a time, and
// light ones beside them. It then removes the files of all jobs.
func (q *Local) Run(ctx context.Context, n int) {
	work, stop := context.WithCancelCause(context.WithoutCancel(ctx))
	free := map[bool]int{false: n, true: lightJobs}
	var running sync.WaitGroup
	for {
		wait := q.begin(work, free, &running)
		select {
		case <-ctx.Done():
			stop(ErrStopping)
			running.Wait()
			q.close()
			return
		case <-q.wake:
		case <-time.After(wait):
		}
	}
}

// begin starts the jobs that are due, as far as there is a free place, and returns
// when the next one is. Places are free by whether they are for light jobs.
func (q *Local) begin(ctx context.Context, free map[bool]int, running *sync.WaitGroup) time.Duration {
	q.mu.Lock()
	defer q.mu.Unlock()
	for {
		next, wait := q.next(free)
		if next == nil {
			return wait
		}
		light := q.kinds[next.Kind].Light
		free[light]--
		one, cancel := context.WithCancelCause(ctx)
		next.State, next.cancel, next.Started = Running, cancel, time.Now()
		next.Attempt++
		running.Go(func() {
			q.attempt(one, next)
			q.mu.Lock()
			free[light]++
			q.mu.Unlock()
			q.wakeUp()
		})
	}
}

// next returns the job to run next, or how long to wait for one to be due.
func (q *Local) next(free map[bool]int) (best *localJob, wait time.Duration) {
	now := time.Now()
	wait = time.Hour
	for _, j := range q.jobs {
		switch left := j.Due.Sub(now); {
		case j.State != Waiting && j.State != Retrying || free[q.kinds[j.Kind].Light] == 0:
		case left > 0:
			wait = min(wait, left)
		case best == nil || j.Priority < best.Priority:
			best = j
		}
	}
	return best, wait
}

// attempt runs a job once.
func (q *Local) attempt(ctx context.Context, j *localJob) {
	t := &Task{ID: j.ID, Kind: j.Kind, Title: j.Title, By: j.By, Args: j.Args, Attempt: j.Attempt, Dir: j.dir,
		Report: func(o Output) {
			q.mu.Lock()
			defer q.mu.Unlock()
			j.Output = o
		}}
	err := safely(ctx, q.kinds[j.Kind].Run, t)
	q.mu.Lock()
	defer q.mu.Unlock()
	cause := context.Cause(ctx)
	j.cancel(nil)
	j.cancel, j.Stopping = nil, false
	switch {
	case errors.Is(cause, ErrCancelled):
		j.State = Cancelled
	case err == nil || errors.Is(cause, ErrStopping):
		j.State = Done
		os.RemoveAll(j.dir)
		j.dir = ""
	default:
		j.Problems = append(j.Problems, Problem{time.Now(), j.Attempt, err.Error()})
		if j.State = Failed; j.Attempt < j.Attempts {
			j.State, j.Due = Retrying, time.Now().Add(q.pause(j.Attempt))
		}
	}
	if j.State.Ended() {
		j.Ended = time.Now()
	}
	q.observe.note(j.Kind, j.State, j.Started)
}

// safely runs a handler; a panic is an error.
func safely(ctx context.Context, run Handler, t *Task) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("%s failed: %v", t.Kind, p)
		}
	}()
	return run(ctx, t)
}

// close removes the files of all jobs.
func (q *Local) close() {
	q.mu.Lock()
	defer q.mu.Unlock()
	for _, j := range q.jobs {
		os.RemoveAll(j.dir)
	}
}
