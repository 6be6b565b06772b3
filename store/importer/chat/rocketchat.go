package chat

import (
	"cmp"
	"encoding/json"
	"io"
	"iter"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/store/importer/internal/format"
	"github.com/gainsay/gainsay/store/importer/internal/keypath"
	"github.com/gainsay/gainsay/store/importer/internal/record"
	"github.com/gainsay/gainsay/store/importer/internal/scalar"
	"github.com/gainsay/gainsay/store/importer/markup"
)

var _ = format.Register(&format.Format{
	Name: "rocketchat",
	Doc: `messages of Rocket.Chat: answers of its API, or records of its database

Recognised by messages with msg, rid and u.username. The API's channels.messages and groups.history and
mongoexport give such files. Each room is a thread. A message of a Rocket.Chat thread answers the one that
opens it. Joins and other events are counted and skipped. Texts are Markdown.`,
	From:  `channels.messages and groups.history of a server, or mongoexport of its database`,
	Ext:   []string{".json"},
	Sniff: sniffRocketChat,
	Read:  readRocketChat,
})

func sniffRocketChat(head []byte) int {
	s := keypath.Of(head)
	for _, at := range []string{"messages[].", "[].", "", "message."} {
		if s.Has(at+"msg", at+"rid", at+"u.username") {
			return 90
		}
	}
	return 0
}

type rocketMessage struct {
	ID     scalar.ID  `json:"_id"`
	Room   scalar.ID  `json:"rid"`
	Thread scalar.ID  `json:"tmid"`
	Type   string     `json:"t"`
	Text   string     `json:"msg"`
	Time   rocketTime `json:"ts"`
	Edited rocketTime `json:"editedAt"`
	User   struct {
		ID       scalar.ID `json:"_id"`
		UserName string    `json:"username"`
		Name     string    `json:"name"`
	} `json:"u"`
	Attachments []struct {
		Title       string `json:"title"`
		Description string `json:"description"`
	} `json:"attachments"`
}

// rocketTime is a time, or an object with it under "$date".
type rocketTime struct{ scalar.Time }

// UnmarshalJSON reads a time.
func (t *rocketTime) UnmarshalJSON(b []byte) error {
	var w struct {
		Date scalar.Time `json:"$date"`
	}
	if len(b) > 0 && b[0] != '{' {
		return t.Time.UnmarshalJSON(b)
	}
	err := record.Unmarshal(b, &w)
	t.Time = w.Date
	return err
}

func readRocketChat(r io.Reader) iter.Seq2[*format.Found, error] {
	return byRoom(r, "messages", func(rooms *rooms, raw json.RawMessage, line int) error {
		var m rocketMessage
		if err := record.Unmarshal(raw, &m); err != nil {
			return record.Skipped(line, "read message: %v", err)
		}
		if m.ID == "" && m.Text == "" {
			return nil // the rest of a page of the API
		}
		m.put(rooms.get(string(m.Room)))
		return nil
	})
}

func (m *rocketMessage) put(c *chat) {
	out := &gainsay.Comment{
		ID:     string(m.ID),
		Parent: string(m.Thread),
		Author: cmp.Or(m.User.UserName, m.User.Name),
	}
	m.Time.Apply(out)
	text := m.Text
	for _, a := range m.Attachments {
		if text == "" {
			text = cmp.Or(a.Description, a.Title)
		}
	}
	markup.Markdown(text).Apply(out)
	switch m.Type {
	case "", "e2e", "discussion-created", "message_pinned", "videoconf":
		c.say(out, string(m.User.ID), m.Edited.Time.Time)
	case "rm":
		withdraw(out)
		c.say(out, string(m.User.ID), m.Edited.Time.Time)
	default:
		c.note(out, m.Type)
	}
}
