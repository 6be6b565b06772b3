package importer

import (
	"bufio"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"strings"
)

var _ = register(&Format{
	Name: "stackexchange",
	Doc: `the Stack Exchange data dump: Posts, Comments and Users as XML, or tables named alike as JSON

Recognised by posts, answers, comments or users with rows; the files of a folder, an archive or a
command line are read together, of any size. A question opens its thread, answers answer it, comments
answer the post they stand under and, where they name somebody with an @, an earlier comment too.
Without Users authors are called by their number, as the site does. Wiki and moderator rows are counted
and left out. Deleted posts are not in a dump: comments of one hang on a placeholder.`,
	Ext:       []string{".xml", ".json"},
	Sniff:     sniffStackExchange,
	Read:      readStackExchange,
	Claim:     claimStackExchange,
	ReadFiles: readStackExchangeFiles,
})

var seTable = lazily(`(?is)^\s*(?:<\?xml[^>]{0,200}\?>\s*)?<(posts|answers|questions|comments|users|votes|badges|tags|posthistory|postlinks)>\s*<row\s[^<>]{0,400}?\bId=`)

func sniffStackExchange(head []byte) int {
	if seTable().Match(head) {
		return 90
	}
	s := shapeOf(head)
	for _, at := range []string{"posts[].", "answers[].", "questions[]."} {
		if s.has(at+"Id", at+"Body", at+"CreationDate") {
			return 88
		}
	}
	if s.has("comments[].Id", "comments[].PostId", "comments[].CreationDate") || s.has("users[].Id", "users[].DisplayName", "users[].Reputation") {
		return 88
	}
	return 0
}

func claimStackExchange(fsys fs.FS) []string {
	return claimBy(fsys, func(head []byte) bool { return sniffStackExchange(head) > 0 })
}

// seRow is a row of any of the tables. Numbers are text in XML.
type seRow struct {
	Table        string `json:"table,omitempty"`
	ID           ident  `json:"Id"`
	Type         ident  `json:"PostTypeId,omitempty"`
	ParentID     ident  `json:"ParentId,omitempty"`
	PostID       ident  `json:"PostId,omitempty"`
	Created      string `json:"CreationDate,omitempty"`
	Deleted      string `json:"DeletionDate,omitempty"`
	Score        ident  `json:"Score,omitempty"`
	Title        string `json:"Title,omitempty"`
	Body         string `json:"Body,omitempty"`
	Text         string `json:"Text,omitempty"`
	OwnerID      ident  `json:"OwnerUserId,omitempty"`
	OwnerName    string `json:"OwnerDisplayName,omitempty"`
	UserID       ident  `json:"UserId,omitempty"`
	UserName     string `json:"UserDisplayName,omitempty"`
	DisplayName  string `json:"DisplayName,omitempty"`
	AnswerCount  ident  `json:"AnswerCount,omitempty"`
	CommentCount ident  `json:"CommentCount,omitempty"`
}

func readStackExchange(r io.Reader) iter.Seq2[*Found, error] {
	return func(yield func(*Found, error) bool) {
		s := newSEReader(yield)
		s.finish(s.file("", r))
	}
}

func readStackExchangeFiles(fsys fs.FS) iter.Seq2[*Found, error] {
	return func(yield func(*Found, error) bool) {
		for _, names := range seDumps(fsys) {
			s := newSEReader(yield)
			if !s.finish(eachFile(only{fsys, names}, s.file)) {
				return
			}
		}
	}
}

var seTableName = lazily(`(?i)posts|answers|questions|comments|users|votes|badges|tags|posthistory|postlinks`)

// seDumps parts the files of a tree by dumps: the names of a dump's files
// differ only in the name of the table.
func seDumps(fsys fs.FS) [][]string {
	entries, _ := fs.ReadDir(fsys, ".") // eachFile meets the error again
	place := map[string]int{}
	var out [][]string
	for _, e := range entries {
		key := strings.ToLower(seTableName().ReplaceAllString(e.Name(), ""))
		if _, ok := place[key]; !ok {
			place[key] = len(out)
			out = append(out, nil)
		}
		out[place[key]] = append(out[place[key]], e.Name())
	}
	return out
}

// seReader gathers the rows of a dump. Questions and answers go to disk under
// their question; comments wait until it is known of which question the post
// they stand under is.
type seReader struct {
	yield    sink
	rows     *spill // by question
	comments *spill // by post
	question map[ident]ident
	users    map[ident]string
	left     map[string]int // rows left out, by table or type
	tables   map[string]bool
}

