package main

import (
	"crypto/tls"
	"database/sql"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/live"
	"github.com/gainsay/gainsay/store"
	"github.com/gainsay/gainsay/stream"
	"github.com/twmb/franz-go/pkg/kadm"
	"github.com/twmb/franz-go/pkg/kfake"
	"github.com/twmb/franz-go/pkg/kgo"
)

// unreadable are values of records with what is said of them.
var unreadable = []struct{ value, says string }{
	{``, "the value is no JSON object"},
	{`[1]`, "the value is no JSON object"},
	{`{"thread": "a:b", "id": "1", "text": "cut`, "unexpected EOF"},
	{`{"thread": "a:b", "id": "1", "text": "x"} {}`, "more than one value"},
	{`{"thread": "a:b", "id": "1", "text": "x", "parnet": "2"}`, `unknown field "parnet"`},
	{`{"thread": "a:b", "id": "1", "text": 5}`, "cannot unmarshal number"},
	{"{\"thread\": \"a:b\", \"id\": \"1\", \"text\": \"\xff\"}", "no UTF-8"},
	{`{"id": "1", "text": "x"}`, "no thread"},
	{`{"thread": ":", "id": "1", "text": "x"}`, "no thread"},
	{`{"thread": "a:b", "text": "x"}`, "no id"},
	{`{"thread": "a:b", "id": "1", "text": " "}`, "Text must not be empty."},
	{`{"thread": "a:b", "id": "1", "text": "x", "time": "yesterday"}`, `time "yesterday"`},
	{`{"thread": "a:b", "id": "1", "text": "x", "state": "lost"}`, `unknown state "lost"`},
	{`{"thread": "a:b", "id": "1", "text": "x", "parent_by": "hearsay"}`, `unknown parent_by "hearsay"`},
	{`{"thread": "a:b", "id": "1", "text": "x", "parent": "1"}`, "answers itself"},
	{`{"thread": "a:b", "id": "1", "text": "é", "quotes": [{"start": 0, "end": 1}]}`, "A quotation, 0 to 1"},
	{`{"thread": "a:b", "id": "1", "text": "a\u0000b"}`, "without zero bytes"},
	{`{"thread": "a:b", "id": "1", "text": "` + strings.Repeat("x", 300_000) + `"}`, "at most 262144 bytes"},
	{`{"thread": "` + strings.Repeat("x", 2_000) + `", "id": "1", "text": "x"}`, "Thread must be"},
	{`{"thread": "a:b", "id": "good", "text": "other words"}`, "another comment “good”"},
}

// TestConsumeBad mixes records that cannot be read with one that can.
func TestConsumeBad(t *testing.T) {
	k, db := startKafka(t, 1), filepath.Join(t.TempDir(), "x.db")
	k.put(t, 0, `{"thread": "a:b", "id": "good", "text": "The dam will cost 40 million euros by 2027.", "time": ""}`)
	for _, u := range unreadable {
		k.put(t, 0, u.value)
	}
	k.put(t, 0, `{"thread": "a:b", "id": "last", "parent": "good", "text": "Do you have a source?"}`)
	said := k.consume(t, db, exitInput)
	if want := fmt.Sprintf("2 comments added, 0 already there, %d not added", len(unreadable)); !strings.Contains(said, want) {
		t.Errorf("%q is not in %s", want, said)
	}
	for n, u := range unreadable {
		if at := fmt.Sprintf("gainsay: comments, partition 0, offset %d: ", n+1); !strings.Contains(lineWith(said, at), u.says) {
			t.Errorf("%.80s: %s", u.value, lineWith(said, at))
		}
	}
	said = k.consume(t, db, exitInput, "--group", "again", "--dead-letter", "unread")
	if want := fmt.Sprintf("%d records sent to unread", len(unreadable)); !strings.Contains(said, want) {
		t.Error(said)
	}
	for n, r := range k.get(t, "unread") {
		h := map[string]string{}
		for _, one := range r.Headers {
			h[one.Key] = string(one.Value)
		}
		u := unreadable[n]
		if string(r.Value) != u.value || !strings.Contains(h["gainsay-error"], u.says) || h["gainsay-topic"] != "comments" ||
			h["gainsay-partition"] != "0" || h["gainsay-offset"] != fmt.Sprint(n+1) {
			t.Errorf("%.80s: %v", r.Value, h)
		}
	}
}

