//go:build !linux

// Package cpu measures work for tests of growth: a busy machine makes the
// clock a poor judge.
package cpu

import "time"

// Time returns the time that f takes by the clock.
func Time(f func()) time.Duration {
	begin := time.Now()
	f()
	return time.Since(begin)
}
