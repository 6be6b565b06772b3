package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/gainsay/gainsay/cmd/gainsay/internal/terminal"
	jobs "github.com/gainsay/gainsay/job"
	"github.com/gainsay/gainsay/live"
	"github.com/gainsay/gainsay/store"
	"github.com/gainsay/gainsay/store/importer"
	"github.com/gainsay/gainsay/view"
	"github.com/spf13/cobra"
)

var _ = register(reanalyseCommand)

func reanalyseCommand() *cobra.Command {
	c := onDatabase("reanalyse", "Analyse the threads again that were analysed with other rules", noArgs,
		func(c *cobra.Command, d *store.DB, _ []string) error {
			return reanalyseAll(c, d)
		})
	c.Long = `Analyse the threads again that were analysed with other rules or weights than those of this program, or
with others than those that the database has in use ('gainsay help retrain').

Comments are taken from the database, so that the sources are not needed. Decisions stay. Each thread is
judged with the sentence encoder or without, as it was before. Threads saved by then stay when the command
is stopped; the next one does the rest. Page /jobs of 'gainsay serve' offers the same.`
	c.Example = "  gainsay reanalyse --db study.db"
	return c
}

// reanalyseAll analyses all outdated threads in this process.
func reanalyseAll(c *cobra.Command, d *store.DB) error {
	b := &backgroundWork{db: d, importer: &webImporter{db: d}}
	batches, n, err := b.batches(c.Context())
	if err != nil {
		return err
	}
	done, failed := 0, 0
	for _, one := range batches {
		got, problems, err := b.analyseAgain(c.Context(), one, func(int) {})
		done, failed = done+got, failed+len(problems)
		for _, p := range problems {
			fmt.Fprintln(c.ErrOrStderr(), "gainsay: "+p)
		}
		if err != nil {
			return err
		}
		if c.Context().Err() != nil {
			fmt.Fprintf(c.ErrOrStderr(), "gainsay: stopped after %d of %s\n", done, terminal.Counted(n, "thread"))
			return errStopped
		}
	}
	fmt.Fprintf(c.OutOrStdout(), "%s analysed again.\n", terminal.Counted(done, "thread"))
	if failed > 0 {
		return errInput
	}
	return nil
}

// reanalyseKind is the kind of jobs that analyse threads again.
const reanalyseKind = "reanalyse"

// reanalyseThreads is how many threads a job analyses.
const reanalyseThreads = 100

// reanalyseArgs are the arguments of such a job.
type reanalyseArgs struct {
	Keys    []string `json:"keys"`
	Encoded bool     `json:"encoded"` // with the sentence encoder
	Rules   string   `json:"rules"`   // those that were new when the job was added
	Weights string   `json:"weights"` // digest of those that the database had in use then
}

// outdated counts the threads that were analysed with other rules.
func (b *backgroundWork) outdated(ctx context.Context) (int, error) {
	rules, err := storedRules(ctx, b.db)
	if err != nil {
		return 0, err
	}
	all, err := b.db.Outdated(ctx, rules)
	return len(all), err
}

// batches divides the outdated threads among jobs, and counts them.
func (b *backgroundWork) batches(ctx context.Context) (out []reanalyseArgs, n int, err error) {
	w, err := b.db.Weights(ctx)
	if err != nil {
		return nil, 0, err
	}
	rules := rulesWith(w)
	all, err := b.db.Outdated(ctx, rules)
	open := map[bool]*reanalyseArgs{false: {Rules: rules, Weights: w.Digest}, true: {Encoded: true, Rules: rules, Weights: w.Digest}}
	for i, t := range all {
		to := open[t.Encoded]
		to.Keys = append(to.Keys, t.Key)
		if len(to.Keys) == reanalyseThreads {
			out = append(out, *to)
			to.Keys = nil
		}
		n = i + 1
	}
	for _, rest := range open {
		if len(rest.Keys) > 0 {
			out = append(out, *rest)
		}
	}
	return out, n, err
}

