package query

import (
	"errors"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/decide"
	"github.com/gainsay/gainsay/view"
	"github.com/google/go-cmp/cmp"
)

func TestFilters(t *testing.T) {
	q, err := url.ParseQuery("author=Ann&topic=russian&topic=&status=unsupported&dispute=contested&from=2024-05&to=2024-12" +
		"&marks=both&sourced=no&answered=yes&sort=new&source=r/x&thread=json:t&q=dam")
	if err != nil {
		t.Fatal(err)
	}
	got, err := Assertions(q, strings.ToUpper)
	want := view.AssertionFilter{Author: "Ann", Topics: []string{"RUSSIAN"}, Status: []gainsay.Status{"unsupported"},
		Dispute: []gainsay.Dispute{"contested"}, From: time.Date(2024, 5, 1, 0, 0, 0, 0, time.UTC),
		To: time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC), Basis: decide.Both, Sourced: "no", Answered: "yes", Sort: "new",
		Source: "r/x", Thread: "json:t", Query: "dam"}
	if d := cmp.Diff(want, got); d != "" || err != nil {
		t.Errorf("%v\n%s", err, d)
	}
	authors, err := Authors(url.Values{"name": {"An"}, "sort": {"rate"}, "reverse": {"1"}, "author": {"x"}, "topic": {"t"}}, strings.ToUpper)
	if d := cmp.Diff(view.AuthorFilter{AssertionFilter: view.AssertionFilter{Topics: []string{"T"}, Basis: decide.Machine},
		Name: "An", Order: "rate", Reverse: true}, authors); d != "" || err != nil {
		t.Errorf("%v\n%s", err, d)
	}
	threads, err := Threads(url.Values{"year": {"2024", "0"}, "tag": {"insult"}, "reviewed": {"part"}, "all": {"1"}, "order": {"reverse"}, "marks": {"decided"}})
	if d := cmp.Diff(view.ThreadFilter{Years: []int{2024, 0}, Tags: []gainsay.Tag{"insult"}, Reviewed: []string{"part"},
		Basis: decide.Decided, Reverse: true}, threads); d != "" || err != nil {
		t.Errorf("%v\n%s", err, d)
	}
	decisions, err := Decisions(url.Values{"thread": {"a", "b"}, "verdict": {"wrong"}, "all": {"1"}})
	if d := cmp.Diff(view.DecisionFilter{Threads: []string{"a", "b"}, Verdict: gainsay.Wrong, All: true}, decisions); d != "" || err != nil {
		t.Errorf("%v\n%s", err, d)
	}
}

func TestRefused(t *testing.T) {
	assertions := func(q url.Values) error { _, err := Assertions(q, strings.ToUpper); return err }
	threads := func(q url.Values) error { _, err := Threads(q); return err }
	authors := func(q url.Values) error { _, err := Authors(q, strings.ToUpper); return err }
	decisions := func(q url.Values) error { _, err := Decisions(q); return err }
	for _, c := range []struct {
		read  func(url.Values) error
		query string
	}{
		{assertions, "status=false"}, {assertions, "dispute=x"}, {assertions, "from=2024"}, {assertions, "to=x"},
		{assertions, "marks=all"}, {assertions, "sourced=maybe"}, {assertions, "answered=x"}, {assertions, "sort=x"},
		{threads, "sort=x"}, {threads, "year=x"}, {threads, "reviewed=x"}, {threads, "marks=x"}, {authors, "sort=x"}, {authors, "status=x"},
		{decisions, "tag=x"}, {decisions, "verdict=x"},
	} {
		q, _ := url.ParseQuery(c.query)
		if err := c.read(q); !errors.As(err, new(*Error)) {
			t.Errorf("%s: %v", c.query, err)
		}
	}
}
