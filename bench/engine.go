package main

import (
	"fmt"
	"os"
	"runtime"
	"runtime/debug"
	"time"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/analyze"
	"github.com/gainsay/gainsay/analyze/argue"
	"github.com/gainsay/gainsay/analyze/reply"
	"github.com/gainsay/gainsay/analyze/score"
	"github.com/gainsay/gainsay/analyze/tagger"
	"github.com/gainsay/gainsay/store/importer"
)

// engine is the whole analysis within this process, over threads that are
// read already: what the peers, timed without reading and writing, do too.
type engine struct {
	driver  *analyze.Driver
	threads []*gainsay.Thread
}

func newEngine(corpus string) (*engine, error) {
	taggers, err := tagger.AllWith(score.Load())
	if err != nil {
		return nil, err
	}
	format, err := importer.Find("json")
	if err != nil {
		return nil, err
	}
	f, err := os.Open(corpus)
	if err != nil {
		return nil, fmt.Errorf("read corpus: %w", err)
	}
	defer f.Close()
	e := &engine{driver: &analyze.Driver{Taggers: taggers, Recover: reply.Recover, Argue: argue.Build}}
	for r, err := range importer.Read(corpus, format, f) {
		if err != nil {
			return nil, fmt.Errorf("read corpus: %w", err)
		}
		e.threads = append(e.threads, r.Thread)
	}
	return e, nil
}

// run analyses every thread on one core, after the first has warmed it up.
// It collects garbage as seldom as the command does.
func (e *engine) run() (cost, error) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	defer debug.SetGCPercent(debug.SetGCPercent(400))
	e.driver.Run(e.threads[0], gainsay.Report{}, nil)
	begin, used := time.Now(), ownCPU()
	for _, t := range e.threads {
		e.driver.Run(t, gainsay.Report{}, nil)
	}
	return cost{wall: time.Since(begin), cpu: ownCPU() - used}, nil
}
