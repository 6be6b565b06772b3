// Package stream reads comments from a topic of Kafka, adds them to stored threads
// and sends what was found to another topic.
//
// The database is what counts: comments, what was found in them, how far the topic
// has been read, and the records to send are saved in one transaction. Records are
// sent after it and removed when the broker has them. Whatever is cut off in
// between, the next consumer of the partition goes on from the database: no comment
// is lost or added twice, and a record is at most sent again, with the same key and
// the same content.
package stream

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"runtime"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/gainsay/gainsay/live"
	"github.com/gainsay/gainsay/store"
	"github.com/twmb/franz-go/pkg/kadm"
	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kgo"
)

// Config says what to consume, and how.
type Config struct {
	Brokers  []string
	Topic    string // comments are read from it
	Group    string
	To       string // what was found is sent to it; "" sends nothing
	Dead     string // records that cannot be read are sent to it; "" for none
	Security Security

	Batch      int // most records that are saved at once
	BatchBytes int // most bytes of records that are saved at once, if there are several
	MaxMessage int // most bytes of a batch of records that the topics written to take

	Session  time.Duration // after which the partitions of a silent consumer are given to others
	UntilEnd bool          // stop at what is the end of the topic at the start
	Encode   bool          // analyse new threads with the sentence encoder

	Warn func(message string) // called for each record that cannot be read; may be called concurrently
	Log  kgo.Logger           // of the client; may be nil
}

// Times that the broker is given.
const (
	reachTime = 20 * time.Second // to answer at the start
	stopTime  = 30 * time.Second // to take what is to be sent when the consumer stops
	pollTime  = 200 * time.Millisecond
)

// Consumer is a member of a group of consumers.
type Consumer struct {
	Config
	db      *store.DB
	analyst *live.Analyst
	sender  *kgo.Client // sends, and asks the brokers; ready before the group gives partitions
	admin   *kadm.Client
	client  *kgo.Client     // consumes
	ends    map[int32]int64 // where to stop, by partition; nil to go on

	mu     sync.Mutex
	next   map[int32]int64 // offset of the next record by partition, where the database has one
	counts Counts
}

// New connects to the brokers and checks that the topics are there.
func New(ctx context.Context, db *store.DB, analyst *live.Analyst, conf Config) (*Consumer, error) {
	c := &Consumer{Config: conf, db: db, analyst: analyst, next: map[int32]int64{}}
	opts, err := conf.Security.options()
	if err != nil {
		return nil, err
	}
	opts = append(opts, kgo.SeedBrokers(conf.Brokers...), kgo.ClientID("gainsay"))
	if conf.Log != nil {
		opts = append(opts, kgo.WithLogger(conf.Log))
	}
	c.sender, err = kgo.NewClient(append(slices.Clip(opts),
		kgo.ProducerBatchMaxBytes(int32(conf.MaxMessage)), kgo.RecordPartitioner(byThread()))...)
	if err != nil {
		return nil, fmt.Errorf("set up the connection: %w", err)
	}
	c.admin = kadm.NewClient(c.sender)
	if err := c.reach(ctx); err != nil {
		c.sender.Close()
		return nil, err
	}
	if c.client, err = kgo.NewClient(append(opts, c.consuming()...)...); err != nil {
		c.sender.Close()
		return nil, fmt.Errorf("set up the connection: %w", err)
	}
	return c, nil
}

// consuming returns how the topic is read.
func (c *Consumer) consuming() []kgo.Opt {
	fetch := int32(min(max(c.BatchBytes, 1<<16), 64<<20))
	return []kgo.Opt{
		kgo.ConsumerGroup(c.Group), kgo.ConsumeTopics(c.Topic), kgo.SessionTimeout(c.Session),
		kgo.HeartbeatInterval(max(min(c.Session/5, 3*time.Second), 10*time.Millisecond)),
		kgo.DisableAutoCommit(), kgo.BlockRebalanceOnPoll(), kgo.AdjustFetchOffsetsFn(c.assigned),
		kgo.OnPartitionsRevoked(c.released), kgo.OnPartitionsLost(c.released),
		kgo.ConsumeResetOffset(kgo.NewOffset().AtStart()), kgo.FetchIsolationLevel(kgo.ReadCommitted()), kgo.KeepControlRecords(),
		kgo.FetchMaxBytes(fetch), kgo.FetchMaxPartitionBytes(min(fetch, 1<<20)), kgo.MaxConcurrentFetches(1),
		kgo.MaxDecompressBatchBytes(64 << 20),
	}
}

