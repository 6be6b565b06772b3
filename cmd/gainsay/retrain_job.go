package main

import (
	"context"
	"encoding/json"
	"fmt"

	jobs "github.com/gainsay/gainsay/job"
	"github.com/gainsay/gainsay/view"
	"github.com/gainsay/gainsay/web"
)

// retrainArgs are the arguments of a job of web.RetrainKind.
type retrainArgs struct {
	Task string `json:"task"`
}

// addRetraining adds a job that adapts the model of a task to the decisions, unless
// there is one, and returns its ID.
func (b *backgroundWork) addRetraining(ctx context.Context, task, by string) (int64, error) {
	id, _, err := b.queue.Add(ctx, jobs.New{Kind: web.RetrainKind, Title: "learn " + task + " from decisions", By: by,
		Args: retrainArgs{task}, Unique: task, Priority: jobs.Later})
	return id, err
}

// retrain runs a job that adapts a model to decisions.
func (b *backgroundWork) retrain(ctx context.Context, t *jobs.Task) error {
	var a retrainArgs
	if err := json.Unmarshal(t.Args, &a); err != nil {
		return err
	}
	out := jobs.Output{Unit: "rounds"}
	got, err := retrain(ctx, b.db, a.Task, t.By, func(done, of int) {
		out.Done, out.Of = done, of
		t.Report(out)
	})
	if err != nil {
		return err
	}
	if out.Done = out.Of; got.State == view.TrainingRefused {
		out.Note = "Refused: " + got.Note + "."
	}
	if out.Result, err = json.Marshal(web.Retrained{Training: got.ID}); err != nil {
		return fmt.Errorf("note the training: %w", err)
	}
	t.Report(out)
	return nil
}
