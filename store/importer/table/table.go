// Package table reads tables of comments: CSV, TSV, Parquet, streams of JSON objects and
// JSON in which comments are nested, with known or with guessed columns.
package table

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"maps"
	"slices"
	"strings"

	"github.com/gainsay/gainsay/internal/extsort"
	"github.com/gainsay/gainsay/store/importer/internal/document"
	"github.com/gainsay/gainsay/store/importer/internal/format"
	"github.com/gainsay/gainsay/store/importer/internal/input"
	"github.com/gainsay/gainsay/store/importer/internal/keypath"
	"github.com/gainsay/gainsay/store/importer/internal/record"
	"github.com/gainsay/gainsay/store/importer/internal/scalar"
	"github.com/gainsay/gainsay/store/importer/internal/thread"
)

var _ = format.Register(&format.Format{
	Name: "table",
	Doc: `any table of comments: CSV, TSV, Parquet, NDJSON, or JSON, XML or YAML with lists of objects

Recognised by a header or keys that name a text and one of id, parent, thread, author and time, or
by a header of one column that names a text; Parquet by its magic number. Such files come from scrapers, research data sets and
spreadsheets. The columns are guessed from their names and their cells and are reported, with those
left unused; --map text=body,parent=parent_id,author=first+last,... sets them, and --map 'text=comments[].body' reaches
into JSON. XML and YAML of at most 32 MiB are read as JSON would be: attributes and elements of text
are keys, other elements lists of objects; one of the elements must be named after comments, posts, messages or the like. Lists of lists below the names of columns (pandas with orient=split, spreadsheets' values) and
lists of texts alone under a name such as comments are read as well. A column of the parent must hold ids;
one with names of authors is the addressee, and the parent is the last comment by that author before. Lists
of replies within comments give the parents. A second text in a row, such as the answer of a shop to a
review, is a reply. Where all rows of a thread have titles of their own, none is its title. A table with a thread column may have any number of threads and
any size; without one it is one thread. Lines before the header, such as a title, notes and sep=;, are
skipped and counted. Rows with more or fewer cells than the header are skipped. Between tabs a quotation
mark is a letter unless the same cell ends with one.
Texts with tags are read as HTML or BBCode. Of
Parquet, columns with one value a row are read, a page at a time, from a temporary copy; not those under LZ4. Without a
parent column it is unknown who answers whom.`,
	From:      `scrapers of YouTube, TikTok, Instagram, Facebook, VK and Bilibili, YouTube Takeout, Facepager, YTDT, Netvizz, Kaggle, BigQuery, SEDE, Artalk, Waline, Twikoo, Trustpilot, Misskey, Odysee, Farcaster, Loomio, XenForo, Azure DevOps, Notion, Google Docs, Hyperkitty, Regulations.gov, Snapchat, TikTok accounts, forums' databases, surveys, bdfr, SemEval's community questions`,
	Ext:       []string{".csv", ".tsv", ".parquet", ".ndjson", ".jsonl", ".json", ".xml", ".yaml", ".yml"},
	Sniff:     sniffTable,
	Read:      func(r io.Reader) iter.Seq2[*format.Found, error] { return readTable(r, &tableKind{}) },
	Claim:     claimSpreadsheet, // after the format spreadsheet: only if the user asks for a table
	ReadFiles: func(fsys fs.FS) iter.Seq2[*format.Found, error] { return readSpreadsheet(fsys, nil) },
})

// Mapped returns a format that reads any table with the given columns.
func Mapped(m Mapping) *format.Format {
	return &format.Format{
		Name: "table",
		Doc:  "a table of comments with given columns",
		Read: func(r io.Reader) iter.Seq2[*format.Found, error] {
			return readTable(r, &tableKind{mapping: m})
		},
		Claim:     claimSpreadsheet,
		ReadFiles: func(fsys fs.FS) iter.Seq2[*format.Found, error] { return readSpreadsheet(fsys, m) },
	}
}

// tableKind is what is known about a table before it is read.
type tableKind struct {
	mapping Mapping                // nil to guess
	refs    bool                   // ">>1234" in a text names the comment it answers
	parent  func(id string) string // derives a parent from an id; nil to use the column
	alone   bool                   // no row answers another
	fix     func(fields)           // corrects the fields of each row; may be nil
}

// fields are the cells of a row by field.
type fields map[string]string

