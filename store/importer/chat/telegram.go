package chat

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"strings"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/store/importer/internal/format"
	"github.com/gainsay/gainsay/store/importer/internal/input"
	"github.com/gainsay/gainsay/store/importer/internal/keypath"
	"github.com/gainsay/gainsay/store/importer/internal/lazy"
	"github.com/gainsay/gainsay/store/importer/internal/record"
	"github.com/gainsay/gainsay/store/importer/internal/scalar"
	"github.com/gainsay/gainsay/store/importer/internal/thread"
	"github.com/gainsay/gainsay/store/importer/markup"
)

var _ = format.Register(&format.Format{
	Name: "telegram",
	Doc: `Telegram Desktop's result.json: one chat, or all chats of an account

Recognised by messages with id, type and date beside the name and type of a chat, or in chats.list.
Each chat is a thread; a group with topics is a thread a topic. A message that names no other may
answer any: its parent is recovered later. System messages (joined, pinned, called …) are counted
and skipped, unless somebody answered them. Deleted accounts have no name. Times without
date_unixtime are in the zone of the exporting machine and read as UTC. Names and texts that were
saved again as windows-1252 are repaired.`,
	From:  `Telegram Desktop: Export chat history, or Export Telegram data, format JSON`,
	Ext:   []string{".json"},
	Sniff: sniffTelegram,
	Read:  readTelegram,
})

var telegramType = lazy.Regexp(`"type"\s*:\s*"(?:personal_chat|bot_chat|saved_messages|replies|verification_codes|(?:private|public)_(?:group|supergroup|channel))"`)

func sniffTelegram(head []byte) int {
	s := keypath.Of(head)
	switch {
	case s.Has("messages[]", "messages[].date", "messages[].type", "type"),
		s.Has("messages[]", "type", "id") && telegramType().Match(head):
		return 85
	case s.Has("chats.list[].messages[]"),
		s.Has("left_chats.list[].messages[]"),
		s.Has("personal_information.user_id"):
		return 85
	}
	return 0
}

// telegramOpen are the paths that record.Parts walks into.
var telegramOpen = map[string]bool{
	"": true, "messages": true,
	"chats": true, "chats.list": true, "chats.list[]": true, "chats.list[].messages": true,
	"left_chats": true, "left_chats.list": true, "left_chats.list[]": true, "left_chats.list[].messages": true,
}

type telegramMessage struct {
	ID        scalar.ID       `json:"id"`
	Type      string          `json:"type"`
	Date      scalar.Time     `json:"date"`
	Unix      scalar.Time     `json:"date_unixtime"`
	Edited    scalar.Time     `json:"edited"`
	EditedAt  scalar.Time     `json:"edited_unixtime"`
	From      scalar.Text     `json:"from"`
	FromID    scalar.ID       `json:"from_id"`
	Actor     scalar.Text     `json:"actor"`
	Action    string          `json:"action"`
	Title     string          `json:"title"`
	Text      telegramText    `json:"text"`
	Entities  telegramText    `json:"text_entities"`
	ReplyTo   scalar.ID       `json:"reply_to_message_id"`
	ReplyPeer scalar.ID       `json:"reply_to_peer_id"`
	Forwarded json.RawMessage `json:"forwarded_from"`
	Sticker   string          `json:"sticker_emoji"`
	FileName  string          `json:"file_name"`
	Poll      *struct {
		Question telegramText `json:"question"`
		Answers  []struct {
			Text telegramText `json:"text"`
		} `json:"answers"`
	} `json:"poll"`
}

// telegramText is a text: a string, or an array of strings and entities.
type telegramText []telegramEntity

type telegramEntity struct {
	Type string `json:"type"`
	Text string `json:"text"`
	Href string `json:"href"`
}

// UnmarshalJSON reads a text in any of its forms.
func (t *telegramText) UnmarshalJSON(b []byte) error {
	if b[0] != '[' {
		var s scalar.Text
		if err := s.UnmarshalJSON(b); err != nil {
			return err
		}
		*t = telegramText{{Text: string(s)}}
		return nil
	}
	var pieces []json.RawMessage
	if err := json.Unmarshal(b, &pieces); err != nil {
		return err
	}
	for _, raw := range pieces {
		var e telegramEntity
		var err error
		if raw[0] == '{' {
			err = json.Unmarshal(raw, &e)
		} else {
			err = (*scalar.Text)(&e.Text).UnmarshalJSON(raw)
		}
		if err != nil {
			return err
		}
		*t = append(*t, e)
	}
	return nil
}

func (t telegramText) write(p *markup.Composer) {
	for _, e := range t {
		switch words := input.FromWindows1252(e.Text); e.Type {
		case "blockquote":
			p.Quote(words)
		case "text_link":
			p.Link(words, e.Href)
		case "link":
			p.Link(words, messengerLink(words))
		default:
			p.WriteString(words)
		}
	}
}

func readTelegram(r io.Reader) iter.Seq2[*format.Found, error] {
	return func(yield func(*format.Found, error) bool) {
		t := &telegramReader{yield: yield}
		for p, err := range record.Parts(r, telegramOpen) {
			if err == nil {
				err = t.part(p)
			}
			if errors.Is(err, record.ErrStop) {
				return
			}
			if err != nil {
				t.damage = err
			}
		}
		if t.end() != nil {
			return
		}
		if t.damage != nil {
			yield(nil, t.damage)
		} else if t.chats == 0 {
			yield(nil, record.Errorf(0, "a Telegram export without the messages of any chat"))
		}
	}
}

