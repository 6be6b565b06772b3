package api

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"time"

	"github.com/gainsay/gainsay/account"
	"github.com/gainsay/gainsay/job"
	"github.com/gainsay/gainsay/web"
)

var (
	jobParam = param{name: "id", doc: "Number of the job."}

	_ = add(
		&route{method: http.MethodGet, path: "/jobs", scope: account.Moderate, name: "listJobs",
			doc: "Lists the jobs of the server, the newest first: imports, analyses with new rules, retraining, notices for webhooks.",
			params: listParams(param{name: "kind", doc: "Only jobs of this kind."},
				param{name: "state", doc: "Only jobs in this state.", values: stateNames()}),
			answer: Job{}, list: true, handle: (*API).jobs},
		&route{method: http.MethodGet, path: "/jobs/{id}", scope: account.Write, name: "getJob",
			doc:    "Returns a job, with how far it is or what it came to.",
			params: []param{jobParam}, answer: Job{}, fails: []int{http.StatusNotFound}, handle: (*API).job},
		&route{method: http.MethodPost, path: "/jobs/{id}/cancel", scope: account.Moderate, name: "cancelJob",
			doc:    "Cancels a job. One that runs ends once the threads in progress are saved.",
			params: []param{jobParam}, answer: Job{}, fails: []int{http.StatusNotFound, http.StatusConflict}, handle: (*API).cancelJob},
		&route{method: http.MethodPost, path: "/jobs/{id}/retry", scope: account.Moderate, name: "retryJob",
			doc:    "Tries a job again that failed, was cancelled or waits for its next attempt.",
			params: []param{jobParam}, answer: Job{}, fails: []int{http.StatusNotFound, http.StatusConflict}, handle: (*API).retryJob},
	)
)

func stateNames() (out []string) {
	for _, s := range job.States() {
		out = append(out, string(s))
	}
	return out
}

// Job is work in the background.
type Job struct {
	ID       int64     `json:"id"`
	Kind     string    `json:"kind"`
	State    job.State `json:"state"`
	Title    string    `json:"title"`
	By       string    `json:"by,omitempty"`
	Priority int       `json:"priority"` // a smaller one runs first
	Attempt  int       `json:"attempt"`  // begun
	Attempts int       `json:"attempts"` // at most
	Created  time.Time `json:"created"`
	Due      time.Time `json:"due"` // of the next attempt, of a job that waits
	Started  time.Time `json:"started,omitzero"`
	Ended    time.Time `json:"ended,omitzero"`
	Done     int       `json:"done"`         // comments, threads or rounds
	Of       int       `json:"of,omitempty"` // where that is known
	Note     string    `json:"note,omitempty"`
	Import   *Imported `json:"import,omitempty"`
	Training int64     `json:"training,omitempty"` // that a job retrained
	Problem  string    `json:"problem,omitempty"`  // of the last attempt that failed
}

func newJob(j job.Job) Job {
	out := Job{ID: j.ID, Kind: j.Kind, State: j.State, Title: j.Title, By: j.By, Priority: j.Priority, Attempt: j.Attempt,
		Attempts: j.Attempts, Created: j.Created.UTC(), Due: j.Due.UTC(), Started: utc(j.Started), Ended: utc(j.Ended),
		Done: j.Output.Done, Of: j.Output.Of, Note: j.Output.Note}
	if n := len(j.Problems); n > 0 {
		out.Problem = j.Problems[n-1].Text
	}
	if j.Kind == web.ImportKind && j.State.Ended() {
		out.Import = importedOf(web.ImportedBy(j))
	}
	if j.Kind == web.RetrainKind {
		out.Training = web.RetrainedBy(j).Training
	}
	return out
}

// utc gives a time in UTC; the zero time stays zero.
func utc(t time.Time) time.Time {
	if t.IsZero() {
		return t
	}
	return t.UTC()
}

func (a *API) jobs(c *call) error {
	f := job.Filter{Kind: c.q.Get("kind"), State: job.State(c.q.Get("state"))}
	return listed(c, func(after string, limit int) (part[Job], error) {
		f := f
		f.Limit = limit + 1
		if after != "" {
			n, err := strconv.ParseInt(after, 10, 64)
			if err != nil || n < 1 {
				return part[Job]{}, failf(http.StatusBadRequest, "after: unknown place.")
			}
			f.Before = n
		}
		all, err := a.Jobs.List(c.ctx, f)
		if err != nil {
			return part[Job]{}, err
		}
		p := part[Job]{total: -1}
		for i, j := range all {
			if i == limit {
				p.next = fmt.Sprint(all[i-1].ID)
				break
			}
			p.items = append(p.items, newJob(j))
		}
		return p, nil
	})
}

// jobID reads the ID in the address.
func jobID(c *call) (int64, error) {
	id, err := strconv.ParseInt(c.r.PathValue("id"), 10, 64)
	if err != nil {
		return 0, errNoJob
	}
	return id, nil
}

var errNoJob = failf(http.StatusNotFound, "There is no such job.")

func (a *API) job(c *call) error {
	id, err := jobID(c)
	if err != nil {
		return err
	}
	j, err := a.Jobs.Get(c.ctx, id)
	if errors.Is(err, job.ErrNotFound) {
		return errNoJob
	}
	if err != nil {
		return err
	}
	return c.send(newJob(j))
}

func (a *API) cancelJob(c *call) error { return a.changeJob(c, a.Jobs.Cancel) }

func (a *API) retryJob(c *call) error { return a.changeJob(c, a.Jobs.Retry) }

func (a *API) changeJob(c *call, change func(context.Context, int64) error) error {
	id, err := jobID(c)
	if err == nil {
		err = change(c.ctx, id)
	}
	switch {
	case errors.Is(err, job.ErrNotFound):
		return errNoJob
	case errors.Is(err, job.ErrEnded), errors.Is(err, job.ErrNotFailed):
		return failf(http.StatusConflict, "It cannot be done: %v.", err)
	case err != nil:
		return err
	}
	return a.job(c)
}
