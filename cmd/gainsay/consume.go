package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/dustin/go-humanize"
	"github.com/gainsay/gainsay/cmd/gainsay/internal/terminal"
	"github.com/gainsay/gainsay/cmd/gainsay/internal/usage"
	"github.com/gainsay/gainsay/live"
	"github.com/gainsay/gainsay/store"
	"github.com/gainsay/gainsay/stream"
	"github.com/spf13/cobra"
	"github.com/twmb/franz-go/pkg/kgo"
)

var _ = register(consumeCommand)

// Environment variables with the user and password for brokers.
const (
	kafkaUser     = "GAINSAY_KAFKA_USER"
	kafkaPassword = "GAINSAY_KAFKA_PASSWORD"
)

// consuming is a consumer about to start.
type consuming struct {
	stream.Config
	cmd     *cobra.Command
	db      string
	encoder string
	metrics string // address
}

func consumeCommand() *cobra.Command {
	s := &consuming{}
	c := &cobra.Command{
		Use:   "consume kafka://HOST[:PORT][,HOST[:PORT]]/TOPIC",
		Short: "Read comments from a topic of Kafka, send what is found to another",
		Long: `Read comments from a topic of Kafka, add each to its thread in the database, and send what is found in
it, and what it changes, to another topic. docs/SCALE.md describes the records.

How far the topic has been read is saved in the database together with the comments, so that nothing is
lost or added twice, whenever the command is stopped. Records are sent after that; those that a command
which was killed did not send, the next one does, with the same keys and contents. Any number of commands
with the same --group share the partitions of the topic.

A record that cannot be read is named and counted, and goes to the topic --dead-letter if there is one;
the exit code is 1 at the end.

--sasl takes user and password from ` + kafkaUser + ` and ` + kafkaPassword + `.

Ctrl-C or SIGTERM stops once the records at hand are saved and sent.`,
		Example: "  gainsay consume kafka://broker.example/comments --group gainsay --to marks --db study.db\n" +
			"  gainsay consume kafka://a.example,b.example/comments --group gainsay --to marks --dead-letter unread --tls --sasl scram-sha-512",
		Args: exactly(1, "kafka://HOST/TOPIC"),
	}
	dbFlag(c, &s.db)
	f := c.Flags()
	f.StringVar(&s.Group, "group", "", "group of consumers that share the topic")
	f.StringVar(&s.To, "to", "", "topic to which what is found is sent; without, it is only stored")
	f.StringVar(&s.Dead, "dead-letter", "", "topic to which records are sent that cannot be read")
	f.BoolVar(&s.UntilEnd, "until-end", false, "stop at what is the end of the topic now, instead of waiting for more")
	f.StringVar(&s.encoder, "encoder", "off", "judge sentences of new threads by a sentence encoder too: on or off")
	f.IntVar(&s.Batch, "batch", 500, "save at most N records at once")
	f.IntVar(&s.BatchBytes, "batch-bytes", 4<<20, "save at most N bytes of records at once, if there are several")
	f.IntVar(&s.MaxMessage, "max-message", 1_000_000, "send at most N bytes at once; at most max.message.bytes of the topics")
	f.DurationVar(&s.Session, "session-timeout", 45*time.Second, "give the partitions of a consumer to others after this time without a sign of life")
	f.StringVar(&s.metrics, "metrics", "", "address at which /metrics and /healthz answer, such as 127.0.0.1:9102")
	f.BoolVar(&s.Security.TLS, "tls", false, "connect by TLS")
	f.StringVar(&s.Security.CA, "tls-ca", "", "PEM `FILE` of the certificate authorities, instead of the system's")
	f.StringVar(&s.Security.Cert, "tls-cert", "", "PEM `FILE` of the client's own certificate")
	f.StringVar(&s.Security.Key, "tls-key", "", "PEM `FILE` of its key")
	f.StringVar(&s.Security.SASL, "sasl", "", "sign in: "+strings.Join(stream.Mechanisms(), ", "))
	c.RunE = func(c *cobra.Command, args []string) error {
		s.cmd = c
		if err := s.check(args[0]); err != nil {
			return err
		}
		return s.run(c.Context())
	}
	return c
}

// check checks the arguments and fills in the rest of the Config.
func (s *consuming) check(address string) (err error) {
	if s.Brokers, s.Topic, err = stream.ParseAddress(address); err != nil {
		return usage.Wrap(err)
	}
	for name, topic := range map[string]string{"--to": s.To, "--dead-letter": s.Dead} {
		if topic == "" {
			continue
		}
		if err := stream.CheckTopic(topic); err != nil {
			return usagef("%s: %v", name, err)
		}
		if topic == s.Topic {
			return usagef("%s: must not be the topic that is read", name)
		}
	}
	if s.To != "" && s.To == s.Dead {
		return usagef("--dead-letter: must be another topic than --to")
	}
	switch {
	case s.Group == "":
		return usagef("--group missing: the name under which the database keeps how far the topic has been read")
	case s.encoder != "on" && s.encoder != "off":
		return usagef("--encoder %s: must be on or off", s.encoder)
	case s.Batch < 1 || s.Batch > 100_000:
		return usagef("--batch %d: must be 1 to 100,000", s.Batch)
	case s.BatchBytes < 1 || s.BatchBytes > 1<<30:
		return usagef("--batch-bytes %d: must be 1 to %d", s.BatchBytes, 1<<30)
	case s.MaxMessage < 1<<10 || s.MaxMessage > 1<<30:
		return usagef("--max-message %d: must be %d to %d", s.MaxMessage, 1<<10, 1<<30)
	case s.Session < time.Second/10 || s.Session > time.Hour:
		return usagef("--session-timeout %v: must be 100ms to 1h", s.Session)
	}
	s.Encode = s.encoder == "on"
	return s.checkSecurity()
}

