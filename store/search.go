package store

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/store/internal/fulltext"
	"github.com/gainsay/gainsay/view"
)

// Marks of a hit in what SQLite returns: code points that no text may use.
const (
	hitStart = "\ufdd0"
	hitEnd   = "\ufdd1"
)

// Search finds comments of any state that hold every word of query, the best
// first, and says how many there are in all. Words in double quotes must be
// consecutive; a word that ends in * finds all words that begin so. author:NAME
// and thread:KEY, in quotes where they have spaces, restrict to comments of an
// author or of a thread. No query is an error: one without a word finds nothing.
//
// How well a comment fits depends in a small part on all comments: those that come
// while a list is read may change the order of others that fit about as well.
func (db *DB) Search(ctx context.Context, query string, p view.Range) (rows []view.SearchRow, total int, err error) {
	q := parseQuery(query)
	if q.match == "" {
		return nil, 0, nil
	}
	from, args := q.source()
	// SQLite cuts the snippet itself; with PostgreSQL it is cut from the text.
	text, textArgs := `snippet(comment_text, 0, ?, ?, '…', 32)`, []any{hitStart, hitEnd}
	if db.pg != nil {
		text, textArgs = `c.text`, nil
	}
	back := p.After == "" && p.Before != ""
	scan := func(r *sql.Rows) (view.SearchRow, error) { return scanSearchRow(r, db.pg != nil, q.match) }
	err = db.view(ctx, func(tx *sql.Tx) error {
		count := `SELECT count(*)` + from
		if len(args) == 1 {
			count = `SELECT count(*) FROM comment_text WHERE comment_text MATCH ?`
		}
		if err := tx.QueryRowContext(ctx, count, args...).Scan(&total); err != nil {
			return err
		}
		if cursor := cmp.Or(p.After, p.Before); cursor != "" && cursor != view.FromEnd {
			cond, more, err := q.beyond(ctx, tx, cursor, back)
			if err != nil {
				return err
			}
			from, args = from+cond, append(args, more...)
		}
		rows, err = collect(ctx, tx, scan, `SELECT t.format, t.id, coalesce(nullif(t.title, ''), t.opening), c.id,
			coalesce(c.author, ''), c.time, coalesce(c.time_precision, ''), c.state, c.pk, `+text+`, bm25(comment_text)`+from+`
			`+orderBy(foundOrder, back)+` LIMIT ? OFFSET ?`,
			paged(append(textArgs, args...), p.Limit, p.Offset)...)
		return err
	})
	if err != nil {
		return nil, 0, fmt.Errorf("search comments: %w", err)
	}
	if back {
		slices.Reverse(rows)
	}
	return rows, total, nil
}

// source is where the comments of a query are found.
func (q searchQuery) source() (from string, args []any) {
	from = ` FROM comment_text JOIN comment c ON c.pk = comment_text.rowid JOIN thread t ON t.pk = c.thread_pk
		WHERE comment_text MATCH ?`
	args = []any{q.match}
	if q.author != "" {
		from += ` AND lower(c.author) = lower(?)`
		args = append(args, q.author)
	}
	if q.thread != "" {
		format, id := splitKey(q.thread)
		from += ` AND t.format = ? AND t.id = ?`
		args = append(args, format, id)
	}
	return from, args
}

// foundPlace is what found comments are ordered by.
type foundPlace struct {
	Rank float64 // lower is better
	PK   int64
}

// foundOrder has the terms of that order.
var foundOrder = []orderTerm{{expr: "bm25(comment_text)"}, {expr: "c.pk"}}

// beyond is the condition of comments after a cursor, or before it. Ranks move with
// what is added; so the present rank of the comment counts, as long as it is there.
func (q searchQuery) beyond(ctx context.Context, tx *sql.Tx, cursor string, back bool) (cond string, args []any, err error) {
	var p foundPlace
	if err := readCursor(cursor, &p); err != nil {
		return "", nil, err
	}
	err = tx.QueryRowContext(ctx, `SELECT bm25(comment_text) FROM comment_text WHERE comment_text MATCH ? AND rowid = ?`,
		q.match, p.PK).Scan(&p.Rank)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return "", nil, err
	}
	op := ">"
	if back {
		op = "<"
	}
	cond = ` AND (bm25(comment_text) ` + op + ` ? OR bm25(comment_text) = ? AND c.pk ` + op + ` ?)`
	return cond, []any{p.Rank, p.Rank, p.PK}, nil
}

