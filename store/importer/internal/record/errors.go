package record

import (
	"errors"
	"fmt"

	"github.com/gainsay/gainsay"
)

// Errorf returns an error about a source that does not cost a known comment.
func Errorf(line int, format string, args ...any) *gainsay.SyntaxError {
	return &gainsay.SyntaxError{Line: line, Msg: fmt.Sprintf(format, args...)}
}

// Skipped returns an error about a comment record that could not be read.
func Skipped(line int, msg string) *gainsay.SyntaxError {
	return &gainsay.SyntaxError{Line: line, Msg: msg, Skipped: 1}
}

// ErrStop says that the consumer of an iterator stopped it.
var ErrStop = errors.New("stop")

// IsSyntax reports whether err concerns the content of a source, so that
// reading can go on.
func IsSyntax(err error) bool {
	var se *gainsay.SyntaxError
	return errors.As(err, &se)
}
