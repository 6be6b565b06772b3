// Package query reads filters from the queries of addresses. The pages and the
// API for programs have the same parameters.
package query

import (
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"time"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/decide"
	"github.com/gainsay/gainsay/view"
)

// Error says to the user what is wrong with a parameter.
type Error struct{ Message string }

func (e *Error) Error() string { return e.Message }

func errorf(format string, args ...any) error { return &Error{fmt.Sprintf(format, args...)} }

// Topic returns the name under which a topic is stored.
type Topic func(name string) string

// Threads reads a filter of threads: q, site, format, year, tag, reviewed, all,
// marks, sort and order. Without all, threads that assert nothing are left out.
func Threads(q url.Values) (f view.ThreadFilter, err error) {
	f = view.ThreadFilter{Query: q.Get("q"), Sites: q["site"], Formats: q["format"], Asserting: q.Get("all") == "",
		Reverse: q.Get("order") == "reverse"}
	if f.Sort, err = OneOf(q, "sort", "The order must be one of the columns.", view.ThreadSorts...); err != nil {
		return f, err
	}
	for _, y := range q["year"] {
		n, err := strconv.Atoi(y)
		if err != nil {
			return f, errorf("Unknown year: “%s”.", y)
		}
		f.Years = append(f.Years, n)
	}
	for _, t := range q["tag"] {
		f.Tags = append(f.Tags, gainsay.Tag(t))
	}
	for _, r := range q["reviewed"] {
		if !slices.Contains(view.ReviewStates, r) {
			return f, errorf("Reviewed is one of no, part and whole.")
		}
		f.Reviewed = append(f.Reviewed, r)
	}
	f.Basis, err = Basis(q, decide.Machine)
	return f, err
}

// Assertions reads a filter of assertions or claims: author, thread, q, topic,
// status, dispute, source, from, to, marks, sourced, answered and sort. An
// unknown status, dispute or order is refused.
func Assertions(q url.Values, topic Topic) (view.AssertionFilter, error) {
	f := view.AssertionFilter{Author: q.Get("author"), Thread: q.Get("thread"), Query: q.Get("q")}
	for _, t := range q["topic"] {
		if t != "" {
			f.Topics = append(f.Topics, topic(t))
		}
	}
	for _, st := range q["status"] {
		if !slices.Contains(gainsay.Statuses(), gainsay.Status(st)) {
			return f, errorf("Unknown status: “%s”.", st)
		}
		f.Status = append(f.Status, gainsay.Status(st))
	}
	for _, d := range q["dispute"] {
		if !slices.Contains(gainsay.Disputes(), gainsay.Dispute(d)) {
			return f, errorf("Unknown dispute: “%s”.", d)
		}
		f.Dispute = append(f.Dispute, gainsay.Dispute(d))
	}
	f.Source = q.Get("source")
	var err error
	if f.From, f.To, err = Months(q); err != nil {
		return f, err
	}
	if f.Basis, err = Basis(q, decide.Machine); err != nil {
		return f, err
	}
	if f.Sourced, err = OneOf(q, "sourced", "Sourced must be yes or no.", "yes", "no"); err != nil {
		return f, err
	}
	if f.Answered, err = OneOf(q, "answered", "Answered must be yes or no.", "yes", "no"); err != nil {
		return f, err
	}
	f.Sort, err = OneOf(q, "sort", "The order must be notable, repeated, new or thread.",
		"notable", "repeated", "new", "thread")
	return f, err
}

// AuthorOrders are the orders of authors.
var AuthorOrders = []string{"author", "threads", "asserted", "unsupported", "rate", "sourced", "contested", "conceded",
	"asked", "answered", "answeredself"}

// Authors reads a filter of authors: name, sort, reverse, and those of their
// assertions but author.
func Authors(q url.Values, topic Topic) (f view.AuthorFilter, err error) {
	f = view.AuthorFilter{Name: q.Get("name"), Reverse: q.Get("reverse") == "1"}
	if f.Order, err = OneOf(q, "sort", "Authors cannot be sorted by this.", AuthorOrders...); err != nil {
		return f, err
	}
	rest := url.Values{}
	for param, values := range q {
		if !slices.Contains([]string{"sort", "name", "page", "after", "before", "reverse", "author"}, param) {
			rest[param] = values
		}
	}
	f.AssertionFilter, err = Assertions(rest, topic)
	return f, err
}

// Decisions reads a filter of decisions: thread, coder, tag, verdict, blind and
// all.
func Decisions(q url.Values) (f view.DecisionFilter, err error) {
	f = view.DecisionFilter{Threads: q["thread"], Coder: q.Get("coder"), Tag: gainsay.Tag(q.Get("tag")),
		Verdict: gainsay.Verdict(q.Get("verdict")), Blind: q.Get("blind") != "", All: q.Get("all") != ""}
	switch {
	case f.Tag != "" && !f.Tag.Valid():
		return f, errorf("Unknown tag: “%s”.", f.Tag)
	case f.Verdict != "" && !slices.Contains(gainsay.Verdicts(), f.Verdict):
		return f, errorf("Unknown verdict: “%s”.", f.Verdict)
	}
	return f, nil
}

// Basis reads whose marks are meant (marks); without is what its absence means.
func Basis(q url.Values, without decide.Mode) (decide.Mode, error) {
	b := decide.Mode(q.Get("marks"))
	if b == "" {
		return without, nil
	}
	if !slices.Contains(view.Bases(), b) {
		return "", errorf("The marks must be machine, decided or both.")
	}
	return b, nil
}

// MonthFormat is the layout of a month.
const MonthFormat = "2006-01"

// Months reads the first and last month of a filter (from and to); to is the
// first moment after.
func Months(q url.Values) (from, to time.Time, err error) {
	for param, t := range map[string]*time.Time{"from": &from, "to": &to} {
		v := q.Get(param)
		if v == "" {
			continue
		}
		if *t, err = time.Parse(MonthFormat, v); err != nil {
			return from, to, errorf("“%s” is no month as 2024-05.", v)
		}
	}
	if !to.IsZero() {
		to = to.AddDate(0, 1, 0)
	}
	return from, to, nil
}

// OneOf reads a parameter that must be one of some words, or absent: then it
// returns "". Any other value is refused with the message.
func OneOf(q url.Values, param, message string, words ...string) (string, error) {
	if v := q.Get(param); v == "" || slices.Contains(words, v) {
		return v, nil
	}
	return "", &Error{message}
}
