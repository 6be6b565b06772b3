package fulltext

import (
	"fmt"
	"strings"
	"testing"
)

// TestSnippet compares with SQLite's snippet(): the same finds are marked.
func TestSnippet(t *testing.T) {
	f := newFTS5(t)
	filler := strings.Repeat("one two three four five six seven. ", 12)
	for text, match := range map[string]string{
		"Rents in Kestrel Bay doubled since 2015.":               `"since" "doubled"`,
		filler + "The rents doubled since then. " + filler:       `"doubled since"`,
		filler + "the tram, the tram" + filler:                   `"tr"*`,
		"rents " + filler + " rents fell and " + filler + "fell": `"rents" "fell"`,
		"Über naïve": `"uber" "nai"*`,
		"x":          `"x"`,
	} {
		f.exec(`DELETE FROM words`)
		f.exec(`INSERT INTO words (text) VALUES (?)`, text)
		var want string
		if err := f.db.QueryRow(`SELECT snippet(words, 0, '<', '>', '…', 32) FROM words WHERE words MATCH ?`, match).Scan(&want); err != nil {
			t.Fatal(err)
		}
		got := Snippet(text, Phrases(match), "<", ">", "…", 32)
		if marked(got) != marked(want) || marked(got) == "[]" {
			t.Errorf("%s in %.40q:\n%s\nSQLite has\n%s", match, text, got, want)
		}
	}
}

// marked lists the finds of a snippet.
func marked(s string) string {
	var out []string
	for {
		_, rest, ok := strings.Cut(s, "<")
		if !ok {
			return fmt.Sprint(out)
		}
		word, after, _ := strings.Cut(rest, ">")
		out, s = append(out, word), after
	}
}
