package chat

import (
	"cmp"
	"encoding/json"
	"io"
	"iter"
	"slices"
	"strings"
	"time"
	"unicode/utf16"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/store/importer/internal/format"
	"github.com/gainsay/gainsay/store/importer/internal/keypath"
	"github.com/gainsay/gainsay/store/importer/internal/record"
	"github.com/gainsay/gainsay/store/importer/internal/scalar"
	"github.com/gainsay/gainsay/store/importer/internal/thread"
	"github.com/gainsay/gainsay/store/importer/markup"
)

var _ = format.Register(&format.Format{
	Name: "telegram-bot",
	Doc: `updates of Telegram's Bot API: responses of getUpdates, or one update a line

Recognised by update_id beside a message, channel post or their edits. Each chat is a thread, each
topic of a forum too. An edit replaces the message. A message that is answered is also inside its
answer, and is read from there if it is not in the source otherwise. System messages (joined,
pinned, renamed …) are counted and skipped, unless somebody answered them.`,
	From:  `getUpdates of the Bot API, as bots and archivers save it`,
	Ext:   []string{".json", ".jsonl", ".ndjson"},
	Sniff: sniffTelegramBot,
	Read:  readTelegramBot,
})

var telegramUpdateKeys = []string{
	"message",
	"edited_message",
	"channel_post",
	"edited_channel_post",
	"business_message",
	"edited_business_message",
}

func sniffTelegramBot(head []byte) int {
	s := keypath.Of(head)
	for _, at := range []string{"result[].", "[].", ""} {
		if s.Has(at+"update_id") &&
			slices.ContainsFunc(telegramUpdateKeys,
				func(k string) bool { return s.Has(at+k, at+k+".chat") }) {
			return 85
		}
	}
	if s.Has("ok", "result[]") && len(s) <= 3 {
		return 50 // an empty answer
	}
	return 0
}

type telegramUpdate struct {
	OK       *bool             `json:"ok"`
	Result   []json.RawMessage `json:"result"` // a whole answer
	UpdateID scalar.ID         `json:"update_id"`
}

type telegramBotPost struct {
	ID      scalar.ID   `json:"message_id"`
	Topic   scalar.ID   `json:"message_thread_id"`
	InTopic bool        `json:"is_topic_message"`
	Date    scalar.Time `json:"date"`
	Edited  scalar.Time `json:"edit_date"`
	Chat    struct {
		telegramPeer
		Title string `json:"title"`
	} `json:"chat"`
	From     *telegramPeer       `json:"from"`
	Sender   *telegramChannel    `json:"sender_chat"`
	Text     *string             `json:"text"`
	Entities []telegramBotEntity `json:"entities"`
	Caption  *string             `json:"caption"`
	Captions []telegramBotEntity `json:"caption_entities"`
	ReplyTo  *telegramBotPost    `json:"reply_to_message"`
	Quote    *struct {
		Text string `json:"text"`
	} `json:"quote"`
	Forward  json.RawMessage `json:"forward_origin"`
	OldForw  json.RawMessage `json:"forward_date"`
	TopicNew *struct {
		Name string `json:"name"`
	} `json:"forum_topic_created"`
	Sticker *struct {
		Emoji string `json:"emoji"`
	} `json:"sticker"`
	Document *struct {
		FileName string `json:"file_name"`
	} `json:"document"`
	Poll *struct {
		Question string `json:"question"`
		Options  []struct {
			Text string `json:"text"`
		} `json:"options"`
	} `json:"poll"`
	service string
}

type telegramPeer struct {
	ID       scalar.ID `json:"id"`
	First    string    `json:"first_name"`
	Last     string    `json:"last_name"`
	Username string    `json:"username"`
}

func (p telegramPeer) name() string {
	return cmp.Or(strings.TrimSpace(p.First+" "+p.Last), p.Username)
}

