//go:build unix

package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"syscall"
	"time"
)

// bed is where a scenario runs: a folder of its own, also for temporary files.
type bed struct {
	bin, root string
	dir, temp string
	short     bool
	rand      *rand.Rand
}

func inBed(bin, root string, short bool, seed uint64, f func(*bed) (string, error)) (string, error) {
	bin, err1 := filepath.Abs(bin)
	root, err2 := filepath.Abs(root)
	dir, err3 := os.MkdirTemp("", "torture-*")
	if err := errors.Join(err1, err2, err3); err != nil {
		return "", err
	}
	defer os.RemoveAll(dir)
	b := &bed{bin: bin, root: root, dir: dir, temp: filepath.Join(dir, "tmp"), short: short,
		rand: rand.New(rand.NewPCG(seed, 0))}
	if err := os.Mkdir(b.temp, 0o755); err != nil {
		return "", err
	}
	return f(b)
}

// pick returns the size for a whole run, or for a short one.
func pick[T any](b *bed, whole, short T) T {
	if b.short {
		return short
	}
	return whole
}

func (b *bed) path(name string) string { return filepath.Join(b.dir, name) }

// outcome is how a command ended and what it took.
type outcome struct {
	code     int // -1 if a signal ended it
	user     time.Duration
	wall     time.Duration
	rss      int64 // bytes at most
	out, err bytes.Buffer
}

func (o *outcome) String() string {
	return fmt.Sprintf("%.1f s of processor, %d MiB", o.user.Seconds(), o.rss>>20)
}

// command prepares a run of gainsay.
func (b *bed) command(ctx context.Context, args ...string) *exec.Cmd {
	c := exec.CommandContext(ctx, b.bin, args...)
	c.Env = append(os.Environ(), "TMPDIR="+b.temp, "NO_COLOR=1")
	c.Dir = b.dir
	return c
}

// After patience a command is killed. Bounds are bounds of processor time: other
// work on the machine does not make a scenario fail.
func (b *bed) patience() time.Duration { return pick(b, 20*time.Minute, 4*time.Minute) }

// run runs gainsay to its end.
func (b *bed) run(stdin io.Reader, args ...string) (*outcome, error) {
	ctx, cancel := context.WithTimeout(context.Background(), b.patience())
	defer cancel()
	c, o := b.command(ctx, args...), &outcome{}
	c.Stdin, c.Stdout, c.Stderr = stdin, &limited{w: &o.out}, &limited{w: &o.err}
	c.WaitDelay = time.Second
	start := time.Now()
	err := c.Run()
	o.wall = time.Since(start)
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) && c.ProcessState == nil {
		return nil, fmt.Errorf("run gainsay: %w", err)
	}
	o.take(c.ProcessState)
	if ctx.Err() != nil {
		return o, fmt.Errorf("gainsay %s: not done after %v", strings.Join(args, " "), b.patience())
	}
	if bytes.Contains(o.err.Bytes(), []byte("goroutine ")) || o.code == 2 && bytes.Contains(o.err.Bytes(), []byte("panic")) {
		return o, fmt.Errorf("gainsay crashed: %s", first(o.err.String()))
	}
	return o, nil
}

func (o *outcome) take(p *os.ProcessState) {
	o.code, o.user = p.ExitCode(), p.UserTime()
	if ru, ok := p.SysUsage().(*syscall.Rusage); ok {
		o.rss = int64(ru.Maxrss)
		if runtime.GOOS == "linux" {
			o.rss <<= 10 // Linux counts in KiB, macOS in bytes
		}
	}
}

// limited keeps the first 16 MiB of what is written.
type limited struct{ w *bytes.Buffer }

func (l *limited) Write(p []byte) (int, error) {
	if left := 16<<20 - l.w.Len(); left > 0 {
		l.w.Write(p[:min(left, len(p))])
	}
	return len(p), nil
}

func first(s string) string {
	line, _, _ := strings.Cut(strings.TrimSpace(s), "\n")
	return line[:min(len(line), 200)]
}

