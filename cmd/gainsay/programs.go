package main

import (
	"context"
	"sync"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/analyze"
	"github.com/gainsay/gainsay/live"
	"github.com/gainsay/gainsay/store"
	"github.com/gainsay/gainsay/web"
	"github.com/gainsay/gainsay/web/access"
	"github.com/gainsay/gainsay/web/api"
)

// programs are the parts of the server for programs. noticed is called when
// notices for webhooks are due; it may be nil.
func programs(d *store.DB, conf web.Config, guard *access.Guard, noticed func()) []web.Mount {
	a := api.New(api.Config{Store: d, Guard: guard, Webhooks: d, Wake: noticed,
		Analyst: &live.Analyst{DB: d, Driver: newDrivers(d).get, Noticed: noticed},
		Jobs:    conf.Jobs, Topic: conf.Topic, Version: conf.Version, Now: conf.Now, Log: conf.Log,
		Retrain: conf.Retrain, RetrainTasks: conf.RetrainTasks})
	return []web.Mount{a.Mount()}
}

// drivers makes each analysis once: with or without the encoder, by thresholds and
// weights of the database.
type drivers struct {
	db   *store.DB
	mu   sync.Mutex
	made map[string]*analyze.Driver
}

func newDrivers(db *store.DB) *drivers { return &drivers{db: db} }

// analyzer returns the analysis with the weights that the database has in use.
func (d *drivers) analyzer(ctx context.Context, encoded bool) (analyzer, error) {
	weights, err := d.db.WeightsDigest(ctx)
	if err != nil {
		return nil, err
	}
	dr, err := d.get(encoded, nil, weights)
	if err != nil {
		return nil, err
	}
	return func(t *gainsay.Thread, report gainsay.Report, near analyze.Seen) (*gainsay.Analysis, error) {
		return dr.Run(t, report, near), nil
	}, nil
}

// get returns the analysis with the weights that the database has in use; weights is
// their digest as the caller knows it.
func (d *drivers) get(encoded bool, least gainsay.Thresholds, weights string) (*analyze.Driver, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	name := least.String() + " " + weights
	if encoded {
		name += " encoder"
	}
	if made := d.made[name]; made != nil {
		return made, nil
	}
	stored, err := storedWeights(context.Background(), d.db)
	if err != nil {
		return nil, err
	}
	models, e, err := modelsWith(stored, encoded)
	if err != nil {
		return nil, err
	}
	made, err := newDriver(models, e, least)
	if err != nil {
		return nil, err
	}
	if d.made == nil || len(d.made) > 8 { // thresholds change rarely
		d.made = map[string]*analyze.Driver{}
	}
	d.made[name] = made
	return made, nil
}
