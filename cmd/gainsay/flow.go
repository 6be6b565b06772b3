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
	maxInFlight = 8 << 20 // total cost of the threads read and not yet passed to the sink; see cost
	maxWaiting  = 256     // number of these threads

	// memoryLimit (GOMEMLIMIT) bounds the heap, in bytes, unless a thread costs
	// more than maxInFlight.
	memoryLimit = 340 << 20

	// gcPercent (GOGC) is how far the heap grows between two collections, in
	// percent of what is in use. Near memoryLimit they become more frequent.
	gcPercent = 400

	// For a thread that costs more than maxInFlight: the heap it may take, in
	// bytes for each unit of cost, and GOGC. Measured on one of 100,000 comments.
	largeHeap      = 38
	largeGCPercent = 100
)

// errStopped means that the user stopped the command between two threads.
var errStopped = errors.New("stopped")

// job is one thread on its way from its reader to its sink.
type job struct {
	n        int // index in the order of reading
	cost     int // see cost
	result   *importer.Result
	analysis *gainsay.Analysis
	sketches map[string][]uint32
	asked    map[*uint32]bool // first slots of the sketches of which near-duplicates were asked; see sketching
	err      error            // the thread could not be analysed

	once     sync.Once       // see finishAnnounce
	before   <-chan struct{} // closed when all earlier threads are announced
	announce chan struct{}   // closed when this one is too
	done     chan struct{}   // closed when it is analysed
}

// flow is a pipeline: it reads threads, analyses several at a time and passes
// them on in the order of reading.
type flow struct {
	jobs int               // threads analysed at the same time
	near *store.Signatures // earlier comments; nil without a database
	one  analyzer

	sketch bool // keep the sketches of the comments although near is nil

	mu       sync.Mutex
	freed    *sync.Cond // inFlight went down, or closed
	inFlight int        // cost of the threads in flight
	n        int        // threads read
	last     <-chan struct{}
	closed   bool
	work     chan *job
	ordered  chan *job

	running sync.WaitGroup // of read and of the analyses
}

func newFlow(jobs int, near *store.Signatures) *flow {
	first := make(chan struct{})
	close(first)
	f := &flow{
		jobs: max(jobs, 1), near: near, one: analyzeThread, last: first,
		work: make(chan *job, maxWaiting), ordered: make(chan *job, maxWaiting),
	}
	f.freed = sync.NewCond(&f.mu)
	return f
}

// run passes every thread that read pushes to sink, on the caller's goroutine.
// When ctx ends, it stops reading, passes on the threads in progress and returns
// errStopped; read may then still be waiting for its input, see running. An error
// of sink ends it.
func (f *flow) run(
	ctx context.Context, read func(push func(*importer.Result) error) error, sink func(*job) error,
) error {
	defer limitMemory(memoryLimit, gcPercent)()
	result := make(chan error, 1)
	f.running.Go(func() {
		defer f.close()
		result <- read(f.push)
	})
	defer context.AfterFunc(ctx, f.close)()
	for range f.jobs {
		f.running.Go(func() {
			for j := range f.work {
				if ctx.Err() != nil {
					j.skip()
					continue
				}
				f.analyze(j)
			}
		})
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

// push takes in a thread. It waits while too much is in flight; one thread is
// always accepted.
func (f *flow) push(r *importer.Result) error {
	j := &job{result: r, cost: cost(r.Thread), announce: make(chan struct{}), done: make(chan struct{})}
	f.mu.Lock()
	defer f.mu.Unlock()
	for !f.closed && f.inFlight > 0 && f.inFlight+j.cost > maxInFlight {
		f.freed.Wait()
	}
	if f.closed {
		return errStopped
	}
	if j.cost > maxInFlight { // within memoryLimit, garbage collection would take most of the time
		limitMemory(int64(j.cost)*largeHeap, largeGCPercent)
	}
	f.inFlight += j.cost
	j.n, j.before = f.n, f.last
	f.n, f.last = f.n+1, j.announce
	f.ordered <- j // both are buffered for all threads that may be in flight
	f.work <- j
	return nil
}

// limitMemory sets the limit of the heap in bytes (GOMEMLIMIT) and its growth in
// percent (GOGC), unless the user has set them in the environment, and returns a
// function that restores them.
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

// commentCost is the cost of a comment beside its text, in bytes.
const commentCost = 256

// cost estimates the memory that a thread takes, in bytes of its texts. It is at
// least so high that no more than maxWaiting threads are in flight.
func cost(t *gainsay.Thread) int {
	n := len(t.Article)
	for _, c := range t.Comments {
		n += len(c.Text) + commentCost
	}
	return max(n, maxInFlight/maxWaiting)
}

// release ends the flight of a job.
func (f *flow) release(j *job) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.inFlight -= j.cost
	f.freed.Broadcast()
}

// close stops the flow from taking in threads.
func (f *flow) close() {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.closed {
		return
	}
	f.closed = true
	close(f.work)
	close(f.ordered)
	f.freed.Broadcast()
}

// skip leaves the thread out because the user stopped the command.
func (j *job) skip() {
	j.err = errStopped
	j.finishAnnounce()
	close(j.done)
}

// finishAnnounce signals later threads that this one is announced, or will not
// be, once all earlier ones are.
func (j *job) finishAnnounce() {
	j.once.Do(func() {
		go func() {
			<-j.before
			close(j.announce)
		}()
	})
}

// analyze analyses one thread. A failure affects only this thread.
func (f *flow) analyze(j *job) {
	t := j.result.Thread
	defer close(j.done)
	defer j.finishAnnounce()
	defer func() {
		if p := recover(); p != nil {
			j.err = fmt.Errorf("analyse thread %s: %v", t.ID, p)
		}
	}()
	var near analyze.Seen
	switch {
	case f.near != nil:
		near = seen{f.near, j}
	case f.sketch:
		near = sketching{j}
	}
	var err error
	if j.analysis, err = f.one(t, j.result.Report, near); err != nil {
		j.err = fmt.Errorf("analyse thread %s: %w", t.ID, err)
	}
}

// seen lets the spam tagger query the store for earlier comments.
type seen struct {
	near *store.Signatures
	j    *job
}

// Announce makes the thread's MinHash sketches available to later threads.
func (s seen) Announce(sigs []text.Signature) {
	s.j.keepSketches(sigs)
	s.near.Announce(s.j.n, s.j.result.Thread, s.j.sketches)
	s.j.finishAnnounce()
}

// keepSketches keeps the sketches of the comments that have one, by their ids.
func (j *job) keepSketches(sigs []text.Signature) {
	j.sketches = store.Sketches(j.result.Thread, sigs)
}

// sketching keeps the sketches of a thread and knows no other threads.
type sketching struct{ j *job }

// Announce keeps the sketches.
func (s sketching) Announce(sigs []text.Signature) { s.j.keepSketches(sigs) }

// Near finds nothing. What was asked is kept for a merge.
func (s sketching) Near(_ string, sig text.Signature) []string {
	if s.j.asked == nil {
		s.j.asked = map[*uint32]bool{}
	}
	s.j.asked[&sig[0]] = true
	return nil
}

// Near waits until all earlier threads are announced, then returns the comments
// with a similar signature.
func (s seen) Near(thread string, sig text.Signature) []string {
	<-s.j.before
	return s.near.Near(s.j.n, thread, sig)
}
