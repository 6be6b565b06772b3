package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/cmd/gainsay/internal/terminal"
	"github.com/gainsay/gainsay/store"
	"github.com/spf13/cobra"
)

var _ = register(importCommand)

func importCommand() *cobra.Command {
	var db string
	i := &importing{}
	c := &cobra.Command{
		Use:   "import SOURCE...",
		Short: "Read, analyse and save threads; print what was read",
		Long: `Read, analyse and save threads; print an import report.

A thread already in the database is updated; nothing is stored twice. Each thread is saved whole
or not at all.

A SOURCE that is an http or https URL is fetched: discussions on Reddit, Hacker News, Discourse,
WordPress, Mastodon and Lemmy with all comments, from other sites the page only.

Marks below the thresholds that were chosen for the database are left out; see 'gainsay help
thresholds'. --thresholds takes those of a file instead. Weights that decisions in the database taught
and that are in use are used; see 'gainsay help retrain'. --weights takes those of a folder instead.

Ctrl-C stops once the threads in progress are finished; a second Ctrl-C stops immediately. If an
import was interrupted, the same command skips the threads already saved and resumes, as long as
its sources are unchanged.`,
		Example: "  gainsay import page.txt\n  gainsay import --db study.db dump/*.json\n" +
			"  gainsay import https://forum.example/t/some-topic/123",
		Args: needArgs(1, "SOURCE"),
	}
	i.flags(c)
	c.Flags().BoolVar(&i.again, "again", false, "start over instead of resuming an interrupted import")
	dbFlag(c, &db)
	c.RunE = func(c *cobra.Command, args []string) error {
		if err := i.check(); err != nil {
			return err
		}
		d, err := store.Open(db)
		if err != nil {
			return err
		}
		i.db = d
		if err := i.chosen(c.Context()); err != nil {
			return errors.Join(err, d.Close())
		}
		return errors.Join(i.all(c.Context(), args), d.Close())
	}
	return c
}

// A transaction takes threads until one of these is reached.
const (
	saveComments = 2000
	saveAfter    = time.Second
)

// importing is an import in progress.
type importing struct {
	batch
	db       *store.DB
	again    bool
	near     *store.Signatures
	progress store.Progress

	untracked bool                    // the position is not kept, for sources that will be gone
	report    func(*job, store.Saved) // called for each thread saved, instead of printing; may be nil
	noticed   func()                  // called when notices for webhooks were saved; may be nil

	jobs     []*job // analysed, not yet saved
	comments int    // of jobs
	saved    time.Time
}

func (i *importing) all(ctx context.Context, sources []string) error {
	going := context.WithoutCancel(ctx) // threads in progress are finished
	if !i.untracked {
		if err := i.resume(going, sources); err != nil {
			return err
		}
	}
	i.near, i.saved = i.db.Signatures(going), time.Now()
	err := i.run(ctx, sources, i.near, func(j *job) error { return i.take(going, j) })
	whole := err == nil || errors.Is(err, errInput)
	if whole || errors.Is(err, errStopped) {
		err = errors.Join(err, i.save(going, whole))
	}
	return i.end(err, "finished threads are saved; run the same command again to resume")
}

// take takes in an analysed thread, and saves those that it has from time to time.
func (i *importing) take(ctx context.Context, j *job) error {
	i.jobs, i.comments = append(i.jobs, j), i.comments+len(j.result.Thread.Comments)
	if i.comments < saveComments && time.Since(i.saved) < saveAfter {
		return nil
	}
	return i.save(ctx, false)
}

// resume finds the position at which an earlier import of the same sources was
// stopped.
func (i *importing) resume(ctx context.Context, sources []string) (err error) {
	source, state, err := fingerprint(sources, i.format+i.columns+string(i.encoder)+i.thresholds.least.String()+i.digest)
	if err != nil || source == "" {
		return nil // errors of sources are reported when they are read
	}
	i.progress = store.Progress{Source: source, State: state}
	if i.again {
		return nil
	}
	if i.progress, err = i.db.Progress(ctx, source, state); err != nil || i.progress.Done == 0 {
		return err
	}
	i.skip, i.failing = i.progress.Done, i.progress.Bad
	fmt.Fprintf(i.cmd.ErrOrStderr(), "gainsay: resuming after %s already saved; --again starts over\n",
		terminal.Counted(i.skip, "thread"))
	return nil
}

// save saves the threads analysed and the position of the import, which is reset
// when whole, that is, at its end.
func (i *importing) save(ctx context.Context, whole bool) error {
	if err := i.near.Err(); err != nil {
		return err
	}
	var items []store.Item
	var good []*job
	for _, j := range i.jobs {
		if j.err == nil {
			good = append(good, j)
			items = append(items, store.Item{Source: j.result.Source, Analysis: j.analysis,
				Sketches: j.sketches})
		}
	}
	results, noticed, err := i.saveItems(ctx, items, whole)
	if err != nil {
		return err
	}
	if noticed && i.noticed != nil {
		i.noticed()
	}
	before := i.failing
	for n, r := range results {
		if r.Err != nil {
			i.refuse(good[n], r.Err)
			continue
		}
		if i.report != nil {
			i.report(good[n], r.Saved)
			continue
		}
		err := i.meter.Print(func() error {
			return printReport(i.cmd.OutOrStdout(), good[n].result.Source, good[n].analysis, r.Saved)
		})
		if err != nil {
			return err
		}
	}
	if i.failing > before {
		if _, err := i.db.SaveAll(ctx, nil, i.position(whole)...); err != nil {
			return err
		}
	}
	if len(i.jobs) > 0 {
		i.near.Forget(i.jobs[len(i.jobs)-1].n)
	}
	i.jobs, i.comments, i.saved = nil, 0, time.Now()
	return nil
}

// position returns the position of the import to save; none if its sources
// cannot be recognised again.
func (i *importing) position(whole bool) []store.Progress {
	p := i.progress
	if p.Source == "" {
		return nil
	}
	p.Done, p.Bad = i.done, i.failing
	if whole {
		p.Done = 0
	}
	return []store.Progress{p}
}

// printReport prints what an import of a thread read, left out, saved and found.
func printReport(w io.Writer, source string, a *gainsay.Analysis, s store.Saved) error {
	what := "unchanged"
	switch {
	case s.New:
		what = "new"
	case s.Changed:
		what = fmt.Sprintf("updated: %d added, %d changed, %d gone", s.Added, s.Updated, s.Gone)
	}
	title := a.Thread.Title
	if title == "" {
		title = "(no title)"
	}
	fmt.Fprintf(w, "%s  %s  [%s]\n", s.ID, title, what)
	writeReport(w, source, a.Thread, a.Report)
	_, err := fmt.Fprintf(w, "    marks       %d assertions, %d of them unsupported; %d annotations\n",
		len(a.Assertions), unsupported(a), len(a.Annotations))
	return err
}

func unsupported(a *gainsay.Analysis) int {
	n := 0
	for _, s := range a.Assertions {
		if s.Status == gainsay.Unsupported {
			n++
		}
	}
	return n
}
