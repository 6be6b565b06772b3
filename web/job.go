package web

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"github.com/gainsay/gainsay/job"
	"github.com/labstack/echo/v4"
)

var (
	_ = register("/jobs", (*Server).jobs)
	_ = register("/jobs/:id", (*Server).job)
	_ = registerAction("/jobs/:id/cancel", (*Server).cancelJob)
	_ = registerAction("/jobs/:id/retry", (*Server).retryJob)
	_ = registerAction("/jobs/reanalyse", (*Server).reanalyse)
)

// jobsPage lists jobs for whoever runs the server.
type jobsPage struct {
	base
	Jobs        []job.Job
	Counts      []jobCount
	Kind, State string
	Kinds       []string
	States      []job.State
	Older       string // address of the jobs before these; "" if there are none
	Outdated    int    // threads that were analysed with other rules
}

// jobCount are the numbers of jobs of a kind, by state as job.States lists them.
type jobCount struct {
	Kind string
	Jobs []int
}

// jobsShown is how many jobs a page lists.
const jobsShown = 50

// errNoJobs is for servers without a queue, errNoJob for an unknown job.
var (
	errNoJobs = echo.NewHTTPError(http.StatusNotFound, "This server has no jobs.")
	errNoJob  = echo.NewHTTPError(http.StatusNotFound, "There is no such job any more: jobs are kept for a day after they have ended, those that failed for a week.")
)

func (s *Server) jobs(c echo.Context) error {
	if s.conf.Jobs == nil {
		return errNoJobs
	}
	before, err := beforeOf(c)
	if err != nil {
		return err
	}
	p := jobsPage{base: s.base(c, "Jobs", "threads"), Kind: c.QueryParam("kind"), State: c.QueryParam("state"), States: job.States()}
	if p.State != "" && !slices.Contains(p.States, job.State(p.State)) {
		return echo.NewHTTPError(http.StatusBadRequest, fmt.Sprintf("Unknown state: “%s”.", p.State))
	}
	ctx := c.Request().Context()
	p.Jobs, err = s.conf.Jobs.List(ctx, job.Filter{Kind: p.Kind, State: job.State(p.State), Before: before, Limit: jobsShown + 1})
	if err != nil {
		return err
	}
	if len(p.Jobs) > jobsShown {
		p.Jobs = p.Jobs[:jobsShown]
		q := url.Values{"kind": {p.Kind}, "state": {p.State}, "before": {strconv.FormatInt(p.Jobs[jobsShown-1].ID, 10)}}
		p.Older = "/jobs?" + q.Encode()
	}
	counts, err := s.conf.Jobs.Counts(ctx)
	if err != nil {
		return err
	}
	p.count(counts)
	if s.conf.Outdated != nil {
		if p.Outdated, err = s.conf.Outdated(ctx); err != nil {
			return err
		}
	}
	c.Response().Header().Set("Cache-Control", "no-store")
	return s.render(c, http.StatusOK, "jobs", p)
}

// count arranges counts, which are in the order of their kinds.
func (p *jobsPage) count(counts []job.Count) {
	for _, n := range counts {
		last := len(p.Counts) - 1
		if last < 0 || p.Counts[last].Kind != n.Kind {
			p.Kinds = append(p.Kinds, n.Kind)
			p.Counts = append(p.Counts, jobCount{n.Kind, make([]int, len(p.States))})
			last++
		}
		p.Counts[last].Jobs[slices.Index(p.States, n.State)] = n.Jobs
	}
}

// jobPage shows a job.
type jobPage struct {
	base
	Job     job.Job
	Result  Imported
	Trained bool // what it taught is on another page
	Percent int  // -1 if it cannot be said
}

// jobOf finds the job of the address.
func (s *Server) jobOf(c echo.Context) (job.Job, error) {
	if s.conf.Jobs == nil {
		return job.Job{}, errNoJobs
	}
	id, err := strconv.ParseInt(c.Param("id"), 10, 64)
	if err != nil {
		return job.Job{}, errNoJob
	}
	j, err := s.conf.Jobs.Get(c.Request().Context(), id)
	if errors.Is(err, job.ErrNotFound) {
		err = errNoJob
	}
	return j, err
}

func (s *Server) job(c echo.Context) error {
	j, err := s.jobOf(c)
	if err != nil {
		return err
	}
	p := jobPage{base: s.base(c, fmt.Sprintf("Job %d", j.ID), "threads"), Job: j, Percent: -1}
	if j.Output.Of > 0 {
		p.Percent = min(100, 100*j.Output.Done/j.Output.Of)
	}
	if j.Kind == ImportKind {
		p.Result = ImportedBy(j)
	}
	p.Trained = j.Kind == RetrainKind && RetrainedBy(j).Training > 0
	c.Response().Header().Set("Cache-Control", "no-store")
	return s.render(c, http.StatusOK, "job", p)
}

func (s *Server) cancelJob(c echo.Context) error {
	return s.changeJob(c, job.Queue.Cancel)
}

func (s *Server) retryJob(c echo.Context) error {
	return s.changeJob(c, job.Queue.Retry)
}

// changeJob changes the job of the address and goes back to it. A job that has
// ended meanwhile, or runs again, is shown as it is.
func (s *Server) changeJob(c echo.Context, change func(job.Queue, context.Context, int64) error) error {
	j, err := s.jobOf(c)
	if err != nil {
		return err
	}
	err = change(s.conf.Jobs, c.Request().Context(), j.ID)
	if err != nil && !errors.Is(err, job.ErrEnded) && !errors.Is(err, job.ErrNotFailed) {
		return err
	}
	return c.Redirect(http.StatusSeeOther, fmt.Sprintf("/jobs/%d", j.ID))
}

// reanalyse adds jobs for the threads that were analysed with other rules.
func (s *Server) reanalyse(c echo.Context) error {
	if s.conf.Reanalyse == nil {
		return errNoJobs
	}
	if _, err := s.conf.Reanalyse(c.Request().Context(), s.coder(c)); err != nil {
		return err
	}
	return c.Redirect(http.StatusSeeOther, "/jobs")
}
