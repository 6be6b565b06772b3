package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"time"
)

// server is a server under load.
type server struct {
	cmd    *exec.Cmd
	base   string
	client http.Client
}

var address = regexp.MustCompile(`at (http://\S+)`)

// start starts a server on a new database, which has no key and so no limit of requests.
func start(program, db string) (*server, error) {
	s := &server{cmd: exec.Command(program, "serve", "--db", db, "--create", "--addr", "127.0.0.1:0")}
	s.client.Transport = &http.Transport{MaxIdleConnsPerHost: workers, MaxConnsPerHost: workers}
	said, err := s.cmd.StderrPipe()
	if err != nil {
		return nil, err
	}
	if err := s.cmd.Start(); err != nil {
		return nil, err
	}
	lines := bufio.NewScanner(said)
	for lines.Scan() {
		if m := address.FindStringSubmatch(lines.Text()); m != nil {
			s.base = m[1]
			go func() { _, _ = io.Copy(io.Discard, said) }()
			return s, nil
		}
	}
	return nil, fmt.Errorf("the server did not start: %w", s.cmd.Wait())
}

func (s *server) stop() {
	_ = s.cmd.Process.Signal(syscall.SIGTERM)
	_ = s.cmd.Wait()
}

// status reads a field of the process from /proc, "" where there is none.
func (s *server) status(file, field string) string {
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/%s", s.cmd.Process.Pid, file))
	if err != nil || field == "" {
		return string(b)
	}
	for line := range strings.Lines(string(b)) {
		if name, value, _ := strings.Cut(line, ":"); name == field {
			return strings.TrimSpace(value)
		}
	}
	return ""
}

// resident is the memory of the server in bytes.
func (s *server) resident() int {
	n, _ := strconv.Atoi(strings.TrimSuffix(s.status("status", "VmRSS"), " kB"))
	return n << 10
}

// cpu is the processor time that the server has used.
func (s *server) cpu() time.Duration {
	_, after, _ := strings.Cut(s.status("stat", ""), ") ")
	fields := strings.Fields(after)
	if len(fields) < 13 {
		return 0
	}
	user, _ := strconv.Atoi(fields[11])
	system, _ := strconv.Atoi(fields[12])
	return time.Duration(user+system) * 10 * time.Millisecond // of 100 a second
}

func loadAverage() string {
	b, _ := os.ReadFile("/proc/loadavg")
	return "load " + strings.Join(strings.Fields(string(b))[:min(3, len(strings.Fields(string(b))))], " ")
}

// workers is how many requests are under way at most.
const workers = 64

// check is a kind of request about comment n.
type check struct {
	name string
	ask  func(base string, n int) (*http.Request, error)
	want string // in the answer
}

// text is a comment that no other number has, of 100 to 120 bytes.
func text(n int) string {
	return fmt.Sprintf("The council voted on point %d in March, and I doubt that the %d trees were counted properly by anyone.", n, 3*n+1)
}

var perspective = check{"Perspective, two attributes", func(base string, n int) (*http.Request, error) {
	b, err := json.Marshal(map[string]any{"comment": map[string]any{"text": text(n)},
		"requestedAttributes": map[string]any{"INSULT": struct{}{}, "SPAM": struct{}{}}})
	if err != nil {
		return nil, err
	}
	return http.NewRequest(http.MethodPost, base+"/v1alpha1/comments:analyze", bytes.NewReader(b))
}, "summaryScore"}

var akismet = check{"Akismet", func(base string, n int) (*http.Request, error) {
	form := url.Values{"blog": {"http://blog.example"}, "permalink": {fmt.Sprint("http://blog.example/", n%500)},
		"comment_author": {fmt.Sprint("Ada ", n)}, "user_ip": {"192.0.2.1"}, "user_agent": {"Mozilla/5.0"}, "comment_content": {text(n)}}
	r, err := http.NewRequest(http.MethodPost, base+"/1.1/comment-check", strings.NewReader(form.Encode()))
	if err == nil {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	return r, err
}, "false"}

// do sends one request and checks the answer.
func (s *server) do(k check, n int) error {
	r, err := k.ask(s.base, n)
	if err != nil {
		return err
	}
	res, err := s.client.Do(r)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil || res.StatusCode >= 300 || !bytes.Contains(b, []byte(k.want)) {
		return fmt.Errorf("%s: %s, %v: %.300s", k.name, res.Status, err, b)
	}
	return nil
}

// each calls do for n from first on, from several goroutines.
func each(first, count int, do func(n int) error) error {
	var next atomic.Int64
	errs := make([]error, workers)
	var all sync.WaitGroup
	for w := range workers {
		all.Go(func() {
			for errs[w] == nil {
				n := int(next.Add(1)) - 1
				if n >= count {
					return
				}
				errs[w] = do(first + n)
			}
		})
	}
	all.Wait()
	return errors.Join(errs...)
}

// sent counts comments, so that each is another one.
var sent int

// atRate sends requests at a constant rate, whether earlier ones are answered or
// not, and returns how long each took from when it was due.
func (s *server) atRate(k check, rate int, d time.Duration) (times []time.Duration, took time.Duration, err error) {
	count := int(d.Seconds() * float64(rate))
	times = make([]time.Duration, count)
	begin, first := time.Now(), sent
	sent += count
	err = each(0, count, func(n int) error {
		due := begin.Add(time.Duration(n) * time.Second / time.Duration(rate))
		time.Sleep(time.Until(due))
		defer func() { times[n] = time.Since(due) }()
		return s.do(k, first+n)
	})
	return times, time.Since(begin), err
}

// flatOut sends requests as fast as they are answered and returns how many a second.
func (s *server) flatOut(k check, first, count int) (perSecond float64, err error) {
	begin := time.Now()
	err = each(sent+first, count, func(n int) error { return s.do(k, n) })
	return float64(count) / time.Since(begin).Seconds(), err
}

// summary gives percentiles.
func summary(times []time.Duration) string {
	slices.Sort(times)
	at := func(share float64) float64 {
		if len(times) == 0 {
			return 0
		}
		return float64(times[int(share*float64(len(times)-1))].Microseconds()) / 1000
	}
	return fmt.Sprintf("median %.1f ms, p99 %.1f ms, highest %.1f ms", at(0.5), at(0.99), at(1))
}
