package stream

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"hash/fnv"

	"github.com/gainsay/gainsay/store"
	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kgo"
)

// sendStep is how many records are read from the database and sent at once.
const sendStep = 1000

// send sends what waits in the database for a partition. When ctx ends, the broker
// gets stopTime to take it.
func (c *Consumer) send(ctx context.Context, partition int32) error {
	if c.To == "" && c.Dead == "" {
		return nil
	}
	going, cancel := context.WithCancelCause(context.WithoutCancel(ctx))
	defer cancel(nil)
	defer context.AfterFunc(ctx, func() {
		wait, stop := context.WithTimeout(going, stopTime)
		defer stop()
		<-wait.Done()
		cancel(errors.New("the broker does not answer; the next run sends the rest"))
	})()
	return c.sendPending(going, partition)
}

// sendPending sends what waits in the database for a partition, and removes what
// the broker has.
func (c *Consumer) sendPending(ctx context.Context, partition int32) error {
	for {
		waiting, err := c.db.StreamPending(ctx, c.Group, c.Topic, partition, sendStep)
		if err != nil {
			return &databaseError{err}
		}
		if len(waiting) == 0 {
			return nil
		}
		if err := c.produce(ctx, partition, waiting); err != nil {
			return err
		}
		if err := c.db.StreamSent(ctx, c.Group, c.Topic, partition, waiting[len(waiting)-1].Offset); err != nil {
			return &databaseError{err}
		}
		if len(waiting) < sendStep {
			return nil
		}
	}
}

// produce sends records and waits until the broker has them all.
func (c *Consumer) produce(ctx context.Context, partition int32, waiting []store.StreamRecord) error {
	records := make([]*kgo.Record, len(waiting))
	for i, w := range waiting {
		records[i] = &kgo.Record{Topic: w.Target, Key: w.Key, Value: w.Value}
		for _, h := range w.Headers {
			records[i].Headers = append(records[i].Headers, kgo.RecordHeader{Key: h.Key, Value: h.Value})
		}
	}
	offsets := make(map[*kgo.Record]int64, len(records))
	for i, r := range records {
		offsets[r] = waiting[i].Offset
	}
	var n Counts
	for _, r := range c.sender.ProduceSync(ctx, records...) {
		at := fmt.Sprintf("send to %s what was found in %s, partition %d, offset %d", r.Record.Topic, c.Topic, partition, offsets[r.Record])
		switch {
		case errors.Is(r.Err, kerr.MessageTooLarge):
			return fmt.Errorf("%s: it has %d bytes, more than are allowed; raise max.message.bytes of the topic and --max-message: %w",
				at, len(r.Record.Value), r.Err)
		case r.Err != nil:
			return fmt.Errorf("%s: %w", at, errors.Join(context.Cause(ctx), r.Err))
		case r.Record.Topic == c.Dead:
			n.Dead++
		default:
			n.Sent++
		}
	}
	c.count(n)
	return nil
}

// byThread sends all that is found in a thread to the same partition, in the order
// in which it was found: the key begins with that of the thread.
func byThread() kgo.Partitioner {
	return kgo.BasicConsistentPartitioner(func(string) func(*kgo.Record, int) int {
		return func(r *kgo.Record, n int) int {
			thread, _, _ := bytes.Cut(r.Key, []byte("/"))
			h := fnv.New32a()
			_, _ = h.Write(thread)
			return int(h.Sum32() % uint32(n))
		}
	})
}