// reach asks the brokers for the topics, and for the end of that which is read.
func (c *Consumer) reach(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, reachTime)
	defer cancel()
	names := slices.DeleteFunc([]string{c.Topic, c.To, c.Dead}, func(s string) bool { return s == "" })
	topics, err := c.admin.ListTopics(ctx, names...)
	if err != nil {
		return fmt.Errorf("ask %s for topics (are the address, --tls and --sasl right?): %w", strings.Join(c.Brokers, ", "), err)
	}
	for _, name := range names {
		if !topics.Has(name) || topics[name].Err != nil {
			return fmt.Errorf("topic %s: %w", name, errors.Join(errors.New("the brokers do not have it"), topics[name].Err))
		}
	}
	saved, err := c.db.StreamOffsets(ctx, c.Group, c.Topic)
	if err != nil {
		return err
	}
	if err := c.checkSame(ctx, saved); err != nil || !c.UntilEnd {
		return err
	}
	c.ends = map[int32]int64{}
	starts, err := c.offsets(ctx, c.admin.ListStartOffsets)
	if err != nil {
		return err
	}
	ends, err := c.offsets(ctx, c.admin.ListCommittedOffsets)
	for p, end := range ends {
		if end > starts[p] {
			c.ends[p] = end
		}
	}
	return err
}

// checkSame returns an error if the topic has less than was read of it.
func (c *Consumer) checkSame(ctx context.Context, saved map[int32]int64) error {
	ends, err := c.offsets(ctx, c.admin.ListEndOffsets)
	if err != nil {
		return err
	}
	for p, next := range saved {
		if end := ends[p]; next > end {
			return fmt.Errorf("partition %d of %s ends at offset %d, but group %s has read it up to %d: the topic was made anew; "+
				"use another --group", p, c.Topic, end, c.Group, next)
		}
	}
	return nil
}

// offsets lists offsets of the topic by partition.
func (c *Consumer) offsets(ctx context.Context, list func(context.Context, ...string) (kadm.ListedOffsets, error)) (map[int32]int64, error) {
	listed, err := list(ctx, c.Topic)
	if err == nil {
		err = listed.Error()
	}
	if err != nil {
		return nil, fmt.Errorf("ask for offsets of %s: %w", c.Topic, err)
	}
	out := map[int32]int64{}
	listed.Each(func(o kadm.ListedOffset) { out[o.Partition] = o.Offset })
	return out, nil
}

// Close leaves the group and closes the connections.
func (c *Consumer) Close() {
	c.client.CloseAllowingRebalance()
	c.sender.Close()
}

// assigned is called with the partitions that the group gives to this consumer. It
// returns where to go on, and sends what an earlier consumer did not.
func (c *Consumer) assigned(ctx context.Context, given map[string]map[int32]kgo.Offset) (map[string]map[int32]kgo.Offset, error) {
	saved, err := c.db.StreamOffsets(ctx, c.Group, c.Topic)
	if err != nil {
		return nil, &databaseError{err}
	}
	if err := c.checkSame(ctx, saved); err != nil {
		return nil, err
	}
	for p := range given[c.Topic] {
		next, ok := saved[p]
		at := kgo.NewOffset().AtStart()
		if ok {
			at = kgo.NewOffset().At(next).WithEpoch(-1)
		}
		given[c.Topic][p] = at
		c.setNext(p, next, ok)
		if err := c.sendPending(ctx, p); err != nil {
			return nil, err
		}
	}
	return given, nil
}

// released is called with the partitions that the group takes from this consumer.
// It forgets where they were, so that tellGroup no longer says it.
func (c *Consumer) released(_ context.Context, _ *kgo.Client, taken map[string][]int32) {
	for _, p := range taken[c.Topic] {
		c.setNext(p, 0, false)
	}
}

func (c *Consumer) setNext(partition int32, next int64, known bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if known {
		c.next[partition] = next
	} else {
		delete(c.next, partition)
	}
}

// nextOf returns the offset of the next record of a partition, -1 if nothing of it
// is saved.
func (c *Consumer) nextOf(partition int32) int64 {
	c.mu.Lock()
	defer c.mu.Unlock()
	if next, ok := c.next[partition]; ok {
		return next
	}
	return -1
}

