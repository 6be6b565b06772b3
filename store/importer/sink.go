package importer

import (
	"errors"
	"io"
	"iter"

	"github.com/gainsay/gainsay"
)

// sink is whoever reads: it takes threads and problems and says whether it
// wants more. After it said no, it must not be called again.
type sink func(*Found, error) bool

// note hands on what is wrong with a record of a file ("" for a source of
// one) and returns errStop where no more is wanted. Any other error ends
// reading and is returned as it is.
func (s sink) note(file string, err error) error {
	var se *gainsay.SyntaxError
	if !errors.As(err, &se) {
		return err
	}
	if se.File = file; !s(nil, se) {
		return errStop
	}
	return nil
}

// ended hands on the error with which reading ended, if there is one, and says
// whether more is wanted.
func (s sink) ended(err error) bool {
	return err == nil || !errors.Is(err, errStop) && s(nil, err)
}

// threads hands on the thread built of each group of a spill, but for those of
// which build makes none (nil), and says whether more is wanted.
func (s sink) threads(records *spill, build func(group []spilled) (*builder, error)) bool {
	for group, err := range records.groups() {
		var b *builder
		if err == nil {
			b, err = build(group)
		}
		if err != nil {
			return s(nil, err)
		}
		if b != nil && !b.yield(s) {
			return false
		}
	}
	return true
}

// each hands the pieces of a file to f and notes what is wrong with them.
func each[T any](s sink, file string, pieces iter.Seq2[T, error], f func(T) error) error {
	for p, err := range pieces {
		if err == nil {
			err = f(p)
		}
		if err := s.note(file, err); err != nil {
			return err
		}
	}
	return nil
}

// eachValue hands the values of a stream to f, and what is wrong with them or
// f has to say to yield. It returns false where reading is to end.
func eachValue(r io.Reader, yield sink, f func(value) error) bool {
	return yield.ended(each(yield, "", values(r), f))
}
