package web

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/agree"
	"github.com/gainsay/gainsay/job"
	"github.com/gainsay/gainsay/view"
	"github.com/labstack/echo/v4"
)

var (
	_ = registerAction("/agreement/train", (*Server).retrain)
	_ = registerAction("/agreement/train/use", (*Server).useTraining)
	_ = registerAction("/agreement/train/drop", (*Server).dropTraining)
	_ = registerAction("/agreement/train/shipped", (*Server).useShipped)
	_ = register("/agreement/train/:id/:name", (*Server).trainingFile)
)

// RetrainKind is the kind of jobs that adapt a model to decisions.
const RetrainKind = "retrain"

// Retrained is the result of such a job.
type Retrained struct {
	Training int64 `json:"training"`
}

// RetrainedBy reads the result of a job, the zero Retrained before its end.
func RetrainedBy(j job.Job) (r Retrained) {
	_ = json.Unmarshal(j.Output.Result, &r) // there is none before
	return r
}

// RetrainTask is a task whose model can be adapted to decisions.
type RetrainTask struct {
	Name, Doc string
	Tags      []gainsay.Tag // of the marks whose decisions count
}

// retraining is the part of a page about what decisions taught the models.
type retraining struct {
	Tasks     []retrainTask
	Running   []job.Job
	Trainings []trainingView
	Outdated  int // threads that were analysed with other rules or weights
}

type retrainTask struct {
	RetrainTask
	Decided int // marks
	Used    int64
}

type trainingView struct {
	view.Training
	Foreign bool // of another version of the program
	Models  []trainedModel
}

// trainedModel are the figures without the encoder, or with it.
type trainedModel struct {
	Name    string
	Figures []view.TrainingFigure
}

func newTrainingView(t view.Training, rules string) trainingView {
	v := trainingView{Training: t, Foreign: t.Rules != rules}
	for i, f := range t.Figures {
		if i == 0 || f.Encoder != t.Figures[i-1].Encoder {
			v.Models = append(v.Models, trainedModel{Name: "Model " + view.TrainingKind(f.Encoder)})
		}
		last := &v.Models[len(v.Models)-1]
		last.Figures = append(last.Figures, f)
	}
	return v
}

// trainingsPath is where trainings are shown.
const trainingsPath = "/agreement/thresholds#retraining"

// trainingsShown is how many trainings a page lists.
const trainingsShown = 20

// retraining reads the part; nil where models cannot be retrained.
func (s *Server) retraining(ctx context.Context, units []agree.Unit) (*retraining, error) {
	if s.conf.Retrain == nil {
		return nil, nil
	}
	all, err := s.conf.Store.Trainings(ctx)
	if err != nil {
		return nil, err
	}
	r := &retraining{}
	used := map[string]int64{}
	for _, t := range all {
		if t.State == view.TrainingUsed {
			used[t.Task] = t.ID
		}
		if t.State == view.TrainingUsed || len(r.Trainings) < trainingsShown {
			r.Trainings = append(r.Trainings, newTrainingView(t, s.conf.Rules))
		}
	}
	for _, t := range s.conf.RetrainTasks {
		n := 0
		for _, u := range units {
			if slices.Contains(t.Tags, u.Tag) {
				n++
			}
		}
		r.Tasks = append(r.Tasks, retrainTask{t, n, used[t.Name]})
	}
	jobs, err := s.conf.Jobs.List(ctx, job.Filter{Kind: RetrainKind, Limit: jobsShown})
	if err != nil {
		return nil, err
	}
	for _, j := range jobs {
		if !j.State.Ended() {
			r.Running = append(r.Running, j)
		}
	}
	if len(all) > 0 && s.conf.Outdated != nil {
		r.Outdated, err = s.conf.Outdated(ctx)
	}
	return r, err
}

// retrain adds a job that adapts a model to the decisions.
func (s *Server) retrain(c echo.Context) error {
	if s.conf.Retrain == nil {
		return errNoJobs
	}
	task := c.FormValue("task")
	if !slices.ContainsFunc(s.conf.RetrainTasks, func(t RetrainTask) bool { return t.Name == task }) {
		return echo.NewHTTPError(http.StatusBadRequest, fmt.Sprintf("Decisions teach no task “%s”.", task))
	}
	if _, err := s.conf.Retrain(c.Request().Context(), task, s.coder(c)); err != nil {
		return err
	}
	return c.Redirect(http.StatusSeeOther, trainingsPath)
}

func (s *Server) useTraining(c echo.Context) error {
	return s.judgeTraining(c, s.conf.Store.UseTraining)
}

func (s *Server) dropTraining(c echo.Context) error {
	return s.judgeTraining(c, s.conf.Store.DropTraining)
}

// judgeTraining changes the training of the field "id" and goes back to the list.
func (s *Server) judgeTraining(c echo.Context, change func(ctx context.Context, id int64, coder string) error) error {
	id, err := strconv.ParseInt(c.FormValue("id"), 10, 64)
	if err != nil {
		return echo.NewHTTPError(http.StatusBadRequest, "There is no such training.")
	}
	err = change(c.Request().Context(), id, s.coder(c))
	if errors.Is(err, view.ErrTrainingState) {
		return echo.NewHTTPError(http.StatusConflict, "This cannot be done any more: the training was dropped or put in use meanwhile.")
	}
	if err != nil {
		return err
	}
	return c.Redirect(http.StatusSeeOther, trainingsPath)
}

// useShipped goes back to the weights in the program.
func (s *Server) useShipped(c echo.Context) error {
	if err := s.conf.Store.UseShipped(c.Request().Context(), c.FormValue("task"), s.coder(c)); err != nil {
		return err
	}
	return c.Redirect(http.StatusSeeOther, trainingsPath)
}

// trainingFile sends a weight file of a training.
func (s *Server) trainingFile(c echo.Context) error {
	id, err := strconv.ParseInt(c.Param("id"), 10, 64)
	if err != nil {
		return view.ErrNotFound
	}
	files, err := s.conf.Store.TrainingFiles(c.Request().Context(), id)
	if err != nil {
		return err
	}
	b, ok := files[c.Param("name")]
	if !ok {
		return view.ErrNotFound
	}
	c.Response().Header().Set(echo.HeaderContentDisposition, fmt.Sprintf("attachment; filename=%q", c.Param("name")))
	return c.Blob(http.StatusOK, echo.MIMEOctetStream, b)
}
