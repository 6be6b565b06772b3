package main

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"sync"
	"time"

	jobs "github.com/gainsay/gainsay/job"
	"github.com/gainsay/gainsay/store"
	"github.com/gainsay/gainsay/web"
	"github.com/gainsay/gainsay/webhook"
)

// webhookKind is the kind of jobs that send the notices of a webhook.
const webhookKind = "webhook"

// jobConns is how many connections to a server jobs take at most.
const jobConns = 8

// backgroundWork is the work of a server that goes on after an answer: imports and
// analyses, and notices for webhooks. Of a file this program does all of it; of a
// PostgreSQL server, any program that runs it.
type backgroundWork struct {
	db       *store.DB
	log      *slog.Logger
	metrics  *workMetrics
	importer *webImporter
	sender   *webhook.Sender // nil if no notices are sent
	queue    jobs.Queue
	local    *jobs.Local // one of these is the queue
	river    *jobs.River
}

// newBackgroundWork returns the work on a database. Notices are sent by a client, nil
// for none.
func newBackgroundWork(ctx context.Context, d *store.DB, hooks *http.Client, private bool, log *slog.Logger) (*backgroundWork, error) {
	b := &backgroundWork{db: d, log: log, metrics: newWorkMetrics()}
	b.importer = &webImporter{db: d, allowPrivate: private, noticed: b.wake}
	if hooks != nil {
		b.sender = &webhook.Sender{Store: d, Client: hooks, Log: log}
	}
	kinds := map[string]jobs.Kind{
		web.ImportKind:  web.ImportJobs(b.importer, b.metrics.imported),
		reanalyseKind:   {Run: b.reanalyse},
		web.RetrainKind: {Run: b.retrain},
	}
	if !d.IsServer() {
		b.local = jobs.NewLocal(kinds, b.metrics.attempted)
		b.queue = b.local
		return b, nil
	}
	kinds[webhookKind] = jobs.Kind{Run: b.deliver, Light: true}
	pool, schema, err := d.Pool(ctx, jobConns)
	if err != nil {
		return nil, fmt.Errorf("open jobs: %w", err)
	}
	if b.river, err = jobs.NewRiver(pool, schema, kinds, b.metrics.attempted, log); err != nil {
		pool.Close()
		return nil, err
	}
	b.queue = b.river
	return b, nil
}

// close closes the connections to a server.
func (b *backgroundWork) close() error {
	if b.river == nil {
		return nil
	}
	return b.river.Close()
}

// wake says that there are notices to be sent.
func (b *backgroundWork) wake() {
	if b.sender != nil {
		b.sender.Wake()
	}
}

// run works until ctx ends, on n jobs at a time beside the light ones.
func (b *backgroundWork) run(ctx context.Context, n int) {
	var running sync.WaitGroup
	defer running.Wait()
	switch {
	case b.river != nil:
		running.Go(func() { b.runRiver(ctx, n) })
		if b.sender != nil {
			running.Go(func() { b.sender.Watch(ctx, b.addDelivery) })
		}
	default:
		running.Go(func() { b.local.Run(ctx, n) })
		if b.sender != nil {
			running.Go(func() { b.sender.Run(ctx) })
		}
	}
}

// againAfter is the pause before another try to reach a server.
const againAfter = 5 * time.Second

// runRiver runs jobs of a server, and goes on where it could not be reached.
func (b *backgroundWork) runRiver(ctx context.Context, n int) {
	for ctx.Err() == nil {
		err := b.river.Run(ctx, n)
		if err == nil || ctx.Err() != nil {
			return
		}
		b.log.Error("jobs", "error", store.Redact(err.Error()))
		select {
		case <-ctx.Done():
		case <-time.After(againAfter):
		}
	}
}

// deliveryArgs are the arguments of a job that sends notices.
type deliveryArgs struct {
	Webhook string `json:"webhook"`
}

// addDelivery adds a job that sends the notices of a webhook, unless there is one.
func (b *backgroundWork) addDelivery(ctx context.Context, name string) (added bool, err error) {
	_, added, err = b.queue.Add(ctx, jobs.New{Kind: webhookKind, Title: "notices for " + name, Unique: name,
		Args: deliveryArgs{name}, Priority: jobs.Urgent})
	return added, err
}

// deliver sends the notices of a webhook that are due.
func (b *backgroundWork) deliver(ctx context.Context, t *jobs.Task) error {
	var a deliveryArgs
	if err := json.Unmarshal(t.Args, &a); err != nil {
		return err
	}
	return b.sender.Deliver(ctx, a.Webhook)
}

// configure tells the pages about the work.
func (b *backgroundWork) configure(conf *web.Config) {
	conf.Importer, conf.Jobs, conf.Metrics = b.importer, b.queue, b.metrics.write
	conf.Reanalyse, conf.Outdated = b.addReanalyses, b.outdated
	conf.Retrain, conf.Rules = b.addRetraining, buildVersion().Rules
	for _, t := range rowsOf {
		if t.model != "" {
			conf.RetrainTasks = append(conf.RetrainTasks, web.RetrainTask{Name: t.name, Doc: t.learns, Tags: t.tags})
		}
	}
}
