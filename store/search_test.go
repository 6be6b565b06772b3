package store

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/view"
)

func TestSearch(t *testing.T) {
	db := openTemp(t)
	save(t, db, rich("reddit", "x"), nil)
	for query, want := range map[string][]string{
		"rents":                      {"c1", "c2", "c3"},
		"RENTS doubled":              {"c1", "c2"},
		`"doubled since"`:            {"c1"},
		`"since doubled"`:            nil,
		"ubrigens":                   {"c2"},
		"earn":                       {"c5"}, // what the source filed as spam is found too
		"taken":                      {"c4"},
		"rents OR nothing":           nil, // OR is a word
		"rent*":                      {"c1", "c2", "c3"},
		"*":                          nil,
		"dou* author:\"mara quill\"": {"c1"},
		"rents author:Nobody":        nil,
		"rents thread:reddit:x":      {"c1", "c2", "c3"},
		"rents thread:reddit:y":      nil,
		"author:":                    nil,
		"author:\"Mara Quill\"":      nil, // a scope without words finds nothing
		"clown !!!":                  {"c3"},
		"https://example.org":        {"c3"},
	} {
		rows, total, err := db.Search(t.Context(), query, view.Range{})
		var got []string
		for _, r := range rows {
			got = append(got, r.Comment)
		}
		slices.Sort(got)
		if err != nil || total != len(want) || !slices.Equal(got, want) {
			t.Errorf("Search(%q): %v of %d, %v; want %v", query, got, total, err, want)
		}
	}
	rows, total, err := db.Search(t.Context(), "rents", view.Range{Limit: 1, Offset: 1})
	if err != nil || total != 3 || len(rows) != 1 {
		t.Errorf("page: %d rows of %d, %v", len(rows), total, err)
	}
}

func TestSearchRow(t *testing.T) {
	db := openTemp(t)
	save(t, db, rich("reddit", "x"), nil)
	rows, _, err := db.Search(t.Context(), "since doubled", view.Range{})
	if err != nil || len(rows) != 1 {
		t.Fatalf("%d rows, %v", len(rows), err)
	}
	r := rows[0]
	var words []string
	for _, h := range r.Hits {
		words = append(words, h.In(r.Snippet))
	}
	if r.ThreadKey != "reddit:x" || r.ThreadTitle != "Rents in Kestrel Bay" || r.Author != "Mara Quill" ||
		r.Time.Year() != 2024 ||
		r.State != gainsay.Live || !slices.Equal(words, []string{"doubled", "since"}) {
		t.Errorf("got %+v, hits %q", r, words)
	}
}

// hostile are queries that mean something to FTS5, or break it.
var hostile = []string{
	``, ` `, `"`, `""`, `"""`, `'`, `*`, `^`, `(`, `)`, `NEAR(`, `NEAR(a b, 2)`, `AND`, `OR`, `NOT`,
	`a AND`, `NOT a`, `text:a`, `-a`, `+`, `a + b`, `{text}:a`,
	`a"b`, `"a`, `a" OR "b`, `\`, `;DROP TABLE comment`, `?`, `:a`, `@a`, `$a`, "\x00", "a\x00b",
	"\xff\xfe", "\ufdd0", "😀", "ﬃ", "…", "%", "_",
	strings.Repeat("a ", 5000), strings.Repeat(`"`, 4999), strings.Repeat("(", 500),
	strings.Repeat("x", 100000),
}

func TestSearchHostile(t *testing.T) {
	db := openTemp(t)
	save(t, db, rich("reddit", "x"), nil)
	for _, q := range hostile {
		if _, _, err := db.Search(t.Context(), q, view.Range{Limit: 10}); err != nil {
			t.Errorf("Search(%.40q): %v", q, err)
		}
		if _, _, err := db.Assertions(t.Context(), view.AssertionFilter{Query: q, Author: q,
			Topics: []string{q}, Thread: q}); err != nil {
			t.Errorf("Assertions(%.40q): %v", q, err)
		}
		if _, err := db.Facets(t.Context(), view.AssertionFilter{Query: q}); err != nil {
			t.Errorf("Facets(%.40q): %v", q, err)
		}
	}
}

func FuzzSearch(f *testing.F) {
	db := openTemp(f)
	save(f, db, rich("reddit", "x"), nil)
	for _, q := range hostile {
		f.Add(q)
	}
	f.Fuzz(func(t *testing.T, q string) {
		if _, _, err := db.Search(t.Context(), q, view.Range{Limit: 10}); err != nil {
			t.Error(err)
		}
	})
}

func TestSplitHits(t *testing.T) {
	for _, marked := range []string{"a " + hitStart + "b" + hitEnd + " c", hitEnd + hitStart,
		hitStart + hitStart + "x" + hitEnd + hitEnd, hitStart + "é", ""} {
		snippet, hits := splitHits(marked)
		for _, h := range hits {
			if !h.Valid(len(snippet)) || !utf8.ValidString(h.In(snippet)) {
				t.Errorf("%q: hit %v of %q", marked, h, snippet)
			}
		}
	}
}