// scanSearchRow reads a row with a snippet, or with the whole text to cut one from.
func scanSearchRow(r *sql.Rows, whole bool, match string) (s view.SearchRow, err error) {
	var format, id, marked string
	var at sql.NullInt64
	var p foundPlace
	err = r.Scan(&format, &id, &s.ThreadTitle, &s.Comment, &s.Author, &at, &s.Precision, &s.State, &p.PK, &marked, &p.Rank)
	s.ThreadKey, s.Time, s.Cursor = Key(format, id), fromMillis(at), writeCursor(p)
	if whole {
		marked = fulltext.Snippet(marked, fulltext.Phrases(match), hitStart, hitEnd, "…", 32)
	}
	s.Snippet, s.Hits = splitHits(marked)
	return s, err
}

// splitHits takes the marks out of a snippet and gives their places.
func splitHits(marked string) (snippet string, hits []gainsay.Span) {
	var b strings.Builder
	for {
		before, rest, ok := strings.Cut(marked, hitStart)
		b.WriteString(strings.ReplaceAll(before, hitEnd, ""))
		if !ok {
			return b.String(), hits
		}
		word, after, _ := strings.Cut(rest, hitEnd)
		start := b.Len()
		b.WriteString(word)
		hits = append(hits, gainsay.Span{Start: start, End: b.Len()})
		marked = after
	}
}

// maxWords and maxQuery (bytes) cap what a query costs; what is beyond is ignored.
const (
	maxWords = 32
	maxQuery = 2000
)

// bounded cuts a query to what is used of it, between characters.
func bounded(query string) string {
	return strings.ToValidUTF8(query[:min(len(query), maxQuery)], " ")
}

// searchQuery is what a user typed.
type searchQuery struct {
	match          string // FTS5 expression, "" without words
	author, thread string // scopes
}

// parseQuery makes an FTS5 expression of what a user typed. Every word or quoted
// phrase is a string, so that none is an operator; only a * at the end of a word
// keeps its meaning.
func parseQuery(query string) (q searchQuery) {
	query = strings.ReplaceAll(bounded(query), "\x00", " ")
	var terms []string
	for query = strings.TrimSpace(query); query != ""; query = strings.TrimSpace(query) {
		var term string
		switch {
		case q.scope(&query, "author:", &q.author), q.scope(&query, "thread:", &q.thread):
			continue
		default:
			var quoted bool
			term, quoted, query = nextTerm(query)
			term = matchTerm(term, quoted)
		}
		if term != "" {
			terms = append(terms, term)
		}
	}
	q.match = strings.Join(terms[:min(len(terms), maxWords)], " ")
	return q
}

// scope takes a scope with its value from the start of what is left.
func (q *searchQuery) scope(rest *string, name string, value *string) bool {
	after, ok := strings.CutPrefix(*rest, name)
	if !ok || after == "" || after[0] == ' ' {
		return false
	}
	*value, _, *rest = nextTerm(after)
	return true
}

// nextTerm cuts off a word, or the words in double quotes.
func nextTerm(s string) (term string, quoted bool, rest string) {
	if after, ok := strings.CutPrefix(s, `"`); ok {
		term, rest, _ = strings.Cut(after, `"`)
		return term, true, rest
	}
	if i := strings.IndexFunc(s, func(r rune) bool { return unicode.IsSpace(r) || r == '"' }); i >= 0 {
		return s[:i], false, s[i:]
	}
	return s, false, ""
}

// matchTerm gives a term as FTS5 string, "" for one without a word.
func matchTerm(term string, quoted bool) string {
	term = strings.Join(strings.Fields(term), " ")
	bare := strings.TrimRight(term, "*")
	if bare == "" {
		return ""
	}
	if !quoted && bare != term && strings.ContainsFunc(bare, isLetter) {
		return `"` + bare + `"*`
	}
	return `"` + term + `"`
}