func lineWith(text, part string) string {
	for line := range strings.Lines(text) {
		if strings.Contains(line, part) {
			return line
		}
	}
	return ""
}

// TestConsumeLate streams a thread with replies before what they answer, and its
// title and article late.
func TestConsumeLate(t *testing.T) {
	k, db := startKafka(t, 1), filepath.Join(t.TempDir(), "x.db")
	c := func(id, parent, text string) *gainsay.Comment {
		return &gainsay.Comment{ID: id, Parent: parent, ParentBy: gainsay.BySource, Author: "Ann " + id, Text: text, State: gainsay.Live}
	}
	one, two := c("1", "", "The dam will cost 40 million euros by 2027."), c("2", "1", "Where did you get that number? Do you have a source?")
	three, four := c("3", "2", "The report of the council says so on page 12."), c("4", "gone", "Nobody needs a dam.")
	bare := &gainsay.Thread{ID: "d", Format: "json"}
	whole := &gainsay.Thread{ID: "d", Format: "json", Title: "The new dam", Article: "The council plans a dam."}
	k.put(t, 0, message(t, bare, three), message(t, whole, four), message(t, bare, one), message(t, whole, two),
		`{"thread": "d", "title": "Another", "id": "4", "parent": "gone", "author": "Ann 4", "text": "Nobody needs a dam.", "time": ""}`,
		`{"thread": "d", "title": "Another", "id": "5", "parent": "gone", "author": "Ann 5", "text": "The dam costs too much.", "time": ""}`)
	said := k.consume(t, db, exitOK, "--batch", "2")
	if !strings.Contains(said, "5 comments added, 1 already there") || !strings.Contains(said, "1 record with another title") {
		t.Error(said)
	}
	gone := &gainsay.Comment{ID: "gone", ParentBy: gainsay.BySource, State: gainsay.Missing}
	whole.Comments = []*gainsay.Comment{one, two, three, gone, four, c("5", "gone", "The dam costs too much.")}
	sameThreads(t, db, []*gainsay.Thread{whole})
	k.put(t, 0, `{"thread": "d", "id": "gone", "parent": "4", "text": "A circle."}`,
		`{"thread": "d", "id": "gone", "parent": "1", "author": "Bo", "text": "It may cost more.", "time": ""}`)
	if said := k.consume(t, db, exitInput); !strings.Contains(said, "answers one of its own replies") || !strings.Contains(said, "1 comment added") {
		t.Error(said)
	}
	whole.Comments[3] = &gainsay.Comment{ID: "gone", Parent: "1", ParentBy: gainsay.BySource, Author: "Bo", Text: "It may cost more.", State: gainsay.Live}
	sameThreads(t, db, []*gainsay.Thread{whole})
}

// TestConsumeRefused has a database that does not take some comments. Only these
// are lost.
func TestConsumeRefused(t *testing.T) {
	k, db := startKafka(t, 1), filepath.Join(t.TempDir(), "x.db")
	d, err := store.Open(db)
	if err != nil {
		t.Fatal(err)
	}
	d.Close()
	file, err := sql.Open("sqlite", db)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := file.ExecContext(t.Context(), `CREATE TRIGGER refuse BEFORE INSERT ON comment WHEN NEW.text LIKE '%poison%'
		BEGIN SELECT RAISE(ABORT, 'no poison'); END`); err != nil {
		t.Fatal(err)
	}
	file.Close()
	for n := range 20 {
		text := fmt.Sprintf("The dam number %d will cost %d million euros.", n, n+2)
		if n%9 == 4 {
			text = "This is poison."
		}
		k.put(t, 0, fmt.Sprintf(`{"thread": "t%d", "id": "%d", "text": %q}`, n%3, n, text))
	}
	said := k.consume(t, db, exitInput, "--dead-letter", "unread")
	for _, want := range []string{"18 comments added, 0 already there, 2 not added", "offset 4: save thread json:t1: ", "offset 13: ",
		"18 records sent to marks", "2 records sent to unread", "no poison"} {
		if !strings.Contains(said, want) {
			t.Errorf("%q is not in %s", want, said)
		}
	}
}

