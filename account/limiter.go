package account

import (
	"sync"
	"time"
)

// Limiter slows down attempts: Free of them may fail one after the other, then
// each has to wait twice as long as the one before, from a second to Longest.
// The count starts again when Longest has passed without an attempt.
type Limiter struct {
	Free    int
	Longest time.Duration
	Size    int              // names remembered; the one idle for longest is forgotten first
	Now     func() time.Time // nil for time.Now

	mu    sync.Mutex
	tries map[string]try
}

// try counts the attempts of one name.
type try struct {
	n          int
	last, next time.Time
}

// Attempt takes note of an attempt, which counts as failed until Succeed. If it
// comes too early, it returns how long to wait and does not count.
func (l *Limiter) Attempt(name string) (wait time.Duration) {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := l.now()
	t, ok := l.tries[name]
	if wait := t.next.Sub(now); wait > 0 {
		return wait
	}
	if now.Sub(t.last) > l.Longest {
		t.n = 0
	}
	if !ok {
		l.makeSpace(now)
	}
	t.n++
	t.last, t.next = now, now
	if t.n >= l.Free {
		t.next = now.Add(l.pause(t.n - l.Free))
	}
	l.tries[name] = t
	return 0
}

// Wait returns how long the next attempt has to wait. It is none itself.
func (l *Limiter) Wait(name string) time.Duration {
	l.mu.Lock()
	defer l.mu.Unlock()
	return max(l.tries[name].next.Sub(l.now()), 0)
}

// pause is the time to wait after the nth failure beyond the free ones.
func (l *Limiter) pause(n int) time.Duration {
	if n > 30 {
		return l.Longest
	}
	return min(time.Second<<n, l.Longest)
}

// Succeed takes back the attempt just made.
func (l *Limiter) Succeed(name string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	t, ok := l.tries[name]
	if !ok {
		return
	}
	t.n, t.next = max(t.n-1, 0), t.last
	l.tries[name] = t
}

// Forget starts the count of a name again.
func (l *Limiter) Forget(name string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.tries, name)
}

func (l *Limiter) now() time.Time {
	if l.Now == nil {
		return time.Now()
	}
	return l.Now()
}

// makeSpace forgets names until there is space for another: all those that have
// been idle for Longest, else the one idle for longest.
func (l *Limiter) makeSpace(now time.Time) {
	if l.tries == nil {
		l.tries = map[string]try{}
	}
	if len(l.tries) < l.Size {
		return
	}
	oldest := ""
	for name, t := range l.tries {
		if now.Sub(t.last) > l.Longest {
			delete(l.tries, name)
		} else if oldest == "" || t.last.Before(l.tries[oldest].last) {
			oldest = name
		}
	}
	if len(l.tries) >= l.Size {
		delete(l.tries, oldest)
	}
}
