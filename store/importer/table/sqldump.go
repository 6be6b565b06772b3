package table

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"iter"
	"maps"
	"slices"
	"strings"

	"github.com/gainsay/gainsay/store/importer/internal/format"
	"github.com/gainsay/gainsay/store/importer/internal/lazy"
	"github.com/gainsay/gainsay/store/importer/internal/record"
	"github.com/gainsay/gainsay/store/importer/internal/sqltext"
)

var _ = format.Register(&format.Format{
	Name: "sql",
	Doc: `a dump of a database as SQL with a table of comments or forum posts

Recognised by the first line of mysqldump, phpMyAdmin, pg_dump or SQLite's .dump, or by a statement
CREATE TABLE, INSERT INTO or COPY. Tables named after comments, posts, messages and the like are read as tables
of objects are; tables of posts, topics, threads and the like beside them give titles and articles, tables of users the
names of accounts. Private messages and all other tables are left out; their names are reported. At most 64 MiB of the tables that are
read are kept. --map 'text=wp_comments[].comment_content,...' names the columns.`,
	From:  `mysqldump, phpMyAdmin (Export), pg_dump, sqlite3 .dump of WordPress, phpBB, Drupal, MyBB, SMF, XenForo, Vanilla, Flarum, isso and others`,
	Ext:   []string{".sql"},
	Sniff: sniffSQL,
	Read:  func(r io.Reader) iter.Seq2[*format.Found, error] { return readTable(r, &tableKind{}) },
})

// sqlStart matches the beginning of a dump: comments, then a statement that dumps begin with.
var sqlStart = lazy.Regexp(`(?i)^(?:\s+|--[^\n]*\n|#[^\n]*\n|/\*(?s:.*?)\*/;?)*` +
	`(?:INSERT\s+(?:IGNORE\s+)?INTO\s+[\w.` + "`" + `"\[\]]+|CREATE\s+TABLE\s|COPY\s+[\w.]+\s+\(.*FROM\s+stdin|DROP\s+TABLE\s|PRAGMA\s+foreign_keys|SET\s+[\w@]+\s*=|USE\s+[` + "`" + `\[]|BEGIN TRANSACTION;|START TRANSACTION;|BEGIN;|CREATE\s+DATABASE\s|LOCK\s+TABLES\s)`)

// sqlTitle matches the first line of programs that dump a database.
var sqlTitle = lazy.Regexp(`^(?:/\*[^\n]*\*/\s*)?(?:--\s*)*\n?-- (?:MySQL dump|MariaDB dump|phpMyAdmin SQL Dump|PostgreSQL database dump|Adminer|Dump|HeidiSQL|Host)`)

// isSQL reports whether a source looks like a dump of a database.
func isSQL(head []byte) bool { return sqlStart().Match(head) || sqlTitle().Match(head) }

func sniffSQL(head []byte) int {
	if isSQL(head) {
		return 85
	}
	return 0
}

// maxSQL is how many bytes of the tables that are read are kept.
const maxSQL = 64 << 20

// Words that end the names of tables.
var (
	talkTables    = words("comment reply message answer review note")
	privateTables = words("pm pms privmsg privmsgs private conversation draft drafts mail log logs chat session sessions report reports")
	threadColumns = words("tid topicid threadid discussionid idtopic questionid issueid conversationid")
)

// sqlTables are the rows of the tables of a dump.
type sqlTables struct {
	rows  map[string][][]byte // JSON objects, by the names of their tables
	texts map[string]*string  // of Drupal's comments, by their ids
	left  map[string]bool     // tables that are left out
	bytes int
}

// add adds a row.
func (s *sqlTables) add(row sqltext.Row) error {
	if s.drupal(&row) {
		return nil
	}
	if !wantedTable(row.Table) {
		s.left[row.Table] = true
		return nil
	}
	cells := make(map[string]*string, len(row.Columns))
	for i, c := range row.Columns {
		cells[c] = row.Cells[i]
	}
	b, err := json.Marshal(cells)
	if err != nil {
		return fmt.Errorf("keep row: %w", err)
	}
	if s.bytes += len(b); s.bytes > maxSQL {
		return record.Errorf(row.Line, "the tables of comments, threads and users have more than %d bytes; export the table of comments as CSV", maxSQL)
	}
	s.rows[row.Table] = append(s.rows[row.Table], b)
	return nil
}

// wantedTable reports whether a table may hold comments, threads or users.
func wantedTable(name string) bool {
	w := nameWords(name)
	if len(w) == 0 || hasWord(w, privateTables) {
		return false
	}
	last := w[len(w)-1]
	one := singular(last)
	return slices.Contains(talkTables, one) || slices.Contains(threadWords, one) || one == "node" || slices.Contains(personLists, last)
}

// talks reports whether a table holds comments: its name says so, or its rows are posts in
// threads.
func (s *sqlTables) talks(name string) bool {
	w := nameWords(name)
	one := singular(w[len(w)-1])
	if slices.Contains(talkTables, one) {
		return true
	}
	var cells map[string]json.RawMessage
	if one != "post" || json.Unmarshal(s.rows[name][0], &cells) != nil {
		return false
	}
	return slices.ContainsFunc(slices.Collect(maps.Keys(cells)), func(c string) bool {
		return slices.Contains(threadColumns, columnKey(c))
	})
}

// json writes the tables as an object of lists.
func (s *sqlTables) json() ([]byte, error) {
	talk := false
	for name := range s.rows {
		talk = talk || s.talks(name)
	}
	if !talk {
		names := slices.Concat(slices.Sorted(maps.Keys(s.rows)), slices.Sorted(maps.Keys(s.left)))
		if len(names) == 0 {
			return nil, record.Errorf(0, "an SQL dump without rows: dump the tables with their data")
		}
		return nil, record.Errorf(0, "an SQL dump without a table of comments; it has rows of %s", listed(names))
	}
	var b bytes.Buffer
	if err := s.join(); err != nil {
		return nil, err
	}
	sep := byte('{')
	for _, name := range slices.Sorted(maps.Keys(s.rows)) {
		key, err := json.Marshal(strings.ReplaceAll(name, ".", "_"))
		if err != nil {
			return nil, fmt.Errorf("keep table: %w", err)
		}
		b.WriteByte(sep)
		b.Write(key)
		b.WriteString(":[")
		b.Write(bytes.Join(s.rows[name], []byte{','}))
		b.WriteByte(']')
		sep = ','
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}

// readSQL reads the tables of a dump.
func (t *table) readSQL(r io.Reader) error {
	s := &sqlTables{rows: map[string][][]byte{}, texts: map[string]*string{}, left: map[string]bool{}}
	for row, err := range sqltext.Rows(r) {
		if err == nil {
			err = s.add(row)
		}
		if err = t.yield.Report("", err); err != nil {
			return err
		}
		if s.bytes > maxSQL {
			return nil
		}
	}
	b, err := s.json()
	if err != nil {
		return err
	}
	if len(s.left) > 0 {
		if err := t.yield.Report("", record.Remark(0, "tables left out: %s", listed(slices.Sorted(maps.Keys(s.left))))); err != nil {
			return err
		}
	}
	t.what = "SQL"
	return t.readJSON(bufio.NewReader(bytes.NewReader(b)), b)
}
