package chat

import (
	"cmp"
	"encoding/json"
	"io"
	"io/fs"
	"iter"
	"strconv"
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
	Name: "zulip",
	Doc: `messages of Zulip: an export of an organisation (realm.json and messages-*.json), or answers of the API

Recognised by zerver_message with date_sent, or by messages with sender_full_name and subject. Each topic of a
channel is a thread, and so are the direct messages of each group of people. A message that begins with a quotation
answers the message quoted; otherwise parents are recovered later. Names of accounts and channels come from
realm.json, which must be beside the messages of an export.`,
	From:  `Zulip: Organization settings, Data exports; "manage.py export"; /api/v1/messages of a server`,
	Ext:   []string{".json", ".tar.gz"},
	Sniff: sniffZulip,
	Read: func(r io.Reader) iter.Seq2[*format.Found, error] {
		return zulipThreads(func(z *zulip) error { return z.file("", r) })
	},
	Claim: func(fsys fs.FS) []string {
		return input.ClaimBy(fsys, func(h []byte) bool { return sniffZulip(h) > 0 })
	},
	ReadFiles: func(fsys fs.FS) iter.Seq2[*format.Found, error] {
		return zulipThreads(func(z *zulip) error { return input.EachFile(fsys, z.file) })
	},
})

func sniffZulip(head []byte) int {
	s := keypath.Of(head)
	switch {
	case s.Has("zerver_message[].date_sent", "zerver_message[].content"),
		s.Has("messages[].sender_full_name", "messages[].subject", "messages[].content", "messages[].recipient_id"):
		return 90
	case s["zerver_realm[]"], s["zerver_realm[].id"], s["zerver_userprofile[]"], s["zerver_userprofile[].id"]:
		return 85 // realm.json
	}
	return 0
}

// zulipFile is realm.json, a file of messages, or an answer of the API.
type zulipFile struct {
	Messages []zulipMessage `json:"zerver_message"`
	Answer   []zulipMessage `json:"messages"`
	Users    []zulipUser    `json:"zerver_userprofile"`
	Mirrored []zulipUser    `json:"zerver_userprofile_mirrordummy"`
	Robots   []zulipUser    `json:"zerver_userprofile_crossrealm"`
	Streams  []struct {
		Name      string    `json:"name"`
		Recipient scalar.ID `json:"recipient"`
		ID        scalar.ID `json:"id"`
	} `json:"zerver_stream"`
	Recipients []struct {
		ID     scalar.ID `json:"id"`
		Type   int       `json:"type"` // 2 for a stream
		TypeID scalar.ID `json:"type_id"`
	} `json:"zerver_recipient"`
}

type zulipUser struct {
	ID   scalar.ID   `json:"id"`
	Name scalar.Text `json:"full_name"`
}

type zulipMessage struct {
	ID         scalar.ID       `json:"id"`
	Sender     scalar.ID       `json:"sender"`
	SenderID   scalar.ID       `json:"sender_id"`
	Name       scalar.Text     `json:"sender_full_name"`
	Recipient  scalar.ID       `json:"recipient"`
	Recipient2 scalar.ID       `json:"recipient_id"`
	Place      json.RawMessage `json:"display_recipient"` // the name of a channel, or a list of people
	Topic      scalar.Text     `json:"subject"`
	Content    scalar.Text     `json:"content"`
	Rendered   scalar.Text     `json:"rendered_content"`
	Type       string          `json:"content_type"`
	Sent       scalar.Time     `json:"date_sent"`
	Time       scalar.Time     `json:"timestamp"`
}

// zulip collects the messages of all files and the names that may come later.
type zulip struct {
	names    map[string]string // of accounts
	channels map[string]string // names by recipient
	messages []zulipMessage
	yield    thread.Sink
}

func zulipThreads(read func(*zulip) error) iter.Seq2[*format.Found, error] {
	return func(yield func(*format.Found, error) bool) {
		z := &zulip{names: map[string]string{}, channels: map[string]string{}, yield: yield}
		if z.yield.End(read(z)) {
			z.end()
		}
	}
}

// file reads one file.
func (z *zulip) file(name string, r io.Reader) error {
	return thread.Each(z.yield, name, record.Values(r), func(v record.Value) error {
		var f zulipFile
		if err := record.Unmarshal(v.Raw, &f); err != nil {
			return record.Skipped(v.Line, "read messages: %v", err)
		}
		for _, list := range [][]zulipUser{f.Users, f.Mirrored, f.Robots} {
			for _, u := range list {
				z.names[string(u.ID)] = string(u.Name)
			}
		}
		streams := map[scalar.ID]string{}
		for _, s := range f.Streams {
			streams[s.ID] = s.Name
			z.channels[string(s.Recipient)] = s.Name
		}
		for _, r := range f.Recipients {
			if name := streams[r.TypeID]; r.Type == 2 && name != "" {
				z.channels[string(r.ID)] = name
			}
		}
		z.messages = append(append(z.messages, f.Messages...), f.Answer...)
		return nil
	})
}

// end yields the threads.
func (z *zulip) end() {
	all := &rooms{}
	for i := range z.messages {
		z.put(all, &z.messages[i])
	}
	all.yield(z.yield)
}

// zulipNear matches how a message begins that quotes another one: as Markdown or HTML.
var zulipNear = lazy.Regexp(`^(?:@_?\*\*[^\n]{1,120}\*\*|<p><span class="user-mention[^>]*>[^<]{1,120}</span>) ` +
	`(?:\[[^\]\n]{1,30}\]\(|<a href=")[^\s)"]*/near/(\d+)[)"]`)

// put adds a message to its topic.
func (z *zulip) put(all *rooms, m *zulipMessage) {
	account := string(cmp.Or(m.Sender, m.SenderID))
	out := &gainsay.Comment{ID: string(m.ID), Author: cmp.Or(string(m.Name), z.names[account], account)}
	scalar.FirstTime(m.Sent, m.Time).Apply(out)
	text := string(cmp.Or(m.Rendered, m.Content))
	if q := zulipNear().FindStringSubmatch(text); q != nil {
		out.Parent = q[1]
		text = text[strings.Index(text, "\n")+1:] // the line that names the quoted one
	}
	if m.Rendered != "" || m.Type == "text/html" || strings.HasPrefix(text, "<") {
		markup.HTML(text, markup.Options{}).Apply(out)
	} else {
		markup.Markdown(strings.ReplaceAll(text, "```quote", "```")).Apply(out)
	}
	if text == "(deleted)" || text == "<p>(deleted)</p>" {
		withdraw(out)
	}
	place := string(cmp.Or(m.Recipient, m.Recipient2))
	room := all.get(place + "/" + string(m.Topic))
	room.Title = strings.TrimPrefix(z.channel(place, m.Place)+": "+string(m.Topic), ": ")
	if m.Topic == "" {
		room.Title = "direct messages"
	}
	room.say(out, account, out.Time)
}

// channel returns the name of a channel, "" if it is unknown.
func (z *zulip) channel(recipient string, shown json.RawMessage) string {
	if name, err := strconv.Unquote(string(shown)); err == nil {
		return name
	}
	return z.channels[recipient]
}