// telegramReader reads an export chat by chat.
type telegramReader struct {
	name, kind, id string
	messages       []*telegramMessage
	skipped        []*gainsay.SyntaxError
	chats          int
	damage         error
	yield          thread.Sink
}

func (t *telegramReader) part(p record.Part) error {
	key := p.Path[strings.LastIndexByte(p.Path, '.')+1:]
	switch {
	case p.Raw == nil && p.Path != "":
		if strings.HasSuffix(p.Path, "list[]") {
			return t.end()
		}
	case key == "messages[]":
		var m telegramMessage
		if err := json.Unmarshal(p.Raw, &m); err != nil {
			t.skipped = append(t.skipped, record.Skipped(p.Line, "read message: %v", err))
			return nil
		}
		t.messages = append(t.messages, &m)
	case key == "name":
		t.set(&t.name, p.Raw)
	case key == "type":
		t.set(&t.kind, p.Raw)
	case key == "id":
		t.set(&t.id, p.Raw)
	}
	return nil
}

// set reads a name or an id. Values of another type are ignored.
func (t *telegramReader) set(s *string, raw []byte) {
	var v scalar.Text
	if !bytes.HasPrefix(raw, []byte("{")) && !bytes.HasPrefix(raw, []byte("[")) &&
		v.UnmarshalJSON(raw) == nil {
		*s = input.FromWindows1252(string(v))
	}
}

// end yields the current chat.
func (t *telegramReader) end() error {
	defer func() { *t = telegramReader{yield: t.yield, chats: t.chats, damage: t.damage} }()
	for _, e := range t.skipped {
		if !t.yield(nil, e) {
			return record.ErrStop
		}
	}
	if len(t.messages) == 0 {
		return nil
	}
	t.chats++
	for _, c := range t.topics() {
		c.close()
		if !c.Yield(t.yield) {
			return record.ErrStop
		}
	}
	return nil
}

// topics divides a forum into its topics. A message belongs to the topic of the
// message it answers, others to the general topic.
func (t *telegramReader) topics() []*chat {
	general := newChat(&gainsay.Thread{ID: t.id, Title: t.title()})
	all := []*chat{general}
	where := map[string]*chat{} // chats by message id
	roots := map[string]bool{}
	for _, m := range t.messages {
		c := general
		if m.Action == "topic_created" {
			title := input.FromWindows1252(m.Title)
			c = newChat(
				&gainsay.Thread{
					ID:    t.id + "/" + string(m.ID),
					Title: strings.TrimPrefix(t.title()+": "+title, ": "),
				},
			)
			all = append(all, c)
			roots[string(m.ID)] = true
		} else if m.ReplyPeer == "" && where[string(m.ReplyTo)] != nil {
			c = where[string(m.ReplyTo)]
		}
		where[string(m.ID)] = c
		m.put(c, roots)
	}
	if len(all) > 1 && len(general.Comments)+len(general.system) == 0 {
		return all[1:]
	}
	return all
}

func (t *telegramReader) title() string {
	if t.name == "" {
		return strings.ReplaceAll(t.kind, "_", " ")
	}
	return t.name
}

// put adds a message to a chat.
func (m *telegramMessage) put(c *chat, roots map[string]bool) {
	out := &gainsay.Comment{
		ID:     string(m.ID),
		Parent: m.parent(roots),
		Author: input.FromWindows1252(string(m.From)),
	}
	m.Date.Apply(out)
	if !m.Unix.IsZero() {
		m.Unix.Apply(out)
	}
	p := &markup.Composer{}
	m.write(p)
	p.Apply(out)
	if m.Type == "service" {
		out.Author, out.Parent = input.FromWindows1252(string(m.Actor)), ""
		c.note(out, m.Action)
		return
	}
	if strings.EqualFold(out.Author, "Deleted Account") {
		out.Author = ""
	}
	edited := m.Edited.Time
	if !m.EditedAt.IsZero() {
		edited = m.EditedAt.Time
	}
	c.say(out, string(m.FromID), edited)
}

// parent returns the id of the message answered. An answer to the row that
// opened a topic is a message in the topic, without a parent.
func (m *telegramMessage) parent(roots map[string]bool) string {
	switch {
	case m.ReplyTo == "" || m.ReplyPeer == "" && roots[string(m.ReplyTo)]:
		return ""
	case m.ReplyPeer != "":
		return fmt.Sprintf("%s/%s", m.ReplyPeer, m.ReplyTo) // in another chat
	}
	return string(m.ReplyTo)
}

// write writes the text, or a description of what was sent instead. Forwarded
// text is a quotation, unless a channel forwards it to its own discussion
// group.
func (m *telegramMessage) write(p *markup.Composer) {
	body := m.Text
	if len(m.Entities) > 0 {
		body = m.Entities
	}
	var from scalar.Text
	if len(m.Forwarded) > 0 && (from.UnmarshalJSON(m.Forwarded) != nil || from == "" || from != m.From) {
		var inner markup.Composer
		body.write(&inner)
		p.Quote(inner.String())
	} else {
		body.write(p)
	}
	if m.Poll != nil {
		p.NewLine()
		m.Poll.Question.write(p)
		for _, a := range m.Poll.Answers {
			p.WriteString("\n- ")
			a.Text.write(p)
		}
	}
	if p.Len() == 0 {
		p.WriteString(strings.TrimSpace(m.Sticker))
	}
	if p.Len() == 0 {
		p.WriteString(m.FileName)
	}
}
