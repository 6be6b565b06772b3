package web

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"time"

	"github.com/VictoriaMetrics/metrics"
	"github.com/gainsay/gainsay/job"
	"github.com/labstack/echo/v4"
)

// Routes for programs that watch the server. docs/OPERATE.md describes them.
const (
	healthRoute  = "/healthz"
	metricsRoute = "/metrics"
)

// durations are the upper bounds of the buckets of request durations, in seconds.
var durations = []float64{.005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 30, 60}

// counters count what the server does, for /metrics. Their labels have routes, not
// addresses, so that no name of a thread or author is in them.
type counters struct{ set *metrics.Set }

func newCounters(version string) *counters {
	m := &counters{metrics.NewSet()}
	m.set.NewGauge(fmt.Sprintf("gainsay_info{version=%q}", version), func() float64 { return 1 })
	return m
}

// request counts an answered request.
func (m *counters) request(c echo.Context, took time.Duration) {
	route, method := c.Path(), c.Request().Method
	if route == "" {
		route = "none"
	}
	if _, ok := methods[method]; !ok { // a client may invent any number
		method = "other"
	}
	m.set.GetOrCreateCounter(fmt.Sprintf("gainsay_requests_total{method=%q,route=%q,status=\"%d\"}",
		method, route, c.Response().Status)).Inc()
	m.set.GetOrCreatePrometheusHistogramExt(fmt.Sprintf("gainsay_request_seconds{route=%q}", route),
		durations).Update(took.Seconds())
}

var methods = map[string]struct{}{http.MethodGet: {}, http.MethodHead: {}, http.MethodPost: {}, http.MethodPut: {},
	http.MethodPatch: {}, http.MethodDelete: {}, http.MethodOptions: {}}

// jobMetrics writes how many jobs there are, by kind and state.
func (s *Server) jobMetrics(ctx context.Context, w io.Writer) error {
	if s.conf.Jobs == nil {
		return nil
	}
	return job.WriteMetrics(ctx, w, s.conf.Jobs)
}

// watch adds the routes for programs that watch the server.
func (s *Server) watch() {
	s.get(healthRoute, s.health)
	s.get(metricsRoute, s.metrics)
}

// healthTime bounds how long the database may take to answer a health check.
const healthTime = 5 * time.Second

// health says whether the server can answer from its database. It needs no
// session and reveals nothing else.
func (s *Server) health(c echo.Context) error {
	ctx, cancel := context.WithTimeout(c.Request().Context(), healthTime)
	defer cancel()
	c.Response().Header().Set(echo.HeaderCacheControl, "no-store")
	if _, err := s.conf.Store.Users(ctx); err != nil {
		s.logError(c, err)
		return c.String(http.StatusServiceUnavailable, "the database does not answer\n")
	}
	return c.String(http.StatusOK, "ok\n")
}

// metrics writes the counters in Prometheus' text format, to programs on this
// machine alone: they reveal how much is done here.
func (s *Server) metrics(c echo.Context) error {
	if !client(c).addr.IsLoopback() {
		return echo.NewHTTPError(http.StatusForbidden, "Metrics are for programs on the machine of the server.")
	}
	return send(c, http.StatusOK, "text/plain; version=0.0.4; charset=utf-8", func(w io.Writer) error {
		s.counters.set.WritePrometheus(w)
		if s.conf.Sizes != nil {
			file, log := s.conf.Sizes()
			metrics.WriteGaugeUint64(w, `gainsay_database_bytes{part="file"}`, uint64(file))
			metrics.WriteGaugeUint64(w, `gainsay_database_bytes{part="log"}`, uint64(log))
		}
		if s.conf.Metrics != nil {
			s.conf.Metrics(w)
		}
		metrics.WriteProcessMetrics(w)
		return s.jobMetrics(c.Request().Context(), w)
	})
}
