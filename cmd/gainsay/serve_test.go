package main

import (
	"bufio"
	"context"
	"io"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

// started runs serve until the test ends and returns the address that it prints
// and what it prints before and after.
func started(t *testing.T, args ...string) (address string, said func() string) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	r, w := io.Pipe()
	code := make(chan int, 1)
	go func() {
		code <- runContext(ctx, append([]string{"serve"}, args...), strings.NewReader(""), io.Discard, w)
		w.Close()
	}()
	lines := bufio.NewScanner(r)
	var out strings.Builder
	for lines.Scan() {
		out.WriteString(lines.Text() + "\n")
		if m := regexp.MustCompile(`at (http://\S+)`).FindStringSubmatch(lines.Text()); m != nil {
			address = m[1]
			break
		}
	}
	rest := make(chan struct{})
	go func() {
		defer close(rest)
		for lines.Scan() {
			out.WriteString(lines.Text() + "\n")
		}
	}()
	stop := func() string {
		cancel()
		<-rest
		return out.String()
	}
	t.Cleanup(func() {
		stop()
		if c := <-code; c != exitOK {
			t.Errorf("serve ends with %d", c)
		}
	})
	if address == "" {
		t.Fatalf("serve says %q", out.String())
	}
	return address, stop
}

func status(t *testing.T, c *http.Client, address string) (code int, path, body string) {
	t.Helper()
	res, err := c.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, res.Request.URL.Path, string(b)
}

// TestServeWithUsers signs in over the network and out by the command line.
func TestServeWithUsers(t *testing.T) {
	db := filepath.Join(t.TempDir(), "users.db")
	var out, errs strings.Builder
	if code := run([]string{"user", "add", "Ada", "--role", "admin", "--db", db, "--password-stdin"},
		strings.NewReader("correct horse battery\r\n"), &out, &errs); code != exitOK {
		t.Fatal(errs.String())
	}
	address, stop := started(t, "--db", db, "--addr", "127.0.0.1:0", "--log")
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	c := &http.Client{Jar: jar}
	code, path, page := status(t, c, address+"/threads?q=secret")
	if code != 200 || path != "/login" {
		t.Errorf("without session: %d, %s", code, path)
	}
	token := regexp.MustCompile(`name="token" value="([^"]+)"`).FindStringSubmatch(page)
	res, err := c.PostForm(address+"/login", url.Values{"name": {"Ada"}, "password": {"correct horse battery"},
		"token": {token[1]}, "back": {"/users"}})
	if err != nil {
		t.Fatal(err)
	}
	res.Body.Close()
	if res.StatusCode != 200 || res.Request.URL.Path != "/users" {
		t.Errorf("signed in: %d, %s", res.StatusCode, res.Request.URL)
	}
	if code, said := exitCode(t, "user sign-out Ada --db "+db); code != exitOK {
		t.Fatal(said)
	}
	if _, path, _ := status(t, c, address+"/threads"); path != "/login" {
		t.Errorf("signed out by the command line, the browser sees %s", path)
	}
	said := stop()
	for _, want := range []string{"Everyone signs in", `msg="signed in"`, "path=/users status=200", "user=Ada", "addr=127.0.0.1"} {
		if !strings.Contains(said, want) {
			t.Errorf("serve does not say %q:\n%s", want, said)
		}
	}
	if strings.Contains(said, "secret") || strings.Contains(said, "horse") || strings.Contains(said, token[1]) {
		t.Errorf("the log has more than it should:\n%s", said)
	}
}

// TestServeFreePort: without --addr a port that is taken is replaced.
func TestServeFreePort(t *testing.T) {
	l, err := net.Listen("tcp", defaultAddr)
	if err == nil { // else another program has it, as good
		defer l.Close()
	}
	db := filepath.Join(t.TempDir(), "port.db")
	address, stop := started(t, "--db", db, "--create")
	if code, path, _ := status(t, http.DefaultClient, address+"/threads"); code != 200 || path != "/threads" {
		t.Errorf("%d, %s", code, path)
	}
	if said := stop(); !strings.Contains(said, "port 8080 is taken") {
		t.Errorf("serve says %q", said)
	}
	if l != nil {
		if code, said := exitCode(t, "serve --db "+db+" --addr "+l.Addr().String()); code != exitInput || !strings.Contains(said, "listen") {
			t.Errorf("a port asked for: %d, %q", code, said)
		}
	}
}

// TestServeBoundsHeaders: a header of a megabyte is refused, and one that never
// ends is not waited for.
func TestServeBoundsHeaders(t *testing.T) {
	address, _ := started(t, "--db", filepath.Join(t.TempDir(), "h.db"), "--create", "--addr", "127.0.0.1:0")
	conn, err := net.Dial("tcp", strings.TrimPrefix(address, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	conn.SetDeadline(time.Now().Add(20 * time.Second))
	go io.WriteString(conn, "GET / HTTP/1.1\r\nHost: localhost\r\nX: "+strings.Repeat("x", 1<<20))
	line, err := bufio.NewReader(conn).ReadString('\n')
	if err != nil || !strings.Contains(line, "431") {
		t.Errorf("%q, %v", line, err)
	}
}
