//go:build unix

package main

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// aim is a page of the scenario "load", with what a server with two cores is to
// reach on 105,000 comments: requests a second or the time of 99 % of them.
type aim struct {
	name, path string
	rate       float64
	p99        time.Duration
}

var aims = []aim{
	{name: "threads", path: "/threads", rate: 1500},
	{name: "thread of 100", path: "/threads/json:small-0000", rate: 300},
	{name: "thread of 5,000", path: large, p99: 200 * time.Millisecond},
	{name: "search", path: "/search?q=report+vaccines", p99: 100 * time.Millisecond},
	{name: "assertions", path: "/assertions?status=unsupported", p99: 200 * time.Millisecond},
	{name: "topics", path: "/topics?q=rus", p99: 100 * time.Millisecond},
}

// loadClients is how many clients request a page at the same time, each as soon
// as its last request was answered.
const loadClients = 4

func load(b *bed) (string, error) {
	s, err := b.serveThreads(pick(b, 20, 3), pick(b, 5000, 300), pick(b, 50, 5), pick(b, 100, 100))
	if err != nil {
		return "", err
	}
	var out, missed []string
	for _, a := range aims {
		figure, reached, err := s.measure(a, pick(b, 10*time.Second, 300*time.Millisecond))
		if err != nil {
			s.kill()
			return "", err
		}
		out = append(out, figure)
		if !reached {
			missed = append(missed, a.name)
		}
	}
	o, err := s.stop()
	if err != nil {
		return "", err
	}
	out = append(out, fmt.Sprintf("peak %d MiB", o.rss>>20))
	if len(missed) > 0 && !b.short {
		out = append(out, "aims missed: "+strings.Join(missed, ", "))
	}
	if o.rss > 512<<20 {
		return strings.Join(out, "; "), errors.New("more than 512 MiB")
	}
	return strings.Join(out, "; "), nil
}

// measure requests a page for a while and compares its figures with the aim.
func (s *server) measure(a aim, length time.Duration) (figure string, reached bool, err error) {
	if _, _, err := s.rate(loadClients, length/20, a.path); err != nil { // warms up
		return "", false, err
	}
	before := s.processor()
	rate, p99, err := s.rate(loadClients, length, a.path)
	if err != nil {
		return "", false, err
	}
	each := 1000 * (s.processor() - before).Seconds() / (rate * length.Seconds())
	figure = fmt.Sprintf("%s %.0f/s, p99 %d ms, %.1f ms of processor each", a.name, rate, p99.Milliseconds(), each)
	return figure, rate >= a.rate && (a.p99 == 0 || p99 <= a.p99), nil
}

// serveThreads serves a database of large threads and small ones.
func (b *bed) serveThreads(n, comments, small, few int) (*server, error) {
	if err := errors.Join(b.writeThreads("t", n, comments), b.writeThreads("small", small, few)); err != nil {
		return nil, err
	}
	return b.serveImported()
}

// processor is the processor time that the server has used, 0 where the system
// does not say.
func (s *server) processor() time.Duration {
	stat, _ := os.ReadFile(fmt.Sprintf("/proc/%d/stat", s.cmd.Process.Pid))
	_, after, _ := strings.Cut(string(stat), ") ")
	fields := strings.Fields(after)
	if len(fields) < 13 {
		return 0
	}
	user, _ := strconv.Atoi(fields[11])
	system, _ := strconv.Atoi(fields[12])
	return time.Duration(user+system) * 10 * time.Millisecond // 100 a second
}

// rate requests paths with n clients for a while.
func (s *server) rate(n int, length time.Duration, paths ...string) (perSecond float64, p99 time.Duration, err error) {
	var mu sync.Mutex
	var all []time.Duration
	var failed atomic.Int32
	end := time.Now().Add(length)
	var wg sync.WaitGroup
	for range n {
		wg.Go(func() {
			for i := 0; time.Now().Before(end); i++ {
				status, _, took, err := s.get(paths[i%len(paths)])
				if err != nil || status != http.StatusOK {
					failed.Add(1)
				}
				mu.Lock()
				all = append(all, took)
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	if f := failed.Load(); f > 0 || len(all) == 0 {
		return 0, 0, fmt.Errorf("%d of %d requests of %s failed", f, len(all), paths[0])
	}
	slices.Sort(all)
	return float64(len(all)) / length.Seconds(), all[len(all)*99/100], nil
}

// starving measures a small page while four clients ask for heavy ones.
func starving(b *bed) (string, error) {
	s, err := b.serveMany()
	if err != nil {
		return "", err
	}
	length := pick(b, 10*time.Second, 500*time.Millisecond)
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			_, _, _ = s.rate(1, length, "/assertions?q="+fmt.Sprint(rand.IntN(1000)), "/assertions", "/search?q=a*", large+"/map?fold=no", alike)
		})
	}
	n, p99, err := s.rate(1, length, "/method", "/threads")
	wg.Wait()
	_, serr := s.stop()
	if err := errors.Join(err, serr); err != nil {
		return "", err
	}
	figure := fmt.Sprintf("small pages %.0f/s, p99 %d ms", n, p99.Milliseconds())
	if p99 > 5*time.Second {
		return figure, errors.New("small pages wait for heavy ones")
	}
	return figure, nil
}
