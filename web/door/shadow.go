package door

import (
	"context"
	"crypto/sha256"
	"strings"
	"sync"
	"time"

	"github.com/gainsay/gainsay/view"
)

// recorder writes records in batches, so that the answers need not wait.
type recorder struct {
	to      Records
	failed  func(error)
	mu      sync.Mutex
	closed  bool
	records chan view.DoorRecord
	done    chan struct{}
}

// Bounds of what waits to be written.
const (
	waitingRecords = 4096
	batchRecords   = 256
	batchTime      = 200 * time.Millisecond
)

// Start begins to write records; failed is called when that fails. Close ends it.
func (s *Service) Start(failed func(error)) {
	s.log = &recorder{to: s.Records, failed: failed, records: make(chan view.DoorRecord, waitingRecords),
		done: make(chan struct{})}
	go s.log.run()
}

// Close writes what is left.
func (s *Service) Close() error {
	if s.log == nil {
		return nil
	}
	s.log.mu.Lock()
	defer s.log.mu.Unlock()
	if !s.log.closed {
		s.log.closed = true
		close(s.log.records)
		<-s.log.done
	}
	return nil
}

// Record keeps what a door in shadow mode would have said. A crash may lose the
// records of the last moments.
func (s *Service) Record(rs ...view.DoorRecord) {
	if s.log == nil {
		return
	}
	s.log.mu.Lock()
	defer s.log.mu.Unlock()
	if s.log.closed {
		return
	}
	for _, r := range rs {
		s.log.records <- r
	}
}

func (l *recorder) run() {
	defer close(l.done)
	for first := range l.records {
		batch := l.more([]view.DoorRecord{first})
		if err := l.to.AddDoorRecords(context.Background(), batch...); err != nil {
			l.failed(err)
		}
	}
}

// more adds records to a batch until it is full or batchTime is over.
func (l *recorder) more(batch []view.DoorRecord) []view.DoorRecord {
	full := time.NewTimer(batchTime)
	defer full.Stop()
	for len(batch) < batchRecords {
		select {
		case r, ok := <-l.records:
			if !ok {
				return batch
			}
			batch = append(batch, r)
		case <-full.C:
			return batch
		}
	}
	return batch
}

// Digest identifies a text, so that records need not hold it: white space does not
// count.
func Digest(s string) []byte {
	h := sha256.Sum256([]byte(strings.Join(strings.Fields(s), " ")))
	return h[:16]
}
