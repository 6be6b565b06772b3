package importer

import (
	"bytes"
	"encoding/json"
	"html"
	"io"
	"io/fs"
	"iter"
	"strconv"
	"strings"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/internal/extsort"
	"github.com/gainsay/gainsay/store/importer/internal/format"
	"github.com/gainsay/gainsay/store/importer/internal/input"
	"github.com/gainsay/gainsay/store/importer/internal/keypath"
	"github.com/gainsay/gainsay/store/importer/internal/record"
	"github.com/gainsay/gainsay/store/importer/internal/scalar"
	"github.com/gainsay/gainsay/store/importer/internal/thread"
)

var _ = format.Register(&format.Format{
	Name: "pushshift",
	Doc: `Reddit dumps of Pushshift and Arctic Shift: comments and submissions as NDJSON

Recognised by objects with body, link_id and parent_id, or with title, num_comments and domain; one
a line, in an array, or in the data array of an API answer. Threads are assembled by link_id over
all lines, and over all such files of a folder, an archive or a command line, whatever their size.
Without its submission a thread has no title, and a remark says so. Comments that were deleted or
removed later according to the dump keep their text and get that state, so they are not analysed.
Scores are those at the time of the capture.`,
	From:      `the monthly dumps of Pushshift (to 2023) and Arctic Shift, and torrents of them`,
	Ext:       []string{".ndjson", ".json", ".jsonl", ".zst"},
	Sniff:     sniffPushshift,
	Read:      readPushshift,
	Claim:     claimPushshift,
	ReadFiles: readPushshiftFiles,
	Records:   pushshiftRecords,
	Threads:   pushshiftThreads,
})

func sniffPushshift(head []byte) int {
	s := keypath.Of(head)
	for _, at := range []string{"", "[].", "data[]."} {
		if s.Has(at+"body", at+"link_id", at+"parent_id") ||
			s.Has(at+"title", at+"num_comments", at+"domain") {
			return 85
		}
	}
	return 0
}

func claimPushshift(fsys fs.FS) []string {
	return input.ClaimBy(fsys, func(head []byte) bool { return sniffPushshift(head) > 0 })
}

// dumpRecord is a comment or a submission.
type dumpRecord struct {
	redditData
	ParentID bareID  `json:"parent_id"`
	LinkID   bareID  `json:"link_id"`
	Body     *string `json:"body"`
	Meta     struct {
		RemovalType string `json:"removal_type"`
		Deleted     bool   `json:"was_deleted_later"`
	} `json:"_meta"` // of Arctic Shift
	RemovedBy string            `json:"removed_by_category"`
	Data      []json.RawMessage `json:"data"` // an API answer
}

// bareID is a full name such as t1_abc, or the number whose base-36 form is the
// id, as in some dumps since 2020.
type bareID string

// UnmarshalJSON reads a string, a number or null.
func (b *bareID) UnmarshalJSON(raw []byte) error {
	var s scalar.Text
	if err := s.UnmarshalJSON(raw); err != nil {
		return err
	}
	*b = bareID(s)
	if n, err := strconv.ParseInt(string(s), 10, 64); err == nil && raw[0] != '"' {
		*b = bareID(strconv.FormatInt(n, 36))
	}
	return nil
}

// id returns the id without the prefix of its kind.
func (b bareID) id() string {
	s := string(b)
	if len(s) > 3 && s[0] == 't' && s[2] == '_' {
		return s[3:]
	}
	return s
}

// thread returns the id of the thread of a record, "" if it has none.
func (d *dumpRecord) thread() string {
	switch {
	case d.Body != nil && d.LinkID != "":
		return d.LinkID.id()
	case d.Body == nil && d.Title != "":
		return bareID(d.ID).id()
	}
	return ""
}

func readPushshift(r io.Reader) iter.Seq2[*format.Found, error] {
	return func(yield func(*format.Found, error) bool) {
		s := extsort.New()
		p := &dumpReader{put: s.Put, yield: yield}
		p.finish(s, p.file("", r))
	}
}

func readPushshiftFiles(fsys fs.FS) iter.Seq2[*format.Found, error] {
	return func(yield func(*format.Found, error) bool) {
		s := extsort.New()
		p := &dumpReader{put: s.Put, yield: yield}
		p.finish(s, input.EachFile(fsys, p.file))
	}
}

