package importer

import (
	"bytes"
	"os"
	"slices"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/store/importer/internal/scalar"
	"github.com/gainsay/gainsay/store/importer/internal/thread"
)

// conforms checks what every later stage relies on.
func conforms(t testing.TB, res *Result) {
	t.Helper()
	th := res.Thread
	if th.Format == "" || !utf8.ValidString(th.ID+th.Title+th.Article+th.URL) {
		t.Errorf("thread %q of format %q is not UTF-8 or has no format", th.ID, th.Format)
	}
	seen := map[string]bool{}
	for _, c := range th.Comments {
		switch {
		case c.ID == "" || seen[c.ID]:
			t.Errorf("comment id %q is empty or used twice", c.ID)
		case c.Parent != "" && !seen[c.Parent]:
			t.Errorf("comment %s comes before its parent %s", c.ID, c.Parent)
		case slices.Contains(c.OtherParents, c.ID) ||
			slices.Contains(c.OtherParents, c.Parent) && c.Parent != "":
			t.Errorf("comment %s: other parents %q", c.ID, c.OtherParents)
		case !slices.Contains(gainsay.States(), c.State):
			t.Errorf("comment %s: state %q", c.ID, c.State)
		case c.ParentBy != gainsay.ByNothing && !slices.Contains(gainsay.ParentSources(), c.ParentBy):
			t.Errorf("comment %s: parent by %q", c.ID, c.ParentBy)
		case c.State == gainsay.Missing && c.Text != "":
			t.Errorf("comment %s is missing but has a text", c.ID)
		case c.Author != scalar.Author(c.Author):
			t.Errorf("comment %s: %q is no author", c.ID, c.Author)
		}
		conformsText(t, c)
		conformsTime(t, c)
		seen[c.ID] = true
	}
	conformsReport(t, res)
}

func conformsText(t testing.TB, c *gainsay.Comment) {
	t.Helper()
	for _, s := range append([]string{c.ID, c.Text, c.Author, c.AuthorURL, c.TimeText}, c.OtherParents...) {
		if !utf8.ValidString(s) {
			t.Errorf("comment %s: %q is not UTF-8", c.ID, s)
		}
	}
	if !thread.Disjoint(c.Quotes, c.Text) {
		t.Errorf("comment %s: quotes %v", c.ID, c.Quotes)
	}
	links := make([]gainsay.Span, len(c.Links))
	for i, l := range c.Links {
		links[i] = l.Span
		if l.URL == "" || !utf8.ValidString(l.URL) {
			t.Errorf("comment %s: link to %q", c.ID, l.URL)
		}
	}
	if !thread.Disjoint(links, c.Text) {
		t.Errorf("comment %s: links %v", c.ID, c.Links)
	}
}

func conformsTime(t testing.TB, c *gainsay.Comment) {
	t.Helper()
	switch {
	case c.Time.Location() != time.UTC:
		t.Errorf("comment %s: time %v is not UTC", c.ID, c.Time)
	case !slices.Contains(gainsay.Precisions(), c.Precision):
		t.Errorf("comment %s: precision %q", c.ID, c.Precision)
	case c.Time.IsZero() && c.Precision != "":
		t.Errorf("comment %s has a precision but no time", c.ID)
	case !c.Time.IsZero() && (c.Time.Year() < 1 || c.Time.Year() > 9999):
		t.Errorf("comment %s: year %d cannot be written", c.ID, c.Time.Year())
	}
}

// conformsReport checks that the numbers of the report add up.
func conformsReport(t testing.TB, res *Result) {
	t.Helper()
	r := res.Report
	missing, undated := 0, 0
	for _, c := range res.Thread.Comments {
		if c.State == gainsay.Missing {
			missing++
		} else if c.Time.IsZero() {
			undated++
		}
	}
	skipped := r.Read - r.Duplicates - (r.Kept - r.MissingParents)
	if r.Kept != len(res.Thread.Comments) || r.MissingParents != missing || r.Undated != undated ||
		skipped != r.Skipped {
		t.Errorf("report of thread %s does not add up: %+v with %d comments, %d missing, %d undated", res.Thread.ID, r, len(res.Thread.Comments), missing, undated)
	}
	if r.Stubs < 0 || r.Duplicates < 0 || r.Skipped < 0 || r.Announced != nil && *r.Announced < 0 {
		t.Errorf("report has negative numbers: %+v", r)
	}
	if r.Skipped > 0 && len(r.Problems) == 0 {
		t.Errorf("%d records skipped and nothing said", r.Skipped)
	}
	for _, p := range r.Problems {
		if p.Message == "" || p.Line < 0 {
			t.Errorf("problem %+v", p)
		}
	}
}

// FuzzRead reads arbitrary bytes with every format: no reader panics, and what
// it yields conforms. The seeds are all fixtures.
func FuzzRead(f *testing.F) {
	all := slices.DeleteFunc(Formats(), func(fm *Format) bool { return fm.Read == nil })
	for i, fm := range all {
		for _, p := range cases(f, fm.Name) {
			if b, err := os.ReadFile(p); err == nil && len(b) < 1<<16 {
				f.Add(uint(i), b)
			}
		}
	}
	f.Fuzz(func(t *testing.T, i uint, b []byte) {
		for res, err := range Read("fuzz", all[i%uint(len(all))], bytes.NewReader(b)) {
			if err == nil {
				conforms(t, res)
			}
		}
	})
}

// FuzzSniff sniffs arbitrary bytes: no format panics, and one that matches can
// read.
func FuzzSniff(f *testing.F) {
	for _, fm := range Formats() {
		for _, p := range cases(f, fm.Name) {
			if b, err := os.ReadFile(p); err == nil {
				f.Add(b[:min(len(b), 4096)])
			}
		}
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		if fm, err := Sniff(b); err == nil && fm.Read == nil {
			t.Errorf("sniffed as %s, which cannot be read", fm.Name)
		}
		for _, fm := range Formats() {
			if fm.Sniff == nil {
				continue
			}
			if s := fm.Sniff(b); s < 0 || s > 100 {
				t.Errorf("%s sniffs %d", fm.Name, s)
			}
		}
	})
}
