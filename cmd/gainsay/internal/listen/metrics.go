package listen

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"time"

	"github.com/VictoriaMetrics/metrics"
)

// Metrics answers /metrics and /healthz at an address until ctx ends, and says
// where. write writes what is the program's own, healthy is asked by /healthz.
func Metrics(ctx context.Context, said io.Writer, addr string, write func(w io.Writer), healthy func(context.Context) error) (
	end func(), err error) {
	l, err := net.Listen("tcp", addr)
	if err != nil {
		return nil, fmt.Errorf("listen for metrics: %w", err)
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /metrics", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
		write(w)
		metrics.WriteProcessMetrics(w)
	})
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, r *http.Request) {
		ctx, cancel := context.WithTimeout(r.Context(), 5*time.Second)
		defer cancel()
		if err := healthy(ctx); err != nil {
			http.Error(w, "the database does not answer", http.StatusServiceUnavailable)
			return
		}
		fmt.Fprintln(w, "ok")
	})
	s := Usual.Server(mux)
	s.BaseContext = func(net.Listener) context.Context { return ctx }
	fmt.Fprintf(said, "gainsay: metrics at http://%s\n", l.Addr())
	go func() { _ = s.Serve(l) }()
	return func() { _ = errors.Join(s.Close(), l.Close()) }, nil
}
