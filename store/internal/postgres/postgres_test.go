package postgres

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
)

func TestTranslate(t *testing.T) {
	for query, want := range map[string]string{
		`SELECT a FROM t WHERE b = ? AND c = ? -- why?`:                         `SELECT a FROM t WHERE b = $1 AND c = $2`,
		`SELECT ?1 UNION SELECT ?2 WHERE x = ?1`:                                `SELECT $1 UNION SELECT $2 WHERE x = $1`,
		`SELECT '?', "user", 'it''s ? user' FROM user`:                          `SELECT '?', "user", 'it''s ? user' FROM "user"`,
		`x IN (SELECT value FROM json_each(?))`:                                 `x IN (SELECT value FROM unnest(CAST($1 AS text[])) AS json_each(value))`,
		`FROM json_each(?) AS j JOIN k ON k.a = j.value`:                        `FROM unnest(CAST($1 AS text[])) AS j(value) JOIN k ON k.a = j.value`,
		`CAST(value AS INTEGER)`:                                                `CAST(value AS bigint)`,
		`SELECT bm25(c_text) FROM c_text WHERE x = ? AND c_text MATCH ?`:        `SELECT -ts_rank(c_text.words, CAST($2 AS tsquery), 1) FROM c_text WHERE x = $1 AND c_text.words @@ CAST($2 AS tsquery)`,
		`FROM c_text WHERE c_text MATCH ? ORDER BY bm25(c_text), pk`:            `FROM c_text WHERE c_text.words @@ CAST($1 AS tsquery) ORDER BY -ts_rank(c_text.words, CAST($1 AS tsquery), 1), pk`,
		`SELECT max(a), max(a, min(b)), min(1.0, (2))`:                          `SELECT max(a), greatest(a, min(b)), least(1.0, (2))`,
		`a CROSS JOIN b ON a.x = b.x`:                                           `a JOIN b ON a.x = b.x`,
		`WHERE +m.class IN (?) AND +m.pk = 1 + 2 + (+3)`:                        `WHERE m.class IN ($1) AND m.pk = 1 + 2 + (3)`,
		`substr(d, 1, instr(d, ':') - 1)`:                                       `substr(d, 1, strpos(d, ':') - 1)`,
		`PRAGMA data_version`:                                                   `SELECT written + n FROM state, changes`,
		`INSERT INTO c_text (rowid, text) SELECT pk, text FROM c WHERE pk >= ?`: `SELECT pk, text FROM c WHERE pk >= $1`,
		`'unclosed`: `'unclosed`,
		``:          ``,
	} {
		if got := translate(query).sql; strings.Join(strings.Fields(got), " ") != want {
			t.Errorf("%s\ngives %s\nwant  %s", query, got, want)
		}
	}
}

func TestTranslateInsert(t *testing.T) {
	s := translate(`INSERT INTO user (a, "end", c) VALUES (?, ?, ?)`)
	if d := cmp.Diff([]string{"a", "end", "c"}, s.columns); d != "" || s.table != "user" {
		t.Errorf("table %q: %s", s.table, d)
	}
	for _, query := range []string{`INSERT INTO t (a) VALUES (?) ON CONFLICT DO NOTHING`, `INSERT INTO t (a, b) VALUES (?, 1)`,
		`INSERT INTO t VALUES (?)`, `INSERT INTO t (a) VALUES (?), (?)`, `INSERT INTO t (a) VALUES (?) RETURNING pk`, `INSERT INTO t (`} {
		if s := translate(query); s.table != "" {
			t.Errorf("%s is taken for the insert of one row", query)
		}
	}
	if s := translate(`INSERT INTO c_text (rowid, text) SELECT pk, text FROM c`); s.index != "c_text" || s.table != "" {
		t.Errorf("index %q, table %q", s.index, s.table)
	}
}

func FuzzTranslate(f *testing.F) {
	f.Add(`SELECT max(a, ?), 'x' FROM json_each(?) -- c`)
	f.Fuzz(func(t *testing.T, query string) { translate(query) })
}

