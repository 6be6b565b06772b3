package importer

import (
	"cmp"
	"encoding/json"
	"io"
	"io/fs"
	"iter"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/gainsay/gainsay"
)

var _ = register(&Format{
	Name: "meta-messages",
	Doc: `conversations out of a Facebook, Messenger or Instagram download

Recognised by participants and messages with a sender and a time in milliseconds, also as end-to-end
encrypted chats write them. The files of one conversation (message_1.json, message_2.json …) are put
together, oldest message first; overlapping ones count once. The export names no message answered:
parents are left to be recovered. Texts are UTF-8 written as Latin-1 and are mended. Messages that
were unsent are deleted ones. Rows of the system (calls, joins …) are counted, not kept.`,
	Ext:   []string{".json"},
	Sniff: sniffMetaMessages,
	Read:  readMetaMessages,
	Claim: func(fsys fs.FS) []string {
		return claimBy(fsys, func(h []byte) bool { return sniffMetaMessages(h) > 0 })
	},
	ReadFiles: readMetaMessagesFiles,
})

func sniffMetaMessages(head []byte) int {
	s := shapeOf(head)
	switch {
	case s.has("participants[]", "messages[].sender_name", "messages[].timestamp_ms"), s.has("participants[]", "messages[].senderName", "messages[].timestamp"):
		return 90
	case s.has("participants[].name", "messages[]"), s.has("participants[]", "threadName"):
		return 70
	}
	return 0
}

type metaMessage struct {
	Sender   string  `json:"sender_name"`
	Time     moment  `json:"timestamp_ms"`
	Content  *string `json:"content"`
	Type     string  `json:"type"` // Generic, Share, Call, Subscribe, Unsubscribe; in new downloads there is none
	Unsent   bool    `json:"is_unsent"`
	TakeDown bool    `json:"is_taken_down"`
	Share    *struct {
		Link string `json:"link"`
		Text string `json:"share_text"`
	} `json:"share"`
	Call   json.RawMessage `json:"call_duration"`
	Photos []metaFile      `json:"photos"`
	Videos []metaFile      `json:"videos"`
	Files  []metaFile      `json:"files"`
	Audio  []metaFile      `json:"audio_files"`
	Gifs   []metaFile      `json:"gifs"`

	// The names of end-to-end encrypted chats.
	SenderE2E string     `json:"senderName"`
	TimeE2E   moment     `json:"timestamp"`
	TextE2E   *string    `json:"text"`
	UnsentE2E bool       `json:"isUnsent"`
	Media     []metaFile `json:"media"`
}

type metaFile struct {
	URI string `json:"uri"`
}

// metaChat says which conversation a file belongs to.
type metaChat struct {
	title, path, name string
	people            []string
}

// key is the same for all files of a conversation.
func (m *metaChat) key() string {
	return cmp.Or(m.path, m.name+"\x00"+m.title+"\x00"+strings.Join(m.people, "\x00"))
}

// heading is what to call the conversation.
func (m *metaChat) heading() string {
	return cmp.Or(m.title, m.name, strings.Join(m.people, ", "))
}

func readMetaMessages(r io.Reader) iter.Seq2[*Found, error] {
	return metaThreads(func(m *metaReader) error { return m.file("", r) })
}

func readMetaMessagesFiles(fsys fs.FS) iter.Seq2[*Found, error] {
	return metaThreads(func(m *metaReader) error { return eachFile(fsys, m.file) })
}

func metaThreads(read func(*metaReader) error) iter.Seq2[*Found, error] {
	return func(yield func(*Found, error) bool) {
		m := &metaReader{by: map[string]*chat{}, yield: yield}
		if !m.yield.ended(read(m)) {
			return
		}
		if len(m.chats) == 0 {
			yield(nil, fail(0, "a conversation without messages"))
			return
		}
		for _, c := range m.chats {
			c.close()
			if !c.yield(yield) {
				return
			}
		}
	}
}

type metaReader struct {
	chats []*chat
	by    map[string]*chat // by the key of the conversation
	yield sink
}

// metaLine is a message with its line, kept until the conversation it is in
// is known: that stands behind the messages.
type metaLine struct {
	metaMessage
	line int
	err  error
}