type telegramChannel struct {
	ID    scalar.ID `json:"id"`
	Title string    `json:"title"`
}

type telegramBotEntity struct {
	Type   string `json:"type"`
	Offset int    `json:"offset"` // in UTF-16 units
	Length int    `json:"length"`
	URL    string `json:"url"`
}

// telegramContent are the keys of messages in which somebody said or sent
// something. A message without any of them is a system row.
var telegramContent = []string{
	"text", "caption", "animation", "audio", "document", "paid_media", "photo", "sticker", "story", "video", "video_note", "voice", "contact",
	"dice", "game", "poll", "venue", "location", "invoice", "checklist",
}

// telegramAlways are the keys that do not tell the kind of a message.
var telegramAlways = []string{
	"message_id", "date", "chat", "from", "sender_chat", "message_thread_id", "is_topic_message", "reply_to_message", "edit_date", "via_bot",
	"has_protected_content", "author_signature", "reply_markup", "media_group_id", "entities", "sender_boost_count", "business_connection_id",
}

// UnmarshalJSON reads a message, and the kind of a system row.
func (m *telegramBotPost) UnmarshalJSON(b []byte) error {
	type wire telegramBotPost
	if err := json.Unmarshal(b, (*wire)(m)); err != nil {
		return err
	}
	var keys map[string]json.RawMessage
	if err := json.Unmarshal(b, &keys); err != nil {
		return err
	}
	var about []string
	for k := range keys {
		if slices.Contains(telegramContent, k) {
			return nil
		}
		if !slices.Contains(telegramAlways, k) {
			about = append(about, k)
		}
	}
	slices.Sort(about)
	m.service = cmp.Or(strings.Join(about, "+"), "without content")
	return nil
}

func readTelegramBot(r io.Reader) iter.Seq2[*format.Found, error] {
	return func(yield func(*format.Found, error) bool) {
		t := &telegramBotReader{by: map[string]*chat{}, yield: yield}
		if !thread.EachValue(r, yield, t.update) {
			return
		}
		if len(t.chats) == 0 {
			yield(nil, record.Errorf(0, "updates without a message"))
			return
		}
		for _, c := range t.chats {
			c.close()
			if !c.Yield(yield) {
				return
			}
		}
	}
}

type telegramBotReader struct {
	chats []*chat
	by    map[string]*chat
	yield thread.Sink
}

func (t *telegramBotReader) update(v record.Value) error {
	var u telegramUpdate
	if err := json.Unmarshal(v.Raw, &u); err != nil {
		return record.Skipped(v.Line, "read update: %v", err)
	}
	if u.OK != nil && u.UpdateID == "" {
		for _, raw := range u.Result {
			if err := t.yield.Report("", t.update(record.Value{Raw: raw, Line: v.Line})); err != nil {
				return err
			}
		}
		return nil
	}
	var keys map[string]json.RawMessage
	if err := json.Unmarshal(v.Raw, &keys); err != nil {
		return record.Skipped(v.Line, "read update: %v", err)
	}
	for _, k := range telegramUpdateKeys {
		if keys[k] == nil {
			continue
		}
		var m telegramBotPost
		if err := json.Unmarshal(keys[k], &m); err != nil {
			return record.Skipped(v.Line, "read message: %v", err)
		}
		t.put(&m, false)
	}
	return nil
}

// put adds a message. inside says that it is the copy within its answer, which
// is used only if the message itself is not in the source.
func (t *telegramBotReader) put(m *telegramBotPost, inside bool) {
	c := t.chat(m)
	id := string(m.ID)
	if inside && (c.Has(id) || c.system[id] != nil) {
		return
	}
	out := &gainsay.Comment{ID: id, Author: m.author()}
	m.Date.Apply(out)
	p := &markup.Composer{}
	m.write(p)
	p.Apply(out)
	if m.service != "" {
		c.note(out, m.service)
		return
	}
	if r := m.ReplyTo; r != nil && r.TopicNew == nil {
		out.Parent = string(r.ID)
		t.put(r, true)
	}
	edited := m.Edited.Time
	if inside {
		edited = time.Time{}
	} else if edited.IsZero() {
		edited = time.Unix(0, 0) // replaces a copy within an answer
	}
	c.say(out, m.account(), edited)
}

