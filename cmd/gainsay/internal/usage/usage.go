// Package usage has the errors of wrong usage, for which a command exits with code 2.
package usage

import "fmt"

// Error is a mistake in how a command was called. What it was made of shows in its
// text alone: errors.Is and errors.As do not look into it.
type Error struct{ error }

// Wrap returns err as an Error.
func Wrap(err error) error { return Error{err} }

// Errorf returns an Error with a text as of fmt.Errorf.
func Errorf(format string, args ...any) error { return Wrap(fmt.Errorf(format, args...)) }
