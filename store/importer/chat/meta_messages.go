package chat

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
	"github.com/gainsay/gainsay/store/importer/internal/format"
	"github.com/gainsay/gainsay/store/importer/internal/input"
	"github.com/gainsay/gainsay/store/importer/internal/keypath"
	"github.com/gainsay/gainsay/store/importer/internal/record"
	"github.com/gainsay/gainsay/store/importer/internal/scalar"
	"github.com/gainsay/gainsay/store/importer/internal/thread"
	"github.com/gainsay/gainsay/store/importer/markup"
)

var _ = format.Register(&format.Format{
	Name: "meta-messages",
	Doc: `conversations from a Facebook, Messenger or Instagram download

Recognised by messages with a sender and a time in milliseconds, also in the form
of end-to-end encrypted chats. The files of one conversation (message_1.json, message_2.json …) are
merged, oldest message first; a message in two files counts once. The export does not say which
message is answered: parents are recovered later. Texts are UTF-8 written as Latin-1 and are
repaired. Unsent messages count as deleted. System messages (calls, joins …) are counted and
skipped.`,
	From:  `Facebook, Messenger and Instagram: Download your information, format JSON, messages`,
	Ext:   []string{".json"},
	Sniff: sniffMetaMessages,
	Read:  readMetaMessages,
	Claim: func(fsys fs.FS) []string {
		return input.ClaimBy(fsys, func(h []byte) bool { return sniffMetaMessages(h) > 0 })
	},
	ReadFiles: readMetaMessagesFiles,
})

func sniffMetaMessages(head []byte) int {
	s := keypath.Of(head)
	switch {
	case s.Has("participants[]", "messages[].sender_name", "messages[].timestamp_ms"),
		s.Has("participants[]", "messages[].senderName", "messages[].timestamp"):
		return 90
	case s.Has("messages[].sender_name", "messages[].timestamp_ms", "messages[].content"):
		return 80
	case s.Has("participants[].name", "messages[]"), s.Has("participants[]", "threadName"):
		return 70
	}
	return 0
}

type metaMessage struct {
	Sender   string      `json:"sender_name"`
	Time     scalar.Time `json:"timestamp_ms"`
	Content  *string     `json:"content"`
	Type     string      `json:"type"` // Generic, Share, Call, Subscribe, Unsubscribe; absent in new downloads
	Unsent   bool        `json:"is_unsent"`
	TakeDown bool        `json:"is_taken_down"`
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

	// The keys in end-to-end encrypted chats.
	SenderE2E string      `json:"senderName"`
	TimeE2E   scalar.Time `json:"timestamp"`
	TextE2E   *string     `json:"text"`
	UnsentE2E bool        `json:"isUnsent"`
	Media     []metaFile  `json:"media"`
}

// metaFile is an attached file.
type metaFile struct {
	URI string `json:"uri"`
}

// metaChat identifies the conversation that a file belongs to.
type metaChat struct {
	title, path, name string
	people            []string
}

// key returns the same key for all files of a conversation.
func (m *metaChat) key() string {
	return cmp.Or(m.path, m.name+"\x00"+m.title+"\x00"+strings.Join(m.people, "\x00"))
}

// heading returns the title of the conversation.
func (m *metaChat) heading() string {
	return cmp.Or(m.title, m.name, strings.Join(m.people, ", "))
}

func readMetaMessages(r io.Reader) iter.Seq2[*format.Found, error] {
	return metaThreads(func(m *metaReader) error { return m.file("", r) })
}

func readMetaMessagesFiles(fsys fs.FS) iter.Seq2[*format.Found, error] {
	return metaThreads(func(m *metaReader) error { return input.EachFile(fsys, m.file) })
}

func metaThreads(read func(*metaReader) error) iter.Seq2[*format.Found, error] {
	return func(yield func(*format.Found, error) bool) {
		m := &metaReader{by: map[string]*chat{}, yield: yield}
		if !m.yield.End(read(m)) {
			return
		}
		if len(m.chats) == 0 {
			yield(nil, record.Errorf(0, "a conversation without messages"))
			return
		}
		for _, c := range m.chats {
			c.close()
			if !c.Yield(yield) {
				return
			}
		}
	}
}

