package markup

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/gainsay/gainsay"
	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "rewrite the golden files")

var readers = map[string]func(string) Text{
	"html":     func(s string) Text { return HTML(s, Options{Base: "https://example.org/thread/7"}) },
	"markdown": Markdown,
	"bbcode":   BBCode,
	"plain":    Plain,
}

// TestGolden reads testdata/<kind>.txt: cases separated by lines "=== name",
// each the input, a line "---", and the expected text as draw shows it.
func TestGolden(t *testing.T) {
	cases := 0
	for kind, read := range readers {
		path := filepath.Join("testdata", kind+".txt")
		b, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		var got strings.Builder
		for _, c := range strings.Split(string(b), "=== ")[1:] {
			name, rest, _ := strings.Cut(c, "\n")
			in, _, _ := strings.Cut(rest, "\n---\n")
			cases++
			text := read(in)
			check(t, text)
			fmt.Fprintf(&got, "=== %s\n%s\n---\n%s\n", name, in, draw(text))
		}
		if *update {
			if err := os.WriteFile(path, []byte(got.String()), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		if d := cmp.Diff(string(b), got.String()); d != "" && !*update {
			t.Errorf("%s (-update rewrites it):\n%s", path, d)
		}
	}
	if cases < 60 {
		t.Errorf("only %d cases", cases)
	}
}

// draw shows spans in the text: «quotation», [words](address), and a line for
// each reference.
func draw(t Text) string {
	at := map[int]string{}
	for _, l := range t.Links {
		at[l.Start] += "["
		at[l.End] = "](" + l.URL + ")" + at[l.End]
	}
	for _, q := range t.Quotes {
		at[q.Start] = "«" + at[q.Start]
		at[q.End] += "»"
	}
	var b strings.Builder
	for i := range len(t.Plain) + 1 {
		b.WriteString(at[i])
		if i < len(t.Plain) {
			b.WriteByte(t.Plain[i])
		}
	}
	for _, r := range t.Refs {
		fmt.Fprintf(&b, "\n@ post %q author %q: %q", r.Post, r.Author, r.In(t.Plain))
	}
	return b.String()
}

// check checks what holds for every text.
func check(t *testing.T, x Text) {
	t.Helper()
	if !utf8.ValidString(x.Plain) {
		t.Errorf("no UTF-8: %q", x.Plain)
	}
	links := make([]gainsay.Span, len(x.Links))
	for i, l := range x.Links {
		links[i] = l.Span
	}
	for _, spans := range [][]gainsay.Span{x.Quotes, links} {
		end := 0
		for _, s := range spans {
			if s.Start < end || s.Len() <= 0 || s.End > len(x.Plain) || !utf8.ValidString(s.In(x.Plain)) {
				t.Errorf("span %v after %d in %q", s, end, x.Plain)
			}
			end = s.End
		}
	}
	for _, r := range x.Refs {
		if !r.Span.Valid(len(x.Plain)) || !utf8.ValidString(r.In(x.Plain)) {
			t.Errorf("reference %v in %q", r, x.Plain)
		}
	}
	if strings.Contains(x.Plain, "\n\n\n") {
		t.Errorf("two blank lines in %q", x.Plain)
	}
}

// TestHostile reads long runs of repeated pieces: a reader that is not linear
// does not finish.
func TestHostile(t *testing.T) {
	pieces := []string{"<", "<b>", "<blockquote>", "<div><p>", "<ul><li>", "&", "&gt;", "[", "]", "[quote]", "[code]", "[/code]", "[url=x]", "*", "_a", "**a", "`", "`a``", ">", "> \n",
		"](", "[a](", "!", "!<", ">!", "[img][quote]", "^", "^(", "~~", "\\", "- \n", "<a href=x>", "</b>", "http://", "\n", "    \n", "#", "|", "[a]: b\n", "\xff", "\x00", "é"}
	for _, p := range pieces {
		in := strings.Repeat(p, (1<<17)/len(p))
		for _, read := range readers {
			check(t, read(in))
		}
	}
}

func fuzz(f *testing.F, kind string) {
	b, err := os.ReadFile(filepath.Join("testdata", kind+".txt"))
	if err != nil {
		f.Fatal(err)
	}
	cases := strings.Split(string(b), "=== ")
	sort.Strings(cases)
	for _, c := range cases {
		_, in, _ := strings.Cut(c, "\n")
		in, _, _ = strings.Cut(in, "\n---\n")
		f.Add(in)
	}
	f.Fuzz(func(t *testing.T, in string) {
		x := readers[kind](in)
		check(t, x)
		if again := readers[kind](in); again.Plain != x.Plain {
			t.Error("not the same twice")
		}
	})
}

func FuzzHTML(f *testing.F)     { fuzz(f, "html") }
func FuzzMarkdown(f *testing.F) { fuzz(f, "markdown") }
func FuzzBBCode(f *testing.F)   { fuzz(f, "bbcode") }
