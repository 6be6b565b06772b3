package chat

import (
	"bytes"
	"io"
	"iter"
	"strings"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/store/importer/internal/format"
	"github.com/gainsay/gainsay/store/importer/internal/lazy"
	"github.com/gainsay/gainsay/store/importer/internal/scalar"
)

var _ = format.Register(&format.Format{
	Name: "sigtop",
	Doc: `a Signal chat as text, as sigtop writes it

Recognised by messages that begin with the lines "From:", "Type:" and "Sent:". A message that quotes another
answers it; the quotation is not kept in the text. Of a message that was edited, the version sent last is
read. Messages of types other than incoming and outgoing are counted and skipped; attachments are not read.`,
	From:  `sigtop export-messages, which reads the database of Signal Desktop`,
	Ext:   []string{".txt"},
	Sniff: sniffSigtop,
	Read:  readSigtop,
})

var sigtopMessage = lazy.Regexp(`(?m)^From: .+\r?\nType: [a-z-]+\r?\nSent: `)

func sniffSigtop(head []byte) int {
	first, _, _ := bytes.Cut(bytes.TrimSpace(head), []byte("\n"))
	if (bytes.HasPrefix(first, []byte("Conversation: ")) || bytes.HasPrefix(first, []byte("From: "))) &&
		sigtopMessage().Match(head) {
		return 92
	}
	return 0
}

func readSigtop(r io.Reader) iter.Seq2[*format.Found, error] {
	return readLogs(r, "no message below the lines From, Type and Sent, as sigtop writes them", func(all string) []*textLog {
		text := strings.ReplaceAll(all, "\r\n", "\n")
		s := &sigtopFile{log: newTextLog(&gainsay.Thread{}), said: map[string]*gainsay.Comment{}}
		starts := sigtopMessage().FindAllStringIndex(text, -1)
		before := text
		if len(starts) > 0 {
			before = text[:starts[0][0]]
		}
		if title, ok := strings.CutPrefix(strings.TrimSpace(before), "Conversation: "); ok {
			s.log.Title = bareContact(title)
		}
		for i, at := range starts {
			end := len(text)
			if i+1 < len(starts) {
				end = starts[i+1][0]
			}
			s.put(text[at[0]:end])
		}
		return []*textLog{s.log}
	})
}

// sigtopFile builds the thread of a file.
type sigtopFile struct {
	log  *textLog
	said map[string]*gainsay.Comment // by time and author, as quotations name them
}

// put adds a message.
func (s *sigtopFile) put(text string) {
	head, body, _ := strings.Cut(text, "\n\n")
	keys := headLines(head)
	at, name := scalar.ParseTime(keys["Sent"]), bareContact(keys["From"])
	if keys["Type"] != "incoming" && keys["Type"] != "outgoing" {
		c := &gainsay.Comment{ID: s.log.id(at.Time, text)}
		at.Apply(c)
		s.log.note(c, keys["Type"])
		return
	}
	if keys["Edited"] != "" {
		body = lastVersion(body)
	}
	quoted, rest := cutMarked(body, ">")
	body = strings.TrimSpace(rest)
	if body == "" && keys["Attachment"] != "" {
		body = "<attachment>"
	}
	c := s.log.message(at, name, body, nil)
	if about, _, ok := strings.Cut(quoted, "\n\n"); ok {
		k := headLines(about)
		if to := s.said[k["Sent"]+"\x00"+bareContact(k["From"])]; to != nil {
			c.Parent, c.ParentBy = to.ID, gainsay.BySource
		}
	}
	s.said[keys["Sent"]+"\x00"+name] = c
}

// headLines reads lines such as "Sent: TIME" by the word before the colon.
func headLines(s string) map[string]string {
	out := map[string]string{}
	for l := range strings.Lines(s) {
		if k, v, ok := strings.Cut(strings.TrimSpace(l), ": "); ok {
			out[k] = v
		}
	}
	return out
}

// bareContact returns a name without the number after it.
func bareContact(s string) string {
	s = strings.TrimSpace(s)
	if i := strings.LastIndex(s, " ("); i > 0 && strings.HasSuffix(s, ")") {
		return s[:i]
	}
	return s
}

// cutMarked splits off the lines at the start of a text that begin with a mark,
// and removes it.
func cutMarked(s, mark string) (marked, rest string) {
	var b strings.Builder
	for {
		l, after, _ := strings.Cut(s, "\n")
		in, ok := strings.CutPrefix(l, mark)
		if !ok {
			return b.String(), s
		}
		b.WriteString(strings.TrimPrefix(in, " ") + "\n")
		if s = after; s == "" {
			return b.String(), ""
		}
	}
}

// lastVersion returns the text, with its quotation, of the version of an edited
// message that was sent last.
func lastVersion(body string) string {
	all, _ := cutMarked(body, "|")
	best, newest := body, scalar.Stamp{}
	for v := range strings.SplitSeq("\n"+all, "\nVersion: ") {
		head, text, ok := strings.Cut(v, "\n\n")
		if at := scalar.ParseTime(headLines(head)["Sent"]); ok && (newest.IsZero() || at.After(newest.Time)) {
			best, newest = text, at
		}
	}
	return best
}
