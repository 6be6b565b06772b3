package main

import (
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
		Analyst: &live.Analyst{DB: d, Driver: new(drivers).get, Noticed: noticed},
		Jobs:    conf.Jobs, Topic: conf.Topic, Version: conf.Version, Now: conf.Now, Log: conf.Log})
	return []web.Mount{a.Mount()}
}

// drivers makes each analysis once: with or without the encoder, by thresholds.
type drivers struct {
	mu   sync.Mutex
	made map[string]*analyze.Driver
}

func (d *drivers) get(encoded bool, least gainsay.Thresholds) (*analyze.Driver, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	name := least.String()
	if encoded {
		name += " encoder"
	}
	if made := d.made[name]; made != nil {
		return made, nil
	}
	models, e, err := ownModels(encoded)
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