var hostileTexts = []string{"", "plain", "\x00", "\x01", "a\x00b\x01\x02c", "\xff", "\xc3", "x\xffy\x00\x01x41", "\x01x", "日本\x00", "\ufffd", "\ufdd0"}

func TestText(t *testing.T) {
	for _, s := range hostileTexts {
		stored := encodeText(s)
		if got, err := decodeText(stored); got != s || err != nil {
			t.Errorf("%q becomes %q becomes %q, %v", s, stored, got, err)
		}
		if strings.Contains(stored, "\x00") || !utf8.ValidString(stored) {
			t.Errorf("PostgreSQL cannot store %q", stored)
		}
	}
	for _, s := range []string{"\x01", "\x01y", "\x01x4", "\x01xzz"} {
		if got, err := decodeText(s); err == nil {
			t.Errorf("%q is read as %q", s, got)
		}
	}
	if !(encodeText("a") < encodeText("a\x00") && encodeText("a\x00") < encodeText("a\x01") && encodeText("a\x01") < encodeText("a\x02")) {
		t.Error("texts with control characters do not keep their order")
	}
}

func FuzzText(f *testing.F) {
	for _, s := range hostileTexts {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		stored := encodeText(s)
		if got, err := decodeText(stored); got != s || err != nil || strings.Contains(stored, "\x00") || !utf8.ValidString(stored) {
			t.Errorf("%q becomes %q becomes %q, %v", s, stored, got, err)
		}
	})
}

func TestAddress(t *testing.T) {
	t.Setenv("PGPASSWORD", "")
	t.Setenv("PGUSER", "from-environment")
	a, err := Parse("postgresql://ada:s3cret@db.example.org:5433/study?schema=pilot&sslmode=disable&password=s3cret")
	if err != nil {
		t.Fatal(err)
	}
	if a.Schema != "pilot" || a.config.Host != "db.example.org" || a.config.Port != 5433 || a.config.Database != "study" || a.config.Password != "s3cret" {
		t.Errorf("%+v", a.config)
	}
	if strings.Contains(a.String(), "s3cret") {
		t.Errorf("the address is shown as %s", a)
	}
	if a, err := Parse("postgres://db.example.org/"); err != nil || a.Schema != DefaultSchema || a.config.User != "from-environment" || a.config.Database != "from-environment" {
		t.Errorf("%+v, %v", a, err)
	}
	for _, bad := range []string{"postgres://ada:s3cret@[::1/x", "postgres://ada:s3cret@h:port/x", "postgres://ada:s3cret@h/x?schema=A;DROP",
		"postgres://ada:s3cret@h/x?connect_timeout=soon", "postgres://ada:s3cret@h/x?schema="} {
		if _, err := Parse(bad); err == nil || strings.Contains(err.Error(), "s3cret") {
			t.Errorf("%s: %v", bad, err)
		}
	}
	for text, want := range map[string]string{
		"open postgres://u:p@h/d: no":            "open postgres://u@h/d: no",
		"postgres://u@h/d?password=p&x=1":        "postgres://u@h/d?password=xxxxx&x=1",
		"a file: b@c":                            "a file: b@c",
		"postgres://u:p%40q@h1,h2/d":             "postgres://u@h1,h2/d",
		"postgres://h/d?sslpassword=p":           "postgres://h/d?sslpassword=xxxxx",
		"postgres://a:1@h/d postgres://b:2@h/d":  "postgres://a@h/d postgres://b@h/d",
		"no database postgres://u:a/b#c?d@h/d":   "no database postgres://u@h/d",
		"postgres://u:12/34@h/d":                 "postgres://u@h/d",
		"postgres://u:a b@h/d":                   "postgres://u@h/d",
		"postgres://h:5432/d?application_name=x": "postgres://h:5432/d?application_name=x",
	} {
		if got := Redact(text); got != want {
			t.Errorf("Redact(%q) = %q", text, got)
		}
	}
}
