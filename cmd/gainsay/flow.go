package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"runtime/debug"
	"sync"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/analyze"
	"github.com/gainsay/gainsay/analyze/text"
	"github.com/gainsay/gainsay/store"
	"github.com/gainsay/gainsay/store/importer"
)

const (
	maxInFlight = 8 << 20 // weight of the threads that are read and not yet handed on; see weigh
	maxWaiting  = 256     // the most of them

	// memoryLimit is what the garbage collector keeps the heap within as long
	// as no thread is heavier than maxInFlight.
	memoryLimit = 340 << 20

	// rarely is how far the heap grows between two collections, in percent of
	// what is in use; memoryLimit makes them more frequent where it is near.
	rarely = 400

	// heavily is how many bytes of heap one heavy thread may take for each byte
	// of its weight.
	heavily = 38
)

// errStopped says that the user stopped the command between two threads.
var errStopped = errors.New("stopped")

// job is one thread on its way from its reader to its sink.
type job struct {
	n        int // its place, from 0
	weight   int
	result   *importer.Result
	analysis *gainsay.Analysis
	sketches map[string][]uint32
	err      error // the thread could not be analysed

	once     sync.Once       // see known
	before   <-chan struct{} // closed when all earlier threads are announced
	announce chan struct{}   // closed when this one is, too
	done     chan struct{}   // closed when it is analysed
}

// flow reads threads, analyses several at a time and hands them on in the
// order in which they were read.
type flow struct {
	jobs int               // threads analysed at the same time
	near *store.Signatures // earlier comments; nil without a database
	one  analyzer

	mu       sync.Mutex
	room     *sync.Cond // in-flight weight went down, or closed
	inFlight int
	n        int
	last     <-chan struct{}
	closed   bool
	work     chan *job
	ordered  chan *job
}

func newFlow(jobs int, near *store.Signatures) *flow {
	first := make(chan struct{})
	close(first)
	f := &flow{jobs: max(jobs, 1), near: near, one: analyzeThread, last: first, work: make(chan *job, maxWaiting), ordered: make(chan *job, maxWaiting)}
	f.room = sync.NewCond(&f.mu)
	return f
}

// run hands every thread that read pushes to sink, on the goroutine of the
// caller. When ctx ends it reads no more, hands on what is being analysed and
// returns errStopped; read may then still wait for its input. An error of
// sink ends it.
func (f *flow) run(ctx context.Context, read func(push func(*importer.Result) error) error, sink func(*job) error) error {
	defer limitMemory(memoryLimit, rarely)()
	result := make(chan error, 1)
	go func() {
		defer f.close()
		result <- read(f.push)
	}()
	defer context.AfterFunc(ctx, f.close)()
	for range f.jobs {
		go func() {
			for j := range f.work {
				if ctx.Err() != nil {
					j.pass()
					continue
				}
				f.analyze(j)
			}
		}()
	}
	var failed error
	for j := range f.ordered {
		<-j.done
		if failed == nil && j.err != errStopped {
			failed = sink(j)
		}
		if failed != nil || j.err == errStopped {
			f.close()
			failed = cmp.Or(failed, errStopped)
		}
		f.release(j)
	}
	switch {
	case failed != nil:
		return failed
	case ctx.Err() != nil:
		return errStopped
	}
	return <-result
}

// push waits until there is room for the thread and takes it in.
func (f *flow) push(r *importer.Result) error {
	j := &job{result: r, weight: weigh(r.Thread), announce: make(chan struct{}), done: make(chan struct{})}
	f.mu.Lock()
	defer f.mu.Unlock()
	for !f.closed && f.inFlight > 0 && f.inFlight+j.weight > maxInFlight {
		f.room.Wait()
	}
	if f.closed {
		return errStopped
	}
	if j.weight > maxInFlight {
		limitMemory(int64(j.weight)*heavily, 100) // within memoryLimit, collecting would take all the time
	}
	f.inFlight += j.weight
	j.n, j.before = f.n, f.last
	f.n, f.last = f.n+1, j.announce
	f.ordered <- j // both have room for all that may be in flight
	f.work <- j
	return nil
}

// limitMemory sets the limit and the growth of the heap, in percent, and
// returns what sets them back; what the user has set stays.
func limitMemory(bytes int64, growth int) (restore func()) {
	limit, percent := int64(-1), -1
	if os.Getenv("GOMEMLIMIT") == "" {
		limit = debug.SetMemoryLimit(bytes)
	}
	if os.Getenv("GOGC") == "" {
		percent = debug.SetGCPercent(growth)
	}
	return func() {
		if limit >= 0 {
			debug.SetMemoryLimit(limit)
		}
		if percent >= 0 {
			debug.SetGCPercent(percent)
		}
	}
}

// weigh estimates what a thread costs in memory, in bytes of its texts. No
// more than maxWaiting of the lightest are let in.
func weigh(t *gainsay.Thread) int {
	n := len(t.Article)
	for _, c := range t.Comments {
		n += len(c.Text) + 256
	}
	return max(n, maxInFlight/maxWaiting)
}

func (f *flow) release(j *job) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.inFlight -= j.weight
	f.room.Broadcast()
}

func (f *flow) close() {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.closed {
		return
	}
	f.closed = true
	close(f.work)
	close(f.ordered)
	f.room.Broadcast()
}

// pass leaves the thread out, for the user stopped the command.
func (j *job) pass() {
	j.err = errStopped
	j.known()
	close(j.done)
}

// known tells later threads that this one is announced, or will not be, as
// soon as all earlier ones are.
func (j *job) known() {
	j.once.Do(func() {
		go func() {
			<-j.before
			close(j.announce)
		}()
	})
}

// analyze analyses one thread. What goes wrong costs only this thread.
func (f *flow) analyze(j *job) {
	t := j.result.Thread
	defer close(j.done)
	defer j.known()
	defer func() {
		if p := recover(); p != nil {
			j.err = fmt.Errorf("analyse thread %s: %v", t.ID, p)
		}
	}()
	var near analyze.Seen
	if f.near != nil {
		near = seen{f.near, j}
	}
	var err error
	if j.analysis, err = f.one(t, j.result.Report, near); err != nil {
		j.err = fmt.Errorf("analyse thread %s: %w", t.ID, err)
	}
}

// seen lets the spam tagger ask the store about what came before a thread.
type seen struct {
	near *store.Signatures
	j    *job
}

// Announce makes the thread's sketches known to later ones.
func (s seen) Announce(sigs []text.Signature) {
	t := s.j.result.Thread
	s.j.sketches = make(map[string][]uint32, len(sigs))
	for i, c := range t.Comments {
		if sigs[i] != nil {
			s.j.sketches[c.ID] = sigs[i]
		}
	}
	s.near.Announce(s.j.n, t, s.j.sketches)
	s.j.known()
}

// Near waits until the earlier threads are announced.
func (s seen) Near(thread string, sig text.Signature) []string {
	<-s.j.before
	return s.near.Near(s.j.n, thread, sig)
}
