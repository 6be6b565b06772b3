// Package stackexchange reads questions, answers and comments of Stack Exchange
// sites, from the data dumps and from the API.
package stackexchange

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

	"github.com/gainsay/gainsay/internal/extsort"
	"github.com/gainsay/gainsay/store/importer/internal/format"
	"github.com/gainsay/gainsay/store/importer/internal/input"
	"github.com/gainsay/gainsay/store/importer/internal/keypath"
	"github.com/gainsay/gainsay/store/importer/internal/lazy"
	"github.com/gainsay/gainsay/store/importer/internal/record"
	"github.com/gainsay/gainsay/store/importer/internal/scalar"
	"github.com/gainsay/gainsay/store/importer/internal/thread"
	"github.com/gainsay/gainsay/store/importer/internal/xmltree"
)

var _ = format.Register(&format.Format{
	Name: "stackexchange",
	Doc: `the Stack Exchange data dump: Posts, Comments and Users as XML, or tables named alike as JSON

Recognised by posts, answers, comments or users with rows; the files of a folder, an archive or a
command line are read together, of any size. A question opens its thread, answers answer it,
comments answer their post and, if they address somebody with an @, an earlier comment too. Without
Users, authors are named by their number, as on the site. Wiki and moderator rows are counted and
skipped. Deleted posts are not in a dump: their comments answer a placeholder.`,
	From:      `the data dumps at archive.org (to 2024) and in the profile settings since`,
	Ext:       []string{".xml", ".json"},
	Sniff:     sniffStackExchange,
	Read:      readStackExchange,
	Claim:     claimStackExchange,
	ReadFiles: readStackExchangeFiles,
})

var seTable = lazy.Regexp(`(?is)^\s*(?:<\?xml[^>]{0,200}\?>\s*)?<(posts|answers|questions|comments|users|votes|badges|tags|posthistory|postlinks)>\s*<row\s[^<>]{0,400}?\bId=`)

func sniffStackExchange(head []byte) int {
	if seTable().Match(head) {
		return 90
	}
	s := keypath.Of(head)
	for _, at := range []string{"posts[].", "answers[].", "questions[]."} {
		if s.Has(at+"Id", at+"Body", at+"CreationDate") {
			return 88
		}
	}
	if s.Has("comments[].Id", "comments[].PostId", "comments[].CreationDate") ||
		s.Has("users[].Id", "users[].DisplayName", "users[].Reputation") {
		return 88
	}
	return 0
}

func claimStackExchange(fsys fs.FS) []string {
	return input.ClaimBy(fsys, func(head []byte) bool { return sniffStackExchange(head) > 0 })
}

// seRow is a row of any of the tables. In XML, numbers are text.
type seRow struct {
	Table        string    `json:"table,omitempty"`
	ID           scalar.ID `json:"Id"`
	Type         scalar.ID `json:"PostTypeId,omitempty"`
	ParentID     scalar.ID `json:"ParentId,omitempty"`
	PostID       scalar.ID `json:"PostId,omitempty"`
	Created      string    `json:"CreationDate,omitempty"`
	Deleted      string    `json:"DeletionDate,omitempty"`
	Score        scalar.ID `json:"Score,omitempty"`
	Title        string    `json:"Title,omitempty"`
	Body         string    `json:"Body,omitempty"`
	Text         string    `json:"Text,omitempty"`
	OwnerID      scalar.ID `json:"OwnerUserId,omitempty"`
	OwnerName    string    `json:"OwnerDisplayName,omitempty"`
	UserID       scalar.ID `json:"UserId,omitempty"`
	UserName     string    `json:"UserDisplayName,omitempty"`
	DisplayName  string    `json:"DisplayName,omitempty"`
	AnswerCount  scalar.ID `json:"AnswerCount,omitempty"`
	CommentCount scalar.ID `json:"CommentCount,omitempty"`
}

func readStackExchange(r io.Reader) iter.Seq2[*format.Found, error] {
	return func(yield func(*format.Found, error) bool) {
		s := newSEReader(yield)
		s.finish(s.file("", r))
	}
}

func readStackExchangeFiles(fsys fs.FS) iter.Seq2[*format.Found, error] {
	return func(yield func(*format.Found, error) bool) {
		for _, names := range seDumps(fsys) {
			s := newSEReader(yield)
			if !s.finish(input.EachFile(input.Subset{FS: fsys, Names: names}, s.file)) {
				return
			}
		}
	}
}

var seTableName = lazy.Regexp(
	`(?i)posts|answers|questions|comments|users|votes|badges|tags|posthistory|postlinks`,
)

