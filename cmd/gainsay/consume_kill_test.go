package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/internal/pgtest"
	"github.com/gainsay/gainsay/store"
	"github.com/gainsay/gainsay/view"
	"github.com/twmb/franz-go/pkg/kadm"
	"github.com/twmb/franz-go/pkg/kgo"
	"github.com/twmb/franz-go/pkg/kmsg"
)

// process is a running command consume.
type process struct {
	*exec.Cmd
	out   bytes.Buffer  // to be read once it has ended
	ended chan struct{} // closed when it has ended
	err   error         // of its end
}

func (k *kafka) start(t testing.TB, db string, more ...string) *process {
	t.Helper()
	args := append([]string{"consume", k.url(), "--group", "g", "--to", "marks", "--db", db, "--session-timeout", "5s"}, more...)
	p := &process{Cmd: exec.Command("gainsay", args...), ended: make(chan struct{})}
	p.Stdout, p.Stderr = &p.out, &p.out
	if err := p.Start(); err != nil {
		t.Fatal(err)
	}
	go func() {
		p.err = p.Wait()
		close(p.ended)
	}()
	t.Cleanup(func() {
		_ = p.Process.Kill() // it may have ended
		<-p.ended
	})
	return p
}

// received returns what a channel sends, and fails if the process ends before.
func received[T any](t testing.TB, p *process, from <-chan T) T {
	t.Helper()
	select {
	case v := <-from:
		return v
	case <-p.ended:
		t.Fatalf("consume ended: %v\n%s", p.err, &p.out)
	}
	panic("unreachable")
}

func (p *process) end(t testing.TB, signal os.Signal) {
	t.Helper()
	if err := p.Process.Signal(signal); err != nil {
		t.Fatalf("%v\n%s", err, &p.out)
	}
	<-p.ended
	if killed := signal == syscall.SIGKILL; killed != (p.err != nil) {
		t.Fatalf("%v\n%s", p.err, &p.out)
	}
}

// only returns the id of the only member of the group.
func (k *kafka) only(t testing.TB) string {
	t.Helper()
	groups, err := kadm.NewClient(k.Client).DescribeGroups(t.Context(), "g")
	if err != nil || len(groups["g"].Members) != 1 {
		t.Fatalf("%+v, %v", groups, err)
	}
	return groups["g"].Members[0].MemberID
}

// kill ends a process at once and takes it out of the group, as the broker does when
// its session is over.
func (k *kafka) kill(t testing.TB, p *process, member string) {
	t.Helper()
	p.end(t, syscall.SIGKILL)
	leave := kmsg.NewPtrLeaveGroupRequest()
	leave.Group = "g"
	leave.Members = []kmsg.LeaveGroupRequestMember{{MemberID: member}}
	if resp, err := leave.RequestWith(t.Context(), k.Client); err != nil || resp.ErrorCode != 0 {
		t.Fatalf("%+v, %v", resp, err)
	}
}

// refuseToTake makes the broker hang up on all who send to it, until allow is
// called. tried is closed when one does.
func (k *kafka) refuseToTake() (tried <-chan struct{}, allow func()) {
	var on atomic.Bool
	var once sync.Once
	reached := make(chan struct{})
	on.Store(true)
	k.cluster.ControlKey(int16(kmsg.Produce), func(kmsg.Request) (kmsg.Response, error, bool) {
		k.cluster.KeepControl()
		if !on.Load() {
			return nil, nil, false
		}
		once.Do(func() { close(reached) })
		return nil, errHangUp, true
	})
	return reached, func() { on.Store(false) }
}

var errHangUp = os.ErrClosed

// watch passes on the records of topic marks as they come.
func (k *kafka) watch(t testing.TB) <-chan *kgo.Record {
	t.Helper()
	c, err := kgo.NewClient(kgo.SeedBrokers(k.address), kgo.ConsumeTopics("marks"), kgo.ConsumeResetOffset(kgo.NewOffset().AtStart()))
	if err != nil {
		t.Fatal(err)
	}
	out := make(chan *kgo.Record, 10_000)
	go func() {
		for {
			f := c.PollFetches(t.Context())
			if f.Err0() != nil {
				return
			}
			f.EachRecord(func(r *kgo.Record) { out <- r })
		}
	}()
	t.Cleanup(c.Close)
	return out
}

// TestConsumeKilled streams the sample threads over three partitions to two
// consumers. One is killed after it has saved and before it could send, later
// another at any point. What is stored in the end must be the analysis of the whole
// threads, and everything that was found must have been sent, each time the same.
func TestConsumeKilled(t *testing.T) {
	if testing.Short() {
		t.Skip("takes half a minute, in other processes")
	}
	t.Run("file", func(t *testing.T) {
		t.Parallel()
		consumeKilled(t, filepath.Join(t.TempDir(), "x.db"))
	})
	t.Run("PostgreSQL", func(t *testing.T) {
		t.Parallel()
		consumeKilled(t, pgtest.URL(t))
	})
}

