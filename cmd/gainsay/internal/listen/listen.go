// Package listen serves requests so that stopping loses none, and the metrics of
// commands that serve nothing else.
package listen

import (
	"context"
	"errors"
	"net"
	"net/http"
	"sync"
	"time"

	"github.com/coreos/go-systemd/v22/daemon"
)

// Times that stopping a server may take.
const (
	stopTime   = 65 * time.Second // for requests under way: longer than any page takes
	newTime    = time.Second      // for a new connection to bring its request
	stopPeriod = 5 * time.Millisecond
)

// Times that a client may take. Package web extends them: for reading by forms
// with files, for writing by every part of an answer that is taken.
const (
	headerTime = 10 * time.Second
	readTime   = 30 * time.Second
	writeTime  = 2 * time.Minute
	idleTime   = 2 * time.Minute
	maxHeader  = 32 << 10 // bytes
)

// Times are the times that a client may take.
type Times struct{ Header, Read, Write, Idle time.Duration }

// Usual are the times of all servers.
var Usual = Times{headerTime, readTime, writeTime, idleTime}

// Server returns a server that closes the connections of clients that take longer.
func (t Times) Server(h http.Handler) *http.Server {
	return &http.Server{Handler: h, ReadHeaderTimeout: t.Header, ReadTimeout: t.Read, WriteTimeout: t.Write,
		IdleTimeout: t.Idle, MaxHeaderBytes: maxHeader}
}

// notify tells systemd how the server is. Without systemd it does nothing; where it
// fails, systemd notices the missing message.
func notify(state string) { _, _ = daemon.SdNotify(false, state) }

// Until serves until ctx ends. Then it accepts no connection any more, answers the
// requests of those it has, and waits up to stopTime for that.
//
// Shutdown alone would lose requests: it closes a connection whose request
// arrives after it was called, be it accepted before.
func Until(ctx context.Context, l net.Listener, h http.Handler) error {
	open := &connections{state: map[net.Conn]http.ConnState{}}
	srv := Usual.Server(h)
	srv.ConnState = open.set
	defer context.AfterFunc(ctx, func() { l.Close() })()
	notify(daemon.SdNotifyReady)
	if err := srv.Serve(l); ctx.Err() == nil {
		return errors.Join(err, srv.Close())
	}
	notify(daemon.SdNotifyStopping)
	srv.SetKeepAlivesEnabled(false) // every connection ends with its answer
	wait, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopTime)
	defer cancel()
	open.wait(wait)
	return srv.Shutdown(wait)
}

// connections knows the state of every open connection.
type connections struct {
	mu    sync.Mutex
	state map[net.Conn]http.ConnState
}

func (o *connections) set(c net.Conn, s http.ConnState) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if s == http.StateClosed || s == http.StateHijacked {
		delete(o.state, c)
		return
	}
	o.state[c] = s
}

func (o *connections) count(s http.ConnState) (n int) {
	o.mu.Lock()
	defer o.mu.Unlock()
	for _, is := range o.state {
		if is == s {
			n++
		}
	}
	return n
}

// wait waits until no request is under way and new connections have brought
// theirs. Browsers open connections without a request: newTime bounds the wait.
func (o *connections) wait(ctx context.Context) {
	begun := time.Now()
	tick := time.NewTicker(stopPeriod)
	defer tick.Stop()
	for o.count(http.StateActive) > 0 || o.count(http.StateNew) > 0 && time.Since(begun) < newTime {
		select {
		case <-tick.C:
		case <-ctx.Done():
			return
		}
	}
}
