package main

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/VictoriaMetrics/metrics"
	"github.com/gainsay/gainsay/cmd/gainsay/internal/listen"
)

// slowTimes are listen.Usual, a hundredth as long.
var slowTimes = listen.Times{Header: listen.Usual.Header / 100, Read: listen.Usual.Read / 100, Write: listen.Usual.Write / 100,
	Idle: listen.Usual.Idle / 100}

// startSlow serves with slowTimes and returns the address, and a channel that gets each connection
// that is closed.
func startSlow(t *testing.T, h http.Handler) (addr string, closed chan string) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	closed = make(chan string, 1000)
	srv := slowTimes.Server(h)
	srv.ConnState = func(c net.Conn, s http.ConnState) {
		if s == http.StateClosed {
			closed <- c.RemoteAddr().String()
		}
	}
	go func() { _ = srv.Serve(l) }()
	t.Cleanup(func() { srv.Close() })
	return l.Addr().String(), closed
}

// slowRequests begin a request of each kind to a door and do not go on: within the headers, within the
// body, and with an answer that is not read.
func slowRequests(addr, door string) []string {
	head := " " + door + " HTTP/1.1\r\nHost: " + addr + "\r\n"
	return []string{"GET" + head + "Accept: ", "POST" + head + "Content-Type: application/json\r\nContent-Length: 1000\r\n\r\n{",
		"POST" + head + "Content-Type: application/x-www-form-urlencoded\r\nTransfer-Encoding: chunked\r\n\r\n5\r\na=", "GET" + head + "\r\n"}
}

// TestSlowClients begins requests at every door and leaves them: the server closes all connections
// within its times, and answers others meanwhile.
func TestSlowClients(t *testing.T) {
	h, key := apiHandler(t)
	addr, closed := startSlow(t, h)
	waiting := map[string]string{}
	for _, door := range []string{"/threads", "/threads/" + url.PathEscape(key), "/sets/save", "/login", "/static/x", "/metrics", "/healthz",
		"/api/v1/threads/" + url.PathEscape(key) + "/comments", "/api/v1/webhooks", "/v1alpha1/comments:analyze", "/1.1/comment-check",
		"/akismet/1.1/verify-key", "/coral/moderate", "/v1/moderations"} {
		for _, request := range slowRequests(addr, door) {
			c, err := net.Dial("tcp", addr)
			if err != nil {
				t.Fatal(err)
			}
			defer c.Close()
			if _, err := io.WriteString(c, request); err != nil {
				t.Fatal(err)
			}
			waiting[c.LocalAddr().String()] = strings.Join(strings.Fields(request), " ")
		}
	}
	if status := getStatus(t, "http://"+addr+"/healthz"); status != http.StatusOK {
		t.Errorf("beside slow clients: %d", status)
	}
	awaitClosed(t, waiting, closed)
}

// TestSlowReader asks for more than the buffers of connections hold and does not read it.
func TestSlowReader(t *testing.T) {
	addr, closed := startSlow(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.Copy(w, &endless{})
	}))
	c, err := net.Dial("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if _, err := io.WriteString(c, "GET / HTTP/1.1\r\nHost: x\r\n\r\n"); err != nil {
		t.Fatal(err)
	}
	awaitClosed(t, map[string]string{c.LocalAddr().String(): "GET /"}, closed)
}

// TestSlowMetrics: the listener of commands that serve nothing else has the same times.
func TestSlowMetrics(t *testing.T) {
	var said strings.Builder
	end, err := serveMetrics(t.Context(), &said, "127.0.0.1:0", metrics.WriteProcessMetrics, func(context.Context) error { return nil })
	if err != nil {
		t.Fatal(err)
	}
	defer end()
	site := said.String()[strings.Index(said.String(), "http://"):]
	if status := getStatus(t, strings.TrimSpace(site)+"/healthz"); status != http.StatusOK {
		t.Error(status)
	}
	s := listen.Usual.Server(nil)
	if s.ReadHeaderTimeout <= 0 || s.ReadTimeout <= 0 || s.WriteTimeout <= 0 || s.IdleTimeout <= 0 || s.MaxHeaderBytes <= 0 {
		t.Errorf("%+v", s)
	}
}

func getStatus(t *testing.T, address string) int {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address, nil)
	if err != nil {
		t.Fatal(err)
	}
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	res.Body.Close()
	return res.StatusCode
}

// awaitClosed waits until the server has closed all connections. The bound is far beyond slowTimes,
// for machines with other work.
func awaitClosed(t *testing.T, waiting map[string]string, closed chan string) {
	t.Helper()
	late := time.After(time.Minute)
	for len(waiting) > 0 {
		select {
		case c := <-closed:
			delete(waiting, c)
		case <-late:
			for _, request := range waiting {
				t.Error("still open: " + fmt.Sprintf("%.150s", request))
			}
			return
		}
	}
}
