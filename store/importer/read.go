package importer

import (
	"errors"
	"fmt"
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

// results normalizes the threads that a reader finds and adds their reports.
func results(
	name string,
	f *Format,
	remark string,
	l source.Limits,
	found iter.Seq2[*format.Found, error],
) iter.Seq2[*Result, error] {
	return func(yield func(*Result, error) bool) {
		rep := gainsay.Report{Problems: []gainsay.Problem{}}
		if remark != "" {
			rep.Problems = append(rep.Problems, gainsay.Problem{Message: remark})
		}
		threads, errs, more := 0, 0, &unsaid{}
		for t, err := range found {
			if err != nil {
				if errs++; errs > maxProblems {
					more.add(err)
					continue
				}
				if !yield(nil, report(name, err, &rep)) {
					return
				}
				continue
			}
			if e := more.all(); e != nil && !yield(nil, report(name, e, &rep)) {
				return
			}
			threads++
			if t.Report == nil {
				t.Format = f.Name
			}
			problems := cutTexts(t.Thread, l)
			problems = append(problems, thread.Normalize(t.Thread)...)
			problems = append(problems, cutThread(t.Thread, l)...)
			for i, e := range problems {
				if i >= maxProblems {
					more.add(e)
					continue
				}
				if !yield(nil, report(name, e, &rep)) {
					return
				}
			}
			if e := more.all(); e != nil && !yield(nil, report(name, e, &rep)) {
				return
			}
			if !yield(&Result{t.Thread, total(rep, t), name}, nil) {
				return
			}
			rep = gainsay.Report{Problems: []gainsay.Problem{}}
		}
		if e := more.all(); e != nil && !yield(nil, report(name, e, &rep)) {
			return
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

// maxProblems is how many problems of a source, and of a thread, are reported one
// by one.
const maxProblems = 1000

// unsaid sums up problems beyond maxProblems.
type unsaid struct {
	n, skipped int
	serious    bool // not all are remarks
}

func (u *unsaid) add(err error) {
	u.n++
	var se *gainsay.SyntaxError
	if !errors.As(err, &se) {
		u.serious = true
		return
	}
	u.skipped += se.Skipped
	u.serious = u.serious || !se.Remark
}

// all returns the sum as one problem, nil if there is none, and begins anew.
func (u *unsaid) all() error {
	if u.n == 0 {
		return nil
	}
	e := &gainsay.SyntaxError{Msg: fmt.Sprintf("%d more problems are not listed; %d records are skipped for them",
		u.n, u.skipped), Skipped: u.skipped, Remark: !u.serious}
	*u = unsaid{}
	return e
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
