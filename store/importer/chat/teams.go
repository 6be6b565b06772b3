package chat

import (
	"cmp"
	"encoding/json"
	"html"
	"io"
	"iter"
	"strings"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/store/importer/internal/format"
	"github.com/gainsay/gainsay/store/importer/internal/keypath"
	"github.com/gainsay/gainsay/store/importer/internal/record"
	"github.com/gainsay/gainsay/store/importer/internal/scalar"
	"github.com/gainsay/gainsay/store/importer/markup"
)

var _ = format.Register(&format.Format{
	Name: "teams",
	Doc: `messages of Microsoft Teams as JSON of the Graph API: of channels and of chats

Recognised by messages with messageType, createdDateTime and body.content. Each channel or chat is a thread.
replyToId, or else the message that a chat message quotes, is the parent; in a channel a message without
one opens a conversation. Subjects stand before the texts. Deleted messages are kept without a text; events of the system
are counted and skipped. Reactions are not read.`,
	From:  `/teams/ID/channels/ID/messages?$expand=replies and /chats/ID/messages of graph.microsoft.com, and programs that export with it`,
	Ext:   []string{".json", ".jsonl"},
	Sniff: sniffTeams,
	Read:  readTeams,
})

func sniffTeams(head []byte) int {
	s := keypath.Of(head)
	for _, at := range []string{"value[].", "[].", "messages[].", ""} {
		if s.Has(at+"messageType", at+"createdDateTime", at+"body.content") {
			return 90
		}
	}
	return 0
}

type teamsMessage struct {
	ID      scalar.ID   `json:"id"`
	Answers scalar.ID   `json:"replyToId"`
	Type    string      `json:"messageType"`
	Created scalar.Time `json:"createdDateTime"`
	Edited  scalar.Time `json:"lastEditedDateTime"`
	Deleted scalar.Time `json:"deletedDateTime"`
	Subject scalar.Text `json:"subject"`
	Chat    scalar.Text `json:"chatId"`
	Channel struct {
		ID scalar.Text `json:"channelId"`
	} `json:"channelIdentity"`
	From struct {
		User        teamsAccount `json:"user"`
		Application teamsAccount `json:"application"`
	} `json:"from"`
	Body struct {
		Type    string      `json:"contentType"`
		Content scalar.Text `json:"content"`
	} `json:"body"`
	Attachments []struct {
		ID   scalar.ID `json:"id"`
		Type string    `json:"contentType"`
	} `json:"attachments"`
	Event struct {
		Kind string `json:"@odata.type"`
	} `json:"eventDetail"`
	Replies []json.RawMessage `json:"replies"`
}

type teamsAccount struct {
	ID   scalar.Text `json:"id"`
	Name scalar.Text `json:"displayName"`
}

func readTeams(r io.Reader) iter.Seq2[*format.Found, error] {
	return byRoom(r, "", func(rooms *rooms, raw json.RawMessage, line int) error {
		return takeTeams(rooms, raw, line, "")
	})
}

// takeTeams adds a message and the replies in it, or those of a page of the API, to the room they
// name or else to a given one.
func takeTeams(rooms *rooms, raw json.RawMessage, line int, room string) error {
	var page struct {
		Value    []json.RawMessage `json:"value"`
		Messages []json.RawMessage `json:"messages"`
	}
	if err := record.Unmarshal(raw, &page); err != nil {
		return record.Skipped(line, "read messages: %v", err)
	}
	var m teamsMessage
	if err := record.Unmarshal(raw, &m); err != nil {
		return record.Skipped(line, "read message: %v", err)
	}
	if m.ID != "" {
		room = cmp.Or(string(m.Channel.ID), string(m.Chat), room)
		m.put(rooms.get(room))
	}
	for _, list := range [][]json.RawMessage{page.Value, page.Messages, m.Replies} {
		for _, raw := range list {
			if err := takeTeams(rooms, raw, line, room); err != nil {
				return err
			}
		}
	}
	return nil
}

// put adds a message to its conversation.
func (m *teamsMessage) put(c *chat) {
	by := m.From.User
	if by.ID == "" && by.Name == "" {
		by = m.From.Application
	}
	out := &gainsay.Comment{ID: string(m.ID), Author: string(by.Name), Parent: string(m.Answers)}
	for _, a := range m.Attachments {
		if a.Type == "messageReference" && out.Parent == "" {
			out.Parent = string(a.ID)
		}
	}
	if m.Channel.ID != "" {
		out.ParentBy = gainsay.BySource
	}
	m.Created.Apply(out)
	if !strings.EqualFold(m.Type, "message") {
		c.note(out, strings.TrimSuffix(strings.TrimPrefix(m.Event.Kind, "#microsoft.graph."), "EventMessageDetail"))
		return
	}
	if !m.Deleted.IsZero() {
		out.State = gainsay.Deleted
		c.say(out, string(by.ID), m.Deleted.Time)
		return
	}
	content := string(m.Body.Content)
	if m.Body.Type == "text" {
		content = markup.LineBreaks(html.EscapeString(content))
	}
	if m.Subject != "" {
		content = "<p>" + html.EscapeString(string(m.Subject)) + "</p>" + content
	}
	markup.HTML(content, markup.Options{}).Apply(out)
	c.say(out, string(by.ID), m.Edited.Time)
}
