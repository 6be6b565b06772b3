package stream

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/analyze"
	"github.com/gainsay/gainsay/live"
	"github.com/gainsay/gainsay/store"
	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kfake"
	"github.com/twmb/franz-go/pkg/kgo"
	"github.com/twmb/franz-go/pkg/kmsg"
)

// reading is a consumer that reads the topic comments of a broker in this process.
type reading struct {
	*Consumer
	cluster  *kfake.Cluster
	client   *kgo.Client // of the test
	db       string
	warned   chan string
	analyzes atomic.Pointer[func()] // called before each analysis
	n        int                    // records put into the topic

	cancel context.CancelFunc
	ended  chan error // of Run
}

// startReading starts a consumer; change, if not nil, is called before it runs.
func startReading(t *testing.T, change func(*reading)) *reading {
	t.Helper()
	cluster, err := kfake.NewCluster(kfake.NumBrokers(1), kfake.GroupMinSessionTimeout(100*time.Millisecond),
		kfake.SeedTopics(1, "comments", "marks"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(cluster.Close)
	r := &reading{cluster: cluster, warned: make(chan string, 1000), ended: make(chan error, 1)}
	r.client, err = kgo.NewClient(kgo.SeedBrokers(cluster.ListenAddrs()...), kgo.ConsumeTopics("marks"),
		kgo.ConsumeResetOffset(kgo.NewOffset().AtStart()), kgo.DefaultProduceTopic("comments"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(r.client.Close)
	r.db = filepath.Join(t.TempDir(), "x.db")
	d, err := store.Open(r.db)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Close() })
	conf := Config{Brokers: cluster.ListenAddrs(), Topic: "comments", Group: "g", To: "marks", Batch: 10, BatchBytes: 1 << 20,
		MaxMessage: 1 << 20, Session: 100 * time.Millisecond, Warn: func(s string) { r.warned <- s }}
	driver := func(least bool, th gainsay.Thresholds, weights string) (*analyze.Driver, error) {
		if f := r.analyzes.Load(); f != nil {
			(*f)()
		}
		return noTaggers(least, th, weights)
	}
	if r.Consumer, err = New(t.Context(), d, &live.Analyst{DB: d, Driver: driver}, conf); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(r.Close)
	if change != nil {
		change(r)
	}
	ctx, cancel := context.WithCancel(t.Context())
	r.cancel = cancel
	go func() { r.ended <- r.Run(ctx) }()
	return r
}

func noTaggers(bool, gainsay.Thresholds, string) (*analyze.Driver, error) {
	return &analyze.Driver{}, nil
}

// fail makes the broker answer a request by an error, count times or, if it is -1,
// until the fault is removed.
func (r *reading) fail(key kmsg.Key, err *kerr.Error, count int) *kfake.FaultHandle {
	f := kfake.Fault{Keys: []kmsg.Key{key}, Err: err, Count: count, Group: "g"}
	if key == kmsg.ListOffsets {
		f.Group = ""
	}
	return r.cluster.Fault(f)
}

// readsOn puts a comment into the topic and waits until it was saved and what was
// found in it was sent.
func (r *reading) readsOn(t *testing.T) {
	t.Helper()
	id := fmt.Sprint(r.n)
	r.n++
	value := fmt.Sprintf(`{"thread": "t", "id": %q, "text": "Yes."}`, id)
	if err := r.client.ProduceSync(t.Context(), kgo.StringRecord(value)).FirstErr(); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	found := make(chan struct{})
	go func() {
		defer close(found)
		for ctx.Err() == nil {
			for _, rec := range r.client.PollFetches(ctx).Records() {
				if string(rec.Key) == "json:t/"+id {
					return
				}
			}
		}
	}()
	wait(t, r, found)
}

// wait waits for what a channel sends, or its end. It fails if the consumer ends
// before.
func wait[T any](t *testing.T, r *reading, from <-chan T) {
	t.Helper()
	select {
	case <-from:
	case err := <-r.ended:
		t.Fatalf("the consumer ended: %v", err)
	}
}

// stop ends the consumer, which must not return an error.
func (r *reading) stop(t *testing.T) {
	t.Helper()
	r.cancel()
	if err := <-r.ended; err != nil {
		t.Error(err)
	}
	if n := r.Counts(); n.Added != r.n || n.Read != n.Added {
		t.Errorf("%+v of %d records", n, r.n)
	}
}

// TestGroupErrors has the group's coordinator answer by errors that only mean that
// the group has changed, or that it cannot answer now. The consumer reads on.
func TestGroupErrors(t *testing.T) {
	group := []*kerr.Error{kerr.UnknownMemberID, kerr.IllegalGeneration, kerr.RebalanceInProgress, kerr.GroupIDNotFound, kerr.NotCoordinator}
	for key, errs := range map[kmsg.Key][]*kerr.Error{
		kmsg.Heartbeat: group, kmsg.JoinGroup: group, kmsg.SyncGroup: group, kmsg.OffsetFetch: group, kmsg.OffsetCommit: group,
		kmsg.ListOffsets: {kerr.NotLeaderForPartition, kerr.LeaderNotAvailable},
	} {
		for _, err := range errs {
			t.Run(fmt.Sprintf("%s/%s", key.Name(), err.Message), func(t *testing.T) {
				t.Parallel()
				r := startReading(t, nil)
				r.readsOn(t)
				fault := r.fail(key, err, 1)
				if key != kmsg.Heartbeat && key != kmsg.OffsetCommit { // asked only when the group is joined
					r.fail(kmsg.Heartbeat, kerr.UnknownMemberID, 1)
				}
				if key == kmsg.OffsetCommit {
					r.readsOn(t)
				}
				if err := fault.Wait(t.Context(), 1); err != nil {
					t.Fatal(err)
				}
				r.readsOn(t)
				r.stop(t)
			})
		}
	}
}

// TestGroupSilent has the coordinator hang up for longer than the session lasts.
func TestGroupSilent(t *testing.T) {
	for _, key := range []kmsg.Key{kmsg.Heartbeat, kmsg.JoinGroup, kmsg.SyncGroup} {
		t.Run(key.Name(), func(t *testing.T) {
			t.Parallel()
			r := startReading(t, nil)
			r.readsOn(t)
			var back atomic.Bool
			r.cluster.ControlKey(key.Int16(), func(kmsg.Request) (kmsg.Response, error, bool) {
				r.cluster.KeepControl()
				return nil, io.ErrClosedPipe, !back.Load()
			})
			if key != kmsg.Heartbeat {
				r.fail(kmsg.Heartbeat, kerr.UnknownMemberID, 1)
				wait(t, r, r.warned) // of that
			}
			wait(t, r, r.warned)
			back.Store(true)
			r.readsOn(t)
			r.stop(t)
		})
	}
}

// TestGroupRefuses has the coordinator give errors after which there is no use in
// going on.
func TestGroupRefuses(t *testing.T) {
	for key, err := range map[kmsg.Key]*kerr.Error{kmsg.Heartbeat: kerr.GroupAuthorizationFailed, kmsg.JoinGroup: kerr.InvalidSessionTimeout,
		kmsg.OffsetFetch: kerr.GroupAuthorizationFailed} {
		t.Run(key.Name(), func(t *testing.T) {
			t.Parallel()
			r := startReading(t, func(r *reading) { r.fail(key, err, -1) })
			if got := <-r.ended; got == nil || !strings.Contains(got.Error(), err.Message) {
				t.Errorf("ended by %v, want %v", got, err)
			}
		})
	}
}

// TestPassing sorts errors of a session by whether there is use in going on.
func TestPassing(t *testing.T) {
	timeout := &net.OpError{Op: "read", Err: os.ErrDeadlineExceeded}
	for _, err := range []error{timeout, &net.OpError{Op: "dial", Err: syscall.ECONNREFUSED}, fmt.Errorf("join: %w", io.ErrUnexpectedEOF),
		fmt.Errorf("ask for offsets: %w", kerr.NotLeaderForPartition), context.Canceled} {
		if !passing(err) {
			t.Errorf("%v would end the consumer", err)
		}
	}
	for _, err := range []error{errors.New("disk full"), &databaseError{timeout}, kerr.MessageTooLarge, kerr.GroupAuthorizationFailed, kerr.SaslAuthenticationFailed} {
		if passing(err) {
			t.Errorf("%v would not end the consumer", err)
		}
	}
}

// TestReleased: a partition that the group has taken is no longer told to it.
func TestReleased(t *testing.T) {
	r := startReading(t, nil)
	r.readsOn(t)
	join := r.fail(kmsg.JoinGroup, kerr.RebalanceInProgress, -1)
	r.fail(kmsg.Heartbeat, kerr.UnknownMemberID, 1)
	wait(t, r, r.warned)
	if n := r.nextOf(0); n != -1 {
		t.Errorf("offset %d of a partition that was taken", n)
	}
	join.Remove()
	r.readsOn(t)
	r.stop(t)
}

// TestChangedMeanwhile has another process save the thread of a record again and
// again while the record is analysed.
func TestChangedMeanwhile(t *testing.T) {
	r := startReading(t, nil)
	r.readsOn(t)
	d, err := store.Open(r.db)
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	other := &live.Analyst{DB: d, Driver: noTaggers}
	n := 0
	change := func() {
		if n++; n > 12 {
			return
		}
		c := &gainsay.Comment{ID: fmt.Sprint("other", n), Text: "No.", State: gainsay.Live}
		if _, err := other.Add(t.Context(), "json:t", c); err != nil {
			t.Error(err)
		}
	}
	r.analyzes.Store(&change)
	r.readsOn(t)
	r.stop(t)
	if n <= 12 {
		t.Errorf("analysed %d times", n)
	}
}

// TestStoppedElsewhere stops a consumer while another of the group saves the records
// that it is at.
func TestStoppedElsewhere(t *testing.T) {
	r := startReading(t, nil)
	r.readsOn(t)
	elsewhere := func() {
		r.cancel()
		if err := r.Consumer.db.SaveStream(t.Context(), nil, store.StreamPart{Group: "g", Topic: "comments", From: 1, Next: 2}); err != nil {
			t.Error(err)
		}
	}
	r.analyzes.Store(&elsewhere)
	if err := r.client.ProduceSync(t.Context(), kgo.StringRecord(`{"thread": "t", "id": "2", "text": "Yes."}`)).FirstErr(); err != nil {
		t.Fatal(err)
	}
	if err := <-r.ended; err != nil {
		t.Error(err)
	}
	if next := r.nextOf(0); next != 2 {
		t.Errorf("goes on at offset %d", next)
	}
}