// Bounds for any hostile input.
const (
	mostMemory = 1 << 30
	mostTime   = 30 * time.Second
)

// bounded runs gainsay on hostile input, which must end in time and memory with
// one of the exit codes and, if it is refused or cut, a message that says so.
func (b *bed) bounded(stdin io.Reader, says string, args ...string) (*outcome, error) {
	o, err := b.run(stdin, args...)
	switch {
	case err != nil:
		return o, err
	case o.user > mostTime || o.rss > mostMemory:
		return o, fmt.Errorf("%v is more than %v or %d MiB", o, mostTime, mostMemory>>20)
	case o.code != 0 && o.code != 1:
		return o, fmt.Errorf("exit code %d: %s", o.code, first(o.err.String()))
	case !strings.Contains(o.err.String(), says):
		return o, fmt.Errorf("it does not say %q but: %s", says, first(o.err.String()))
	}
	return o, b.leftovers()
}

// leftovers fails if a temporary file is left.
func (b *bed) leftovers() error {
	left, err := os.ReadDir(b.temp)
	if err != nil || len(left) > 0 {
		return fmt.Errorf("temporary files are left: %v %w", left, err)
	}
	return nil
}

// worst keeps the greatest figures of several runs.
type worst struct {
	time time.Duration
	rss  int64
	name string
	n    int
}

func (w *worst) add(name string, o *outcome) {
	w.n++
	if o.user > w.time {
		w.time, w.name = o.user, name
	}
	w.rss = max(w.rss, o.rss)
}

func (w *worst) String() string {
	return fmt.Sprintf("%d inputs; at most %.1f s of processor (%s) and %d MiB", w.n, w.time.Seconds(), w.name, w.rss>>20)
}

// server is a running gainsay serve.
type server struct {
	cmd *exec.Cmd
	url string
	end chan error
}

var served = regexp.MustCompile(`http://127\.0\.0\.1:\d+`)

// serve starts a server on a free port.
func (b *bed) serve(db string) (*server, error) {
	c := b.command(context.Background(), "serve", "--db", db, "--addr", "127.0.0.1:0")
	pipe, err := c.StderrPipe()
	if err != nil {
		return nil, err
	}
	if err := c.Start(); err != nil {
		return nil, fmt.Errorf("start server: %w", err)
	}
	s := &server{cmd: c, end: make(chan error, 1)}
	r := bufio.NewReader(pipe)
	for s.url == "" {
		line, err := r.ReadString('\n')
		s.url = served.FindString(line)
		if err != nil {
			return nil, fmt.Errorf("start server: it says %q: %w", line, errors.Join(err, c.Wait()))
		}
	}
	go func() { _, _ = io.Copy(io.Discard, r); s.end <- c.Wait() }()
	return s, nil
}

// kill ends the server at once, as a power cut would.
func (s *server) kill() {
	_ = s.cmd.Process.Kill()
	<-s.end
}

// stop ends the server as Ctrl-C does and returns what it took.
func (s *server) stop() (*outcome, error) {
	if err := s.cmd.Process.Signal(os.Interrupt); err != nil {
		return nil, err
	}
	select {
	case <-s.end:
	case <-time.After(time.Minute):
		s.kill()
		return nil, errors.New("the server did not stop within a minute")
	}
	o := &outcome{}
	o.take(s.cmd.ProcessState)
	return o, nil
}

// client keeps its connections, as browsers do.
var client = http.Client{Timeout: 2 * time.Minute, Transport: &http.Transport{MaxIdleConnsPerHost: 16, IdleConnTimeout: time.Minute}}

// get returns the status and size of a page.
func (s *server) get(path string) (status int, size int64, took time.Duration, err error) {
	start := time.Now()
	res, err := client.Get(s.url + path)
	if err != nil {
		return 0, 0, 0, err
	}
	defer res.Body.Close()
	size, err = io.Copy(io.Discard, res.Body)
	return res.StatusCode, size, time.Since(start), err
}