// seDumps groups the files of a tree by dump: the names of a dump's files
// differ only in the name of the table.
func seDumps(fsys fs.FS) [][]string {
	entries, _ := fs.ReadDir(fsys, ".") // input.EachFile returns the error
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

// seReader collects the rows of a dump in external sorts: questions and answers
// by question, comments by post until the question of each post is known.
type seReader struct {
	yield    thread.Sink
	rows     *extsort.Sorter // by question
	comments *extsort.Sorter // by post
	question map[scalar.ID]scalar.ID
	users    map[scalar.ID]string
	left     map[string]int // number of skipped rows by table or type
	tables   map[string]bool
}

func newSEReader(yield thread.Sink) *seReader {
	return &seReader{
		yield: yield, rows: extsort.New(), comments: extsort.New(),
		question: map[scalar.ID]scalar.ID{}, users: map[scalar.ID]string{},
		left: map[string]int{}, tables: map[string]bool{},
	}
}

// file reads the rows of a file.
func (s *seReader) file(name string, r io.Reader) error {
	br := bufio.NewReaderSize(r, input.SniffLen)
	if head, _ := br.Peek(input.SniffLen); keypath.IsJSON(head) { // an error occurs again at the next read
		return s.json(name, br)
	}
	return s.xml(name, br)
}

// xml reads a table in XML. Damage costs only the row it is in.
func (s *seReader) xml(name string, r io.Reader) error {
	x := xmltree.NewReader(r)
	table := ""
	for {
		start, err := x.Next()
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			if err := s.yield.Report(name, record.Skipped(x.Line(), "read row: %v", err)); err != nil {
				return err
			}
			if !x.Resync() {
				return nil
			}
		case start.Name.Local != "row":
			table = strings.ToLower(start.Name.Local)
		default:
			if err := s.row(name, x.Line(), rowOf(table, start)); err != nil {
				return err
			}
		}
	}
}

// rowOf reads the attributes of a row.
func rowOf(table string, start xml.StartElement) *seRow {
	r := &seRow{Table: table}
	fields := map[string]*string{
		"Id": (*string)(&r.ID), "PostTypeId": (*string)(&r.Type), "ParentId": (*string)(&r.ParentID),
		"PostId":       (*string)(&r.PostID),
		"CreationDate": &r.Created, "DeletionDate": &r.Deleted, "Score": (*string)(&r.Score),
		"Title": &r.Title, "Body": &r.Body, "Text": &r.Text,
		"OwnerUserId": (*string)(&r.OwnerID), "OwnerDisplayName": &r.OwnerName,
		"UserId": (*string)(&r.UserID), "UserDisplayName": &r.UserName,
		"DisplayName": &r.DisplayName, "AnswerCount": (*string)(&r.AnswerCount),
		"CommentCount": (*string)(&r.CommentCount),
	}
	for _, a := range start.Attr {
		if f := fields[a.Name.Local]; f != nil {
			*f = a.Value
		}
	}
	return r
}

// json reads tables as {"posts": [rows]}.
func (s *seReader) json(name string, r io.Reader) error {
	return thread.Each(s.yield, name, record.Values(r), func(v record.Value) error {
		var tables map[string][]json.RawMessage
		if err := record.Unmarshal(v.Raw, &tables); err != nil {
			return record.Skipped(v.Line, "read JSON: %v", err)
		}
		for _, table := range []string{"users", "posts", "questions", "answers", "comments"} {
			if err := s.jsonTable(name, table, v.Line, tables[table]); err != nil {
				return err
			}
		}
		return nil
	})
}

func (s *seReader) jsonTable(name, table string, line int, rows []json.RawMessage) error {
	for i, raw := range rows {
		row := &seRow{}
		if err := record.Unmarshal(raw, row); err != nil {
			if err := s.yield.Report(name,
				record.Skipped(line, "read row %d of %s: %v", i+1, table, err)); err != nil {
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

// row adds a row.
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
		return s.yield.Report(file, record.Skipped(line, "row without an Id"))
	case r.ParentID != "" && (r.Type == "" || r.Type == "2"):
		s.question[r.ID] = r.ParentID
		return s.put(s.rows, r.ParentID, file, line, r)
	case r.Type == "" || r.Type == "1" || r.Type == "2":
		return s.put(s.rows, r.ID, file, line, r)
	}
	s.left["wiki and moderator rows"]++
	return nil
}

func (s *seReader) put(to *extsort.Sorter, key scalar.ID, file string, line int, r *seRow) error {
	raw, err := json.Marshal(r)
	if err != nil {
		return fmt.Errorf("keep row: %w", err)
	}
	return to.Put(seKey(key), file, line, raw)
}

// seKey pads numbers so that they sort by value.
func seKey(id scalar.ID) string {
	if keypath.IsDigits(string(id)) {
		return fmt.Sprintf("%20s", id)
	}
	return string(id)
}