func (t *telegramBotReader) chat(m *telegramBotPost) *chat {
	key := string(m.Chat.ID)
	if m.InTopic {
		key += "/" + string(m.Topic)
	}
	if c := t.by[key]; c != nil {
		return c
	}
	th := &gainsay.Thread{ID: key, Title: cmp.Or(m.Chat.Title, m.Chat.name())}
	if name := m.topic(); name != "" {
		th.Title = strings.TrimPrefix(th.Title+": "+name, ": ")
	}
	if m.Chat.Username != "" && m.Chat.Title != "" {
		th.URL = "https://t.me/" + m.Chat.Username
	}
	c := newChat(th)
	t.by[key] = c
	t.chats = append(t.chats, c)
	return c
}

// topic returns the name of the topic, if the message gives it.
func (m *telegramBotPost) topic() string {
	switch {
	case m.TopicNew != nil:
		return m.TopicNew.Name
	case m.ReplyTo != nil && m.ReplyTo.TopicNew != nil:
		return m.ReplyTo.TopicNew.Name
	}
	return ""
}

func (m *telegramBotPost) author() string {
	switch {
	case m.Sender != nil && m.Sender.Title != "":
		return m.Sender.Title
	case m.From != nil:
		return m.From.name()
	}
	return ""
}

func (m *telegramBotPost) account() string {
	switch {
	case m.Sender != nil:
		return string(m.Sender.ID)
	case m.From != nil:
		return cmp.Or(m.From.Username, string(m.From.ID))
	}
	return ""
}

// write writes the text or caption, or a description of what was sent instead.
func (m *telegramBotPost) write(p *markup.Composer) {
	if m.Quote != nil {
		p.Quote(m.Quote.Text)
	}
	var inner markup.Composer
	switch {
	case m.Text != nil:
		writeEntities(&inner, *m.Text, m.Entities)
	case m.Caption != nil:
		writeEntities(&inner, *m.Caption, m.Captions)
	case m.Poll != nil:
		inner.WriteString(m.Poll.Question)
		for _, o := range m.Poll.Options {
			inner.WriteString("\n- " + o.Text)
		}
	case m.Sticker != nil:
		inner.WriteString(m.Sticker.Emoji)
	case m.Document != nil:
		inner.WriteString(m.Document.FileName)
	}
	if len(m.Forward)+len(m.OldForw) > 0 {
		p.Quote(inner.String())
		return
	}
	p.Join(&inner)
}

// writeEntities writes a text whose links and quotations are ranges of UTF-16
// code units. A range inside another is ignored.
func writeEntities(p *markup.Composer, s string, entities []telegramBotEntity) {
	units := utf16.Encode([]rune(s))
	at := 0
	for _, e := range entities {
		end := e.Offset + e.Length
		if e.Offset < at || e.Length <= 0 || end > len(units) || end < e.Offset {
			continue // formatting inside a link or quotation, or out of range
		}
		before, words := string(utf16.Decode(units[at:e.Offset])), string(utf16.Decode(units[e.Offset:end]))
		switch e.Type {
		case "text_link":
			p.WriteString(before)
			p.Link(words, e.URL)
		case "url":
			p.WriteString(before)
			p.Link(words, messengerLink(words))
		case "blockquote", "expandable_blockquote":
			p.WriteString(before)
			p.Quote(words)
			if end < len(units) && units[end] == '\n' {
				end++ // the line has ended already
			}
		default:
			continue
		}
		at = end
	}
	p.WriteString(string(utf16.Decode(units[at:])))
}
