package chat

import (
	"io"
	"iter"
	"strings"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/store/importer/internal/format"
	"github.com/gainsay/gainsay/store/importer/internal/lazy"
	"github.com/gainsay/gainsay/store/importer/internal/scalar"
)

var _ = format.Register(&format.Format{
	Name: "imessage",
	Doc: `a chat of Messages on a Mac as text, as imessage-exporter writes it

Recognised by lines of a time such as "May 17, 2022  5:29:42 PM", each above a name. The replies indented
below a message give the parents. Tapbacks are not read; notices, such as of a new name of the
conversation, are counted and skipped. What the owner of the Mac sent is by "Me". Times have no zone and count as UTC.`,
	From:  `imessage-exporter -f txt`,
	Ext:   []string{".txt"},
	Sniff: sniffIMessage,
	Read:  readIMessage,
})

// The lines of such a file: the time of a message, and a notice.
var (
	iMessageTime = lazy.Regexp(`^( *)([A-Z][a-z]{2} \d{1,2}, \d{4} {1,2}\d{1,2}:\d\d:\d\d [AP]M)(?: \([^()]*\))?$`)
	iNotice      = lazy.Regexp(`^[A-Z][a-z]{2} \d{1,2}, \d{4} {1,2}\d{1,2}:\d\d:\d\d [AP]M \S.* (?:named|renamed|removed|added|left|changed|started|stopped|unsent|kept)\b.*$`)
	iFile        = lazy.Regexp(`^(?:~?/|attachments/)[^\n]*\.\w{2,5}$`)
)

const iReply = "This message responded to an earlier message."

func sniffIMessage(head []byte) int {
	first, rest, _ := strings.Cut(strings.TrimSpace(string(head)), "\n")
	first = strings.TrimRight(first, "\r")
	name, _, _ := strings.Cut(rest, "\n")
	if iMessageTime().MatchString(first) && strings.TrimSpace(name) != "" {
		return 88
	}
	return 0
}

// iMessage is a message of such a file.
type iMessage struct {
	when, name string
	lines      []string
	indent     int
	notice     bool
	above      *iMessage // the message below which it is indented
}

func readIMessage(r io.Reader) iter.Seq2[*format.Found, error] {
	return readLogs(r, "no message below a line of a time and a line of a name, as imessage-exporter writes them", func(all string) []*textLog {
		return []*textLog{iMessageLog(iMessages(all))}
	})
}

// iMessages splits a file into messages.
func iMessages(text string) []*iMessage {
	var all []*iMessage
	var m, top *iMessage
	for raw := range strings.Lines(text) {
		l := strings.TrimRight(raw, "\r\n")
		head := iMessageTime().FindStringSubmatch(l)
		switch {
		case head != nil:
			m = &iMessage{when: head[2], indent: len(head[1])}
			if m.indent == 0 || top == nil {
				m.indent, top = 0, m
			} else {
				m.above = top
			}
			all = append(all, m)
		case iNotice().MatchString(l), m == nil && strings.TrimSpace(l) != "":
			m = nil
			all = append(all, &iMessage{notice: true, lines: []string{l}})
		case m == nil:
		case m.name == "":
			m.name = strings.TrimSpace(l)
		case m.indent > 0 && l != "" && !strings.HasPrefix(l, strings.Repeat(" ", m.indent)):
			m = top // the text goes on below the replies
			m.lines = append(m.lines, l)
		default:
			m.lines = append(m.lines, l[min(m.indent, len(l)):])
		}
	}
	return all
}

// key identifies a message, which is written twice if it is a reply.
func (m *iMessage) key() string { return m.when + "\x00" + m.name + "\x00" + m.text() }

// text returns the text without what the exporter adds to it.
func (m *iMessage) text() string {
	var out []string
	tapbacks := false
	for _, l := range m.lines {
		tapbacks = l == "Tapbacks:" || tapbacks && strings.HasPrefix(l, "    ")
		if !tapbacks && l != iReply {
			out = append(out, l)
		}
	}
	return strings.TrimSpace(strings.Join(out, "\n"))
}

// iMessageLog builds the thread of a file. A reply that is only indented below
// the message it answers is a message as well.
func iMessageLog(all []*iMessage) *textLog {
	l := newTextLog(&gainsay.Thread{})
	outer := map[string]bool{}
	for _, m := range all {
		outer[m.key()] = outer[m.key()] || m.above == nil
	}
	said, answers := map[*iMessage]*gainsay.Comment{}, map[string]*iMessage{}
	for _, m := range all {
		key := m.key()
		if m.above != nil && answers[key] == nil {
			answers[key] = m.above
		}
		switch {
		case m.notice:
			l.event(scalar.Stamp{}, m.lines[0])
		case m.above == nil || !outer[key]:
			text := m.text()
			if text == "" {
				text = "<attachment>"
			}
			c := l.message(scalar.ParseTime(m.when), m.name, text, iFile().MatchString)
			if to := said[answers[key]]; to != nil {
				c.Parent, c.ParentBy = to.ID, gainsay.BySource
			}
			said[m] = c
		}
	}
	return l
}
