package main

import (
	"context"
	"fmt"
	"io"
	"time"

	"github.com/VictoriaMetrics/metrics"
	"github.com/gainsay/gainsay/cmd/gainsay/internal/listen"
	jobs "github.com/gainsay/gainsay/job"
	"github.com/gainsay/gainsay/web"
)

// workMetrics count the work that a program does in the background.
type workMetrics struct{ set *metrics.Set }

func newWorkMetrics() *workMetrics {
	m := &workMetrics{metrics.NewSet()}
	for _, name := range []string{"gainsay_imported_threads_total", "gainsay_imported_comments_total"} {
		m.set.NewCounter(name)
	}
	m.set.NewFloatCounter("gainsay_import_seconds_total")
	for _, result := range []string{"done", "failed"} {
		m.importsOf(result)
	}
	return m
}

func (m *workMetrics) importsOf(result string) *metrics.Counter {
	return m.set.GetOrCreateCounter(fmt.Sprintf("gainsay_imports_total{result=%q}", result))
}

// imported counts an import that began at start.
func (m *workMetrics) imported(done web.Imported, err error, start time.Time) {
	result := "done"
	if err != nil {
		result = "failed"
	}
	m.importsOf(result).Inc()
	m.set.GetOrCreateCounter("gainsay_imported_threads_total").Add(done.Saved)
	m.set.GetOrCreateCounter("gainsay_imported_comments_total").Add(done.Comments)
	m.set.GetOrCreateFloatCounter("gainsay_import_seconds_total").Add(time.Since(start).Seconds())
}

// attempted counts an attempt at a job.
func (m *workMetrics) attempted(kind string, state jobs.State, took time.Duration) {
	m.set.GetOrCreateCounter(fmt.Sprintf("gainsay_job_attempts_total{kind=%q,result=%q}", kind, state)).Inc()
	m.set.GetOrCreateFloatCounter(fmt.Sprintf("gainsay_job_seconds_total{kind=%q}", kind)).Add(took.Seconds())
}

func (m *workMetrics) write(w io.Writer) { m.set.WritePrometheus(w) }

// serveMetrics answers /metrics and /healthz at an address until ctx ends, for
// commands that serve nothing else, and says where. "" is no address.
func serveMetrics(ctx context.Context, said io.Writer, addr string, write func(w io.Writer), healthy func(context.Context) error) (
	end func(), err error) {
	if addr == "" {
		return func() {}, nil
	}
	if err := checkAddr(addr); err != nil {
		return nil, usagef("--metrics: %v", err)
	}
	return listen.Metrics(ctx, said, addr, func(w io.Writer) {
		fmt.Fprintf(w, "gainsay_info{version=%q} 1\n", buildVersion().Gainsay)
		write(w)
	}, healthy)
}
