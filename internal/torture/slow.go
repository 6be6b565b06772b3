//go:build unix

package main

import (
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"strings"
	"sync"
	"time"
)

// doors are addresses of every part of the server.
var doors = []string{"/threads", "/sets/save", "/metrics", "/healthz", "/api/v1/threads/x/comments", "/api/v1/webhooks",
	"/v1alpha1/comments:analyze", "/1.1/comment-check", "/akismet/1.1/verify-key", "/v1/moderations"}

// slowness is a way to begin a request and not to go on, and the time after which docs/SERVE.md says that
// the connection is closed.
type slowness struct {
	what, request string
	most          time.Duration
}

var slownesses = []slowness{
	{"headers", "GET %s HTTP/1.1\r\nHost: %s\r\nAccept: ", 10 * time.Second},
	{"body", "POST %s HTTP/1.1\r\nHost: %s\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{", 30 * time.Second},
	{"form", "POST %s HTTP/1.1\r\nHost: %s\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 1000\r\n\r\na=", 30 * time.Second},
	{"next request", "GET %s HTTP/1.1\r\nHost: %s\r\n\r\n", 2 * time.Minute},
}

// slowDoors begins requests at every door and waits until the server closes the connections, while it
// answers other requests.
func slowDoors(b *bed) (string, error) {
	if b.short {
		return "", errSkipped{"takes two minutes; TestSlowClients of cmd/gainsay is its short form"}
	}
	if err := errors.Join(b.writeThreads("t", 2, 50), b.writeThreads("small", 1, 20)); err != nil {
		return "", err
	}
	s, err := b.serveImported()
	if err != nil {
		return "", err
	}
	took := make([]time.Duration, len(slownesses))
	var mu sync.Mutex
	var open sync.WaitGroup
	var errs []error
	addr := strings.TrimPrefix(s.url, "http://")
	for i, how := range slownesses {
		for _, door := range doors {
			open.Go(func() {
				d, err := untilClosed(addr, fmt.Sprintf(how.request, door, addr), how.most+20*time.Second)
				mu.Lock()
				defer mu.Unlock()
				took[i] = max(took[i], d)
				if err != nil {
					errs = append(errs, fmt.Errorf("%s of %s: %w", how.what, door, err))
				}
			})
		}
	}
	n, p99, rerr := s.rate(1, 20*time.Second, "/method", "/threads")
	open.Wait()
	_, serr := s.stop()
	var said []string
	for i, how := range slownesses {
		said = append(said, fmt.Sprintf("%s %.0f s", how.what, took[i].Seconds()))
	}
	return fmt.Sprintf("%d connections at %d doors, closed after at most: %s; small pages beside them %.0f/s, p99 %d ms",
		len(doors)*len(slownesses), len(doors), strings.Join(said, ", "), n, p99.Milliseconds()), errors.Join(append(errs, rerr, serr)...)
}

// untilClosed sends the beginning of a request and returns how long the server keeps the connection.
func untilClosed(addr, request string, most time.Duration) (time.Duration, error) {
	c, err := net.Dial("tcp", addr)
	if err != nil {
		return 0, err
	}
	defer c.Close()
	start := time.Now()
	if err := c.SetDeadline(start.Add(most)); err != nil {
		return 0, err
	}
	if _, err := io.WriteString(c, request); err != nil {
		return 0, err
	}
	if _, err := io.Copy(io.Discard, c); errors.Is(err, os.ErrDeadlineExceeded) {
		return most, errors.New("still open")
	}
	return time.Since(start), nil // closed, or reset
}