// consumer makes a consumer in this process.
func (k *kafka) consumer(t testing.TB, db string, conf stream.Config) (*store.DB, *stream.Consumer, error) {
	t.Helper()
	d, err := store.Open(db)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Close() })
	conf.Brokers, conf.Topic, conf.Group, conf.UntilEnd, conf.Session = []string{k.address}, "comments", "g", true, time.Second
	conf.BatchBytes, conf.MaxMessage = 1<<20, 1<<20
	c, err := stream.New(t.Context(), d, &live.Analyst{DB: d, Driver: plainDriver}, conf)
	if err == nil {
		t.Cleanup(c.Close)
	}
	return d, c, err
}

// TestConsumeElsewhere has another member of the group read on meanwhile, as when a
// consumer was cut off and does not know it yet.
func TestConsumeElsewhere(t *testing.T) {
	k, db := startKafka(t, 1), filepath.Join(t.TempDir(), "x.db")
	k.put(t, 0, "bad", `{"thread": "t", "id": "1", "text": "Yes."}`, `{"thread": "t", "id": "2", "text": "No."}`,
		`{"thread": "t", "id": "3", "text": "Maybe."}`)
	var d *store.DB
	d, c, err := k.consumer(t, db, stream.Config{Batch: 1, Warn: func(string) {
		if err := d.SaveStream(t.Context(), nil, store.StreamPart{Group: "g", Topic: "comments", From: 1, Next: 3}); err != nil {
			t.Error(err)
		}
	}})
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Run(t.Context()); err != nil {
		t.Fatal(err)
	}
	a, err := d.Analysis(t.Context(), "json:t")
	if err != nil || len(a.Thread.Comments) != 1 || a.Thread.Comments[0].ID != "3" {
		t.Errorf("%v, %+v", err, a)
	}
}

// TestConsumeOffsets has a topic whose first records are gone, one that was made
// anew, transactions, and topics that are not there.
func TestConsumeOffsets(t *testing.T) {
	k, db := startKafka(t, 1), filepath.Join(t.TempDir(), "x.db")
	ctx, admin := t.Context(), kadm.NewClient(k.Client)
	k.put(t, 0, `{"thread": "t", "id": "1", "text": "Yes."}`)
	k.consume(t, db, exitOK)
	k.put(t, 0, `{"thread": "t", "id": "2", "text": "Yes."}`, `{"thread": "t", "id": "3", "text": "Yes."}`, `{"thread": "t", "id": "4", "text": "Yes."}`)
	if _, err := admin.DeleteRecords(ctx, kadm.Offsets{"comments": {0: {Topic: "comments", At: 3}}}); err != nil {
		t.Fatal(err)
	}
	if said := k.consume(t, db, exitInput); !strings.Contains(said, "partition 0: 2 records from offset 1 on were removed") ||
		!strings.Contains(said, "1 comment added") {
		t.Error(said)
	}
	for _, end := range []kgo.TransactionEndTry{kgo.TryAbort, kgo.TryCommit} {
		k.transaction(t, end, fmt.Sprintf(`{"thread": "t", "id": "in %v", "text": "Yes."}`, end))
	}
	if said := k.consume(t, db, exitOK); !strings.Contains(said, "1 record read") || !strings.Contains(said, "lag: 0 records") {
		t.Error(said)
	}
	if said := k.consume(t, db, exitOK); !strings.Contains(said, "0 records read") {
		t.Error(said)
	}
	if said := k.consume(t, db, exitInput, "--dead-letter", "nowhere"); !strings.Contains(said, "topic nowhere: the brokers do not have it") {
		t.Error(said)
	}
	fresh := startKafka(t, 1)
	fresh.put(t, 0, `{"thread": "t", "id": "9", "text": "Yes."}`)
	if said := fresh.consume(t, db, exitInput); !strings.Contains(said, "the topic was made anew") {
		t.Error(said)
	}
}

// transaction sends a value in a transaction.
func (k *kafka) transaction(t testing.TB, end kgo.TransactionEndTry, value string) {
	t.Helper()
	c, err := kgo.NewClient(kgo.SeedBrokers(k.address), kgo.TransactionalID("x"), kgo.DefaultProduceTopic("comments"))
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if err := c.BeginTransaction(); err != nil {
		t.Fatal(err)
	}
	if err := c.ProduceSync(t.Context(), kgo.StringRecord(value)).FirstErr(); err != nil {
		t.Fatal(err)
	}
	if err := c.EndTransaction(t.Context(), end); err != nil {
		t.Fatal(err)
	}
}