func consumeKilled(t *testing.T, db string) {
	k := startKafka(t, 3)
	threads := readThreads(t, "../../testdata/sample")
	keys := map[string]bool{}
	for n, th := range threads {
		for _, c := range th.Comments {
			k.put(t, int32(n%3), message(t, th, c))
			keys[url.PathEscape(store.Key(th.Format, th.ID))+"/"+url.PathEscape(c.ID)] = true
		}
	}
	sent := k.watch(t)
	tried, allow := k.refuseToTake()
	first := k.start(t, db, "--batch", "4")
	received(t, first, tried)
	member := k.only(t)
	second := k.start(t, db, "--batch", "2")
	k.kill(t, first, member)
	allow()
	got := map[string][]byte{}
	check := func(r *kgo.Record) {
		if old, ok := got[string(r.Key)]; ok && !bytes.Equal(old, r.Value) {
			t.Errorf("%s was sent with two contents:\n%s\n%s", r.Key, old, r.Value)
		}
		got[string(r.Key)] = r.Value
	}
	take := func(by *process) { check(received(t, by, sent)) }
	for len(got) < len(keys)/4 {
		take(second)
	}
	member = k.only(t)
	third := k.start(t, db, "--batch", "3")
	for len(got) < len(keys)/2 {
		take(second)
	}
	k.kill(t, second, member)
	for len(got) < len(keys) {
		take(third)
	}
	for key := range got {
		if !keys[key] {
			t.Errorf("%s was sent", key)
		}
	}
	third.end(t, syscall.SIGTERM)
	if said := k.consume(t, db, exitOK, "--batch", "5"); !strings.Contains(said, "lag: 0 records in 3 partitions") {
		t.Error(said)
	}
	for len(sent) > 0 {
		check(<-sent)
	}
	sameThreads(t, db, threads)
	nothingWaits(t, db)
	for key, value := range got {
		var a view.Added
		if err := json.Unmarshal(value, &a); err != nil || a.Known || a.Comment.State != gainsay.Live && len(a.Annotations) > 0 {
			t.Errorf("%s: %v: %s", key, err, value)
		}
	}
}

// nothingWaits fails if records are still to be sent.
func nothingWaits(t testing.TB, db string) {
	t.Helper()
	d, err := store.Open(db)
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	for p := range int32(3) {
		if waiting, err := d.StreamPending(t.Context(), "g", "comments", p, 10); err != nil || len(waiting) > 0 {
			t.Errorf("partition %d: %d records wait, %v", p, len(waiting), err)
		}
	}
}

// TestConsumeStopped ends a consumer by SIGTERM and starts another.
func TestConsumeStopped(t *testing.T) {
	k, db := startKafka(t, 1), filepath.Join(t.TempDir(), "x.db")
	threads := readThreads(t, "../../testdata/sample")
	total := 0
	for _, th := range threads {
		for _, c := range th.Comments {
			k.put(t, 0, message(t, th, c))
			total++
		}
	}
	sent := k.watch(t)
	p := k.start(t, db, "--batch", "1")
	received(t, p, sent)
	p.end(t, syscall.SIGTERM)
	if said := p.out.String(); !strings.Contains(said, " added, 0 already there, 0 not added") || strings.Contains(said, "lag: 0 ") {
		t.Errorf("it was not stopped in the middle: %s", said)
	}
	nothingWaits(t, db)
	if said := k.consume(t, db, exitOK); !strings.Contains(said, " 0 already there") {
		t.Error(said)
	}
	sameThreads(t, db, threads)
	if n := len(k.get(t, "marks")); n != total {
		t.Errorf("%d records of %d comments", n, total)
	}
}

// BenchmarkConsume measures the processor time of the command for records of small
// threads in one partition, without that of the broker.
func BenchmarkConsume(b *testing.B) {
	const records, perThread = 5000, 10
	k := startKafka(b, 1)
	var values []string
	for n, c := range longThread(b, records).Comments {
		th := &gainsay.Thread{ID: fmt.Sprint(n / perThread), Format: "json", Title: "A thread"}
		if c.Parent = ""; n%perThread > 0 {
			c.Parent = fmt.Sprint(n - 1)
		}
		c.ID = fmt.Sprint(n)
		values = append(values, message(b, th, c))
	}
	k.put(b, 0, values...)
	for b.Loop() {
		p := k.start(b, filepath.Join(b.TempDir(), "x.db"), "--until-end")
		if <-p.ended; p.err != nil {
			b.Fatalf("%v\n%s", p.err, &p.out)
		}
		used := p.ProcessState.UserTime() + p.ProcessState.SystemTime()
		b.ReportMetric(records/used.Seconds(), "records/cpu-s")
	}
}
