package importer

import (
	"errors"
	"fmt"
	"iter"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/store/importer/internal/format"
	"github.com/gainsay/gainsay/store/importer/internal/thread"
	"github.com/gainsay/gainsay/store/importer/source"
)

// results normalizes the threads that a reader finds and adds their reports. remark,
// unless empty, is a problem of the source.
func results(
	name string, f *Format, remark string, l source.Limits, found iter.Seq2[*format.Found, error],
) iter.Seq2[*Result, error] {
	return func(yield func(*Result, error) bool) {
		c := &collector{name: name, limits: l, yield: yield}
		c.reset()
		if remark != "" {
			c.report.Problems = append(c.report.Problems, gainsay.Problem{Message: remark})
		}
		for t, err := range found {
			if err == nil && t.Report == nil {
				t.Format = f.Name
			}
			if ok := err != nil && c.fault(err) || err == nil && c.thread(t); !ok {
				return
			}
		}
		if c.rest() && c.threads == 0 && c.faults == 0 {
			yield(nil, &gainsay.SyntaxError{Name: name, Msg: "recognised as " + f.Name + ", but no thread found in it"})
		}
	}
}

// collector passes on the threads of a source with their problems. Its methods report
// whether the receiver wants more.
type collector struct {
	name   string
	limits source.Limits
	yield  func(*Result, error) bool

	report          gainsay.Report // of the thread to come
	more            unsaid
	threads, faults int // read so far; faults are errors between threads
}

func (c *collector) reset() { c.report = gainsay.Report{Problems: []gainsay.Problem{}} }

// fault passes on an error between threads.
func (c *collector) fault(err error) bool {
	c.faults++
	return c.problem(err, len(c.report.Problems)+1)
}

// problem passes on the n-th error of its kind, counted from 1.
func (c *collector) problem(err error, n int) bool {
	if n > maxProblems {
		c.more.add(err)
		return true
	}
	return c.yield(nil, report(c.name, err, &c.report))
}

// rest passes on the sum of the problems that were not listed.
func (c *collector) rest() bool {
	err := c.more.all()
	return err == nil || c.yield(nil, report(c.name, err, &c.report))
}

// thread passes on a thread after its problems.
func (c *collector) thread(t *format.Found) bool {
	if !c.rest() {
		return false
	}
	c.threads++
	problems := cutTexts(t.Thread, c.limits)
	problems = append(problems, thread.Normalize(t.Thread)...)
	problems = append(problems, cutThread(t.Thread, c.limits)...)
	for i, err := range problems {
		if !c.problem(err, i+1) {
			return false
		}
	}
	if !c.rest() || !c.yield(&Result{t.Thread, total(c.report, t), c.name}, nil) {
		return false
	}
	c.reset()
	return true
}

// maxProblems is how many problems before a thread, and of a thread, are reported one
// by one. Threads before it do not count: its report is the same in a part of the
// source.
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
