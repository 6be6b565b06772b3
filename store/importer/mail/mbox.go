// Package mail reads mailing lists and newsgroups: mbox files and single
// messages.
package mail

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"slices"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/internal/extsort"
	"github.com/gainsay/gainsay/store/importer/internal/format"
	"github.com/gainsay/gainsay/store/importer/internal/input"
	"github.com/gainsay/gainsay/store/importer/internal/lazy"
	"github.com/gainsay/gainsay/store/importer/internal/thread"
)

var _ = format.Register(&format.Format{
	Name: "mbox",
	Doc: `mail: mbox files, pipermail archives, single messages and Usenet articles

Recognised by a "From " line with a date before a header, or by a header with Message-ID or with
From and Subject. Threads are assembled by References and In-Reply-To from all such files of a
folder, an archive or a command line. A message without both belongs to the thread in its file with
the same subject, ignoring Re: and list tags; which message it answers is unknown. The text comes
from the text/plain parts, else from the HTML, decoded by the charset of each part; quoted lines are
kept and marked as quotations. Signatures after "-- ", attachments and Mailman's notes about them
are skipped. A "From " line separates messages only if a date and a header follow.`,
	From:  `mail programs (Export, mbox), pipermail and Hyperkitty archives, Google Groups in Takeout, the Usenet archives`,
	Ext:   []string{".mbox", ".txt", ".eml"},
	Sniff: sniffMbox,
	Read:  readMbox,
	Claim: func(fsys fs.FS) []string {
		return input.ClaimBy(fsys, func(head []byte) bool { return sniffMbox(head) > 0 })
	},
	ReadFiles: readMboxFiles,
})

var (
	fromLine = lazy.Regexp(`^>?From .*(?:\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun),?\s.*\d{1,2}:\d{2}.*|\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}.*)$`)
	fieldAt  = lazy.Regexp(`^[!-9;-~]{1,80}[ \t]*:`)
)

func sniffMbox(head []byte) int {
	first, rest, _ := bytes.Cut(head, []byte("\n"))
	switch {
	case bytes.HasPrefix(first, []byte("From ")) && headerNext(rest) && input.IsMail(rest):
		return 90
	case fromLine().Match(bytes.TrimSpace(first)) && headerNext(rest):
		return 85
	case !bytes.HasPrefix(first, []byte("From ")) && input.IsMail(head):
		return 80
	}
	return 0
}

// headerNext reports whether b begins with a mail header.
func headerNext(b []byte) bool {
	return fieldAt().Match(b) || bytes.HasPrefix(b, []byte(">From "))
}

func readMbox(r io.Reader) iter.Seq2[*format.Found, error] {
	return func(yield func(*format.Found, error) bool) {
		m := newMailReader(yield)
		m.finish(m.file("", r))
	}
}

func readMboxFiles(fsys fs.FS) iter.Seq2[*format.Found, error] {
	return func(yield func(*format.Found, error) bool) {
		m := newMailReader(yield)
		m.finish(input.EachFile(fsys, m.file))
	}
}

// mailReader builds threads from messages. Messages are kept in an external
// sort until all are read, since only then it is known which belong together;
// only their links are held in memory.
type mailReader struct {
	links  mailLinks
	sorter *extsort.Sorter // messages by number
	yield  thread.Sink
}

func newMailReader(yield thread.Sink) *mailReader {
	return &mailReader{links: newMailLinks(), sorter: extsort.New(), yield: yield}
}

// file reads the messages of one file.
func (m *mailReader) file(name string, r io.Reader) error {
	m.links.newFile()
	for raw, err := range messages(r) {
		if err != nil {
			return err
		}
		l := parseMail(raw)
		b, err := json.Marshal(l)
		if err != nil {
			return fmt.Errorf("keep message: %w", err)
		}
		key := fmt.Sprintf("%012d", m.links.add(l))
		if err := m.sorter.Put(key, name, raw.line, b); err != nil {
			return err
		}
	}
	return nil
}

