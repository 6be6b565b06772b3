package thread

import (
	"errors"
	"io"
	"iter"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/store/importer/internal/extsort"
	"github.com/gainsay/gainsay/store/importer/internal/format"
	"github.com/gainsay/gainsay/store/importer/internal/record"
)

// Sink is whoever reads: it takes threads and problems and says whether it
// wants more. After it said no, it must not be called again.
type Sink func(*format.Found, error) bool

// Report hands on what is wrong with a record of a file ("" for a source of
// one) and returns record.ErrStop where no more is wanted. Any other error ends
// reading and is returned as it is.
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

// End hands on the error with which reading ended, if there is one, and says
// whether more is wanted.
func (s Sink) End(err error) bool {
	return err == nil || !errors.Is(err, record.ErrStop) && s(nil, err)
}

// Threads hands on the thread built of each group of a spill, but for those of
// which build makes none (nil), and says whether more is wanted.
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

// Each hands the pieces of a file to f and notes what is wrong with them.
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

// EachValue hands the values of a stream to f, and what is wrong with them or
// f has to say to yield. It returns false where reading is to end.
func EachValue(r io.Reader, yield Sink, f func(record.Value) error) bool {
	return yield.End(Each(yield, "", record.Values(r), f))
}
