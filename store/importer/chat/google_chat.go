package chat

import (
	"cmp"
	"encoding/json"
	"io"
	"iter"
	"path"
	"strings"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/store/importer/internal/format"
	"github.com/gainsay/gainsay/store/importer/internal/keypath"
	"github.com/gainsay/gainsay/store/importer/internal/record"
	"github.com/gainsay/gainsay/store/importer/internal/scalar"
	"github.com/gainsay/gainsay/store/importer/markup"
)

var _ = format.Register(&format.Format{
	Name: "google-chat",
	Doc: `messages.json of Google Chat in Google Takeout: one space, or one direct conversation

Recognised by messages with creator, created_date and topic_id or message_id. Each space is a thread. A message
that quotes another one answers it; in a space with topics, the messages of a topic answer its first one.
Messages that were deleted are kept without a text; those with files alone have none.`,
	From:  `Google Takeout, product Google Chat: messages.json in each folder of Groups`,
	Ext:   []string{".json"},
	Sniff: sniffGoogleChat,
	Read:  readGoogleChat,
})

func sniffGoogleChat(head []byte) int {
	s := keypath.Of(head)
	if s.Has("messages[].creator.name", "messages[].created_date") ||
		s.Has("messages[].creator", "messages[].created_date") && (s["messages[].topic_id"] || s["messages[].message_id"]) {
		return 90
	}
	return 0
}

type googleMessage struct {
	ID      string `json:"message_id"` // SPACE/TOPIC/MESSAGE
	Topic   string `json:"topic_id"`
	State   string `json:"message_state"`
	Creator struct {
		Name  scalar.Text `json:"name"`
		Email scalar.Text `json:"email"`
	} `json:"creator"`
	Created scalar.Time     `json:"created_date"`
	Updated scalar.Time     `json:"updated_date"`
	Text    scalar.Text     `json:"text"`
	Deleted json.RawMessage `json:"deletion_metadata"`
	Quoted  struct {
		ID string `json:"message_id"`
	} `json:"quoted_message_metadata"`
}

func readGoogleChat(r io.Reader) iter.Seq2[*format.Found, error] {
	first := map[string]string{} // by topic: the id of its first message
	return byRoom(r, "messages", func(rooms *rooms, raw json.RawMessage, line int) error {
		var m googleMessage
		if err := record.Unmarshal(raw, &m); err != nil {
			return record.Skipped(line, "read message: %v", err)
		}
		space, _, found := strings.Cut(m.ID, "/")
		if !found {
			space = ""
		}
		out := &gainsay.Comment{ID: m.ID, Author: cmp.Or(string(m.Creator.Name), string(m.Creator.Email)), Parent: m.Quoted.ID}
		m.Created.Apply(out)
		markup.Plain(string(m.Text)).Apply(out)
		if m.State == "DELETED" || len(m.Deleted) > 0 {
			withdraw(out)
		}
		topic := path.Join(space, m.Topic)
		if m.Topic != "" && first[topic] == "" {
			first[topic] = m.ID
		} else if m.ID != first[topic] {
			out.Parent = cmp.Or(out.Parent, first[topic])
		}
		rooms.get(space).say(out, string(m.Creator.Email), m.Updated.Time)
		return nil
	})
}
