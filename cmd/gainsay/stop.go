package main

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

// serve serves until ctx ends. Then it accepts no connection any more, answers the
// requests of those it has, and waits up to stopTime for that.
//
// Shutdown alone would lose requests: it closes a connection whose request
// arrives after it was called, be it accepted before.
func serve(ctx context.Context, l net.Listener, h http.Handler) error {
	open := &connections{state: map[net.Conn]http.ConnState{}}
	srv := usualTimes.server(h)
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
