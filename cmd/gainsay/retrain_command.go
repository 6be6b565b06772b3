package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/gainsay/gainsay/store"
	"github.com/gainsay/gainsay/view"
	"github.com/spf13/cobra"
)

var _ = register(retrainCommand)

func retrainCommand() *cobra.Command {
	var task string
	c := onDatabase("retrain", "Adapt the models to the decisions in a database", noArgs,
		func(c *cobra.Command, d *store.DB, _ []string) error {
			if err := checkTask(task, "", modelTasks()); err != nil {
				return err
			}
			return retrainHere(c, d, task)
		})
	c.Long = `Adapt the model of a task to the decisions in a database, starting from the weights in the program. The
result is kept in the database and compared with those weights: every text is judged by a model that
was adapted without the texts of its thread. Nothing changes until 'gainsay retrain use' puts it in use.
Then imports, analyses and doors use it; 'gainsay reanalyse' renews threads that are there.

The same decisions give the same weights, byte for byte: here, on page /agreement/thresholds of 'gainsay
serve', by the API and by 'gainsay train --adapt'. Outputs name them by version.rules.`
	c.Example = "  gainsay retrain --db study.db --task insult\n  gainsay retrain list --db study.db\n" +
		"  gainsay retrain use 3 --db study.db && gainsay reanalyse --db study.db\n" +
		"  gainsay retrain undo insult --db study.db"
	c.Flags().StringVar(&task, "task", "", "task to learn: "+joined(modelTasks()))
	c.AddCommand(retrainListCommand(), retrainUseCommand(), retrainDropCommand(), retrainUndoCommand(), retrainSaveCommand())
	return c
}

// retrainHere retrains in this process, and prints what that changes.
func retrainHere(c *cobra.Command, d *store.DB, task string) error {
	t, err := retrain(c.Context(), d, task, "", func(done, of int) {
		fmt.Fprintf(c.ErrOrStderr(), "gainsay: round %d of %d\n", done+1, of)
	})
	if errors.Is(err, context.Canceled) {
		fmt.Fprintln(c.ErrOrStderr(), "gainsay: stopped; nothing is saved")
		return errStopped
	}
	if err != nil {
		return err
	}
	if t.State == view.TrainingRefused {
		return errors.New(t.Note)
	}
	printTraining(c.OutOrStdout(), t)
	fmt.Fprintf(c.OutOrStdout(), "'gainsay retrain use %d' puts it in use.\n", t.ID)
	return nil
}

// printTraining writes what is known of a training.
func printTraining(w io.Writer, t view.Training) {
	fmt.Fprintf(w, "%d  %s  %s  %s  %s, %s\n", t.ID, t.Task, t.State, t.Time.UTC().Format("2006-01-02 15:04"),
		view.Counted(t.Rows, "text"), t.Data)
	if t.Note != "" {
		fmt.Fprintf(w, "    %s\n", t.Note)
	}
	for _, f := range t.Files {
		fmt.Fprintf(w, "    %s  %s\n", f.Name, f.Digest)
	}
	for i, f := range t.Figures {
		if i == 0 || f.Encoder != t.Figures[i-1].Encoder {
			fmt.Fprintf(w, "    %s, threads held out in turn, with 95 %% intervals\n", view.TrainingKind(f.Encoder))
		}
		fmt.Fprintf(w, "      %-18s %.3f [%.3f, %.3f] > %.3f [%.3f, %.3f], difference %+.3f [%+.3f, %+.3f], p = %.3f\n", f.Name,
			f.Before.Value, f.Before.Low, f.Before.High, f.After.Value, f.After.Low, f.After.High,
			f.Difference.Value, f.Difference.Low, f.Difference.High, f.P)
	}
}

func retrainListCommand() *cobra.Command {
	c := onDatabase("list", "List what decisions taught, with the figures before and after", noArgs,
		func(c *cobra.Command, d *store.DB, _ []string) error {
			all, err := d.Trainings(c.Context())
			for _, t := range all {
				printTraining(c.OutOrStdout(), t)
			}
			return err
		})
	c.Example = "  gainsay retrain list --db study.db"
	return c
}