func (s *consuming) checkSecurity() error {
	sec := &s.Security
	switch {
	case !sec.TLS && (sec.CA != "" || sec.Cert != "" || sec.Key != ""):
		return usagef("--tls-ca, --tls-cert and --tls-key need --tls")
	case (sec.Cert == "") != (sec.Key == ""):
		return usagef("--tls-cert and --tls-key must both be given")
	case sec.SASL == "":
		return nil
	case !slices.Contains(stream.Mechanisms(), sec.SASL):
		return usagef("--sasl %s: must be one of %s", sec.SASL, strings.Join(stream.Mechanisms(), ", "))
	}
	sec.User, sec.Password = os.Getenv(kafkaUser), os.Getenv(kafkaPassword)
	if sec.User == "" || sec.Password == "" {
		return usagef("--sasl needs %s and %s in the environment", kafkaUser, kafkaPassword)
	}
	if sec.SASL == "plain" && !sec.TLS {
		fmt.Fprintln(s.cmd.ErrOrStderr(), "gainsay: without --tls the password travels unencrypted")
	}
	return nil
}

func (s *consuming) run(ctx context.Context) error {
	d, err := store.Open(s.db)
	if err != nil {
		return err
	}
	return errors.Join(s.consume(ctx, d), d.Close())
}

func (s *consuming) consume(ctx context.Context, d *store.DB) error {
	said := &notices{w: s.cmd.ErrOrStderr()}
	defer said.end()
	s.Warn, s.Log = said.say, said
	c, err := stream.New(ctx, d, &live.Analyst{DB: d, Driver: newDrivers(d).get}, s.Config)
	if err != nil {
		return err
	}
	healthy := func(ctx context.Context) error { _, err := d.Users(ctx); return err }
	end, err := serveMetrics(ctx, s.cmd.ErrOrStderr(), s.metrics, func(w io.Writer) { c.WriteMetrics(ctx, w, said.count()) }, healthy)
	if err != nil {
		c.Close()
		return err
	}
	defer end()
	var lag map[int32]int64
	if err = c.Run(ctx); err == nil {
		lag, err = c.Lag(context.WithoutCancel(ctx))
	}
	c.Close()
	return errors.Join(err, s.summary(c.Counts(), lag))
}

// notices writes what several goroutines report, until end is called.
type notices struct {
	mu    sync.Mutex
	w     io.Writer
	said  int
	ended bool
}

// count returns how many messages there were.
func (n *notices) count() int {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.said
}

func (n *notices) say(message string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.said++
	if !n.ended {
		fmt.Fprintln(n.w, "gainsay: "+message)
	}
}

func (n *notices) end() {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.ended = true
}

// Level and Log implement kgo.Logger.
func (*notices) Level() kgo.LogLevel { return kgo.LogLevelWarn }

func (n *notices) Log(_ kgo.LogLevel, message string, keyvals ...any) {
	for i := 0; i+1 < len(keyvals); i += 2 {
		message += fmt.Sprintf(" %v=%v", keyvals[i], keyvals[i+1])
	}
	n.say("kafka: " + message)
}

// summary prints what became of the records and, where it is known, how many are
// left. It returns errInput if some could not be read.
func (s *consuming) summary(n stream.Counts, lag map[int32]int64) error {
	w := s.cmd.OutOrStdout()
	fmt.Fprintf(w, "%s read from %s: %s added, %s already there, %s not added\n", terminal.Counted(n.Read, "record"), s.Topic,
		terminal.Counted(n.Added, "comment"), humanize.Comma(int64(n.Known)), humanize.Comma(int64(n.Bad)))
	if s.To != "" {
		fmt.Fprintf(w, "%s sent to %s\n", terminal.Counted(n.Sent, "record"), s.To)
	}
	if s.Dead != "" {
		fmt.Fprintf(w, "%s sent to %s\n", terminal.Counted(n.Dead, "record"), s.Dead)
	}
	if n.Differ > 0 {
		fmt.Fprintf(w, "%s with another title, address or article than the thread, which keeps its own\n", terminal.Counted(n.Differ, "record"))
	}
	if n.Lost > 0 {
		fmt.Fprintf(w, "%s removed from the topic before they could be read\n", terminal.Counted(n.Lost, "record"))
	}
	if lag != nil {
		left := 0
		for _, n := range lag {
			left += int(n)
		}
		fmt.Fprintf(w, "lag: %s in %s\n", terminal.Counted(left, "record"), terminal.Counted(len(lag), "partition"))
	}
	if n.Bad > 0 || n.Lost > 0 {
		return errInput
	}
	return nil
}