// TestConsumeLargeOutput has more to send than the topic takes. It is kept until it
// may be sent.
func TestConsumeLargeOutput(t *testing.T) {
	k, db := startKafka(t, 1), filepath.Join(t.TempDir(), "x.db")
	k.put(t, 0, fmt.Sprintf(`{"thread": "t", "id": "1", "text": %q}`, strings.Repeat("The dam will cost 40 million euros by 2027. ", 100)))
	for range 2 { // where it is found, and where it waits
		if said := k.consume(t, db, exitInput, "--max-message", "2000"); !strings.Contains(said, "raise max.message.bytes") ||
			!strings.Contains(said, "partition 0, offset 0") {
			t.Error(said)
		}
	}
	if said := k.consume(t, db, exitOK); !strings.Contains(said, "0 records read") || !strings.Contains(said, "1 record sent to marks") {
		t.Error(said)
	}
}

// TestConsumeSecurity signs in at a broker with TLS.
func TestConsumeSecurity(t *testing.T) {
	t.Run("commands", secureCommands)
	const secret = "tr0ub4dor&3"
	cert, ca := certificate(t, t.TempDir(), nil)
	config := &tls.Config{Certificates: []tls.Certificate{cert}}
	for _, mechanism := range []string{"PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"} {
		cluster, err := kfake.NewCluster(kfake.NumBrokers(1), kfake.SeedTopics(1, "comments", "marks"), kfake.EnableSASL(),
			kfake.Superuser(mechanism, "bot", secret), kfake.TLS(config))
		if err != nil {
			t.Fatal(err)
		}
		defer cluster.Close()
		k := &kafka{address: cluster.ListenAddrs()[0]}
		db := filepath.Join(t.TempDir(), "x.db")
		t.Setenv(kafkaUser, "bot")
		t.Setenv(kafkaPassword, secret)
		flags := []string{"--tls", "--tls-ca", ca, "--sasl", strings.ToLower(mechanism)}
		k.consume(t, db, exitOK, flags...)
		if mechanism != "PLAIN" {
			continue
		}
		t.Setenv(kafkaPassword, secret+"?")
		if said := k.consume(t, db, exitInput, flags...); strings.Contains(said, secret) || !strings.Contains(said, "--sasl") {
			t.Errorf("%s: %s", mechanism, said)
		}
		t.Setenv(kafkaPassword, "")
		k.consume(t, db, exitUsage, flags...)
	}
}

// secureCommands runs the commands of docs/SCALE.md for a broker with TLS and SASL.
func secureCommands(t *testing.T) {
	text, err := os.ReadFile("../../docs/SCALE.md")
	if err != nil {
		t.Fatal(err)
	}
	var script strings.Builder
	for line := range strings.Lines(string(text)) {
		if command, ok := strings.CutPrefix(line, "    "); ok && strings.Contains(strings.ToLower(command), "kafka") {
			script.WriteString(command)
		}
	}
	cert, ca := certificate(t, t.TempDir(), nil)
	cluster, err := kfake.NewCluster(kfake.NumBrokers(2), kfake.SeedTopics(1, "comments", "marks"), kfake.EnableSASL(),
		kfake.Superuser("SCRAM-SHA-512", "bot", "change me"), kfake.TLS(&tls.Config{Certificates: []tls.Certificate{cert}}))
	if err != nil {
		t.Fatal(err)
	}
	defer cluster.Close()
	brokers := strings.NewReplacer("a.example.org", cluster.ListenAddrs()[0], "b.example.org", cluster.ListenAddrs()[1])
	cmd := exec.CommandContext(t.Context(), "bash", "-euxo", "pipefail", "-c", strings.TrimSpace(brokers.Replace(script.String()))+" --until-end")
	cmd.Env = append(os.Environ(), "SSL_CERT_FILE="+ca, "GAINSAY_DB="+filepath.Join(t.TempDir(), "x.db"))
	if out, err := cmd.CombinedOutput(); err != nil || !strings.Contains(string(out), "0 records read from comments") {
		t.Errorf("%v\n%s", err, out)
	}
}
