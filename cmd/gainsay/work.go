package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"

	jobs "github.com/gainsay/gainsay/job"
	"github.com/gainsay/gainsay/store"
	"github.com/spf13/cobra"
)

var _ = register(workCommand)

// working is a program that runs jobs.
type working struct {
	cmd      *cobra.Command
	db, addr string
	jobs     int
	private  bool
}

func workCommand() *cobra.Command {
	w := &working{}
	c := &cobra.Command{
		Use:   "work",
		Short: "Run the jobs of a PostgreSQL server: imports, analyses, notices",
		Long: `Run the jobs of a PostgreSQL server: imports from the browser and the API, analyses with new rules, notices
for webhooks. It may run on any number of machines, beside 'gainsay serve', which runs jobs itself unless it has
--jobs 0. Page /jobs of the server shows them all.

A job is run by one program at a time. What a program that was killed has begun, another takes up within
seconds; doing it twice has the effect of doing it once.

Ctrl-C or SIGTERM stops once the threads in progress are saved; others go on with the jobs.`,
		Example: "  gainsay work --db postgres://team@db.example.org/team\n" +
			"  gainsay work --db postgres://team@db.example.org/team --jobs 2 --metrics 127.0.0.1:9101",
		Args: noArgs,
	}
	dbFlag(c, &w.db)
	c.Flags().IntVar(&w.jobs, "jobs", 1, "work on N jobs at a time, beside notices; each uses all processors while it can")
	c.Flags().BoolVar(&w.private, "private-webhooks", false, "also send webhooks to addresses in private networks")
	c.Flags().StringVar(&w.addr, "metrics", "", "address at which /metrics and /healthz answer, such as 127.0.0.1:9101")
	c.RunE = func(c *cobra.Command, _ []string) error {
		w.cmd = c
		return w.run(c.Context())
	}
	return c
}

func (w *working) run(ctx context.Context) error {
	if w.jobs < 1 {
		return usagef("--jobs %d: must be at least 1", w.jobs)
	}
	if !store.IsServer(w.db) {
		return usagef("%s is a file: its jobs are run by the 'gainsay serve' that shows it. For several machines, "+
			"use --db postgres://… (docs/SCALE.md)", w.db)
	}
	d, err := openExisting(w.db)
	if err != nil {
		return err
	}
	return errors.Join(w.work(ctx, d), d.Close())
}

func (w *working) work(ctx context.Context, d *store.DB) error {
	log := slog.New(slog.NewTextHandler(w.cmd.ErrOrStderr(), nil))
	b, err := newBackgroundWork(ctx, d, webhookClient(w.private), false, log)
	if err != nil {
		return err
	}
	defer b.close()
	healthy := func(ctx context.Context) error { _, err := d.Users(ctx); return err }
	write := func(to io.Writer) {
		b.metrics.write(to)
		if err := jobs.WriteMetrics(ctx, to, b.queue); err != nil {
			log.Error("metrics", "error", err)
		}
	}
	end, err := serveMetrics(ctx, w.cmd.ErrOrStderr(), w.addr, write, healthy)
	if err != nil {
		return err
	}
	defer end()
	fmt.Fprintf(w.cmd.ErrOrStderr(), "Gainsay works on the jobs of %s (press Ctrl-C to stop)\n", store.Redact(w.db))
	b.run(ctx, w.jobs)
	return nil
}