// word replaces yes in a column that is named after a state by the name of the
// column, and no in one that is named after its contrary.
func (f fields) word(m Mapping) {
	key := strings.TrimPrefix(columnKey(m["state"]), "is")
	switch v := strings.ToLower(strings.TrimSpace(f["state"])); {
	case v == "":
	case v == "true" || v == "1" || v == "yes" || v == "t":
		f["state"] = key
	case (v == "false" || v == "0" || v == "no") && strings.HasSuffix(key, "approved"):
		f["state"] = "unapproved"
	}
}

// maxSniffed is how many columns are examined to recognise a table: a line of
// code may look like a header of a hundred thousand.
const maxSniffed = 2000

func sniffTable(head []byte) int {
	if input.IsParquet(head) {
		return 45 // whatever its columns are, Read reports them
	}
	if keypath.IsJSON(head) {
		return sniffRecords(sampleJSON(head))
	}
	if k := document.KindOf(head); k != nil {
		if b := k.Head(head); b != nil {
			return sniffRecords(sampleJSON(b))
		}
		return 0
	}
	s := sampleCSV(head)
	if s == nil {
		return 0
	}
	s.columns = s.columns[:min(len(s.columns), maxSniffed)]
	g := s.guess()
	switch n := g.enough(); {
	case bareHeader(s.names()):
		if n >= 2 {
			return 15
		}
	case g.named && n >= 2:
		return 40
	case g.named && n == 1 && s.rows > 0:
		return 35
	case n >= 2:
		return 20
	case len(s.columns) == 1 && g.named && oneColumn(head):
		return 35
	case len(s.columns) == 2 && g.named && regular(head):
		return 30
	}
	if len(s.columns) > 2 && regular(head) {
		return 12 // a table with unknown columns, which Read reports
	}
	return 0
}

// sniffRecords scores a source by what is known of its records.
func sniffRecords(l *level) int {
	switch n := l.usable(); {
	case n >= 2:
		return 40
	case n == 1:
		return 22
	}
	return 0
}

// tableRow is a row of a table, its cells by field.
type tableRow struct {
	line   int
	fields fields
}

// table is a table that is being read.
type table struct {
	*tableKind
	columns  Mapping // of a table without nested records
	what     string  // notation of the source
	linked   bool    // the parents of all comments are known, if only by their place
	threaded bool    // a column names the thread
	order    scalar.DateOrder
	sorter   *extsort.Sorter
	one      *tableThread // rows without a thread
	silent   int          // threads that are described, but have no comments
	yield    thread.Sink
}

// sampleLen is how many bytes are examined to choose the columns.
const sampleLen = 256 << 10

// readTable reads a table. Rows without a thread column form one thread; others
// are grouped by thread with an external sort.
func readTable(r io.Reader, k *tableKind) iter.Seq2[*format.Found, error] {
	return func(yield func(*format.Found, error) bool) {
		br := bufio.NewReaderSize(r, sampleLen)
		head, _ := br.Peek(sampleLen) // an error occurs again at the next read
		t := &table{tableKind: k, sorter: extsort.New(), yield: yield}
		defer t.sorter.Close()
		t.one = newTableThread(t, "")
		t.linked, t.what = k.alone, "JSON"
		read := t.readCSV
		switch {
		case input.IsParquet(head):
			read = func(br *bufio.Reader, _ []byte) error {
				if input.RefusesParquet(r) {
					return errNoParquet
				}
				return t.readParquet(br, func(what string, bytes int64) error { return input.CheckSize(r, what, bytes) })
			}
		case keypath.IsJSON(head):
			read = t.readJSON
		case isSQL(head):
			read = func(br *bufio.Reader, _ []byte) error { return t.readSQL(br) }
		default:
			if k := document.KindOf(head); k != nil {
				read = func(br *bufio.Reader, _ []byte) error { return t.readDocument(br, k) }
			}
		}
		if err := read(br, head); err != nil {
			t.yield.End(err)
			return
		}
		if t.one.yield(t.yield) {
			t.threads()
		}
	}
}

// take notes what a mapping gives.
func (t *table) take(m Mapping) {
	t.linked = t.linked || m["parent"] != "" || m[answerText] != ""
	t.threaded = t.threaded || m["thread"] != ""
}