func (m *metaReader) file(name string, r io.Reader) error {
	var about metaChat
	var lines []*metaLine
	err := each(m.yield, name, parts(r, map[string]bool{"": true, "messages": true}), func(p part) error {
		if p.path != "messages[]" {
			return about.take(p)
		}
		l := &metaLine{line: p.line}
		l.err = json.Unmarshal(p.raw, &l.metaMessage)
		lines = append(lines, l)
		return nil
	})
	if err != nil {
		return err
	}
	if len(lines) == 0 {
		return nil
	}
	c := m.chat(&about)
	c.in(name)
	for _, l := range slices.Backward(lines) { // newest first
		if l.err != nil {
			c.skip(l.line, "read message: %v", l.err)
			continue
		}
		l.put(c)
	}
	c.in("")
	return nil
}

// take notes what a file says of its conversation.
func (m *metaChat) take(p part) error {
	var err error
	switch p.path {
	case "title":
		err = (*text)(&m.title).UnmarshalJSON(p.raw)
		m.title = fromLatin1(m.title)
	case "thread_path":
		err = (*text)(&m.path).UnmarshalJSON(p.raw)
	case "threadName":
		err = (*text)(&m.name).UnmarshalJSON(p.raw)
	case "participants":
		var all []json.RawMessage
		err = json.Unmarshal(p.raw, &all)
		for _, raw := range all {
			var who struct {
				Name string `json:"name"`
			}
			into := any(&who)
			if raw[0] == '"' {
				into = &who.Name
			}
			err = cmp.Or(err, json.Unmarshal(raw, into))
			m.people = append(m.people, fromLatin1(who.Name))
		}
	}
	if err != nil {
		return fail(p.line, "read %s: %v", p.path, err)
	}
	return nil
}

func (m *metaReader) chat(about *metaChat) *chat {
	key := about.key()
	c := m.by[key]
	if c == nil {
		c = newChat(&gainsay.Thread{ID: shortHash(key), Title: about.heading()})
		m.by[key] = c
		m.chats = append(m.chats, c)
	}
	return c
}

// put adds a message. The export gives no ids: time and words tell messages
// apart. No id is made of a name, not even hashed: it would tell whose it is.
func (m *metaMessage) put(c *chat) {
	sender := cmp.Or(fromLatin1(m.Sender), m.SenderE2E)
	at := m.Time
	if at.IsZero() {
		at = m.TimeE2E
	}
	out := &gainsay.Comment{Author: sender}
	switch strings.ToLower(sender) {
	case "facebook user", "instagram user", "facebook-nutzer", "utilisateur facebook": // closed accounts
		out.Author = ""
	}
	at.date(out)
	p := &plainText{}
	m.write(p)
	p.apply(out)
	switch {
	case m.Unsent || m.UnsentE2E:
		out.State = gainsay.Deleted
	case m.TakeDown:
		out.State = gainsay.Removed
	}
	out.ID = out.Time.Format("20060102T150405.000Z") + "-" + shortHash(out.Text, string(out.State))
	if old := c.get(out.ID); old != nil && c.speaker[old] != sender {
		out.ID += "-" + strconv.Itoa(len(c.Comments)) // two people, one word, one millisecond
	}
	if m.isSystem() {
		c.note(out, cmp.Or(m.Type, "Call"))
		return
	}
	c.say(out, sender, time.Time{})
}

func (m *metaMessage) isSystem() bool {
	return m.Type == "Call" || m.Type == "Subscribe" || m.Type == "Unsubscribe" || len(m.Call) > 0
}

// write writes the words, then what was shared, then the names of files.
func (m *metaMessage) write(p *plainText) {
	if m.Content != nil {
		p.WriteString(fromLatin1(*m.Content))
	}
	if m.TextE2E != nil {
		p.WriteString(*m.TextE2E)
	}
	if m.Share != nil {
		if t := fromLatin1(m.Share.Text); t != "" {
			p.quote(t)
		}
		if l := m.Share.Link; l != "" && !strings.Contains(p.String(), l) {
			p.newLine()
			p.link(l, l)
		}
	}
	for _, f := range slices.Concat(m.Photos, m.Videos, m.Files, m.Audio, m.Gifs, m.Media) {
		if f.URI != "" {
			p.newLine()
			p.WriteString(f.URI[strings.LastIndexByte(f.URI, '/')+1:])
		}
	}
}
