package chat

import (
	"cmp"
	"encoding/json"
	"io"
	"iter"
	"strings"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/store/importer/internal/format"
	"github.com/gainsay/gainsay/store/importer/internal/keypath"
	"github.com/gainsay/gainsay/store/importer/internal/record"
	"github.com/gainsay/gainsay/store/importer/internal/scalar"
	"github.com/gainsay/gainsay/store/importer/internal/thread"
	"github.com/gainsay/gainsay/store/importer/markup"
)

var _ = format.Register(&format.Format{
	Name: "matrix",
	Doc: `a Matrix room: Element's export as JSON, or events of the client-server API

Recognised by events with event_id, sender, origin_server_ts and content. Element's "Export chat" and the
API's /messages give such files. Each room is a thread. Replies and Matrix threads give the parent; an
edit replaces the text it edits; redacted messages keep their place. Other events are counted and skipped.`,
	From:  `Element: Room info, Export chat, format JSON; or /rooms/ID/messages of a server`,
	Ext:   []string{".json"},
	Sniff: sniffMatrix,
	Read:  readMatrix,
})

func sniffMatrix(head []byte) int {
	s := keypath.Of(head)
	for _, at := range []string{"messages[].", "chunk[].", "[].", ""} {
		if s.Has(at+"event_id", at+"sender", at+"origin_server_ts", at+"content") {
			return 90
		}
	}
	return 0
}

type matrixContent struct {
	Body    string         `json:"body"`
	Display string         `json:"displayname"`
	New     *matrixContent `json:"m.new_content"`
	Relates struct {
		Type  string    `json:"rel_type"`
		Event scalar.ID `json:"event_id"`
		Reply struct {
			Event scalar.ID `json:"event_id"`
		} `json:"m.in_reply_to"`
	} `json:"m.relates_to"`
}

type matrixEvent struct {
	ID       scalar.ID     `json:"event_id"`
	Type     string        `json:"type"`
	Room     scalar.ID     `json:"room_id"`
	Sender   string        `json:"sender"`
	StateKey string        `json:"state_key"`
	Time     scalar.Time   `json:"origin_server_ts"`
	Content  matrixContent `json:"content"`
	Unsigned struct {
		Redacted json.RawMessage `json:"redacted_because"`
	} `json:"unsigned"`
}

func readMatrix(r io.Reader) iter.Seq2[*format.Found, error] {
	return func(yield func(*format.Found, error) bool) {
		m := &matrixReader{rooms: &rooms{}, names: map[string]string{}}
		if thread.EachValue(r, yield, func(v record.Value) error { return m.value(v, yield) }) {
			m.finish()
			m.rooms.yield(yield)
		}
	}
}

// matrixReader collects the events of all rooms.
type matrixReader struct {
	rooms *rooms
	names map[string]string // display names by account
	edits []*matrixEvent
	title string
}

func (m *matrixReader) value(v record.Value, yield thread.Sink) error {
	var page struct {
		matrixEvent
		Name     string            `json:"room_name"`
		Messages []json.RawMessage `json:"messages"`
		Chunk    []json.RawMessage `json:"chunk"`
	}
	if err := record.Unmarshal(v.Raw, &page); err != nil {
		return record.Skipped(v.Line, "read event: %v", err)
	}
	m.title = cmp.Or(m.title, page.Name)
	if page.ID != "" {
		m.event(&page.matrixEvent)
	}
	for _, raw := range append(page.Messages, page.Chunk...) {
		var e matrixEvent
		if err := record.Unmarshal(raw, &e); err != nil {
			if err := yield.Report("", record.Skipped(v.Line, "read event: %v", err)); err != nil {
				return err
			}
			continue
		}
		m.event(&e)
	}
	return nil
}

func (m *matrixReader) event(e *matrixEvent) {
	c := m.rooms.get(string(e.Room))
	out := &gainsay.Comment{ID: string(e.ID), Author: e.Sender}
	e.Time.Apply(out)
	switch {
	case e.Type == "m.room.member":
		m.names[cmp.Or(e.StateKey, e.Sender)] = cmp.Or(e.Content.Display, m.names[e.Sender])
		c.note(out, "member")
		return
	case e.Type != "m.room.message" && e.Type != "m.room.encrypted" && e.Type != "m.sticker":
		c.note(out, strings.TrimPrefix(e.Type, "m."))
		return
	case e.Content.Relates.Type == "m.replace":
		m.edits = append(m.edits, e)
		return
	}
	out.Parent = cmp.Or(string(e.Content.Relates.Reply.Event), string(e.Content.Relates.Event))
	markup.Plain(e.Content.Body).Apply(out)
	if len(e.Unsigned.Redacted) > 2 {
		withdraw(out)
	}
	c.say(out, e.Sender, out.Time)
}

// finish applies edits and display names.
func (m *matrixReader) finish() {
	for _, e := range m.edits {
		c := m.rooms.get(string(e.Room))
		old := c.Get(string(e.Content.Relates.Event))
		if old == nil || e.Content.New == nil {
			c.note(&gainsay.Comment{ID: string(e.ID)}, "edit of a message outside the source")
			continue
		}
		markup.Plain(e.Content.New.Body).Apply(old)
	}
	for _, c := range m.rooms.order {
		c.Title = cmp.Or(m.title, c.Title)
		clear(c.shown)
		for _, out := range c.Comments {
			account := c.speaker[out]
			out.Author = cmp.Or(m.names[account], out.Author)
			c.speak(out, account)
		}
	}
}
