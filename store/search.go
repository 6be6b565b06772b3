package store

import (
	"context"
	"database/sql"
	"fmt"
	"strings"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/view"
)

// Marks of a hit in what SQLite returns: code points that no text may use.
const (
	hitStart = "\ufdd0"
	hitEnd   = "\ufdd1"
)

// Search finds comments of any state that hold every word of query, the best
// first. Words in double quotes must be consecutive. No query is an error: one
// without a word finds nothing.
func (db *DB) Search(ctx context.Context, query string, lim, offset int) (rows []view.SearchRow, total int,
	err error) {
	match := matchQuery(query)
	if match == "" {
		return nil, 0, nil
	}
	err = db.view(ctx, func(tx *sql.Tx) error {
		err := tx.QueryRowContext(ctx, `SELECT count(*) FROM comment_text
			WHERE comment_text MATCH ?`, match).Scan(&total)
		if err != nil {
			return err
		}
		rows, err = collect(ctx, tx, scanSearchRow, `SELECT t.format, t.id, t.title, c.id,
			coalesce(c.author, ''), c.time, c.state,
			snippet(comment_text, 0, ?, ?, '…', 32)
			FROM comment_text JOIN comment c ON c.pk = comment_text.rowid JOIN thread t ON t.pk = c.thread_pk
			WHERE comment_text MATCH ? ORDER BY bm25(comment_text), c.pk LIMIT ? OFFSET ?`,
			hitStart, hitEnd, match, limit(lim), max(offset, 0))
		return err
	})
	if err != nil {
		return nil, 0, fmt.Errorf("search comments: %w", err)
	}
	return rows, total, nil
}

func scanSearchRow(r *sql.Rows) (s view.SearchRow, err error) {
	var format, id, marked string
	var at sql.NullInt64
	err = r.Scan(&format, &id, &s.ThreadTitle, &s.Comment, &s.Author, &at, &s.State, &marked)
	s.ThreadKey, s.Time = Key(format, id), fromMillis(at)
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

// matchQuery makes an FTS5 expression of what a user typed. Every word or quoted
// phrase is a string, so that none is an operator. It is "" without words.
func matchQuery(query string) string {
	query = strings.ReplaceAll(bounded(query), "\x00", " ")
	var terms []string
	left := maxWords
	for i, part := range strings.Split(query, `"`) {
		words := strings.Fields(part)
		words = words[:min(len(words), left)]
		left -= len(words)
		if i%2 == 1 && len(words) > 0 {
			words = []string{strings.Join(words, " ")}
		}
		for _, w := range words {
			terms = append(terms, `"`+w+`"`)
		}
	}
	return strings.Join(terms, " ")
}
