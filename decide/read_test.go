package decide_test

import (
	"strings"
	"testing"
	"time"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/decide"
	"github.com/google/go-cmp/cmp"
)

func records() []gainsay.Decision {
	d := gainsay.Decision{
		ID: 1, Thread: "page:t", Comment: "1", Mark: "m1", Tag: gainsay.TagClaim, Status: gainsay.Unsupported,
		Span: gainsay.Span{Start: 2, End: 9}, Quote: gainsay.Quote{Exact: "=SUM(A1)", Prefix: "say \"", Suffix: "\"\nand, so"},
		Verdict: gainsay.Changed, Note: "'+1", Coder: "Eve", Time: time.Date(2026, 1, 2, 3, 4, 5, 6e6, time.UTC),
		Blind: true, Rule: "claim/x", Score: .25, Rules: "sha256:x",
		Change: &gainsay.Change{Tag: gainsay.TagInsult, Target: "person:X", Span: gainsay.Span{Start: 3, End: 4}},
	}
	undo := d
	undo.ID, undo.Undoes = 2, 1
	missed := d
	missed.ID, missed.Mark, missed.Verdict, missed.Change = 3, "", gainsay.Missed, nil
	return []gainsay.Decision{d, undo, missed}
}

func TestWriteAndRead(t *testing.T) {
	for _, csv := range []bool{false, true} {
		var b strings.Builder
		write := decide.WriteJSONL
		if csv {
			write = decide.WriteCSV
		}
		if err := write(&b, records()); err != nil {
			t.Fatal(err)
		}
		var got []gainsay.Decision
		for r, err := range decide.Read(strings.NewReader("\ufeff\n" + b.String())) {
			if err != nil {
				t.Fatal(err)
			}
			got = append(got, r.Decision)
		}
		if diff := cmp.Diff(records(), got); diff != "" {
			t.Errorf("csv %t: %s", csv, diff)
		}
	}
}

func TestReadReportsLines(t *testing.T) {
	var b strings.Builder
	if err := decide.WriteJSONL(&b, records()); err != nil {
		t.Fatal(err)
	}
	good, _, _ := strings.Cut(b.String(), "\n")
	b.Reset()
	if err := decide.WriteCSV(&b, records()[2:]); err != nil {
		t.Fatal(err)
	}
	for _, tc := range []struct{ in, want string }{
		{"{}\n" + good + "\n{\n", "line 1: no thread; ok; line 3: unexpected end of JSON input"},
		{strings.Replace(good, `"changed"`, `"maybe"`, 1), `line 1: unknown verdict "maybe"`},
		{strings.Replace(good, `"claim"`, `"claims"`, 1), `line 1: unknown tag "claims"`},
		{b.String() + "1,2\r\n", "ok; line 4: 2 cells, the header has 30"},
		{"a,b\r\n1,2\r\n", `line 1: neither JSON lines nor a table with a column "thread"`},
		{"", ""},
	} {
		var got []string
		for _, err := range decide.Read(strings.NewReader(tc.in)) {
			if err != nil {
				got = append(got, err.Error())
			} else {
				got = append(got, "ok")
			}
		}
		if s := strings.Join(got, "; "); s != tc.want {
			t.Errorf("got %s\nwant %s", s, tc.want)
		}
	}
}

// FuzzRead checks that whatever is read can be written and read again, unchanged.
func FuzzRead(f *testing.F) {
	for _, write := range []func(*strings.Builder) error{
		func(b *strings.Builder) error { return decide.WriteJSONL(b, records()) },
		func(b *strings.Builder) error { return decide.WriteCSV(b, records()) },
	} {
		var b strings.Builder
		if err := write(&b); err != nil {
			f.Fatal(err)
		}
		f.Add(b.String())
	}
	f.Fuzz(func(t *testing.T, in string) {
		var ds []gainsay.Decision
		for r, err := range decide.Read(strings.NewReader(in)) {
			if err == nil {
				ds = append(ds, r.Decision)
			}
		}
		var b strings.Builder
		if err := decide.WriteJSONL(&b, ds); err != nil {
			t.Fatal(err)
		}
		var again []gainsay.Decision
		for r, err := range decide.Read(strings.NewReader(b.String())) {
			if err != nil {
				t.Fatal(err)
			}
			again = append(again, r.Decision)
		}
		if diff := cmp.Diff(ds, again); diff != "" {
			t.Fatal(diff)
		}
	})
}
