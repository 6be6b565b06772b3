package exporter_test

import (
	"archive/zip"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/store/exporter"
	"github.com/gainsay/gainsay/view"
)

var key = []byte("a key of the test's own")

// veiledRich writes rich with options as JSON and reads it again.
func veiledRich(t *testing.T, o exporter.Options, a *gainsay.Analysis) *gainsay.Analysis {
	t.Helper()
	var got gainsay.Analysis
	if err := json.Unmarshal([]byte(write(t, exporter.Lookup("jsonl"), o, a)), &got); err != nil {
		t.Fatal(err)
	}
	return &got
}

// TestVeil: no format contains a name under pseudonyms, or a word without texts.
func TestVeil(t *testing.T) {
	for _, f := range exporter.Formats() {
		got := content(t, f, write(t, f, exporter.Options{Key: key}, rich()))
		for _, name := range []string{"Mara", "Quill", "Jonas", "Pell", "best_jobs"} {
			if i := strings.Index(got, name); i >= 0 {
				t.Errorf("%s contains the name %s: …%s…", f.Name, name, got[max(0, i-60):min(len(got), i+40)])
			}
		}
		got = content(t, f, write(t, f, exporter.Options{NoText: true}, rich()))
		for _, word := range []string{"have doubled", "who says so", "pompous",
			"The harbour council of Kestrel Bay met", "HYPERLINK", "example.org/register"} {
			if i := strings.Index(got, word); i >= 0 {
				t.Errorf("%s contains the words %q: …%s…", f.Name, word,
					got[max(0, i-60):min(len(got), i+40)])
			}
		}
	}
}

// TestVeilIsStable: the same key gives the same pseudonyms, another key others,
// and the analysis itself is left as it was.
func TestVeilIsStable(t *testing.T) {
	a := rich()
	one, two := veiledRich(t, exporter.Options{Key: key}, a), veiledRich(t, exporter.Options{Key: key}, a)
	other := veiledRich(t, exporter.Options{Key: []byte("another key altogether")}, a)
	name := one.Thread.Comments[0].Author
	if name == "" || name != two.Thread.Comments[4].Author || name == other.Thread.Comments[0].Author ||
		name == one.Thread.Comments[1].Author {
		t.Errorf("pseudonyms %q, %q, %q", name, two.Thread.Comments[4].Author,
			other.Thread.Comments[0].Author)
	}
	if one.Thread.Comments[2].Author != "" {
		t.Error("a comment without an author got one")
	}
	before, _ := json.Marshal(rich())
	after, _ := json.Marshal(a)
	if string(before) != string(after) {
		t.Error("the analysis was changed")
	}
}

// TestVeilSpans: marks, reasons and steps cover the same words as before, and
// targets have the pseudonym.
func TestVeilSpans(t *testing.T) {
	plain, got := rich(), veiledRich(t, exporter.Options{Key: key}, rich())
	before, after := view.NewTexts(plain.Thread), view.NewTexts(got.Thread)
	same := func(what, comment string, was, is gainsay.Span) {
		t.Helper()
		if was, is := before.Words(comment, was), after.Words(comment, is); is != was || is == "" {
			t.Errorf("%s is about %q, not about %q", what, is, was)
		}
	}
	for i, n := range got.Annotations {
		same(n.ID, n.Comment, plain.Annotations[i].Span, n.Span)
		sameReasons(t, n.ID, n.Comment, plain.Annotations[i].Reasons, n.Reasons, same)
	}
	of := map[string]string{"a3": "c2", "a4": "c2"}
	for i, r := range got.Relations {
		sameReasons(t, r.From, of[r.From], plain.Relations[i].Reasons, r.Reasons, same)
	}
	for k, s := range got.Assertions {
		for i, step := range s.Chain {
			was := plain.Assertions[k].Chain[i]
			if step.Comment != "" {
				same(string(step.Kind), step.Comment, was.Span, step.Span)
			}
			for j := range step.Shared {
				same("an address", s.Comment, was.Shared[j], step.Shared[j])
			}
		}
	}
	for _, n := range got.Annotations {
		if n.ID == "a6" && (n.Target != "participant:"+got.Thread.Comments[1].Author || len(n.Signals) != 2) {
			t.Errorf("target %q, signals %v", n.Target, n.Signals)
		}
	}
}

func sameReasons(t *testing.T, what, comment string, was, is []gainsay.Reason,
	same func(what, comment string, was, is gainsay.Span)) {
	t.Helper()
	for i, r := range is {
		for j := range r.Spans {
			same(what, cmp.Or(r.Comment, comment), was[i].Spans[j], r.Spans[j])
		}
	}
}

// TestVeilChain: the authors of steps have pseudonyms, whatever their names are.
func TestVeilChain(t *testing.T) {
	for _, name := range []string{"the", "deegsy", "Mara", "X", "@fjord@sea.example"} {
		a := rich()
		for _, c := range a.Thread.Comments {
			c.Text = strings.Repeat("-", len(c.Text))
		}
		a.Thread.Comments[0].Author = name
		a.Assertions[0].Chain[0].Author = name
		got := veiledRich(t, exporter.Options{Key: key}, a)
		if want := got.Thread.Comments[0].Author; want == name || got.Assertions[0].Chain[0].Author != want {
			t.Errorf("step by %q, want %q", got.Assertions[0].Chain[0].Author, want)
		}
	}
}

// TestVeilWords: which words are meant as names.
func TestVeilWords(t *testing.T) {
	for text, want := range map[string]string{
		"Will you, Will, ask @will or will smith?":  "Will you, W, ask @W or W?",
		"Truth is what Truth says":                  "Truth is what T says",
		"Truth, you lie.\ntruth is dear":            "T, you lie.\ntruth is dear",
		"thanks sam! sam is a name, same is not":    "thanks S! sam is a name, same is not",
		"> sam_92 wrote: x":                         "> N wrote: x",
		"I'm with Smith on this; blacksmith is not": "I'm with W on this; blacksmith is not",
		"no names here":                             "no names here",
		"ZOË ÖZ said so":                            "Z said so",
	} {
		a := bare()
		for _, n := range []string{"Will Smith", "Truth", "sam", "sam_92", "Zoë Öz"} {
			a.Thread.Comments = append(a.Thread.Comments,
				&gainsay.Comment{ID: n[:3] + n[len(n)-2:], Author: n, State: gainsay.Live})
		}
		a.Thread.Comments = append(a.Thread.Comments,
			&gainsay.Comment{ID: "text", State: gainsay.Live, Text: text})
		got := veiledRich(t, exporter.Options{Key: key}, a)
		short := got.Thread.Comments[5].Text
		for i, s := range []string{"W", "T", "S", "N", "Z"} {
			short = strings.ReplaceAll(short, got.Thread.Comments[i].Author, s)
		}
		if short != want {
			t.Errorf("%q became %q, want %q", text, short, want)
		}
	}
}

// content is the text of a document, or that of the files in it.
func content(t *testing.T, f *exporter.Format, s string) string {
	t.Helper()
	if !f.Binary {
		return s
	}
	if f.Ext == ".parquet" {
		return parquetText(t, s)
	}
	return unzipped(t, s)
}

// unzipped prints the files of an archive one after the other.
func unzipped(t *testing.T, s string) string {
	t.Helper()
	z, err := zip.NewReader(strings.NewReader(s), int64(len(s)))
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	for _, file := range z.File {
		r, err := file.Open()
		if err != nil {
			t.Fatal(err)
		}
		b, err := io.ReadAll(r)
		if err := errors.Join(err, r.Close()); err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&out, "-- %s --\n%s\n", file.Name, b)
	}
	return out.String()
}
