package exporter_test

import (
	"archive/zip"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/store/exporter"
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

// TestVeil: no format tells a name under pseudonyms, nor a word without text.
func TestVeil(t *testing.T) {
	for _, f := range exporter.Formats() {
		got := content(t, f, write(t, f, exporter.Options{Key: key}, rich()))
		for _, name := range []string{"Mara", "Quill", "Jonas", "Pell", "best_jobs"} {
			if i := strings.Index(got, name); i >= 0 {
				t.Errorf("%s tells the name %s: …%s…", f.Name, name, got[max(0, i-60):min(len(got), i+40)])
			}
		}
		got = content(t, f, write(t, f, exporter.Options{NoText: true}, rich()))
		for _, word := range []string{"have doubled", "who says so", "pompous", "The harbour council of Kestrel Bay met", "HYPERLINK", "example.org/register"} {
			if i := strings.Index(got, word); i >= 0 {
				t.Errorf("%s tells the words %q: …%s…", f.Name, word, got[max(0, i-60):min(len(got), i+40)])
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
	if name == "" || name != two.Thread.Comments[4].Author || name == other.Thread.Comments[0].Author || name == one.Thread.Comments[1].Author {
		t.Errorf("pseudonyms %q, %q, %q", name, two.Thread.Comments[4].Author, other.Thread.Comments[0].Author)
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

// TestVeilSpans: marks stand on the same words where no name is in them, and
// on the pseudonym where one is.
func TestVeilSpans(t *testing.T) {
	plain, got := rich(), veiledRich(t, exporter.Options{Key: key}, rich())
	for i, n := range got.Annotations {
		was := plain.Annotations[i].In(plain.Thread.Comment(n.Comment).Text)
		if is := n.In(got.Thread.Comment(n.Comment).Text); is != was {
			t.Errorf("mark %s stands on %q, not on %q", n.ID, is, was)
		}
	}
	if got.Annotations[5].Target != "participant:"+got.Thread.Comments[1].Author {
		t.Errorf("target %q", got.Annotations[5].Target)
	}
}

// TestVeilChain: Gainsay's own sentences name authors, whatever they are called.
func TestVeilChain(t *testing.T) {
	for _, name := range []string{"the", "deegsy", "Mara", "X", "@fjord@sea.example"} {
		a := rich()
		for _, c := range a.Thread.Comments {
			c.Text = strings.Repeat("-", len(c.Text))
		}
		a.Thread.Comments[0].Author = name
		a.Assertions[0].Chain[0].Text = name + " asserted it on 1 March"
		got := veiledRich(t, exporter.Options{Key: key}, a)
		if want := got.Thread.Comments[0].Author + " asserted it on 1 March"; strings.TrimPrefix(got.Assertions[0].Chain[0].Text, "@") != want {
			t.Errorf("chain %q, want %q", got.Assertions[0].Chain[0].Text, want)
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
			a.Thread.Comments = append(a.Thread.Comments, &gainsay.Comment{ID: n[:3] + n[len(n)-2:], Author: n, State: gainsay.Live})
		}
		a.Thread.Comments = append(a.Thread.Comments, &gainsay.Comment{ID: "text", State: gainsay.Live, Text: text})
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

// content is what a document tells: its text, or that of the files in it.
func content(t *testing.T, f *exporter.Format, s string) string {
	t.Helper()
	if !f.Binary {
		return s
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
