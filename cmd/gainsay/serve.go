package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"log/slog"
	"math"
	"net"
	"os"
	"strings"
	"sync"
	"time"

	"github.com/coreos/go-systemd/v22/activation"
	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/analyze/tagger"
	"github.com/gainsay/gainsay/cmd/gainsay/internal/listen"
	"github.com/gainsay/gainsay/store"
	"github.com/gainsay/gainsay/store/exporter"
	"github.com/gainsay/gainsay/view"
	"github.com/gainsay/gainsay/web"
	"github.com/gainsay/gainsay/web/access"
	"github.com/spf13/cobra"
)

var _ = register(serveCommand)

// defaultAddr is where serve listens without --addr, if the port is free.
const defaultAddr = "127.0.0.1:8080"

// serving is a server about to start.
type serving struct {
	cmd        *cobra.Command
	db, addr   string
	create     bool
	hosts      []string
	trustProxy bool
	log        bool
	doors      doorOptions
	private    bool // webhooks may be at private addresses
	jobs       int  // run at a time
}

func serveCommand() *cobra.Command {
	s := &serving{}
	c := &cobra.Command{
		Use:   "serve",
		Short: "Serve the web view and the API",
		Long: `Serve the web view, and the API for programs under /api/v1 (docs/API.md).

Without --addr the server listens on this machine only, on port 8080 or, if that is taken, on a free
port, and nobody has to sign in. Users must sign in on any other address, behind a proxy, and once the
database has users: add them with 'gainsay user add'. docs/SERVE.md shows how to set up a proxy for TLS.

Ctrl-C or SIGTERM stops the server once the current requests are answered. Under systemd with a socket
unit it uses that socket instead of --addr, so that requests wait while it restarts. Monitoring reads
/healthz and /metrics (docs/OPERATE.md).`,
		Example: "  gainsay serve\n  gainsay serve --db study.db --addr 127.0.0.1:9000\n" +
			"  gainsay serve --trust-proxy --host gainsay.example --log",
		Args: noArgs,
	}
	dbFlag(c, &s.db)
	c.Flags().StringVar(&s.addr, "addr", defaultAddr, "address to listen on; port 0 picks a free one")
	c.Flags().BoolVar(&s.create, "create", false, "create the database if there is none")
	c.Flags().StringSliceVar(&s.hosts, "host", nil, "host name that browsers use for the server (several: comma or repeat)")
	c.Flags().BoolVar(&s.trustProxy, "trust-proxy", false, "trust X-Forwarded-For, -Proto and -Host, which a proxy sets")
	c.Flags().BoolVar(&s.log, "log", false, "log every request to standard error")
	s.doors.flags(c)
	c.Flags().IntVar(&s.jobs, "jobs", 1, "work on N jobs at a time, such as imports from the browser; "+
		"0 leaves those of a PostgreSQL server to 'gainsay work'")
	c.Flags().BoolVar(&s.private, "private-webhooks", false, "also send webhooks to addresses in private networks")
	c.RunE = func(c *cobra.Command, _ []string) error {
		s.cmd = c
		return s.run(c.Context())
	}
	return c
}

func (s *serving) run(ctx context.Context) error {
	err := errors.Join(checkAddr(s.addr), checkHosts(s.hosts), s.doors.check(), defaultEncoder().check(), s.checkJobs())
	if err != nil {
		return err
	}
	d, err := s.open()
	if err != nil {
		return err
	}
	defer d.Close()
	if _, err := d.Expire(ctx); err != nil {
		return err
	}
	users, err := d.Users(ctx)
	if err != nil {
		return err
	}
	l, err := s.listen()
	if err != nil {
		return err
	}
	if err := s.checkAccess(l, len(users)); err != nil {
		return errors.Join(err, l.Close())
	}
	conf := web.Config{Accounts: len(users) > 0, Hosts: s.hosts, TrustProxy: s.trustProxy, LogRequests: s.log,
		Log: slog.New(slog.NewTextHandler(s.cmd.ErrOrStderr(), nil))}
	if store.IsFile(s.db) {
		conf.Sizes = s.sizes
	}
	guard := access.New(d, len(users) == 0, nil)
	closeDoors, mounts, err := s.doors.serve(ctx, d, guard, conf.Log)
	if err != nil {
		return errors.Join(err, l.Close())
	}
	defer closeDoors()
	conf.Mounts = append(conf.Mounts, mounts...)
	b, err := newBackgroundWork(ctx, d, webhookClient(s.private), false, conf.Log)
	if err != nil {
		return errors.Join(err, l.Close())
	}
	defer b.close()
	if s.jobs > 0 {
		conf.RunJobs = func(ctx context.Context) { b.run(ctx, s.jobs) }
	}
	h, err := webServer(d, conf, guard, b)
	if err != nil {
		return errors.Join(err, l.Close())
	}
	defer h.Close()
	s.greet(l, len(users))
	return serveStored(ctx, l, h, d, conf.Log)
}

