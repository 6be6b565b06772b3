package importer

import (
	"errors"
	"io"
	"iter"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/internal/extsort"
	"github.com/gainsay/gainsay/store/importer/internal/format"
	"github.com/gainsay/gainsay/store/importer/internal/input"
	"github.com/gainsay/gainsay/store/importer/internal/thread"
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
	return results(name, f, remark, f.Read(&input.Text{Reader: decoded, Whole: l.Whole}))
}

// ReadRecords passes on the records of a stream of a format that has Records,
// and its problems; see Format.Records. file names it in problems.
func ReadRecords(file string, f *Format, r io.Reader, put format.PutRecord, report func(error) error) error {
	decoded, _ := input.Decode(r)
	return f.Records(file, &input.Text{Reader: decoded}, put, report)
}

// ReadThreads yields the threads of the records of a format that has Records.
func ReadThreads(name string, f *Format, s *extsort.Sorter) iter.Seq2[*Result, error] {
	return results(name, f, "", f.Threads(s))
}

// results normalizes the threads that a reader finds and adds their reports.
func results(
	name string,
	f *Format,
	remark string,
	found iter.Seq2[*format.Found, error],
) iter.Seq2[*Result, error] {
	return func(yield func(*Result, error) bool) {
		rep := gainsay.Report{Problems: []gainsay.Problem{}}
		if remark != "" {
			rep.Problems = append(rep.Problems, gainsay.Problem{Message: remark})
		}
		threads, errs := 0, 0
		for t, err := range found {
			if err != nil {
				errs++
				if !yield(nil, report(name, err, &rep)) {
					return
				}
				continue
			}
			threads++
			if t.Report == nil {
				t.Format = f.Name
			}
			for _, e := range thread.Normalize(t.Thread) {
				if !yield(nil, report(name, e, &rep)) {
					return
				}
			}
			if !yield(&Result{t.Thread, total(rep, t), name}, nil) {
				return
			}
			rep = gainsay.Report{Problems: []gainsay.Problem{}}
		}
		if threads == 0 && errs == 0 {
			yield(
				nil,
				&gainsay.SyntaxError{
					Name: name,
					Msg:  "recognised as " + f.Name + ", but no thread found in it",
				},
			)
		}
	}
}

// report adds an error to the report and sets the name of its source.
func report(name string, err error, rep *gainsay.Report) error {
	var se *gainsay.SyntaxError
	if !errors.As(err, &se) {
		se = &gainsay.SyntaxError{Msg: err.Error()}
	}
	se.Name = name
	rep.Skipped += se.Skipped
	rep.Problems = append(rep.Problems, gainsay.Problem{File: se.File, Line: se.Line, Message: se.Msg})
	return se
}

// total completes a report: every record read is kept, skipped or a duplicate;
// a comment kept without being read is a placeholder.
func total(rep gainsay.Report, t *format.Found) gainsay.Report {
	if t.Report != nil {
		old := *t.Report
		old.Problems = append(rep.Problems, old.Problems...)
		return old
	}
	rep.Announced, rep.Stubs, rep.Duplicates = t.Announced, t.Stubs, t.Duplicates
	rep.Kept = len(t.Comments)
	rep.Read = rep.Skipped + rep.Duplicates
	for _, c := range t.Comments {
		if c.State == gainsay.Missing {
			rep.MissingParents++
			continue
		}
		rep.Read++
		if c.Time.IsZero() {
			rep.Undated++
		}
	}
	return rep
}
