//go:build unix

package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
)

// TestServeRestarted restarts the server while clients ask for pages, each over a
// connection of its own. The socket is passed on as systemd does, so that
// connections wait while no server runs: every request is answered.
func TestServeRestarted(t *testing.T) {
	db := filepath.Join(t.TempDir(), "restarted.db")
	printed(t, "import", "--encoder", "off", "--db", db, "../../testdata/sample/harrow-bridge.txt")
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	socket, err := l.(*net.TCPListener).File()
	if err != nil {
		t.Fatal(err)
	}
	defer socket.Close()
	s := passSocket(t, socket, db)

	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	answered := make(chan int)
	var clients sync.WaitGroup
	for n := range 4 {
		clients.Go(func() { ask(t, ctx, s.address, n, answered) })
	}
	for range 3 {
		for range 20 {
			<-answered
		}
		if err := s.Process.Signal(syscall.SIGTERM); err != nil {
			t.Fatal(err)
		}
		ended := make(chan error, 1)
		go func() { ended <- s.Wait() }()
		for waiting := true; waiting; {
			select {
			case err := <-ended:
				if err != nil {
					t.Fatalf("serve ends with %v", err)
				}
				waiting = false
			case <-answered:
			}
		}
		s = passSocket(t, socket, db)
	}
	for range 20 {
		<-answered
	}
	stop()
	go func() {
		clients.Wait()
		close(answered)
	}()
	for range answered { // until all clients have ended
	}
}

// ask asks for pages until ctx ends.
func ask(t *testing.T, ctx context.Context, address string, n int, answered chan<- int) {
	c := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	paths := []string{"/threads", "/assertions", "/healthz", "/search?q=bridge"}
	for ; ctx.Err() == nil; n++ {
		res, err := c.Get(address + paths[n%len(paths)])
		if err != nil {
			t.Errorf("lost request: %v", err)
			return
		}
		_, err = io.Copy(io.Discard, res.Body)
		res.Body.Close()
		if err != nil || res.StatusCode != http.StatusOK {
			t.Errorf("%s: %s, %v", res.Request.URL, res.Status, err)
		}
		select {
		case answered <- n:
		case <-ctx.Done():
		}
	}
}

// passSocket starts the server with a socket, as systemd does.
func passSocket(t *testing.T, socket *os.File, db string) *server {
	t.Helper()
	cmd := exec.Command("sh", "-c", fmt.Sprintf("LISTEN_FDS=1 LISTEN_PID=$$ exec gainsay serve --db '%s'", db))
	cmd.ExtraFiles = []*os.File{socket}
	return startServer(t, cmd)
}

// TestHealth asks a server that runs and an address where none does.
func TestHealth(t *testing.T) {
	s := serveProcess(t, "--db", filepath.Join(t.TempDir(), "well.db"), "--create", "--addr", "127.0.0.1:0")
	addr := strings.TrimPrefix(s.address, "http://")
	if code, said := exitCode(t, "health --addr "+addr); code != exitOK {
		t.Errorf("%d, %s", code, said)
	}
	if err := errors.Join(s.Process.Signal(syscall.SIGTERM), s.Wait()); err != nil {
		t.Fatal(err)
	}
	if code, said := exitCode(t, "health --addr "+addr); code != exitInput || !strings.Contains(said, "ask for health") {
		t.Errorf("%d, %s", code, said)
	}
}
