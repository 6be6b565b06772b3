package api

import (
	"context"
	"fmt"
	"net/http"
	"strconv"

	"github.com/gainsay/gainsay/account"
	"github.com/gainsay/gainsay/view"
)

var trainingParam = param{name: "id", doc: "Number of the training."}

var _ = add(
	&route{method: http.MethodGet, path: "/trainings", scope: account.Moderate, name: "listTrainings",
		doc:    "Lists what decisions taught the models, the latest first, with the figures before and after.",
		params: listParams(), answer: view.Training{}, list: true, handle: (*API).trainings},
	&route{method: http.MethodPost, path: "/trainings", scope: account.Moderate, name: "retrain",
		doc:  "Adds a job that adapts the model of a task to the decisions, unless one is under way, and returns it. Nothing changes until the result is put in use.",
		body: []content{{"application/json", NewTraining{}}}, status: http.StatusAccepted, answer: Job{},
		fails:  []int{http.StatusNotFound, http.StatusRequestEntityTooLarge, http.StatusUnsupportedMediaType, http.StatusUnprocessableEntity},
		handle: (*API).retrain},
	&route{method: http.MethodPost, path: "/trainings/undo", scope: account.Moderate, name: "undoTraining",
		doc:  "Goes back to the weights in the program for a task.",
		body: []content{{"application/json", NewTraining{}}}, status: http.StatusNoContent,
		fails:  []int{http.StatusRequestEntityTooLarge, http.StatusUnsupportedMediaType, http.StatusUnprocessableEntity},
		handle: (*API).undoTraining},
	&route{method: http.MethodPost, path: "/trainings/{id}/use", scope: account.Moderate, name: "useTraining",
		doc:    "Puts the weights of a training in use, in place of others of its task.",
		params: []param{trainingParam}, answer: view.Training{}, fails: []int{http.StatusNotFound, http.StatusConflict}, handle: (*API).useTraining},
	&route{method: http.MethodPost, path: "/trainings/{id}/drop", scope: account.Moderate, name: "dropTraining",
		doc:    "Drops the weights of a training that is not in use. Its figures stay.",
		params: []param{trainingParam}, answer: view.Training{}, fails: []int{http.StatusNotFound, http.StatusConflict}, handle: (*API).dropTraining},
)

// NewTraining names what is to be learned.
type NewTraining struct {
	Task string `json:"task"`
}

func (a *API) trainings(c *call) error {
	all, err := a.Store.Trainings(c.ctx)
	if err != nil {
		return err
	}
	return listed(c, within(all, func(t view.Training) string { return strconv.FormatInt(t.ID, 10) },
		func(t view.Training) view.Training { return t }))
}

// task reads the task of a request.
func (a *API) task(c *call) (string, error) {
	var n NewTraining
	if err := c.read(&n); err != nil {
		return "", err
	}
	var known []string
	for _, t := range a.RetrainTasks {
		if t.Name == n.Task {
			return n.Task, nil
		}
		known = append(known, t.Name)
	}
	return "", failf(http.StatusUnprocessableEntity, "Decisions teach no task %q; they teach %q.", n.Task, known)
}

func (a *API) retrain(c *call) error {
	if a.Retrain == nil {
		return failf(http.StatusNotFound, "This server has no jobs.")
	}
	task, err := a.task(c)
	if err != nil {
		return err
	}
	id, err := a.Retrain(c.ctx, task, c.caller())
	if err != nil {
		return err
	}
	j, err := a.Jobs.Get(c.ctx, id)
	if err != nil {
		return err
	}
	c.w.Header().Set("Location", link("jobs", strconv.FormatInt(id, 10)))
	return c.send(newJob(j))
}

func (a *API) undoTraining(c *call) error {
	task, err := a.task(c)
	if err == nil {
		err = a.Store.UseShipped(c.ctx, task, c.caller())
	}
	if err != nil {
		return err
	}
	return c.none()
}

func (a *API) useTraining(c *call) error { return a.judgeTraining(c, a.Store.UseTraining) }

func (a *API) dropTraining(c *call) error { return a.judgeTraining(c, a.Store.DropTraining) }

func (a *API) judgeTraining(c *call, change func(ctx context.Context, id int64, by string) error) error {
	id, err := strconv.ParseInt(c.r.PathValue("id"), 10, 64)
	if err != nil {
		return view.ErrNotFound
	}
	if err := change(c.ctx, id, c.caller()); err != nil {
		return err
	}
	all, err := a.Store.Trainings(c.ctx)
	if err != nil {
		return err
	}
	for _, t := range all {
		if t.ID == id {
			return c.send(t)
		}
	}
	return fmt.Errorf("training %d: %w", id, view.ErrNotFound)
}
