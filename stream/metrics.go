package stream

import (
	"context"
	"io"
	"maps"
	"slices"
	"strconv"
	"time"

	"github.com/VictoriaMetrics/metrics"
)

// lagTime bounds how long the broker may take to say how far its topic goes.
const lagTime = 5 * time.Second

// WriteMetrics writes, in the text format of Prometheus, what became of the records, and how many are left in each
// partition, where the broker says it.
func (c *Consumer) WriteMetrics(ctx context.Context, w io.Writer, warnings int) {
	n := c.Counts()
	for _, one := range []struct {
		name string
		n    int
	}{
		{"gainsay_consumed_records_total", n.Read},
		{`gainsay_consumed_comments_total{result="added"}`, n.Added},
		{`gainsay_consumed_comments_total{result="known"}`, n.Known},
		{`gainsay_consumed_comments_total{result="bad"}`, n.Bad},
		{"gainsay_consume_lost_records_total", n.Lost},
		{"gainsay_consume_differing_records_total", n.Differ},
		{`gainsay_consume_sent_records_total{topic="marks"}`, n.Sent},
		{`gainsay_consume_sent_records_total{topic="dead-letter"}`, n.Dead},
		{"gainsay_consume_warnings_total", warnings},
	} {
		metrics.WriteCounterUint64(w, one.name, uint64(one.n))
	}
	ctx, cancel := context.WithTimeout(ctx, lagTime)
	defer cancel()
	lag, err := c.Lag(ctx)
	up := uint64(0)
	if err == nil {
		up = 1
	}
	metrics.WriteGaugeUint64(w, "gainsay_consume_broker_up", up)
	for _, p := range slices.Sorted(maps.Keys(lag)) {
		metrics.WriteGaugeFloat64(w, `gainsay_consume_lag_records{partition="`+strconv.Itoa(int(p))+`"}`, float64(lag[p]))
	}
}
