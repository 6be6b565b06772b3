// Package cpu measures work for tests of growth: a busy machine makes the
// clock a poor judge.
package cpu

import (
	"runtime"
	"time"

	"golang.org/x/sys/unix"
)

// Time returns the processor time that f takes in its own goroutine.
func Time(f func()) time.Duration {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	before := used()
	f()
	return used() - before
}

func used() time.Duration {
	var t unix.Timespec
	if err := unix.ClockGettime(unix.CLOCK_THREAD_CPUTIME_ID, &t); err != nil {
		panic("cpu: " + err.Error()) // every kernel that Go runs on has it
	}
	return time.Duration(t.Nano())
}
