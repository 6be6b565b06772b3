package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/store"
	"github.com/gainsay/gainsay/view"
	"github.com/twmb/franz-go/pkg/kadm"
	"github.com/twmb/franz-go/pkg/kfake"
	"github.com/twmb/franz-go/pkg/kgo"
)

// kafka is a broker in this process, with topics comments, marks and unread.
type kafka struct {
	*kgo.Client
	cluster *kfake.Cluster
	address string // host:port
}

func startKafka(t testing.TB, partitions int32, opts ...kfake.Opt) *kafka {
	t.Helper()
	opts = append(opts, kfake.NumBrokers(1), kfake.GroupMinSessionTimeout(100*time.Millisecond), kfake.SeedTopics(partitions, "comments", "marks", "unread"))
	cluster, err := kfake.NewCluster(opts...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(cluster.Close)
	k := &kafka{cluster: cluster, address: cluster.ListenAddrs()[0]}
	k.Client, err = kgo.NewClient(kgo.SeedBrokers(k.address), kgo.RecordPartitioner(kgo.ManualPartitioner()))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(k.Close)
	return k
}

func (k *kafka) url() string { return "kafka://" + k.address + "/comments" }

// put appends values to a partition of topic comments.
func (k *kafka) put(t testing.TB, partition int32, values ...string) {
	t.Helper()
	var rs []*kgo.Record
	for _, v := range values {
		rs = append(rs, &kgo.Record{Topic: "comments", Partition: partition, Value: []byte(v)})
	}
	if err := k.ProduceSync(t.Context(), rs...).FirstErr(); err != nil {
		t.Fatal(err)
	}
}

// get returns all records of a topic.
func (k *kafka) get(t testing.TB, topic string) (all []*kgo.Record) {
	t.Helper()
	ends, err := kadm.NewClient(k.Client).ListEndOffsets(t.Context(), topic)
	if err != nil {
		t.Fatal(err)
	}
	want := 0
	ends.Each(func(o kadm.ListedOffset) { want += int(o.Offset) })
	c, err := kgo.NewClient(kgo.SeedBrokers(k.address), kgo.ConsumeTopics(topic), kgo.ConsumeResetOffset(kgo.NewOffset().AtStart()))
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	for len(all) < want {
		f := c.PollFetches(t.Context())
		if err := f.Err0(); err != nil {
			t.Fatal(err)
		}
		all = append(all, f.Records()...)
	}
	return all
}

// consume runs the command until the end of the topic.
func (k *kafka) consume(t testing.TB, db string, code int, more ...string) string {
	t.Helper()
	var out bytes.Buffer
	args := append([]string{"consume", k.url(), "--group", "g", "--to", "marks", "--db", db, "--until-end"}, more...)
	if got := runContext(t.Context(), args, strings.NewReader(""), &out, &out); got != code {
		t.Fatalf("exit code %d:\n%s", got, &out)
	}
	return out.String()
}

// message is a comment of a thread as a record has it.
func message(t testing.TB, th *gainsay.Thread, c *gainsay.Comment) string {
	t.Helper()
	b, err := json.Marshal(c)
	if err != nil {
		t.Fatal(err)
	}
	m := map[string]any{}
	if err := json.Unmarshal(b, &m); err != nil {
		t.Fatal(err)
	}
	m["thread"], m["title"], m["url"], m["article"] = store.Key(th.Format, th.ID), th.Title, th.URL, th.Article
	if b, err = json.Marshal(m); err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// sameThreads compares stored threads with those analysed at once.
func sameThreads(t testing.TB, db string, want []*gainsay.Thread) {
	t.Helper()
	driver, err := ownDriver()
	if err != nil {
		t.Fatal(err)
	}
	d, err := store.Open(db)
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	for _, th := range want {
		got, err := d.Analysis(t.Context(), store.Key(th.Format, th.ID))
		if err != nil {
			t.Fatal(err)
		}
		sameAnalysis(t, got, driver.Run(th, reportOf(th), nil))
	}
}

// TestConsume streams the sample threads, one after the other and mixed over two
// partitions, and compares what is stored and sent.
func TestConsume(t *testing.T) {
	k, db := startKafka(t, 2), filepath.Join(t.TempDir(), "x.db")
	threads := readThreads(t, "../../testdata/sample")
	total := 0
	for n, th := range threads {
		for _, c := range th.Comments {
			k.put(t, int32(n%2), message(t, th, c))
			total++
		}
	}
	said := k.consume(t, db, exitOK, "--batch", "7")
	for _, want := range []string{fmt.Sprintf("%d records read from comments: %[1]d comments added, 0 already there, 0 not added", total),
		fmt.Sprintf("%d records sent to marks", total), "lag: 0 records in 2 partitions"} {
		if !strings.Contains(said, want) {
			t.Errorf("%q is not in\n%s", want, said)
		}
	}
	sameThreads(t, db, threads)
	sent := map[string]bool{}
	for _, r := range k.get(t, "marks") {
		var a view.Added
		if err := json.Unmarshal(r.Value, &a); err != nil {
			t.Fatal(err)
		}
		if want := a.Thread + "/" + a.Comment.ID; string(r.Key) != want || sent[want] {
			t.Errorf("key %s of %s", r.Key, want)
		}
		sent[string(r.Key)] = true
	}
	if len(sent) != total {
		t.Errorf("%d records of %d comments", len(sent), total)
	}
	if said := k.consume(t, db, exitOK); !strings.Contains(said, "0 records read") {
		t.Error(said)
	}
	if said := k.consume(t, db, exitOK, "--group", "other"); !strings.Contains(said, fmt.Sprintf("0 comments added, %d already there", total)) {
		t.Error(said)
	}
}

// TestKafkaCommands runs the commands of docs/SCALE.md that need a broker, with kcat.
func TestKafkaCommands(t *testing.T) {
	if _, err := exec.LookPath("kcat"); err != nil {
		if os.Getenv("CI") != "" {
			t.Fatal(err)
		}
		t.Skip("SKIPPED: kcat is not installed")
	}
	text, err := os.ReadFile("../../docs/SCALE.md")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(text), "```sh\n")
	script, _, ok := strings.Cut(rest, "```")
	if !ok {
		t.Fatal("docs/SCALE.md has no commands")
	}
	k := startKafka(t, 2)
	cmd := exec.CommandContext(t.Context(), "bash", "-euxo", "pipefail", "-c", strings.ReplaceAll(script, "broker.example.org", k.address))
	cmd.Dir = t.TempDir()
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Errorf("%v\n%s", err, out)
	}
	for _, want := range []string{"2 records read from comments: 2 comments added", "lag: 0 records in 2 partitions",
		`json:dam/2 {"thread":"json:dam"`, `"kind":"questions"`, "The dam will cost 40 million euros by 2027."} {
		if !strings.Contains(string(out), want) {
			t.Errorf("%q is not in\n%s", want, out)
		}
	}
}