// finish yields the threads, unless reading ended with an error.
func (m *mailReader) finish(err error) {
	defer m.sorter.Close()
	if !m.yield.End(err) {
		return
	}
	threads := extsort.New()
	defer threads.Close()
	if err := m.sort(threads); err != nil {
		m.yield(nil, err)
		return
	}
	m.yield.Threads(threads, mailThread)
}

// sort puts the messages under their threads, ordered by their first messages.
func (m *mailReader) sort(threads *extsort.Sorter) error {
	n := 0
	for group, err := range m.sorter.Groups() {
		if err != nil {
			return err
		}
		key := fmt.Sprintf("%012d", m.links.thread(n))
		n++
		if err := threads.Put(key, group[0].File, group[0].Line, group[0].Raw); err != nil {
			return err
		}
	}
	return nil
}

// mailThread builds a thread from its messages.
func mailThread(group []extsort.Record) (*thread.Builder, error) {
	all := make([]mailMessage, len(group))
	have := map[string]bool{}
	for i, g := range group {
		if err := json.Unmarshal(g.Raw, &all[i]); err != nil {
			return nil, fmt.Errorf("read temporary file: %w", err)
		}
		have[all[i].ID] = true
	}
	b := thread.NewBuilder(&gainsay.Thread{ID: all[0].root(), Title: all[0].Subject, URL: all[0].URL})
	for i := range all {
		b.InFile(group[i].File)
		for _, cut := range all[i].Cuts {
			b.Cut(group[i].Line, "%s", cut)
		}
		for _, note := range all[i].Notes {
			b.Remark(group[i].Line, "%s", note)
		}
		c := all[i].comment()
		if c.Parent != "" && !have[c.Parent] {
			bridge(b, &all[i], c.Parent, have)
		}
		b.Add(c)
	}
	return b, nil
}

// bridge adds a placeholder for a message that is not in the source, below the
// nearest earlier message that is.
func bridge(b *thread.Builder, m *mailMessage, absent string, have map[string]bool) {
	if b.Has(absent) {
		return
	}
	for _, ref := range slices.Backward(m.Refs) {
		if have[ref] && ref != m.ID {
			b.Add(
				&gainsay.Comment{ID: absent, Parent: ref, ParentBy: gainsay.BySource, State: gainsay.Missing},
			)
			b.Remark(0, "comment %s answers %s, which is not in the source", m.ID, absent)
			return
		}
	}
}

// maxMail is how many bytes of one message are read. Anything beyond is
// attachments.
const maxMail = 32 << 20

// rawMail is one message as it is in a file.
type rawMail struct {
	line    int    // line on which it begins
	from    string // its From_ line, "" if there is none
	text    []byte // header and body
	cut     bool   // the message exceeds maxMail
	escaped bool   // lines of the body that begin with From are escaped by a >
}

// messages splits a file at its From_ lines. A file that does not begin with
// such a line is one message.
func messages(r io.Reader) iter.Seq2[rawMail, error] {
	return func(yield func(rawMail, error) bool) {
		br := bufio.NewReaderSize(r, 1<<16)
		first, _ := br.Peek(5) // an error occurs again at the next read
		m := rawMail{line: 1, escaped: string(first) == "From "}
		for n := 1; ; n++ {
			line, err := input.ReadLine(br)
			switch {
			case m.escaped && bytes.HasPrefix(line, []byte("From ")) &&
				(n == 1 || fromLine().Match(bytes.TrimSpace(line))) && nextIsHeader(br):
				if n > 1 && !yield(m, nil) {
					return
				}
				m = rawMail{line: n, from: string(bytes.TrimSpace(line)), escaped: true}
			case len(m.text)+len(line) > maxMail:
				m.cut = true
			default:
				m.text = append(m.text, line...)
			}
			if err != nil {
				if len(bytes.TrimSpace(m.text)) > 0 && !yield(m, nil) {
					return
				}
				if !errors.Is(err, io.EOF) {
					yield(rawMail{}, fmt.Errorf("read line %d: %w", n, err))
				}
				return
			}
		}
	}
}

func nextIsHeader(br *bufio.Reader) bool {
	next, _ := br.Peek(100) // an error occurs again at the next read
	return headerNext(next)
}
