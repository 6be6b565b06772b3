package text

import (
	"strings"
	"testing"
)

// TestParserReuse holds docs of one parser apart from each other, whatever
// their length, also after their memory was used before.
func TestParserReuse(t *testing.T) {
	texts := []string{"", "Short.", strings.Repeat("Many words, and more. ", 200), strings.Repeat("!", 700),
		"The mayor lied in 2017.", strings.Repeat("a.b ", 150)}
	p := new(Parser)
	for range 3 {
		var docs []*Doc
		for k := range 60 {
			docs = append(docs, p.Parse(texts[k%len(texts)]))
		}
		for k, d := range docs {
			want := Parse(texts[k%len(texts)])
			if len(d.Tokens) != len(want.Tokens) {
				t.Fatalf("text %d: %d tokens, want %d", k, len(d.Tokens), len(want.Tokens))
			}
			for i := range d.Tokens {
				if d.Tokens[i] != want.Tokens[i] {
					t.Fatalf("text %d, token %d: %v, want %v", k, i, d.Tokens[i], want.Tokens[i])
				}
			}
		}
		p.Reuse()
	}
}
