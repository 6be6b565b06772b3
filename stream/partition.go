package stream

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"strconv"

	"github.com/gainsay/gainsay/live"
	"github.com/gainsay/gainsay/store"
	"github.com/twmb/franz-go/pkg/kgo"
)

// partition handles records of a partition, a batch at a time, until ctx ends.
func (c *Consumer) partition(ctx context.Context, p kgo.FetchTopicPartition) error {
	if next := c.nextOf(p.Partition); next >= 0 && p.LogStartOffset > next {
		lost := p.LogStartOffset - next
		c.count(Counts{Lost: int(lost)})
		c.warn("%s, partition %d: %d records from offset %d on were removed from the topic before they could be read",
			c.Topic, p.Partition, lost, next)
	}
	saving := context.WithoutCancel(ctx)
	for records := c.unread(p.Partition, p.Records); len(records) > 0 && ctx.Err() == nil; records = c.unread(p.Partition, records) {
		err := c.batch(saving, p.Partition, records[:c.batchLen(records)])
		switch {
		case errors.Is(err, store.ErrReadElsewhere):
			return c.goOn(saving, p.Partition)
		case errors.Is(err, store.ErrChanged): // by other consumers, which got further: the turn of this one comes
			continue
		case err != nil:
			return err
		}
		if err := c.send(ctx, p.Partition); err != nil {
			return err
		}
	}
	return nil
}

// unread returns those of the records of a partition that are not saved.
func (c *Consumer) unread(partition int32, records []*kgo.Record) []*kgo.Record {
	next := c.nextOf(partition)
	for len(records) > 0 && records[0].Offset < next {
		records = records[1:]
	}
	return records
}

// batchLen returns how many of the records are saved at once, one at least.
func (c *Consumer) batchLen(records []*kgo.Record) (n int) {
	bytes := 0
	for n < len(records) && n < c.Batch && (n == 0 || bytes+len(records[n].Value) <= c.BatchBytes) {
		bytes += len(records[n].Value)
		n++
	}
	return n
}

// goOn continues a partition where another consumer of the group left it.
func (c *Consumer) goOn(ctx context.Context, partition int32) error {
	saved, err := c.db.StreamOffsets(ctx, c.Group, c.Topic)
	if err != nil {
		return err
	}
	next := saved[partition]
	c.setNext(partition, next, true)
	c.client.SetOffsets(map[string]map[int32]kgo.EpochOffset{c.Topic: {partition: {Epoch: -1, Offset: next}}})
	return nil
}

// batch saves records. If a thread is refused, they are halved until the record is
// found that is to blame.
func (c *Consumer) batch(ctx context.Context, partition int32, records []*kgo.Record) error {
	err := c.save(ctx, partition, records, nil)
	var refused *store.RefusedError
	if !errors.As(err, &refused) {
		return err
	}
	if len(records) == 1 {
		return c.save(ctx, partition, records, refused)
	}
	half := len(records) / 2
	if err := c.batch(ctx, partition, records[:half]); err != nil {
		return err
	}
	return c.batch(ctx, partition, records[half:])
}

// verdict is what became of a record.
type verdict struct {
	record *kgo.Record
	adds   int // place of its Addition; -1 if it has none
	err    error
}

// save adds the comments of records to their threads and saves them with the
// offset. Where refused is not nil, the records cannot be saved for that reason.
func (c *Consumer) save(ctx context.Context, partition int32, records []*kgo.Record, refused error) error {
	var adds []live.Addition
	verdicts := make([]verdict, 0, len(records))
	for _, r := range records {
		v := verdict{record: r, adds: -1, err: refused}
		if r.Attrs.IsControl() { // the end of a transaction
			v.err = nil
		} else if refused == nil {
			var a live.Addition
			if a, v.err = decode(r.Key, r.Value, r.Timestamp); v.err == nil {
				a.Source, a.Encode = "kafka "+c.Topic, c.Encode
				v.adds = len(adds)
				adds = append(adds, a)
			}
		}
		verdicts = append(verdicts, v)
	}
	part := store.StreamPart{Group: c.Group, Topic: c.Topic, Partition: partition, From: c.nextOf(partition),
		Next: records[len(records)-1].Offset + 1}
	var counts Counts
	var bad []verdict
	_, err := c.analyst.AddAll(ctx, adds, func(items []store.Item, done []live.Outcome) (err error) {
		if part.Out, counts, bad, err = c.output(verdicts, done); err != nil {
			return err
		}
		return c.db.SaveStream(ctx, items, part)
	})
	if err != nil {
		return err
	}
	c.setNext(partition, part.Next, true)
	c.count(counts)
	for _, v := range bad {
		c.warn("%s, partition %d, offset %d: %v", c.Topic, partition, v.record.Offset, v.err)
	}
	return nil
}

// output makes the records to send, and counts what became of those read.
func (c *Consumer) output(verdicts []verdict, done []live.Outcome) (out []store.StreamRecord, n Counts, bad []verdict, err error) {
	for _, v := range verdicts {
		if v.record.Attrs.IsControl() {
			continue
		}
		n.Read++
		var o live.Outcome
		if v.adds >= 0 {
			o = done[v.adds]
			v.err = o.Err
		}
		if o.Differs {
			n.Differ++
		}
		switch {
		case v.err != nil:
			n.Bad++
			bad = append(bad, v)
			if c.Dead != "" {
				out = append(out, c.deadLetter(v))
			}
		case o.Added.Known:
			n.Known++
		default:
			n.Added++
			if c.To == "" {
				continue
			}
			value, err := json.Marshal(o.Added)
			if err != nil {
				return nil, n, nil, fmt.Errorf("encode what was found: %w", err)
			}
			out = append(out, store.StreamRecord{Offset: v.record.Offset, Target: c.To,
				Key: []byte(url.PathEscape(o.Added.Thread) + "/" + url.PathEscape(o.Added.Comment.ID)), Value: value})
		}
	}
	return out, n, bad, nil
}

// deadLetter is a record that cannot be read, with headers that say why and where
// it was.
func (c *Consumer) deadLetter(v verdict) store.StreamRecord {
	out := store.StreamRecord{Offset: v.record.Offset, Target: c.Dead, Key: v.record.Key, Value: v.record.Value}
	for _, h := range v.record.Headers {
		out.Headers = append(out.Headers, store.StreamHeader{Key: h.Key, Value: h.Value})
	}
	for _, h := range [][2]string{{"gainsay-error", v.err.Error()}, {"gainsay-topic", c.Topic},
		{"gainsay-partition", strconv.Itoa(int(v.record.Partition))}, {"gainsay-offset", strconv.FormatInt(v.record.Offset, 10)}} {
		out.Headers = append(out.Headers, store.StreamHeader{Key: h[0], Value: []byte(h[1])})
	}
	return out
}