// report says which columns were chosen.
func (t *table) report(what string, g *guess) error {
	t.take(g.Mapping)
	msg := fmt.Sprintf("%s, columns guessed as --map %s", what, g.Mapping)
	if len(g.unused) > 0 {
		msg += "; not used: " + listed(g.unused)
	}
	if g.below > 0 {
		msg += fmt.Sprintf("; keys in objects not used: %d", g.below)
	}
	switch {
	case g.links != "":
		t.linked = true
		msg += fmt.Sprintf("; %s may name the comment answered, so no parents are inferred: map it as parent=%s",
			g.links, g.links)
	default:
		msg += "; use --map to change them"
	}
	return t.yield.Report("", record.Remark(0, "%s", msg))
}

// listed joins names, at most 20 of them.
func listed(names []string) string {
	const most = 20
	if n := len(names) - most; n > 0 {
		return strings.Join(names[:most], ", ") + fmt.Sprintf(" and %d more", n)
	}
	return strings.Join(names, ", ")
}

// readJSON reads the objects of a JSON source.
func (t *table) readJSON(br *bufio.Reader, head []byte) error {
	w := &walker{put: t.add, people: people{}, rows: listRows{mapping: t.mapping}}
	w.report = func(err error) error { return t.yield.Report("", err) }
	w.note = func(l *level, path string) error { return t.report("objects under "+path+"[]", &l.guess) }
	if t.mapping != nil {
		w.root = mappedLevel(t.mapping)
		t.take(t.mapping)
	} else {
		w.root = sampleJSON(head)
		if w.root.usable() == 0 {
			return record.Errorf(1, "no key suggests a text: %s; name the key with --map text=KEY",
				listed(w.root.columns))
		}
		if err := w.root.reportAll(t, ""); err != nil {
			return err
		}
	}
	err := thread.Each(t.yield, "", record.Values(br), w.value)
	t.linked = t.linked || w.nested
	return err
}

// readDocument reads the records of XML or YAML.
func (t *table) readDocument(br *bufio.Reader, k *document.Kind) error {
	b, err := k.JSON(br)
	if b == nil {
		return err
	}
	if err != nil {
		if err := t.yield.Report("", err); err != nil {
			return err
		}
	}
	t.what = k.Name
	return t.readJSON(bufio.NewReader(bytes.NewReader(b)), b)
}

// reportAll reports the columns of a level and of the lists in it.
func (l *level) reportAll(t *table, path string) error {
	if l.comment() {
		what := t.what + " objects"
		if path != "" {
			what += " under " + path
		}
		if err := t.report(what, &l.guess); err != nil {
			return err
		}
	}
	for _, k := range slices.Sorted(maps.Keys(l.lists)) {
		if in := l.lists[k]; in != nil && in != l {
			if err := in.reportAll(t, path+k+"[]"); err != nil {
				return err
			}
		}
	}
	return nil
}

// add adds a row to its thread.
func (t *table) add(row tableRow) error {
	if t.fix != nil {
		t.fix(row.fields)
	}
	for _, r := range withAnswer(row) {
		if err := t.put(r); err != nil {
			return err
		}
	}
	return nil
}

// put adds a row with one comment to its thread.
func (t *table) put(row tableRow) error {
	key := scalar.ParseID(row.fields["thread"])
	if key == "" && !t.threaded {
		t.one.add(row)
		return nil
	}
	if noParent[strings.ToLower(key)] { // a conversation of its own
		key = bareName(scalar.ParseID(row.fields["parent"]))
		if noParent[strings.ToLower(key)] {
			key = scalar.ParseID(row.fields["id"])
		}
	}
	b, err := json.Marshal(row.fields)
	if err != nil {
		return fmt.Errorf("keep row: %w", err)
	}
	return t.sorter.Put(key, "", row.line, b)
}

func (t *table) threads() {
	for group, err := range t.sorter.Groups() {
		if err != nil {
			t.yield(nil, err)
			return
		}
		th := newTableThread(t, group[0].Key)
		for _, g := range group {
			row := tableRow{line: g.Line}
			if err := json.Unmarshal(g.Raw, &row.fields); err != nil {
				t.yield(nil, fmt.Errorf("read temporary file: %w", err))
				return
			}
			th.add(row)
		}
		if !th.yield(t.yield) {
			return
		}
	}
	if t.silent > 0 {
		t.yield.End(t.yield.Report("", record.Remark(0, "threads without comments: %d", t.silent)))
	}
}