// addReanalyses adds jobs for the outdated threads and returns their number.
func (b *backgroundWork) addReanalyses(ctx context.Context, by string) (int, error) {
	batches, n, err := b.batches(ctx)
	if err != nil {
		return 0, err
	}
	for _, a := range batches {
		_, _, err := b.queue.Add(ctx, jobs.New{Kind: reanalyseKind, Title: fmt.Sprintf("%s from %s on", terminal.Counted(len(a.Keys), "thread"), a.Keys[0]),
			By: by, Args: a, Unique: a.Rules + " " + a.Keys[0], Priority: jobs.Later})
		if err != nil {
			return 0, err
		}
	}
	return n, nil
}

// reanalyse runs a job that analyses threads again.
func (b *backgroundWork) reanalyse(ctx context.Context, t *jobs.Task) error {
	var a reanalyseArgs
	if err := json.Unmarshal(t.Args, &a); err != nil {
		return err
	}
	w, err := b.db.Weights(ctx)
	if err != nil {
		return err
	}
	if w.Digest != a.Weights {
		t.Report(jobs.Output{Note: "Other weights were put in use meanwhile: start the analysis again."})
		return nil
	}
	if now := rulesWith(w); now != a.Rules {
		return fmt.Errorf("the program that runs the job has the rules %.19s, the job is about %.19s: "+
			"use one version of Gainsay on all machines", now, a.Rules)
	}
	_, problems, err := b.analyseAgain(ctx, a, func(done int) {
		t.Report(jobs.Output{Done: done, Of: len(a.Keys), Unit: "threads"})
	})
	if err == nil && len(problems) > 0 {
		err = errors.New(strings.Join(problems, "; "))
	}
	return err
}

// analyseAgain analyses stored threads and saves them; those that are up to date by
// now are left alone. It returns the number of threads saved, and what went wrong with others.
func (b *backgroundWork) analyseAgain(ctx context.Context, a reanalyseArgs, report func(done int)) (int, []string, error) {
	b.importer.one.Lock()
	defer b.importer.one.Unlock()
	var errs bytes.Buffer
	var mu sync.Mutex
	done := 0
	i := &importing{db: b.db, untracked: true, noticed: b.importer.noticed, report: func(*job, store.Saved) {
		mu.Lock()
		defer mu.Unlock()
		done++
		report(done)
	}}
	i.flags(quietCommand(ctx, &errs))
	i.reader = &reader{cmd: i.cmd}
	if err := i.chosen(ctx); err != nil {
		return 0, nil, err
	}
	errs.Reset() // what it says is on other pages
	going := context.WithoutCancel(ctx)
	i.near, i.saved = b.db.Signatures(going), time.Now()
	f := newFlow(i.batch.jobs, i.near)
	var err error
	if f.one, err = analyzerWith(i.stored, a.Encoded, i.thresholds.least, nil, 0); err != nil {
		return 0, nil, err
	}
	err = f.run(ctx, func(push func(*importer.Result) error) error { return b.readAgain(ctx, a, push) }, func(j *job) error {
		if j.err != nil {
			fmt.Fprintln(&errs, j.err)
		}
		return i.take(going, j)
	})
	f.running.Wait()
	if err == nil || errors.Is(err, errStopped) {
		err = i.save(going, false)
	}
	var problems []string
	for line := range strings.Lines(errs.String()) {
		problems = append(problems, strings.TrimSpace(strings.TrimPrefix(line, "gainsay: ")))
	}
	return done, problems, err
}

// readAgain passes on the stored threads as they were before their analysis.
func (b *backgroundWork) readAgain(ctx context.Context, a reanalyseArgs, push func(*importer.Result) error) error {
	for _, key := range a.Keys {
		if ctx.Err() != nil {
			return nil
		}
		old, source, err := live.Stored(ctx, b.db, key)
		if errors.Is(err, view.ErrNotFound) || err == nil && old.Version.Rules == a.Rules {
			continue // deleted, or analysed by somebody else
		}
		if err != nil {
			return err
		}
		err = push(&importer.Result{Source: source, Thread: live.Source(old.Thread), Report: live.SourceReport(old)})
		if err != nil {
			return err
		}
	}
	return nil
}