// serveStored serves until ctx ends, and meanwhile prepares the database and keeps
// its log short.
func serveStored(ctx context.Context, l net.Listener, h *web.Server, d *store.DB, log *slog.Logger) error {
	go func() { // an error meets the first page too
		_ = h.Warm(ctx)
		_ = d.Warm(ctx)
		_, _ = d.Restate(ctx, math.MaxInt64)      // where a stop interrupted it
		_, _ = d.FillOutlines(ctx, math.MaxInt64) // of threads that earlier versions saved
		_, _ = d.CountDecided(ctx, math.MaxInt64) // also of threads decided in earlier versions
	}()
	keeping, stop := context.WithCancel(ctx)
	var keeper sync.WaitGroup
	keeper.Go(func() {
		if err := d.KeepLogShort(keeping, time.Tick(logPeriod)); err != nil {
			log.Error("the log of the database grows longer", "error", err)
		}
	})
	err := listen.Until(ctx, l, h)
	stop()
	keeper.Wait()
	return err
}

// checkJobs refuses to leave the jobs of a file to others, who cannot know them.
func (s *serving) checkJobs() error {
	if s.jobs < 0 || s.jobs == 0 && !store.IsServer(s.db) {
		return usagef("--jobs %d: must be at least 1, for a PostgreSQL server at least 0", s.jobs)
	}
	return nil
}

func (s *serving) open() (*store.DB, error) {
	there, err := store.Exists(s.cmd.Context(), s.db)
	if err != nil {
		return nil, err
	}
	if !there && !s.create {
		return nil, usagef("no database %s: 'gainsay import --db %[1]s SOURCE' makes one with threads, --create an empty one",
			store.Redact(s.db))
	}
	return store.Open(s.db)
}

// logPeriod is how often the log of the database is written back.
const logPeriod = time.Second

// sizes returns the bytes of the database and of its log, 0 for what is not there.
func (s *serving) sizes() (file, log int64) {
	if info, err := os.Stat(s.db); err == nil {
		file = info.Size()
	}
	if info, err := os.Stat(s.db + "-wal"); err == nil {
		log = info.Size()
	}
	return file, log
}

// listen takes the socket that systemd passes on, or listens on the address. Only
// the default port may be replaced.
func (s *serving) listen() (net.Listener, error) {
	switch passed, err := activation.Listeners(); {
	case err != nil:
		return nil, fmt.Errorf("take the sockets of systemd: %w", err)
	case len(passed) > 1:
		return nil, usagef("systemd passes %d sockets on; one is served", len(passed))
	case len(passed) == 1 && passed[0] != nil:
		return passed[0], nil
	}
	l, err := net.Listen("tcp", s.addr)
	if err != nil && !s.cmd.Flags().Changed("addr") {
		if l, free := net.Listen("tcp", "127.0.0.1:0"); free == nil {
			fmt.Fprintln(s.cmd.ErrOrStderr(), "gainsay: port 8080 is taken by another program; a free one is used instead")
			return l, nil
		}
	}
	if err != nil {
		return nil, fmt.Errorf("listen: %w", err)
	}
	return l, nil
}

// checkAccess refuses to serve others without accounts.
func (s *serving) checkAccess(l net.Listener, users int) error {
	if users > 0 {
		return nil
	}
	const add = "without users everyone could read and change everything; first add one: " +
		"gainsay user add NAME --role admin --db "
	switch {
	case !isLoopback(l):
		return usagef("%s can be reached from other machines, and %s%s", l.Addr(), add, store.Redact(s.db))
	case s.trustProxy || len(s.hosts) > 0:
		return usagef("--trust-proxy and --host are for serving others, and %s%s", add, store.Redact(s.db))
	}
	return nil
}

