package job

import (
	"context"
	"fmt"
	"io"

	"github.com/VictoriaMetrics/metrics"
)

// WriteMetrics writes how many jobs a queue has, by kind and state, as Prometheus
// reads it.
func WriteMetrics(ctx context.Context, w io.Writer, q Queue) error {
	all, err := q.Counts(ctx)
	for _, n := range all {
		metrics.WriteGaugeUint64(w, fmt.Sprintf("gainsay_jobs{kind=%q,state=%q}", n.Kind, n.State), uint64(n.Jobs))
	}
	return err
}
