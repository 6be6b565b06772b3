package text

import (
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"github.com/jdkato/prose/v2"
	"gopkg.in/neurosnap/sentences.v1/english"
)

const sentencesFile = "testdata/sentences.txt"

// goldenCase is a text, its sentences, and its tokens if the file asks for
// them. In the file a case is a line of text; below it, indented, its
// sentences parted by " | "; and, if wanted, a line "= token token …".
type goldenCase struct {
	line   string
	text   string
	tokens bool
}

// readGolden returns the cases, and the file's lines that are none, each
// before the case it precedes.
func readGolden(t *testing.T) (file string, cases []goldenCase, before []string) {
	t.Helper()
	b, err := os.ReadFile(sentencesFile)
	if err != nil {
		t.Fatal(err)
	}
	remarks := ""
	for line := range strings.Lines(string(b)) {
		line = strings.TrimSuffix(line, "\n")
		switch {
		case strings.HasPrefix(line, "\t="):
			cases[len(cases)-1].tokens = true
		case strings.HasPrefix(line, "\t"):
		case line == "" || line[0] == '#' && strings.HasPrefix(line, "# "):
			remarks += line + "\n"
		default:
			cases = append(cases, goldenCase{line: line, text: unescape(line)})
			before = append(before, remarks)
			remarks = ""
		}
	}
	return string(b), cases, before
}

// unescape reads \n, \xff, \u200b and the like; other backslashes stay.
func unescape(s string) string {
	var b []byte
	for s != "" {
		r, wide, rest, err := strconv.UnquoteChar(s, 0)
		switch {
		case err != nil:
			b, rest = append(b, s[0]), s[1:]
		case wide:
			b = utf8.AppendRune(b, r)
		default:
			b = append(b, byte(r))
		}
		s = rest
	}
	return string(b)
}

// escape makes what is not printable visible.
func escape(s string) string {
	var b strings.Builder
	for i, r := range s {
		switch {
		case r == '\n':
			b.WriteString(`\n`)
		case r == utf8.RuneError && s[i] >= 0x80 && !strings.HasPrefix(s[i:], "\uFFFD"):
			fmt.Fprintf(&b, `\x%02x`, s[i])
		case unicode.IsPrint(r) || r == 0x200D || r == 0xFE0F || unicode.IsMark(r):
			b.WriteRune(r)
		default:
			b.WriteString(strings.Trim(strconv.QuoteRuneToASCII(r), "'"))
		}
	}
	return b.String()
}

func (c goldenCase) format() string {
	d := Parse(c.text)
	var parts []string
	for _, s := range d.Sentences {
		p := escape(s.In(c.text))
		if s.Quoted {
			p = "«quoted» " + p
		}
		parts = append(parts, p)
	}
	out := c.line + "\n\t" + strings.Join(parts, " | ") + "\n"
	if c.tokens {
		out += "\t="
		for _, w := range d.Tokens {
			out += " " + escape(w.Text)
		}
		out += "\n"
	}
	return out
}

func TestSentences(t *testing.T) {
	want, cases, before := readGolden(t)
	if len(cases) < 150 {
		t.Fatalf("only %d cases", len(cases))
	}
	var got strings.Builder
	for i, c := range cases {
		got.WriteString(before[i] + c.format())
		checkDoc(t, Parse(c.text))
	}
	if *update {
		if err := os.WriteFile(sentencesFile, []byte(got.String()), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if diff := cmp.Diff(want, got.String()); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

// wantSentences reads what the golden file expects of each case.
func wantSentences(t *testing.T) (texts []string, want [][]string) {
	t.Helper()
	file, cases, _ := readGolden(t)
	for _, c := range cases {
		_, rest, ok := strings.Cut("\n"+file, "\n"+c.line+"\n\t")
		if !ok {
			t.Fatalf("no sentences for %q", c.line)
		}
		line, _, _ := strings.Cut(rest, "\n")
		var parts []string
		for p := range strings.SplitSeq(line, " | ") {
			parts = append(parts, strings.TrimPrefix(p, "«quoted» "))
		}
		texts, want = append(texts, c.text), append(want, parts)
	}
	return texts, want
}

// TestSegmentersCompared counts the golden cases that prose's segmenter, the
// Punkt model it is built on, and this package cut as expected; -v shows
// the figures. The golden file holds what its authors think right, so
// the figures say how the three differ on hard cases, not how they fare on
// average text.
func TestSegmentersCompared(t *testing.T) {
	punkt, err := english.NewSentenceTokenizer(nil)
	if err != nil {
		t.Fatal(err)
	}
	model := prose.ModelFromData("shared") // read once, not for each case
	segmenters := map[string]func(string) []string{
		"ours": func(s string) (out []string) {
			for _, x := range Parse(s).Sentences {
				out = append(out, x.In(s))
			}
			return out
		},
		"prose": func(s string) (out []string) {
			d, err := prose.NewDocument(s, prose.UsingModel(model), prose.WithTokenization(false),
				prose.WithTagging(false), prose.WithExtraction(false))
			if err != nil {
				t.Fatal(err)
			}
			for _, x := range d.Sentences() {
				out = append(out, x.Text)
			}
			return out
		},
		"punkt": func(s string) (out []string) {
			for _, x := range punkt.Tokenize(s) {
				out = append(out, x.Text)
			}
			return out
		},
	}
	texts, want := wantSentences(t)
	for _, name := range []string{"ours", "punkt", "prose"} {
		right := 0
		for i, s := range texts {
			if slices.Equal(trimmed(guarded(segmenters[name], s)), want[i]) {
				right++
			}
		}
		t.Logf("%-5s cuts %d of %d golden cases as expected", name, right, len(texts))
		if name == "ours" && right != len(texts) {
			t.Errorf("ours cuts %d of %d", right, len(texts))
		}
	}
}

// guarded returns no sentences where a segmenter panics.
func guarded(segment func(string) []string, s string) (out []string) {
	defer func() {
		if recover() != nil {
			out = nil
		}
	}()
	return segment(s)
}

// trimmed drops white space around sentences and empty ones, as not every
// segmenter leaves it out.
func trimmed(in []string) (out []string) {
	for _, s := range in {
		if s = strings.TrimSpace(s); s != "" {
			out = append(out, escape(s))
		}
	}
	return out
}
