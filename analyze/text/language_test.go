package text

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/gainsay/gainsay/analyze/text/language"
)

func TestLanguages(t *testing.T) {
	b, err := os.ReadFile("testdata/languages.txt")
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for line := range strings.Lines(string(b)) {
		want, s, ok := strings.Cut(strings.TrimSpace(line), "\t")
		if !ok || want[0] == '#' {
			continue
		}
		n++
		if got := Parse(unescape(s)).Language; got != want {
			t.Errorf("%s: got %s, want %s", s, got, want)
		}
	}
	if n < 50 {
		t.Fatalf("%d cases", n)
	}
}

// TestEnglishStays measures on sets of mostly English comments how many go to
// another language. The sets hold some that truly are in one (-v lists the
// first), in three of them more than one in a hundred.
func TestEnglishStays(t *testing.T) {
	files, err := filepath.Glob("../../../shared/data/*.jsonl.gz")
	if err != nil {
		t.Fatal(err)
	}
	if len(files) == 0 {
		t.Skip("no labelled data beside the checkout")
	}
	for _, f := range files {
		lost, all := 0, 0
		for _, s := range someTexts(t, f, 1500) {
			d := &Doc{Text: s}
			cut(d, nil, nil)
			all++
			if code := language.Of(d.Tokens, d.Sentences, lexemes.OfTokens(nil, d.Tokens)); code != language.English && code != language.Undetermined {
				lost++
				if testing.Verbose() && lost <= 6 {
					t.Logf("%s %.120q", code, s)
				}
			}
		}
		if all == 0 {
			continue // threads, not rows
		}
		t.Logf("%s: %d of %d lost", filepath.Base(f), lost, all)
		if lost*60 > all {
			t.Errorf("%s: %d of %d comments lost", filepath.Base(f), lost, all)
		}
	}
}

func someTexts(t *testing.T, name string, n int) []string {
	t.Helper()
	f, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	sc := bufio.NewScanner(z)
	sc.Buffer(nil, 1<<26)
	for sc.Scan() && len(out) < n {
		var row struct{ Text string }
		if err := json.Unmarshal(sc.Bytes(), &row); err != nil {
			t.Fatal(err)
		}
		if row.Text != "" {
			out = append(out, row.Text)
		}
	}
	return out
}

func BenchmarkLanguage(b *testing.B) {
	benchDocs(b, func(d *Doc) { d.Language = language.Of(d.Tokens, d.Sentences, lexemes.OfTokens(nil, d.Tokens)) })
}

// TestForeignSentences checks that within an English comment what is said in
// another language is known, and nothing else.
func TestForeignSentences(t *testing.T) {
	for s, want := range map[string][]bool{
		"I asked the library for the old maps. La bibliothèque a dit que les cartes sont perdues depuis la guerre.":                                                 {false, true},
		"Der Fluss ist seit Jahren verschmutzt und niemand tut etwas dagegen, wie früher.\n\nThe river has been dirty for years and nobody does anything about it.": {true, false},
		"The señora at the café in Málaga said the bridge was closed. She was right about it.":                                                                      {false, false},
		"Beyoncé sold 40,000 tickets in São Paulo and the naïve mayor of Zürich did not.":                                                                           {false},
		"Read the report first, it is on the page of the ministry and nobody hides it from anyone. Мост закрыли ещё в прошлом году, и никто не знает почему.":       {false, true},
	} {
		var got []bool
		for _, s := range Parse(s).Sentences {
			got = append(got, s.Foreign)
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s: got %v, want %v", s, got, want)
		}
	}
}
