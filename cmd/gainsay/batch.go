package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"runtime"
	"strings"
	"time"

	"github.com/gainsay/gainsay/analyze/encode"
	"github.com/gainsay/gainsay/cmd/gainsay/internal/terminal"
	"github.com/gainsay/gainsay/store"
	"github.com/gainsay/gainsay/store/importer"
	"github.com/gainsay/gainsay/store/importer/fetch"
	"github.com/gainsay/gainsay/store/importer/shard"
	"github.com/gainsay/gainsay/store/importer/source"
	"github.com/spf13/cobra"
)

// batch is what analyze and import share: it analyses the threads of sources
// and passes them to a sink.
type batch struct {
	cmd        *cobra.Command
	format     string
	columns    string // --map
	limits     source.Limits
	time       time.Duration // longest run, 0 for no limit
	threadTime time.Duration // longest analysis of a thread, 0 for no limit
	web        fetch.Client
	jobs       int
	skip       int // threads to skip at the start
	part       shard.Part
	sketch     bool   // keep the sketches of the comments of each job
	weights    string // folder of weights, "" for none
	stored     fs.FS  // weights of the database, where no folder is named; nil for those of the binary
	digest     string // of stored
	encoder    encoderMode
	thresholds thresholdsFlag
	adapt      func(*importer.Result) // see reader
	tagged     func(n int)            // see analyze.Driver; of several goroutines at once

	// wait makes a run that was stopped wait until its reader has noticed, for
	// callers that go on. A command does not: its input may never end.
	wait bool

	reader  *reader
	meter   *terminal.Meter
	done    int // threads processed, skipped ones included
	failing int // of these, threads that could not be analysed or saved
}

// check reports invalid flags.
func (b *batch) check() error {
	switch {
	case b.jobs < 1:
		return usagef("--jobs %d: must be at least 1", b.jobs)
	case b.time < 0 || b.threadTime < 0:
		return usagef("--max-time and --max-thread-time must not be negative")
	case b.skip < 0:
		return usagef("--skip %d: must be at least 0", b.skip)
	}
	if err := b.encoder.check(); err != nil {
		return err
	}
	if err := b.thresholds.read(); err != nil {
		return err
	}
	_, err := chosenFormat(b.format, b.columns)
	return err
}

// flags adds the flags to a command.
func (b *batch) flags(c *cobra.Command) {
	b.cmd, b.web.MaxTotal = c, fetch.MaxTotal
	c.Flags().StringVarP(&b.format, "format", "f", "", "input format (default: detected)")
	c.Flags().StringVar(&b.columns, "map", "",
		"columns of a table: text=COLUMN,parent=COLUMN,...; fields are "+
			strings.Join(importer.MapFields(), ", "))
	c.Flags().IntVarP(&b.jobs, "jobs", "j", runtime.GOMAXPROCS(0), "threads analysed at the same time")
	c.Flags().BoolVar(&b.web.AllowPrivate, "allow-private", false,
		"also fetch from a host that is private, loopback or otherwise not public, if an address names it; "+
			"redirects to other such hosts are refused")
	c.Flags().Var((*byteSize)(&b.web.MaxTotal), "max-fetch", "most that is downloaded for one discussion")
	c.Flags().DurationVar(&b.web.MaxTime, "max-fetch-time", fetch.MaxTime, "longest time for one discussion, pauses included")
	weightsFlag(c, &b.weights)
	encoderFlag(c, &b.encoder)
	b.thresholds.flag(c)
	limitFlags(c, &b.limits)
	c.Flags().DurationVar(&b.time, "max-time", 0,
		"stop after this time, such as 2h, once the threads in progress are finished")
	c.Flags().DurationVar(&b.threadTime, "max-thread-time", 0,
		"longest analysis of a thread, such as 5m; the comments that are left get no marks")
}

// errTimeLimit is why a run ended that took longer than --max-time.
var errTimeLimit = errors.New("time limit reached")

