package importer

import (
	"errors"
	"fmt"

	"github.com/gainsay/gainsay"
)

// fail is an error about a source by which no comment record is known to be
// lost.
func fail(line int, format string, args ...any) *gainsay.SyntaxError {
	return &gainsay.SyntaxError{Line: line, Msg: fmt.Sprintf(format, args...)}
}

// lost is a comment record of a stream that could not be read.
func lost(line int, msg string) *gainsay.SyntaxError {
	return &gainsay.SyntaxError{Line: line, Msg: msg, Skipped: 1}
}

// errStop says that whoever reads wants no more.
var errStop = errors.New("stop")

func isSyntax(err error) bool {
	var se *gainsay.SyntaxError
	return errors.As(err, &se)
}
