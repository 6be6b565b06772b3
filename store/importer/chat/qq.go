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
	Name: "qq",
	Doc: `chats exported by the message manager of QQ as text

Recognised by lines of date, time and a name with an account, such as "2019-09-23 20:43:38 Ming(12345)",
each above a text. The message manager of QQ exports such files, of one chat or of all. Messages of the
system are counted and skipped; a message of media alone has no text. The export does not say which
message is answered: parents are recovered later. Times have no zone and count as UTC.`,
	From:  `the message manager of QQ on a computer: Export messages, as text`,
	Ext:   []string{".txt"},
	Sniff: sniffQQ,
	Read:  readQQ,
})

// The lines of such a file.
var (
	qqSaid  = lazy.Regexp(`^(\d{4}-\d\d-\d\d \d{1,2}:\d\d:\d\d(?: [AP]M)?) (.*?)(\(\d{4,12}\)|<[^<>\s]+@[^<>\s]+>)?$`)
	qqChat  = lazy.Regexp(`^消息对象[:：]\s?(.*)$`)
	qqGroup = lazy.Regexp(`^(?:消息记录（|消息分组[:：]|={20,}$)`)
	qqTitle = lazy.Regexp(`^【[^】\n]{1,20}】`)
	qqMedia = lazy.Regexp(`^(?:\[(?:图片|表情|红包|文件|语音|视频|动画表情|QQ红包)\]\s*)+$`)
)

func sniffQQ(head []byte) int {
	n, said, marked := 0, 0, 0
	for raw := range bytes.Lines(head) {
		l := strings.TrimSpace(string(raw))
		m := qqSaid().FindStringSubmatch(l)
		switch {
		case l == "":
			continue
		case m != nil && m[3] != "":
			said++
		case strings.HasPrefix(l, "消息记录（"), qqChat().MatchString(l):
			marked++
		case m != nil && marked > 0:
			said++
		}
		n++
	}
	if said == 0 || said < 2 && marked == 0 || said*6 < n {
		return 0
	}
	return 87
}

func readQQ(r io.Reader) iter.Seq2[*format.Found, error] {
	return readLogs(r, "no message below a line of date, time and name, as in an export of QQ", func(all string) []*textLog {
		q := &qqFile{}
		for l := range strings.Lines(all) {
			q.put(strings.TrimRight(l, "\r\n"))
		}
		q.flush()
		return q.all
	})
}

// qqFile builds the threads of the chats in a file.
type qqFile struct {
	all  []*textLog
	at   scalar.Stamp
	name string
	text []string
	open bool
}

// chat returns the chat being read.
func (q *qqFile) chat() *textLog {
	if len(q.all) == 0 {
		q.all = append(q.all, newTextLog(&gainsay.Thread{}))
	}
	return q.all[len(q.all)-1]
}

// put reads a line.
func (q *qqFile) put(l string) {
	m := qqSaid().FindStringSubmatch(strings.TrimSpace(l))
	of := qqChat().FindStringSubmatch(l)
	switch {
	case of != nil:
		q.flush()
		q.all = append(q.all, newTextLog(&gainsay.Thread{Title: strings.TrimSpace(of[1])}))
	case qqGroup().MatchString(l):
		q.flush()
	case m != nil:
		q.flush()
		q.at, q.open = scalar.ParseTime(m[1]), true
		q.name = strings.TrimSpace(qqTitle().ReplaceAllString(m[2], ""))
		if q.name == "" {
			q.name = strings.Trim(m[3], "()<>")
		}
	case q.open:
		q.text = append(q.text, l)
	}
}

// flush adds the message read last.
func (q *qqFile) flush() {
	if !q.open {
		return
	}
	text := strings.TrimSpace(strings.Join(q.text, "\n"))
	if q.name == "系统消息" {
		q.chat().event(q.at, text)
	} else {
		q.chat().message(q.at, q.name, text, qqMedia().MatchString)
	}
	q.text, q.open = nil, false
}
