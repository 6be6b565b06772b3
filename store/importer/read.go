package importer

import (
	"io"
	"iter"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/internal/extsort"
	"github.com/gainsay/gainsay/store/importer/internal/format"
	"github.com/gainsay/gainsay/store/importer/internal/input"
	"github.com/gainsay/gainsay/store/importer/source"
)

// Result is one thread of a source with the report of its import.
type Result struct {
	Thread *gainsay.Thread
	Report gainsay.Report
	Source string // the file, folder or archive entry it was read from
}

// Read reads a stream with a format. It removes a byte order mark and decodes
// text that is not UTF-8, with a remark in the report if the encoding had to be
// guessed. Every *gainsay.SyntaxError is yielded with the name of the source
// and is also a problem in the report of the thread it belongs to. A source
// without a thread is an error.
func Read(name string, f *Format, r io.Reader) iter.Seq2[*Result, error] {
	return read(name, f, r, source.Limits{})
}

func read(name string, f *Format, r io.Reader, l source.Limits) iter.Seq2[*Result, error] {
	decoded, remark := input.Decode(r)
	return results(name, f, remark, l, f.Read(&input.Text{Reader: decoded, Whole: l.Whole, NoParquet: l.NoParquet}))
}

// ReadRecords passes on the records of a stream of a format that has Records,
// and its problems; see Format.Records. file names it in problems.
func ReadRecords(file string, f *Format, r io.Reader, put format.PutRecord, report func(error) error) error {
	decoded, _ := input.Decode(r)
	return f.Records(file, &input.Text{Reader: decoded}, put, report)
}

// ReadThreads yields the threads of the records of a format that has Records.
func ReadThreads(name string, f *Format, s *extsort.Sorter, l source.Limits) iter.Seq2[*Result, error] {
	return results(name, f, "", l, f.Threads(s))
}
