// Package logtest holds what programs under test log.
package logtest

import (
	"strings"
	"sync"
)

// Log keeps what is written to it. Several goroutines may write.
type Log struct {
	mu  sync.Mutex
	all strings.Builder
}

// Write implements io.Writer.
func (l *Log) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.all.Write(p)
}

// String is all that was written.
func (l *Log) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.all.String()
}