// onTraining makes a command about a training.
func onTraining(use, short string, args cobra.PositionalArgs, run func(c *cobra.Command, d *store.DB, id int64, args []string) error) *cobra.Command {
	return onDatabase(use, short, args, func(c *cobra.Command, d *store.DB, args []string) error {
		id, err := strconv.ParseInt(args[0], 10, 64)
		if err != nil || id < 1 {
			return usagef("%q is no number of a training; 'gainsay retrain list' lists them", args[0])
		}
		err = run(c, d, id, args)
		if errors.Is(err, view.ErrNotFound) {
			return usagef("no training %d; 'gainsay retrain list' lists them", id)
		}
		return err
	})
}

func retrainUseCommand() *cobra.Command {
	c := onTraining("use ID", "Use what decisions taught, in place of the weights in the program", exactly(1, "ID"),
		func(c *cobra.Command, d *store.DB, id int64, _ []string) error {
			if err := d.UseTraining(c.Context(), id, ""); err != nil {
				return err
			}
			fmt.Fprintf(c.OutOrStdout(), "In use from now on. 'gainsay reanalyse' renews the threads that are there.\n")
			return nil
		})
	c.Example = "  gainsay retrain use 3 --db study.db"
	return c
}

func retrainDropCommand() *cobra.Command {
	c := onTraining("drop ID", "Drop what decisions taught; its figures stay", exactly(1, "ID"),
		func(c *cobra.Command, d *store.DB, id int64, _ []string) error {
			return d.DropTraining(c.Context(), id, "")
		})
	c.Example = "  gainsay retrain drop 3 --db study.db"
	return c
}

func retrainUndoCommand() *cobra.Command {
	c := onDatabase("undo TASK", "Go back to the weights in the program", exactly(1, "TASK"),
		func(c *cobra.Command, d *store.DB, args []string) error {
			if err := checkTask(args[0], "", modelTasks()); err != nil {
				return err
			}
			if err := d.UseShipped(c.Context(), args[0], ""); err != nil {
				return err
			}
			fmt.Fprintf(c.OutOrStdout(), "The weights in the program are in use. 'gainsay reanalyse' renews the threads that are there.\n")
			return nil
		})
	c.Example = "  gainsay retrain undo insult --db study.db"
	return c
}

func retrainSaveCommand() *cobra.Command {
	c := onTraining("save ID FOLDER", "Write the weight files of a training, for --weights", exactly(2, "ID and FOLDER"),
		func(c *cobra.Command, d *store.DB, id int64, args []string) error {
			files, err := d.TrainingFiles(c.Context(), id)
			if err != nil {
				return err
			}
			if len(files) == 0 {
				return fmt.Errorf("training %d has no weights: there is none, or it was refused or dropped", id)
			}
			return writeWeights(c.OutOrStdout(), args[1], files)
		})
	c.Example = "  gainsay retrain save 3 weights/ --db study.db && gainsay analyze --weights weights/ page.txt"
	return c
}

// writeWeights writes weight files to a folder and names them.
func writeWeights(w io.Writer, dir string, files map[string][]byte) error {
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return err
	}
	for _, name := range slices.Sorted(maps.Keys(files)) {
		path := filepath.Join(dir, filepath.Base(name))
		if err := os.WriteFile(path, files[name], 0o666); err != nil {
			return fmt.Errorf("write weights: %w", err)
		}
		fmt.Fprintf(w, "%s: %d bytes\n", path, len(files[name]))
	}
	return nil
}

// adapt adapts the model of the task to decisions and writes its weight files.
func (t *training) adapt() error {
	d, ds, err := openDecisions(t.cmd, t.decisions, t.db)
	if err != nil {
		return err
	}
	defer d.Close()
	made, err := teach(t.cmd.Context(), d, ds, t.task, t.date, nil)
	if err != nil {
		return fmt.Errorf("%s: %w", store.Redact(t.decisions), err)
	}
	if err := writeWeights(t.cmd.OutOrStdout(), t.out, made.files); err != nil {
		return err
	}
	fmt.Fprintf(t.cmd.OutOrStdout(), "%s, %s\n", view.Counted(made.rows, "text"), made.digest)
	for k, c := range made.Compared {
		fmt.Fprintf(t.cmd.OutOrStdout(), "%s, threads held out in turn: the first with the weights in the program, the second adapted\n  %s",
			view.TrainingKind(k == 1), strings.ReplaceAll(strings.TrimSpace(c.String()), "\n", "\n  ")+"\n")
	}
	return nil
}
