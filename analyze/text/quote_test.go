package text

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestQuotedWords(t *testing.T) {
	for text, want := range map[string]string{
		`He said "it is closed" and left.`:         `"it is closed"`,
		`"a b", "c d".`:                            `"a b"|"c d"`,
		`The dogs' bones and the cats' tails.`:     ``,
		`'So' he said, 'I don't know.'`:            `'So'|'I don't know.'`,
		`“He said ‘no’ to me.”`:                    `“He said ‘no’ to me.”`,
		`a 6" pipe and a 7" pipe`:                  ``,
		`" hello " there`:                          `" hello "`,
		`«a b» and „c d“`:                          `«a b»|„c d“`,
		"\"one\n\ntwo\"":                           ``,
		`(“a”), ["b"]`:                             `“a”|"b"`,
		`say "a "b" c`:                             `"b"`,
		`"'Tis true," she said. Tell 'em 'really'`: `"'Tis true,"|'really'`,
		`it’s Dana’s and James’ car`:               ``,
		`the "` + strings.Repeat("x ", 400) + `"`:  ``,
		`he wrote:"it fell".`:                      `"it fell"`,
		"\"One.\n\nTwo.\"\nThree.":                 "\"One.\n\nTwo.\"",
		"\"One.\n\nTwo.\" Three.":                  ``,
		"From the paper:\n'The firm's boats sank.\n\nNobody swam.' So.": "'The firm's boats sank.\n\nNobody swam.'",
	} {
		var got []string
		for _, q := range cutOf(text).Quoted {
			got = append(got, q.In(text))
		}
		if diff := cmp.Diff(want, strings.Join(got, "|")); diff != "" {
			t.Errorf("%.60q: -want +got:\n%s", text, diff)
		}
	}
}

func TestQuoteTags(t *testing.T) {
	for text, want := range map[string]string{
		"[quote=Ida;7]a\n\nb[/quote] c":         "[quote=Ida;7]a\n\nb[/quote]",
		"<quote>\nIda\n\n5 May\n\na</quote> b":  "<quote>\nIda\n\n5 May\n\na</quote>",
		`<blockquote cite="x">a</BLOCKQUOTE> b`: `<blockquote cite="x">a</BLOCKQUOTE>`,
		"[quote]a [quote]b[/quote][/quote] c":   "[quote]a [quote]b[/quote][/quote]",
		"(quote a] b":                           "",
		"<quoted> a </quoted> [quotes] b":       "",
		"1 < 2 [":                               "",
	} {
		var got []string
		for _, q := range cutOf(text).Quotes {
			got = append(got, q.In(text))
		}
		if diff := cmp.Diff(want, strings.Join(got, "|")); diff != "" {
			t.Errorf("%q: -want +got:\n%s", text, diff)
		}
	}
}
