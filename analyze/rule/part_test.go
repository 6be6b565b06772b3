package rule

import (
	"fmt"
	"regexp/syntax"
	"slices"
	"strings"
	"testing"

	"github.com/gainsay/gainsay/analyze/text"
)

// TestParts checks that the parts of a long expression find what the whole
// does, whichever of them fit.
func TestParts(t *testing.T) {
	var words []string
	for i := range 150 {
		words = append(words, fmt.Sprintf("w%c%c (so|too) it's", 'a'+i%26, 'a'+i/26))
	}
	m, err := newPattern(`\b(?P<span>so (` + strings.Join(words, "|") + `)( indeed)?)`)
	if err != nil {
		t.Fatal(err)
	}
	if n := len(m.parts.all()); n < 2 {
		t.Fatalf("%d parts", n)
	}
	for _, p := range m.parts.all() {
		whole, err := syntax.Parse(p.re.String(), syntax.Perl)
		if err != nil {
			t.Fatal(err)
		}
		if n := instructions(whole); n > manyInstructions {
			t.Errorf("a part of %d instructions", n)
		}
	}
	whole := m
	whole.parts = nil
	for _, s := range []string{
		"", "Nothing here.", "So waa so it's indeed, he says.", "He says so wsf too its", "so waa so it's and so wsf too it’s indeed", "So wsf too it's, so waa so it's",
		"so waa so it's so waa too it's", "so so waa so it's",
	} {
		d := &text.Doc{Text: s}
		sentence := text.Sentence{}
		sentence.End = len(s)
		got, want := m.match(d, sentence, nil), whole.match(d, sentence, nil)
		if !slices.Equal(got, want) {
			t.Errorf("%q: %v, whole: %v", s, got, want)
		}
		if short, _ := m.fitting(s); strings.Contains(s, "waa") != strings.Contains(s, "wsf") && short.re == m.re {
			t.Errorf("%q: the whole expression ran", s)
		}
	}
}

func TestWithoutGroups(t *testing.T) {
	for _, c := range []struct{ expr, want string }{
		{"a(b|c)+", "a(?:b|c)+"},
		{"(?P<span>a(b))(?i:c)", "(?P<span>a(?:b))(?i:c)"},
		{`\(x(y)`, `\(x(?:y)`},
		{"[(](a)[](](b)[^](](c)", "[(](?:a)[](](?:b)[^](](?:c)"},
		{`[\](](d)[[:alpha:](](e)`, `[\](](?:d)[[:alpha:](](?:e)`},
		{"((a)(b", "(?:(?:a)(?:b"},
		{`a\`, `a\`},
	} {
		if got := withoutGroups(c.expr); got != c.want {
			t.Errorf("%s: %s, want %s", c.expr, got, c.want)
		}
	}
}

// TestPartsWithoutHit checks that an expression whose group that is the hit
// stands in some of its alternatives alone is left whole.
func TestPartsWithoutHit(t *testing.T) {
	var words []string
	for i := range 200 {
		words = append(words, fmt.Sprintf("w%c%cx+", 'a'+i%26, 'a'+i/26))
	}
	m, err := newPattern(`so (?:(?P<span>here)|` + strings.Join(words, "|") + `)`)
	if err != nil {
		t.Fatal(err)
	}
	if m.parts == nil || m.parts.all() != nil {
		t.Errorf("parted: %v", m.parts)
	}
	d := &text.Doc{Text: "so wbax, so here"}
	sentence := text.Sentence{}
	sentence.End = len(d.Text)
	if got := m.match(d, sentence, nil); len(got) != 1 || got[0].span.In(d.Text) != "here" {
		t.Errorf("found %v", got)
	}
}
