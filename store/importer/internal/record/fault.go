package record

import (
	"errors"
	"fmt"

	"github.com/gainsay/gainsay"
)

// Errorf is an error about a source by which no comment record is known to be
// lost.
func Errorf(line int, format string, args ...any) *gainsay.SyntaxError {
	return &gainsay.SyntaxError{Line: line, Msg: fmt.Sprintf(format, args...)}
}

// Skipped is a comment record of a stream that could not be read.
func Skipped(line int, msg string) *gainsay.SyntaxError {
	return &gainsay.SyntaxError{Line: line, Msg: msg, Skipped: 1}
}

// ErrStop says that whoever reads wants no more.
var ErrStop = errors.New("stop")

func IsSyntax(err error) bool {
	var se *gainsay.SyntaxError
	return errors.As(err, &se)
}