func newSEReader(yield sink) *seReader {
	return &seReader{
		yield: yield, rows: newSpill(), comments: newSpill(),
		question: map[ident]ident{}, users: map[ident]string{}, left: map[string]int{}, tables: map[string]bool{},
	}
}

// file takes the rows of a file.
func (s *seReader) file(name string, r io.Reader) error {
	br := bufio.NewReaderSize(r, SniffLen)
	if head, _ := br.Peek(SniffLen); isJSON(head) { // a read error comes again at the next read
		return s.json(name, br)
	}
	return s.xml(name, br)
}

// xml takes a table; damage costs the row it is in.
func (s *seReader) xml(name string, r io.Reader) error {
	x := newXMLReader(r)
	table := ""
	for {
		start, err := x.next()
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			if err := s.yield.note(name, lost(x.line(), "read row: "+err.Error())); err != nil {
				return err
			}
			if !x.resync() {
				return nil
			}
		case start.Name.Local != "row":
			table = strings.ToLower(start.Name.Local)
		default:
			if err := s.row(name, x.line(), rowOf(table, start)); err != nil {
				return err
			}
		}
	}
}

// rowOf reads the attributes of a row.
func rowOf(table string, start xml.StartElement) *seRow {
	r := &seRow{Table: table}
	fields := map[string]*string{
		"Id": (*string)(&r.ID), "PostTypeId": (*string)(&r.Type), "ParentId": (*string)(&r.ParentID), "PostId": (*string)(&r.PostID),
		"CreationDate": &r.Created, "DeletionDate": &r.Deleted, "Score": (*string)(&r.Score), "Title": &r.Title, "Body": &r.Body, "Text": &r.Text,
		"OwnerUserId": (*string)(&r.OwnerID), "OwnerDisplayName": &r.OwnerName, "UserId": (*string)(&r.UserID), "UserDisplayName": &r.UserName,
		"DisplayName": &r.DisplayName, "AnswerCount": (*string)(&r.AnswerCount), "CommentCount": (*string)(&r.CommentCount),
	}
	for _, a := range start.Attr {
		if f := fields[a.Name.Local]; f != nil {
			*f = a.Value
		}
	}
	return r
}

// json takes tables as {"posts": [rows]}.
func (s *seReader) json(name string, r io.Reader) error {
	return each(s.yield, name, values(r), func(v value) error {
		var tables map[string][]json.RawMessage
		if err := unmarshal(v.raw, &tables); err != nil {
			return lost(v.line, "read JSON: "+err.Error())
		}
		for _, table := range []string{"users", "posts", "questions", "answers", "comments"} {
			if err := s.jsonTable(name, table, v.line, tables[table]); err != nil {
				return err
			}
		}
		return nil
	})
}

func (s *seReader) jsonTable(name, table string, line int, rows []json.RawMessage) error {
	for i, raw := range rows {
		row := &seRow{}
		if err := unmarshal(raw, row); err != nil {
			if err := s.yield.note(name, lost(line, fmt.Sprintf("read row %d of %s: %v", i+1, table, err))); err != nil {
				return err
			}
			continue
		}
		row.Table = table
		if err := s.row(name, line, row); err != nil {
			return err
		}
	}
	return nil
}

// row puts a row where it belongs.
func (s *seReader) row(file string, line int, r *seRow) error {
	s.tables[r.Table] = true
	switch r.Table {
	case "users":
		s.users[r.ID] = r.DisplayName
		return nil
	case "comments":
		return s.put(s.comments, r.PostID, file, line, r)
	case "posts", "questions", "answers":
	default:
		s.left["rows of the table "+r.Table]++
		return nil
	}
	switch {
	case r.ID == "":
		return s.yield.note(file, lost(line, "row without an Id"))
	case r.ParentID != "" && (r.Type == "" || r.Type == "2"):
		s.question[r.ID] = r.ParentID
		return s.put(s.rows, r.ParentID, file, line, r)
	case r.Type == "" || r.Type == "1" || r.Type == "2":
		return s.put(s.rows, r.ID, file, line, r)
	}
	s.left["wiki and moderator rows"]++
	return nil
}

func (s *seReader) put(to *spill, key ident, file string, line int, r *seRow) error {
	raw, err := json.Marshal(r)
	if err != nil {
		return fmt.Errorf("keep row: %w", err)
	}
	return to.put(seKey(key), file, line, raw)
}

// seKey makes numbers sort as numbers.
func seKey(id ident) string {
	if isDigits(string(id)) {
		return fmt.Sprintf("%20s", id)
	}
	return string(id)
}
