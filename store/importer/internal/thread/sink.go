package thread

import (
	"errors"
	"io"
	"iter"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/internal/extsort"
	"github.com/gainsay/gainsay/store/importer/internal/format"
	"github.com/gainsay/gainsay/store/importer/internal/record"
)

// Sink is the consumer of an iterator: it receives threads and problems and
// returns whether it wants more. It must not be called again after it returned
// false.
type Sink func(*format.Found, error) bool

// Report passes on an error about the content of a file ("" for a source of one
// file). It returns record.ErrStop if the consumer stopped. Any other error,
// which ends reading, it returns unchanged.
func (s Sink) Report(file string, err error) error {
	var se *gainsay.SyntaxError
	if !errors.As(err, &se) {
		return err
	}
	if se.File = file; !s(nil, se) {
		return record.ErrStop
	}
	return nil
}

// End passes on the error with which reading ended, if any, and reports whether
// more is wanted.
func (s Sink) End(err error) bool {
	return err == nil || !errors.Is(err, record.ErrStop) && s(nil, err)
}

// Threads yields the thread that build makes of each group of records, unless
// it is nil, and reports whether more is wanted.
func (s Sink) Threads(records *extsort.Sorter, build func(group []extsort.Record) (*Builder, error)) bool {
	for group, err := range records.Groups() {
		var b *Builder
		if err == nil {
			b, err = build(group)
		}
		if err != nil {
			return s(nil, err)
		}
		if b != nil && !b.Yield(s) {
			return false
		}
	}
	return true
}

// Each passes the pieces of a file to f and reports errors about their content.
func Each[T any](s Sink, file string, pieces iter.Seq2[T, error], f func(T) error) error {
	for p, err := range pieces {
		if err == nil {
			err = f(p)
		}
		if err := s.Report(file, err); err != nil {
			return err
		}
	}
	return nil
}

// EachValue passes the JSON values of a stream to f and reports errors about
// their content. It returns false if reading is to end.
func EachValue(r io.Reader, yield Sink, f func(record.Value) error) bool {
	return yield.End(Each(yield, "", record.Values(r), f))
}
