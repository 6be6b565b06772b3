package record

import (
	"encoding/json"
	"errors"
	"fmt"
	"reflect"

	"github.com/gainsay/gainsay"
)

// Errorf returns an error about a source that does not cost a known comment.
func Errorf(line int, format string, args ...any) *gainsay.SyntaxError {
	return &gainsay.SyntaxError{Line: line, Msg: Message(format, args...)}
}

// Skipped returns an error about a comment record that could not be read.
func Skipped(line int, format string, args ...any) *gainsay.SyntaxError {
	return &gainsay.SyntaxError{Line: line, Msg: Message(format, args...), Skipped: 1}
}

// Remark returns a remark: something noteworthy that costs no record.
func Remark(line int, format string, args ...any) *gainsay.SyntaxError {
	return &gainsay.SyntaxError{Line: line, Msg: Message(format, args...), Remark: true}
}

// ErrStop says that the consumer of an iterator stopped it.
var ErrStop = errors.New("stop")

// IsSyntax reports whether err concerns the content of a source, so that
// reading can go on.
func IsSyntax(err error) bool {
	var se *gainsay.SyntaxError
	return errors.As(err, &se)
}

// Message formats a message for users. A JSON value of the wrong type is
// described without the Go types that encoding/json names.
func Message(format string, args ...any) string {
	for i, a := range args {
		if e, ok := a.(*json.UnmarshalTypeError); ok {
			args[i] = mismatch(e)
		}
	}
	return fmt.Sprintf(format, args...)
}

// mismatch says which field has a value of the wrong type.
func mismatch(e *json.UnmarshalTypeError) string {
	what := "value"
	if e.Field != "" {
		what = "field " + e.Field
	}
	want := map[reflect.Kind]string{
		reflect.String: "a string",
		reflect.Slice:  "an array",
		reflect.Struct: "an object",
		reflect.Map:    "an object",
		reflect.Bool:   "true or false",
	}
	if w := want[e.Type.Kind()]; w != "" {
		return fmt.Sprintf("%s: expected %s, found %s", what, w, e.Value)
	}
	return fmt.Sprintf("%s: expected a number, found %s", what, e.Value)
}
