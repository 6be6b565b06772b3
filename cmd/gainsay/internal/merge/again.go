package merge

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"iter"
	"runtime"
	"sync"

	"github.com/gainsay/gainsay/internal/extsort"
	"github.com/gainsay/gainsay/store/merge"
	"github.com/gainsay/gainsay/wire"
	"golang.org/x/sync/semaphore"
)

// inFlight bounds the lines of threads that are read and not yet passed on, in
// bytes. One thread is always accepted.
const inFlight = 16 << 20

// step is a thread on its way to the result.
type step struct {
	key   string // its id and its format
	place place
	hits  *merge.Hits // nil if it has no near-duplicates in earlier threads
	size  int64

	done   chan struct{} // closed when the rest is there
	thread *mergedThread
	again  bool // it was analysed again
	err    error
}

// each passes on the threads in order, analysed again where a comment has
// near-duplicates in earlier threads: several at a time, since what is found there
// depends on the sketches alone and not on the result.
func (w *work) each(ctx context.Context, again Again, f func(*mergedThread) error) error {
	if _, err := w.order.Seek(0, io.SeekStart); err != nil {
		return err
	}
	ctx, cancel := context.WithCancel(ctx)
	workers := runtime.GOMAXPROCS(0)
	work, ordered := make(chan *step, workers), make(chan *step, 64*workers)
	free := semaphore.NewWeighted(inFlight)
	var running sync.WaitGroup
	defer running.Wait()
	defer cancel()
	var failed error // of reading; set before ordered is closed
	running.Go(func() {
		defer close(ordered)
		defer close(work)
		failed = w.read(ctx, free, func(s *step) error {
			for _, to := range []chan *step{ordered, work} {
				select {
				case to <- s:
				case <-ctx.Done():
					return ctx.Err()
				}
			}
			return nil
		})
	})
	for range workers {
		running.Go(func() {
			for s := range work {
				s.run(w, again)
				close(s.done)
			}
		})
	}
	for s := range ordered {
		select {
		case <-s.done:
		case <-ctx.Done():
			return ctx.Err()
		}
		if s.err != nil {
			return s.err
		}
		if s.again {
			w.again++
		}
		if err := f(s.thread); err != nil {
			return err
		}
		free.Release(s.size)
	}
	return failed
}

// read reads the threads in order, each with its near-duplicates.
func (w *work) read(ctx context.Context, free *semaphore.Weighted, pass func(*step) error) error {
	hits := func() (*merge.Hits, error, bool) { return nil, nil, false }
	if w.near != nil {
		next, stop := iter.Pull2(w.near.Hits(ctx))
		defer stop()
		hits = next
	}
	h, err, more := hits()
	r := &extsort.Reader{R: bufio.NewReaderSize(w.order, 1<<20)}
	for n := range w.threads {
		if err != nil {
			return err
		}
		s := &step{done: make(chan struct{})}
		record, err1 := r.Next()
		if err1 == nil {
			s.place, err1 = readPlace(record.Raw)
		}
		if err1 != nil {
			return err1
		}
		s.key = record.Key
		s.size = min(int64(s.place.size), inFlight)
		if err := free.Acquire(ctx, s.size); err != nil {
			return err
		}
		if more && h.Thread == n {
			s.hits = h
			h, err, more = hits()
		}
		if err := pass(s); err != nil {
			return err
		}
	}
	return err
}

// run reads a thread, and analyses it again if it has near-duplicates.
func (s *step) run(w *work, again Again) {
	t, err := w.load(&s.place)
	if err != nil {
		s.err = err
		return
	}
	s.thread = t
	if s.hits == nil {
		return
	}
	if err := s.repeat(again); err != nil {
		s.err = fmt.Errorf("analyse thread %s again: %w", threadName(s.key), err)
	}
}

// repeat analyses a thread again.
func (s *step) repeat(again Again) error {
	a, err := s.thread.decode()
	if err != nil {
		return err
	}
	if a, err = again(a, &nearby{s.hits}); err != nil || a == nil {
		return err
	}
	s.again = true
	line, err := wire.AppendAnalysis(nil, a)
	s.thread.line = append(line, '\n')
	return err
}
