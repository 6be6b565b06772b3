package chat

import (
	"cmp"
	"encoding/json"
	"maps"
	"slices"
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
	Name: "chatgpt",
	Doc: `conversations.json of ChatGPT: the conversations of an account, with all branches

Recognised by a mapping whose members have message, parent and children. Each conversation is a thread;
the authors are "account owner" and "assistant". A question that was edited and an answer that was generated
again are further replies to the same message. Messages of the system and of tools, calls of tools
and hidden messages are counted and skipped; what follows them answers the message before. Pictures
and files are not read.`,
	From:  `ChatGPT: Settings, Data controls, Export data: conversations.json in the archive`,
	Ext:   []string{".json"},
	Sniff: sniffChatGPT,
	Read:  thread.ReadRecords("conversations", openChatGPT),
})

func sniffChatGPT(head []byte) int {
	s := keypath.Of(head)
	for _, at := range []string{"[].mapping.", "mapping."} {
		for p := range s {
			rest, ok := strings.CutPrefix(p, at)
			if node, ok2 := strings.CutSuffix(rest, ".message"); ok && ok2 && !strings.Contains(node, ".") &&
				(s[at+node+".parent"] || s[at+node+".children"]) {
				return 93
			}
		}
	}
	return 0
}

type gptConversation struct {
	Conversation scalar.ID           `json:"conversation_id"`
	ID           scalar.ID           `json:"id"`
	Title        scalar.Text         `json:"title"`
	Nodes        map[string]*gptNode `json:"mapping"`
}

type gptNode struct {
	Message  *gptMessage `json:"message"`
	Parent   scalar.ID   `json:"parent"`
	Children []string    `json:"children"`
}

type gptMessage struct {
	ID     scalar.ID `json:"id"`
	Author struct {
		Role scalar.Text `json:"role"`
	} `json:"author"`
	Time    scalar.Time `json:"create_time"`
	To      scalar.Text `json:"recipient"`
	Content struct {
		Type  scalar.Text       `json:"content_type"`
		Parts []json.RawMessage `json:"parts"`
	} `json:"content"`
	About struct {
		Hidden bool `json:"is_visually_hidden_from_conversation"`
	} `json:"metadata"`
}

func openChatGPT(g *thread.Collector) func(record.Value) error {
	return func(v record.Value) error {
		var w gptConversation
		if err := record.Unmarshal(v.Raw, &w); err != nil {
			return record.Skipped(v.Line, "read conversation: %v", err)
		}
		if len(w.Nodes) == 0 {
			return record.Skipped(v.Line, "conversation without messages")
		}
		key := cmp.Or(string(w.Conversation), string(w.ID), scalar.Hash(slices.Sorted(maps.Keys(w.Nodes))...))
		t := &gainsay.Thread{ID: key, Title: string(w.Title)}
		if err := g.Put(key, v.Line, thread.Record{Thread: t}); err != nil {
			return err
		}
		skipped := map[string]int{}
		above := map[string]string{} // the comment that a message is, or that is the next above it
		for _, id := range w.order() {
			n := w.Nodes[id]
			parent := above[string(n.Parent)]
			above[id] = parent
			if n.Message == nil {
				continue // the root
			}
			if why := n.Message.skip(); why != "" {
				skipped[why]++
				continue
			}
			above[id] = id
			if err := g.Put(key, v.Line, thread.Record{Comment: n.Message.comment(id, parent)}); err != nil {
				return err
			}
		}
		if len(skipped) == 0 {
			return nil
		}
		return g.Report(record.Remark(v.Line, "conversation %s: messages skipped: %s", key, tally(skipped)))
	}
}

// order returns the ids of the messages, each after the one it answers, answers
// in the order of the file.
func (w *gptConversation) order() []string {
	var out, stack []string
	seen := map[string]bool{}
	walk := func(from string) {
		for stack = append(stack, from); len(stack) > 0; {
			id := stack[len(stack)-1]
			stack = stack[:len(stack)-1]
			if n := w.Nodes[id]; n != nil && !seen[id] {
				seen[id] = true
				out = append(out, id)
				for _, child := range slices.Backward(n.Children) {
					stack = append(stack, child)
				}
			}
		}
	}
	ids := slices.Sorted(maps.Keys(w.Nodes))
	for _, id := range ids {
		if n := w.Nodes[id]; n != nil && w.Nodes[string(n.Parent)] == nil {
			walk(id)
		}
	}
	for _, id := range ids {
		walk(id) // what no other message leads to
	}
	return out
}

// comment returns a message as a comment.
func (m *gptMessage) comment(id, parent string) *gainsay.Comment {
	c := &gainsay.Comment{ID: id, Parent: parent, Author: gptOwner, State: gainsay.Live, ParentBy: gainsay.BySource}
	if m.Author.Role == "assistant" {
		c.Author = "assistant"
	}
	m.Time.Apply(c)
	markup.Markdown(m.text()).Apply(c)
	return c
}

// gptOwner is the name of whoever asks; the file only says "user".
const gptOwner = "account owner"

// skip says why a message is not a comment; "" if it is one.
func (m *gptMessage) skip() string {
	role := string(m.Author.Role)
	switch {
	case role != "user" && role != "assistant":
		return cmp.Or(role, "without an author")
	case m.About.Hidden:
		return "hidden"
	case m.To != "" && m.To != "all":
		return "call of a tool"
	case m.Content.Type != "text" && m.Content.Type != "multimodal_text":
		return cmp.Or(string(m.Content.Type), "without a type")
	case strings.TrimSpace(m.text()) == "":
		return "without a text"
	}
	return ""
}

// text returns the parts that are texts.
func (m *gptMessage) text() string {
	var out []string
	for _, raw := range m.Content.Parts {
		var s string
		if json.Unmarshal(raw, &s) == nil && s != "" {
			out = append(out, s)
		}
	}
	return strings.Join(out, "\n\n")
}
