// Command load measures a server under requests of programs: checks of single
// comments at a constant rate, comments added to a long thread, and memory over many
// requests. 'make load' runs it; docs/DOORS.md has figures.
package main

import (
	"flag"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"runtime"
	"time"
)

// plan is what is measured.
type plan struct {
	program string
	rate    int           // checks a second
	time    time.Duration // of each rate
	size    int           // comments of the long thread
	posts   int           // comments added to it, one after the other
	many    int           // requests over which memory is watched
}

func main() {
	log.SetFlags(0)
	var p plan
	flag.StringVar(&p.program, "bin", "bin/gainsay", "`FILE` of the program to measure")
	flag.IntVar(&p.rate, "rate", 1000, "checks a second")
	flag.DurationVar(&p.time, "time", 30*time.Second, "how long to send them")
	flag.IntVar(&p.size, "size", 500, "comments of the thread that comments are added to")
	flag.IntVar(&p.posts, "posts", 400, "comments to add; each hundred goes into a thread of its own")
	flag.IntVar(&p.many, "many", 200_000, "requests over which memory is watched, 0 for none")
	flag.Parse()
	if err := p.run(); err != nil {
		log.Fatal(err)
	}
}

func (p *plan) run() error {
	dir, err := os.MkdirTemp("", "gainsay-load")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	s, err := start(p.program, filepath.Join(dir, "load.db"))
	if err != nil {
		return err
	}
	defer s.stop()
	fmt.Printf("%d processors, %s\n", runtime.NumCPU(), loadAverage())
	if err := p.checks(s); err != nil {
		return err
	}
	if err := p.context(s); err != nil {
		return err
	}
	return p.memory(s)
}

// checks sends checks of comments at a constant rate.
func (p *plan) checks(s *server) error {
	for _, k := range []check{perspective, akismet} {
		if _, _, err := s.atRate(k, p.rate, 3*time.Second); err != nil { // warms up
			return err
		}
		before := s.cpu()
		times, took, err := s.atRate(k, p.rate, p.time)
		if err != nil {
			return err
		}
		fmt.Printf("%-32s %s; %.2f ms of processor time each\n", fmt.Sprintf("%s, %.0f/s for %s", k.name, float64(len(times))/took.Seconds(), p.time),
			summary(times), 1000*(s.cpu()-before).Seconds()/float64(len(times)))
	}
	return nil
}

// context adds comments to long threads, one after the other.
func (p *plan) context(s *server) error {
	const each = 100
	var times []time.Duration
	before := s.cpu()
	var spent time.Duration // for making the threads
	for n := 0; n < p.posts; n++ {
		key := fmt.Sprintf("json:long%d", n/each)
		if n%each == 0 {
			at := s.cpu()
			if err := s.addThread(fmt.Sprintf("long%d", n/each), p.size); err != nil {
				return err
			}
			if _, err := s.addComment(key, -1-n); err != nil { // the first one reads the thread
				return err
			}
			spent += s.cpu() - at
		}
		took, err := s.addComment(key, n)
		if err != nil {
			return err
		}
		times = append(times, took)
	}
	fmt.Printf("%-32s %s; %.1f ms of processor time each\n", fmt.Sprintf("comment into %d to %d", p.size, p.size+each),
		summary(times), 1000*(s.cpu()-before-spent).Seconds()/float64(max(1, len(times))))
	return nil
}

// memory sends checks of different comments as fast as they are answered.
func (p *plan) memory(s *server) error {
	const steps = 10
	for n := range steps {
		if p.many == 0 {
			return nil
		}
		rate, err := s.flatOut(akismet, n*p.many/steps, p.many/steps)
		if err != nil {
			return err
		}
		fmt.Printf("after %d checks for spam: %d MiB resident, %.0f/s\n", (n+1)*p.many/steps, s.resident()>>20, rate)
	}
	return nil
}