type metaReader struct {
	chats []*chat
	by    map[string]*chat // by the key of the conversation
	yield thread.Sink
}

// metaLine is a message with its line, kept until its conversation is known,
// which follows the messages in the file.
type metaLine struct {
	metaMessage
	line int
	err  error
}

func (m *metaReader) file(name string, r io.Reader) error {
	var about metaChat
	var lines []*metaLine
	err := thread.Each(m.yield, name, record.Parts(r, map[string]bool{"": true, "messages": true}),
		func(p record.Part) error {
			if p.Path != "messages[]" {
				return about.take(p)
			}
			l := &metaLine{line: p.Line}
			l.err = json.Unmarshal(p.Raw, &l.metaMessage)
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
	c.InFile(name)
	for _, l := range slices.Backward(lines) { // newest first
		if l.err != nil {
			c.Skip(l.line, "read message: %v", l.err)
			continue
		}
		l.put(c)
	}
	c.InFile("")
	return nil
}

// take reads the parts of a file that describe the conversation.
func (m *metaChat) take(p record.Part) error {
	var err error
	switch p.Path {
	case "title":
		err = (*scalar.Text)(&m.title).UnmarshalJSON(p.Raw)
		m.title = input.FromLatin1(m.title)
	case "thread_path":
		err = (*scalar.Text)(&m.path).UnmarshalJSON(p.Raw)
	case "threadName":
		err = (*scalar.Text)(&m.name).UnmarshalJSON(p.Raw)
	case "participants":
		var all []json.RawMessage
		err = json.Unmarshal(p.Raw, &all)
		for _, raw := range all {
			var who struct {
				Name string `json:"name"`
			}
			into := any(&who)
			if raw[0] == '"' {
				into = &who.Name
			}
			err = cmp.Or(err, json.Unmarshal(raw, into))
			m.people = append(m.people, input.FromLatin1(who.Name))
		}
	}
	if err != nil {
		return record.Errorf(p.Line, "read %s: %v", p.Path, err)
	}
	return nil
}

func (m *metaReader) chat(about *metaChat) *chat {
	key := about.key()
	c := m.by[key]
	if c == nil {
		c = newChat(&gainsay.Thread{ID: scalar.Hash(key), Title: about.heading()})
		m.by[key] = c
		m.chats = append(m.chats, c)
	}
	return c
}

// put adds a message. The export has no ids: time and words identify a message.
// The id does not contain the author's name, not even hashed, because the name
// could be recovered from it.
func (m *metaMessage) put(c *chat) {
	sender := cmp.Or(input.FromLatin1(m.Sender), m.SenderE2E)
	at := m.Time
	if at.IsZero() {
		at = m.TimeE2E
	}
	out := &gainsay.Comment{Author: sender}
	switch strings.ToLower(sender) {
	case "facebook user", "instagram user", "facebook-nutzer", "utilisateur facebook": // closed accounts
		out.Author = ""
	}
	at.Apply(out)
	p := &markup.Composer{}
	m.write(p)
	p.Apply(out)
	switch {
	case m.Unsent || m.UnsentE2E:
		out.State = gainsay.Deleted
	case m.TakeDown:
		out.State = gainsay.Removed
	}
	out.ID = out.Time.Format("20060102T150405.000Z") + "-" + scalar.Hash(out.Text, string(out.State))
	if old := c.Get(out.ID); old != nil && c.speaker[old] != sender {
		out.ID += "-" + strconv.Itoa(len(c.Comments)) // the same word from two people in one millisecond
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
func (m *metaMessage) write(p *markup.Composer) {
	if m.Content != nil {
		p.WriteString(input.FromLatin1(*m.Content))
	}
	if m.TextE2E != nil {
		p.WriteString(*m.TextE2E)
	}
	if m.Share != nil {
		if t := input.FromLatin1(m.Share.Text); t != "" {
			p.Quote(t)
		}
		if l := m.Share.Link; l != "" && !strings.Contains(p.String(), l) {
			p.NewLine()
			p.Link(l, l)
		}
	}
	for _, f := range slices.Concat(m.Photos, m.Videos, m.Files, m.Audio, m.Gifs, m.Media) {
		if f.URI != "" {
			p.NewLine()
			p.WriteString(f.URI[strings.LastIndexByte(f.URI, '/')+1:])
		}
	}
}
