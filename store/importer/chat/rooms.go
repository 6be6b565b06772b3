package chat

import (
	"encoding/json"
	"io"
	"iter"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/store/importer/internal/format"
	"github.com/gainsay/gainsay/store/importer/internal/record"
	"github.com/gainsay/gainsay/store/importer/internal/scalar"
	"github.com/gainsay/gainsay/store/importer/internal/thread"
)

// rooms are the conversations of a source by the ids of their rooms. The zero value has none.
type rooms struct {
	by    map[string]*chat
	order []*chat
}

// get returns the conversation of a room.
func (r *rooms) get(id string) *chat {
	c := r.by[id]
	if c == nil {
		if r.by == nil {
			r.by = map[string]*chat{}
		}
		c = newChat(&gainsay.Thread{ID: id, Title: id})
		r.by[id] = c
		r.order = append(r.order, c)
	}
	return c
}

// withdraw makes a message one that was deleted: nothing of it is kept but its author, time and place.
func withdraw(c *gainsay.Comment) {
	c.State, c.Text, c.Quotes, c.Links = gainsay.Deleted, "", nil, nil
}

// byRoom reads a stream of messages: alone, in an array, one a line, or under
// list in a page of an API. take adds one to its room.
func byRoom(r io.Reader, list string,
	take func(*rooms, json.RawMessage, int) error) iter.Seq2[*format.Found, error] {
	return func(yield func(*format.Found, error) bool) {
		all := &rooms{}
		more := thread.EachValue(r, yield, func(v record.Value) error {
			var page map[string]json.RawMessage
			var messages []json.RawMessage
			if err := record.DecodeObject(v.Raw, &page); err != nil {
				return record.Skipped(v.Line, "read message: %v", err)
			}
			if raw := page[list]; len(raw) == 0 || raw[0] != '[' || json.Unmarshal(raw, &messages) != nil {
				return take(all, v.Raw, v.Line)
			}
			for _, m := range messages {
				if err := thread.Sink(yield).Report("", take(all, m, v.Line)); err != nil {
					return err
				}
			}
			return nil
		})
		if more {
			all.yield(yield)
		}
	}
}

// yield yields the conversations.
func (r *rooms) yield(yield thread.Sink) {
	if len(r.order) == 0 {
		yield(nil, record.Errorf(0, "no messages in the source"))
		return
	}
	for _, c := range r.order {
		c.close()
		if c.ID == "" && len(c.Comments) > 0 {
			c.ID = "chat-" + scalar.Hash(c.Comments[0].ID, c.Comments[0].Text)
		}
		if !c.Yield(yield) {
			return
		}
	}
}