// run analyses the threads of sources and passes them to sink in order. It
// returns errStopped if ctx ended.
func (b *batch) run(ctx context.Context, sources []string, near *store.Signatures,
	sink func(*job) error) error {
	if b.time > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeoutCause(ctx, b.time, errTimeLimit)
		defer cancel()
	}
	b.meter = terminal.StartMeter(b.cmd.ErrOrStderr(), sources)
	b.cmd.SetErr(b.meter)
	b.limits.Opened, b.limits.Stopped = b.meter.Opened, ctx.Err
	b.reader = &reader{cmd: b.cmd, format: b.format, columns: b.columns, limits: b.limits, web: &b.web,
		adapt: b.adapt}
	b.done = b.skip
	f := newFlow(b.jobs, near)
	f.sketch = b.sketch
	left := b.skip
	read := func(push func(*importer.Result) error) error {
		size := &sizing{push: push, choose: func(large bool) (err error) {
			f.one, err = b.analyzer(large)
			return err
		}}
		err := size.begin(b.encoder)
		if err != nil {
			return err
		}
		err = b.reader.each(sources, func(_ string, r *importer.Result) error {
			if !b.part.Has(r.Thread.ID) { // counted, so that all parts choose alike
				return cmp.Or(size.count(r), ctx.Err())
			}
			if left > 0 {
				left--
				return cmp.Or(size.count(r), ctx.Err())
			}
			return cmp.Or(size.add(r), ctx.Err())
		})
		return errors.Join(size.end(), err)
	}
	err := f.run(ctx, read, func(j *job) error {
		b.meter.Add(len(j.result.Thread.Comments))
		b.done++
		if j.err != nil {
			b.refuse(j, j.err)
		} else {
			b.reader.faults(j.result, j.analysis)
		}
		return sink(j)
	})
	if b.wait {
		f.running.Wait()
	}
	b.meter.Stop()
	if context.Cause(ctx) == errTimeLimit && errors.Is(err, errStopped) {
		return errors.Join(errTimeLimit, err)
	}
	return err
}

// analyzer returns the analysis for a large batch, or for a small one.
func (b *batch) analyzer(large bool) (analyzer, error) {
	on := b.encoder.on(large)
	if b.encoder == encoderAuto && !on {
		fmt.Fprintf(b.cmd.ErrOrStderr(), "gainsay: %s: the sentence encoder is off; "+
			"--encoder on uses it, at a fraction of the speed\n", whyOff(encode.Fastest()))
	}
	weights, err := weightsIn(b.weights)
	if err != nil {
		return nil, err
	}
	if weights == nil {
		weights = b.stored
	}
	return analyzerWith(weights, on, b.thresholds.least, b.tagged, b.threadTime)
}

// refuse reports a thread that could not be analysed or saved.
func (b *batch) refuse(j *job, err error) {
	b.failing++
	b.reader.complain(fmt.Errorf("%s: %w", j.result.Source, err))
}

// end reports how many threads failed and, if the command was stopped, how to
// resume it. It returns the error for the exit code.
func (b *batch) end(err error, resume string) error {
	if b.failing > 0 {
		fmt.Fprintf(b.cmd.ErrOrStderr(), "gainsay: %s could not be analysed or saved\n", terminal.Counted(b.failing, "thread"))
	}
	if errors.Is(err, errTimeLimit) {
		fmt.Fprintf(b.cmd.ErrOrStderr(), "gainsay: time limit of %v reached: stopped after %s; %s\n",
			b.time, terminal.Counted(b.done, "thread"), resume)
		return errInput
	}
	if errors.Is(err, errStopped) || errors.Is(err, context.Canceled) {
		fmt.Fprintf(b.cmd.ErrOrStderr(), "gainsay: stopped after %s; %s\n", terminal.Counted(b.done, "thread"), resume)
		return errStopped
	}
	if err == nil && (b.failing > 0 || b.reader.failed()) {
		return errInput
	}
	return err
}
