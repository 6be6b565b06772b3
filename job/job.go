// Package job runs work that goes on after an answer: imports, analyses with new
// rules, notices for webhooks. Jobs of a PostgreSQL server are kept in its tables
// and run on any number of machines (River); those of a file are kept in the
// memory of the program that serves it (Local).
package job

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"time"
)

// State is what becomes of a job.
type State string

// States of jobs.
const (
	Waiting   State = "waiting"
	Retrying  State = "retrying" // waits for its next attempt
	Running   State = "running"
	Done      State = "done"
	Failed    State = "failed" // no attempt is left
	Cancelled State = "cancelled"
)

// States lists all states.
func States() []State { return []State{Waiting, Retrying, Running, Done, Failed, Cancelled} }

// Ended reports whether nothing more happens to a job by itself.
func (s State) Ended() bool { return s == Done || s == Failed || s == Cancelled }

// MayRetry reports whether Retry makes a job in this state due now.
func (s State) MayRetry() bool { return s == Failed || s == Cancelled || s == Retrying }

// Priorities: jobs of a smaller number run first.
const (
	Urgent = 1
	Usual  = 2
	Later  = 3
)

// New is a job to add.
type New struct {
	Kind     string // one of those that handlers are registered for
	Title    string // for people
	By       string // who added it; "" if that is not known
	Args     any    // of the handler, as JSON
	Unique   string // no second job of the kind with this text is added before the first has ended; "" for no such check
	Priority int    // 0 for Usual
	Attempts int    // at most; 0 for 5
	// Dir is a folder with files that the job needs, "" for none. The queue takes
	// it over if the job is added, and removes it.
	Dir string
}

// Job is a job as it is now.
type Job struct {
	ID                int64
	Kind, Title, By   string
	State             State
	Priority          int
	Attempt, Attempts int       // begun, and at most
	Created, Due      time.Time // Due: of the next attempt of one that waits
	Started, Ended    time.Time // zero if it did not
	Worker            string    // program that runs it, or ran it last
	Stopping          bool      // it runs and was cancelled
	Output            Output
	Problems          []Problem // of attempts
	Args              json.RawMessage
}

// Problem is why an attempt failed.
type Problem struct {
	Time    time.Time
	Attempt int
	Text    string
}

// Output is how far a job has come, or what it came to.
type Output struct {
	Done   int             `json:"done,omitempty"`
	Of     int             `json:"of,omitempty"` // 0 if that is not known
	Unit   string          `json:"unit,omitempty"`
	Note   string          `json:"note,omitempty"` // what to say about it, for people
	Result json.RawMessage `json:"result,omitempty"`
}

// Filter picks jobs. What is empty does not restrict.
type Filter struct {
	Kind   string
	State  State
	Before int64 // only jobs with a smaller ID; 0 for all
	Limit  int   // at least 1
}

// Count is how many jobs of a kind are in a state.
type Count struct {
	Kind  string
	State State
	Jobs  int
}

// Errors of queues.
var (
	// ErrNotFound is returned for an ID that no job has.
	ErrNotFound = errors.New("no such job")
	// ErrEnded is returned when a job that has ended is cancelled.
	ErrEnded = errors.New("the job has ended")
	// ErrNotFailed is returned when a job is to be tried again that did not fail.
	ErrNotFailed = errors.New("the job runs, waits or is done")

	// ErrCancelled is the cause of the end of a job's context when it is cancelled,
	// ErrStopping when its program stops.
	ErrCancelled = errors.New("the job was cancelled")
	ErrStopping  = errors.New("the program stops")
)

// Queue keeps jobs. Its methods may be called concurrently.
type Queue interface {
	// Add adds a job. If a job with the same Unique has not ended, it adds nothing
	// and returns the ID of that one.
	Add(ctx context.Context, n New) (id int64, added bool, err error)
	// Get returns a job, or ErrNotFound.
	Get(ctx context.Context, id int64) (Job, error)
	// List returns the jobs that a filter picks, the newest first. Args are empty.
	List(ctx context.Context, f Filter) ([]Job, error)
	// Counts returns the numbers of jobs, by kind and state.
	Counts(ctx context.Context) ([]Count, error)
	// Cancel ends a job: at once, or if it runs, as soon as its handler returns.
	Cancel(ctx context.Context, id int64) error
	// Retry makes a job that failed, was cancelled or waits for its next attempt due now.
	Retry(ctx context.Context, id int64) error
}

// Task is an attempt at a job.
type Task struct {
	ID      int64
	Kind    string
	Title   string
	By      string
	Args    json.RawMessage
	Attempt int    // from 1
	Dir     string // folder with the files of New.Dir, "" for none
	// Report says how far the job has come. It may be called often; the last output
	// is kept with the job.
	Report func(Output)
}

// Handler makes an attempt. An error ends it, and the job is tried again after a
// pause. When ctx ends, the handler returns soon, whatever; what it has done stays.
// Two attempts at a job may overlap if a machine is cut off, and an attempt whose
// end was not noted is repeated: doing the same twice must have the effect of
// doing it once.
type Handler func(ctx context.Context, t *Task) error

// Kind is what runs the jobs of a kind.
type Kind struct {
	Run Handler
	// Light jobs wait for others most of the time: many run at once.
	Light bool
}

// lightJobs is how many light jobs a program runs at a time.
const lightJobs = 16

// Pause is the time before the next attempt, after n of them: 1 s, 16 s, 81 s, …
// as River has it.
func Pause(n int) time.Duration { return time.Duration(n*n*n*n) * time.Second }

// Observer is told of each attempt that ended: Retrying for one that failed and
// is to be repeated. It may be nil.
type Observer func(kind string, state State, took time.Duration)

func (o Observer) note(kind string, state State, start time.Time) {
	if o != nil {
		o(kind, state, time.Since(start))
	}
}

func orUsual(n New) New {
	if n.Priority == 0 {
		n.Priority = Usual
	}
	if n.Attempts == 0 {
		n.Attempts = 5
	}
	return n
}

// counted makes a list of counts, by kind and state.
func counted(all map[Count]int) (out []Count) {
	for c, n := range all {
		c.Jobs = n
		out = append(out, c)
	}
	slices.SortFunc(out, func(a, b Count) int {
		if a.Kind != b.Kind {
			if a.Kind < b.Kind {
				return -1
			}
			return 1
		}
		return slices.Index(States(), a.State) - slices.Index(States(), b.State)
	})
	return out
}

// Await waits until a job has ended or ctx does, and returns the job as it then is.
func Await(ctx context.Context, q Queue, id int64) (Job, error) {
	for pause := time.Millisecond; ; pause = min(2*pause, time.Second/4) {
		j, err := q.Get(ctx, id)
		if err != nil || j.State.Ended() {
			return j, err
		}
		select {
		case <-ctx.Done():
			return j, ctx.Err()
		case <-time.After(pause):
		}
	}
}