// Run consumes until ctx ends, or the end of the topic where that was asked for.
// Then it finishes the batch that it is at.
func (c *Consumer) Run(ctx context.Context) error {
	for ctx.Err() == nil {
		if done, err := c.atEnd(context.WithoutCancel(ctx)); done || err != nil {
			return err
		}
		fetches := c.poll(ctx)
		if ctx.Err() != nil {
			return nil
		}
		err := c.errorOf(fetches)
		if err == nil {
			err = c.all(ctx, fetches)
		}
		c.client.AllowRebalance()
		if err != nil {
			return err
		}
	}
	return nil
}

func (c *Consumer) poll(ctx context.Context) kgo.Fetches {
	if c.ends != nil {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, pollTime)
		defer cancel()
	}
	return c.client.PollRecords(ctx, c.Batch)
}

// errorOf returns the error of a poll after which the consumer cannot go on.
func (c *Consumer) errorOf(fetches kgo.Fetches) (err error) {
	fetches.EachError(func(topic string, partition int32, e error) {
		var loss *kgo.ErrDataLoss
		var session *kgo.ErrGroupSession
		switch {
		case errors.As(e, &session) && passing(session.Err):
			c.warn("the group is joined anew: %v", session.Err)
		case errors.Is(e, context.DeadlineExceeded), errors.As(e, &loss): // what was lost is counted by partition
		case topic == "":
			err = errors.Join(err, e)
		default:
			err = errors.Join(err, fmt.Errorf("read %s, partition %d: %w", topic, partition, e))
		}
	})
	return err
}

// databaseError is an error of the database. It ends the consumer, whatever it is.
type databaseError struct{ error }

func (e *databaseError) Unwrap() error { return e.error }

// passing reports whether the client joins the group anew after an error of its
// session with success, sooner or later: the group has changed, its coordinator
// cannot answer now, or a connection was lost.
func passing(err error) bool {
	var database *databaseError
	var network net.Error
	switch {
	case errors.As(err, &database):
		return false
	case errors.As(err, &network), kgo.IsRetryableBrokerErr(err), kerr.IsRetriable(err):
		return true
	}
	return slices.ContainsFunc([]error{kerr.UnknownMemberID, kerr.IllegalGeneration, kerr.RebalanceInProgress, kerr.FencedMemberEpoch,
		kerr.GroupIDNotFound, context.Canceled, context.DeadlineExceeded, io.EOF}, func(e error) bool { return errors.Is(err, e) })
}

// all handles the records of a poll, those of several partitions at the same time.
func (c *Consumer) all(ctx context.Context, fetches kgo.Fetches) error {
	var parts sync.WaitGroup
	slots := make(chan struct{}, runtime.GOMAXPROCS(0))
	var mu sync.Mutex
	var errs error
	fetches.EachPartition(func(p kgo.FetchTopicPartition) {
		if len(p.Records) == 0 {
			return
		}
		parts.Go(func() {
			slots <- struct{}{}
			defer func() { <-slots }()
			if err := c.partition(ctx, p); err != nil {
				mu.Lock()
				defer mu.Unlock()
				errs = errors.Join(errs, err)
			}
		})
	})
	parts.Wait()
	c.tellGroup(ctx)
	return errs
}

// tellGroup commits the offsets to the group too, for programs that watch its lag.
// Nothing reads them back, so an error does not matter.
func (c *Consumer) tellGroup(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, reachTime)
	defer cancel()
	c.mu.Lock()
	offsets := map[int32]kgo.EpochOffset{}
	for p, next := range c.next {
		offsets[p] = kgo.EpochOffset{Epoch: -1, Offset: next}
	}
	c.mu.Unlock()
	c.client.CommitOffsetsSync(ctx, map[string]map[int32]kgo.EpochOffset{c.Topic: offsets}, nil)
}

// atEnd reports whether all that was in the topic at the start has been read, and
// all that is to be sent was, by this consumer or by others of the group.
func (c *Consumer) atEnd(ctx context.Context) (bool, error) {
	if c.ends == nil {
		return false, nil
	}
	saved, err := c.db.StreamOffsets(ctx, c.Group, c.Topic)
	if err != nil {
		return false, err
	}
	for p, end := range c.ends {
		if saved[p] < end {
			return false, nil
		}
	}
	waiting, err := c.db.StreamWaiting(ctx, c.Group, c.Topic)
	return waiting == 0, err
}