// isLoopback reports whether only this machine reaches the listener.
func isLoopback(l net.Listener) bool {
	a, ok := l.Addr().(*net.TCPAddr)
	return ok && a.IP.IsLoopback()
}

// greet says where the server is and what it needs.
func (s *serving) greet(l net.Listener, users int) {
	w := s.cmd.ErrOrStderr()
	fmt.Fprintf(w, "Gainsay serves %s at http://%s (press Ctrl-C to stop)\n", store.Redact(s.db), l.Addr())
	if users > 0 {
		fmt.Fprintln(w, "Everyone signs in, since the database has users.")
	}
	if !isLoopback(l) && !s.trustProxy {
		fmt.Fprintln(w, "gainsay: passwords and pages travel unencrypted; docs/SERVE.md shows a proxy with TLS")
	}
	if unspecified(l) && len(s.hosts) == 0 {
		fmt.Fprintln(w, "gainsay: browsers reach it under an address in digits; for a name, add --host NAME")
	}
}

// unspecified reports whether the listener takes all addresses of the machine.
func unspecified(l net.Listener) bool {
	a, ok := l.Addr().(*net.TCPAddr)
	return ok && a.IP.IsUnspecified()
}

// checkAddr refuses what is no HOST:PORT as wrong usage.
func checkAddr(addr string) error {
	_, port, err := net.SplitHostPort(addr)
	if err == nil {
		_, err = net.LookupPort("tcp", port)
	}
	if err != nil {
		return usagef("--addr %q: %v", addr, err)
	}
	return nil
}

// checkHosts refuses what no browser sends as a name.
func checkHosts(hosts []string) error {
	for _, h := range hosts {
		if h == "" || strings.ContainsAny(h, "/:@ ") {
			return usagef("--host %q: give the name only, without https:// and port", h)
		}
	}
	return nil
}

// webServer makes the pages and the parts for programs over a database. guard also
// counts the requests of doors. b is the work in the background; nil makes it here,
// without notices for webhooks.
func webServer(d *store.DB, conf web.Config, guard *access.Guard, b *backgroundWork) (*web.Server, error) {
	if b == nil {
		var err error
		if b, err = newBackgroundWork(context.Background(), d, nil, false, logOf(conf)); err != nil {
			return nil, err
		}
		conf.RunJobs = func(ctx context.Context) {
			b.run(ctx, 1)
			_ = b.close()
		}
	}
	all, err := tagger.All() // the rules are those of the analyses
	if err != nil {
		return nil, err
	}
	for _, t := range all {
		w := web.Tagger{Name: t.Name, Doc: t.Doc, Tags: t.Tags}
		for _, r := range t.Rules {
			w.Rules = append(w.Rules, web.Rule(r))
		}
		conf.Taggers = append(conf.Taggers, w)
	}
	for i, h := range conf.Hosts {
		conf.Hosts[i] = strings.ToLower(strings.TrimSuffix(h, "."))
	}
	conf.Store, conf.Exports, conf.Version, conf.Topic = d, webExports(), buildVersion(), canonicalTopic
	conf.Familiar = familiar
	encoded := newDrivers(d)
	conf.Words = func(ctx context.Context, a *gainsay.Analysis, m *gainsay.Annotation) (view.WordEffects, error) {
		return wordEffects(ctx, func() (analyzer, error) { return encoded.analyzer(ctx, true) }, a, m)
	}
	b.configure(&conf)
	conf.Mounts = append(conf.Mounts, programs(d, conf, guard, b.wake)...)
	return web.New(conf)
}

func logOf(conf web.Config) *slog.Logger {
	if conf.Log == nil {
		return slog.Default()
	}
	return conf.Log
}

// webExports are the formats that pages offer.
func webExports() []web.Export {
	var out []web.Export
	for _, f := range exporter.Formats() {
		out = append(out, web.Export{Name: f.Name, Doc: f.Doc, Ext: f.Ext, Rows: f.Name == "csv",
			Write: func(w io.Writer, all iter.Seq2[*gainsay.Analysis, error]) error {
				return f.WriteAll(w, all, exporter.Options{})
			}})
	}
	return out
}