// pushshiftRecords passes on the records of one file.
func pushshiftRecords(file string, r io.Reader, put format.PutRecord, report func(error) error) error {
	var failed error
	p := &dumpReader{put: put, yield: func(_ *format.Found, err error) bool {
		failed = report(err)
		return failed == nil
	}}
	if err := p.file(file, r); failed == nil {
		failed = err
	}
	return failed
}

func pushshiftThreads(s *extsort.Sorter) iter.Seq2[*format.Found, error] {
	return func(yield func(*format.Found, error) bool) { thread.Sink(yield).Threads(s, dumpThread) }
}

// dumpReader passes on records with the ids of their threads.
type dumpReader struct {
	put   format.PutRecord
	yield thread.Sink
}

// file reads the records of one file. It returns record.ErrStop if the consumer
// stopped.
func (p *dumpReader) file(name string, r io.Reader) error {
	return thread.Each(
		p.yield,
		name,
		record.Values(r),
		func(v record.Value) error { return p.record(name, v) },
	)
}

func (p *dumpReader) record(file string, v record.Value) error {
	var d dumpRecord
	if err := json.Unmarshal(v.Raw, &d); err != nil {
		return record.Skipped(v.Line, "read record: %v", err)
	}
	if len(d.Data) > 0 && d.thread() == "" {
		for _, raw := range d.Data {
			if err := p.yield.Report(file, p.record(file, record.Value{Raw: raw, Line: v.Line})); err != nil {
				return err
			}
		}
		return nil
	}
	key := d.thread()
	if key == "" {
		return record.Skipped(
			v.Line,
			"record is neither a comment with body and link_id nor a submission with a title",
		)
	}
	return p.put(key, file, v.Line, v.Raw)
}

// finish yields the threads, unless reading ended with an error.
func (p *dumpReader) finish(s *extsort.Sorter, err error) {
	defer s.Close()
	if p.yield.End(err) {
		p.yield.Threads(s, dumpThread)
	}
}

// dumpThread builds a thread from its records. The submission is processed
// first, wherever it is in the source.
func dumpThread(group []extsort.Record) (*thread.Builder, error) {
	escaped := groupEscaped(group)
	plain := func(s string) string {
		if escaped {
			return html.UnescapeString(s)
		}
		return s
	}
	id := group[0].Key
	b := thread.NewBuilder(&gainsay.Thread{ID: id, URL: "https://www.reddit.com/comments/" + id + "/"})
	records := make([]dumpRecord, len(group))
	root, found := "", false
	for i, g := range group {
		d := &records[i]
		if err := json.Unmarshal(g.Raw, d); err != nil {
			b.InFile(g.File)
			b.Skip(g.Line, "read record: %v", err)
			b.InFile("")
			continue
		}
		if d.Body != nil {
			continue
		}
		found = true
		redditPost(b, &d.redditData, plain)
		if d.Selftext != "" || d.IsSelf {
			root = "t3_" + id
			b.Add(d.comment(root, "", plain(d.Selftext)))
		}
	}
	for i := range records {
		if d := &records[i]; d.Body != nil {
			b.Add(d.comment(bareID(d.ID).id(), d.parent(id, root), plain(*d.Body)))
		}
	}
	if !found {
		b.Remark(0, "the submission of thread %s is not in the source", id)
	}
	return b, nil
}

// parent returns the id of the comment answered. A top-level comment answers
// the self post, if there is one.
func (d *dumpRecord) parent(thread, root string) string {
	p := d.ParentID.id()
	if p == "" || strings.HasPrefix(string(d.ParentID), "t3_") || p == thread {
		return root
	}
	return p
}

// comment makes a comment, with the state that the dump recorded later.
func (d *dumpRecord) comment(id, parent, body string) *gainsay.Comment {
	c := redditRecord(&d.redditData, id, parent, body)
	if c.State != gainsay.Live {
		return c
	}
	switch why := d.Meta.RemovalType + d.RemovedBy; {
	case why == "deleted" || why == "author" || why == "" && d.Meta.Deleted:
		c.State = gainsay.Deleted
	case why != "":
		c.State = gainsay.Removed
	}
	return c
}

// groupEscaped reports whether the texts of a thread are HTML-escaped.
func groupEscaped(group []extsort.Record) bool {
	var all bytes.Buffer
	for _, g := range group {
		all.Write(g.Raw)
		if all.Len() > 1<<20 {
			break
		}
	}
	return isEscaped(all.Bytes())
}
