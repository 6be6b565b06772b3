package chat

import (
	"cmp"
	"io"
	"iter"
	"strings"
	"time"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/store/importer/internal/format"
	"github.com/gainsay/gainsay/store/importer/internal/keypath"
	"github.com/gainsay/gainsay/store/importer/internal/record"
	"github.com/gainsay/gainsay/store/importer/internal/scalar"
	"github.com/gainsay/gainsay/store/importer/internal/thread"
	"github.com/gainsay/gainsay/store/importer/markup"
)

var _ = format.Register(&format.Format{
	Name: "hangouts",
	Doc: `Hangouts.json of Google Takeout: all conversations of an account

Recognised by conversations or conversation_state with events of chat_message. Names come from the
participants. Events other than messages are counted and skipped. Hangouts does not say which message is
answered: parents are recovered later.`,
	From:  `Google Takeout, product Hangouts; accounts exported before 2022 have it`,
	Ext:   []string{".json"},
	Sniff: sniffHangouts,
	Read:  readHangouts,
})

func sniffHangouts(head []byte) int {
	s := keypath.Of(head)
	if s["conversation_state[]"] ||
		s.Has("conversations[].conversation.conversation_id", "conversations[].events[]") {
		return 90
	}
	return 0
}

type hangoutID struct {
	ID   scalar.ID `json:"id"`
	Gaia scalar.ID `json:"gaia_id"`
	Chat scalar.ID `json:"chat_id"`
}

// is returns the id of a person or conversation.
func (i *hangoutID) is() string { return cmp.Or(string(i.ID), string(i.Gaia), string(i.Chat)) }

// hangout is a conversation: its description, of which older files have one level
// more or less, and its events.
type hangout struct {
	ID           hangoutID      `json:"conversation_id"`
	Name         scalar.Text    `json:"name"`
	People       []hangoutGuest `json:"participant_data"`
	Conversation *hangout       `json:"conversation"`
	State        *hangout       `json:"conversation_state"`
	Events       []hangoutEvent `json:"events"`
	Event        []hangoutEvent `json:"event"`
}

type hangoutGuest struct {
	ID   hangoutID   `json:"id"`
	Name scalar.Text `json:"fallback_name"`
}

type hangoutEvent struct {
	Room    hangoutID   `json:"conversation_id"`
	ID      scalar.ID   `json:"event_id"`
	Sender  hangoutID   `json:"sender_id"`
	Time    scalar.Time `json:"timestamp"`
	Message *struct {
		Content struct {
			Segments []struct {
				Type string `json:"type"`
				Text string `json:"text"`
			} `json:"segment"`
		} `json:"message_content"`
	} `json:"chat_message"`
}

func readHangouts(r io.Reader) iter.Seq2[*format.Found, error] {
	return func(yield func(*format.Found, error) bool) {
		all := &rooms{}
		if !thread.EachValue(r, yield, func(v record.Value) error {
			var file struct {
				Conversations []*hangout `json:"conversations"`
				States        []*hangout `json:"conversation_state"`
			}
			if err := record.Unmarshal(v.Raw, &file); err != nil {
				return record.Skipped(v.Line, "read conversations: %v", err)
			}
			for _, h := range append(file.Conversations, file.States...) {
				h.put(all, nil, "")
			}
			return nil
		}) {
			return
		}
		all.yield(yield)
	}
}

// put adds the events of a conversation, and of its parts, to its room.
func (h *hangout) put(all *rooms, names map[string]string, room string) {
	if h == nil {
		return
	}
	if names == nil {
		names = map[string]string{}
	}
	room = cmp.Or(h.ID.is(), room)
	for _, p := range h.People {
		names[p.ID.is()] = string(p.Name)
	}
	h.Conversation.put(all, names, room)
	h.State.put(all, names, room)
	for _, e := range append(h.Events, h.Event...) {
		e.put(all.get(cmp.Or(e.Room.is(), room)), names)
	}
	if h.Name != "" && room != "" {
		all.get(room).Title = string(h.Name)
	}
}

// put adds an event to a conversation.
func (e *hangoutEvent) put(to *chat, names map[string]string) {
	m := &gainsay.Comment{ID: string(e.ID), Author: cmp.Or(names[e.Sender.is()], e.Sender.is())}
	e.Time.Apply(m)
	if e.Message == nil {
		to.note(m, "event")
		return
	}
	var text strings.Builder
	for _, s := range e.Message.Content.Segments {
		if s.Type == "LINE_BREAK" {
			text.WriteByte('\n')
		} else {
			text.WriteString(s.Text)
		}
	}
	markup.Plain(text.String()).Apply(m)
	to.say(m, e.Sender.is(), time.Time{})
}
