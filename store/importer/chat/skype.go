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
	"github.com/gainsay/gainsay/store/importer/internal/lazy"
	"github.com/gainsay/gainsay/store/importer/internal/record"
	"github.com/gainsay/gainsay/store/importer/internal/scalar"
	"github.com/gainsay/gainsay/store/importer/internal/thread"
	"github.com/gainsay/gainsay/store/importer/markup"
)

var _ = format.Register(&format.Format{
	Name: "skype",
	Doc: `messages.json of Skype and of personal accounts of Teams, and messages as the program Teams receives them

Recognised by conversations with a MessageList, or by messages with messagetype and originalarrivaltime. Each conversation is a thread. A message that quotes another one
answers it; otherwise parents are recovered later. Messages whose text was deleted are kept without one; calls and
other events are counted and skipped. Names of accounts come from the messages and the conversations.`,
	From:  `Skype and Teams for personal accounts: Export chat history (secure.skype.com/export); Skype ended in 2025; programs that read the service of Teams`,
	Ext:   []string{".json", ".tar"},
	Sniff: sniffSkype,
	Read:  readSkype,
})

func sniffSkype(head []byte) int {
	s := keypath.Of(head)
	if s.Has("conversations[].MessageList[]") || s.Has("conversations[].MessageList") && s["exportDate"] {
		return 90
	}
	if s.Has("messages[].messagetype", "messages[].originalarrivaltime", "messages[].content") {
		return 88
	}
	return 0
}

type skypeConversation struct {
	ID     string      `json:"id"`
	Name   scalar.Text `json:"displayName"`
	Thread struct {
		Topic scalar.Text `json:"topic"`
	} `json:"threadProperties"`
	Messages []skypeMessage `json:"MessageList"`
}

type skypeMessage struct {
	ID         scalar.ID   `json:"id"`
	Name       scalar.Text `json:"displayName"`
	Name2      scalar.Text `json:"imdisplayname"`
	Room       string      `json:"conversationid"`
	Time       scalar.Time `json:"originalarrivaltime"`
	Type       string      `json:"messagetype"`
	Content    scalar.Text `json:"content"`
	From       string      `json:"from"`
	Properties struct {
		Deleted scalar.Text `json:"deletetime"`
	} `json:"properties"`
}

func readSkype(r io.Reader) iter.Seq2[*format.Found, error] {
	return func(yield func(*format.Found, error) bool) {
		all := &rooms{}
		if !thread.EachValue(r, yield, func(v record.Value) error {
			var file struct {
				Conversations []*skypeConversation `json:"conversations"`
				Messages      []skypeMessage       `json:"messages"`
			}
			if err := record.Unmarshal(v.Raw, &file); err != nil {
				return record.Skipped(v.Line, "read conversations: %v", err)
			}
			for _, c := range append(file.Conversations, byConversation(file.Messages)...) {
				if c != nil && len(c.Messages) > 0 {
					c.put(all.get(c.ID))
				}
			}
			return nil
		}) {
			return
		}
		all.yield(yield)
	}
}

// byConversation returns the conversations of messages that name them.
func byConversation(all []skypeMessage) []*skypeConversation {
	var out []*skypeConversation
	by := map[string]*skypeConversation{}
	for _, m := range all {
		c := by[m.Room]
		if c == nil {
			c = &skypeConversation{ID: m.Room}
			by[m.Room] = c
			out = append(out, c)
		}
		m.From = m.From[strings.LastIndexByte(m.From, '/')+1:] // the account in an address
		c.Messages = append(c.Messages, m)
	}
	return out
}

// put adds the messages of a conversation.
func (s *skypeConversation) put(c *chat) {
	c.Title = cmp.Or(string(s.Name), string(s.Thread.Topic), s.ID)
	names := map[string]string{s.ID: string(s.Name)}
	for _, m := range s.Messages {
		if name := cmp.Or(m.Name, m.Name2); name != "" {
			names[m.From] = string(name)
		}
	}
	for _, m := range s.Messages {
		m.put(c, cmp.Or(names[m.From], skypeName(m.From)))
	}
}

// skypeName returns the name of an account: 8:live:runa is runa.
func skypeName(account string) string { return account[strings.LastIndexByte(account, ':')+1:] }

var (
	skypeQuote  = lazy.Regexp(`<quote [^>]*?\bmessageid="(\d+)"|itemtype="http://schema.skype.com/Reply" itemid="(\d+)"`)
	skypeFrame  = lazy.Regexp(`(?s)<legacyquote>.*?</legacyquote>|<strong itemprop="mri".*?</strong>|<span itemprop="time".*?</span>`)
	skypeQuotes = strings.NewReplacer("<quote ", "<blockquote ", "</quote>", "</blockquote>")
)

// put adds a message to a conversation.
func (m *skypeMessage) put(c *chat, author string) {
	out := &gainsay.Comment{ID: string(m.ID), Author: author}
	m.Time.Apply(out)
	kind := m.Type
	switch {
	case kind == "Text" || kind == "RichText" || kind == "RichText/Html":
		text := string(m.Content)
		if q := skypeQuote().FindStringSubmatch(text); q != nil {
			out.Parent = q[1] + q[2]
		}
		text = skypeQuotes.Replace(skypeFrame().ReplaceAllString(text, ""))
		markup.HTML(markup.LineBreaks(text), markup.Options{}).Apply(out)
		if m.Properties.Deleted != "" || text == "" {
			withdraw(out)
		}
	case strings.HasPrefix(kind, "RichText/"): // files, pictures, contacts and places
	default:
		c.note(out, kind)
		return
	}
	c.say(out, m.From, time.Time{})
}
