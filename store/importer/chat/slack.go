package chat

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"path"
	"strings"
	"time"

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
	Name: "slack",
	Doc: `a Slack export: the whole folder or archive, a channel, a day, or answers of the API

Recognised by messages with ts, type and text. Workspace owners get such an archive from "Import/export
data"; the API gives the same under "messages". Each channel is a thread; replies answer the message
that opens their thread. Names come from users.json or from the messages; <@U1> becomes a name,
<url|label> a link. Joins and other events are counted and skipped, unless somebody answered them.`,
	From:      `Slack: Settings of a workspace, Import/Export data; or conversations.history and conversations.replies`,
	Ext:       []string{".json", ".zip"},
	Sniff:     sniffSlack,
	Read:      readSlack,
	Claim:     claimSlack,
	ReadFiles: readSlackFiles,
})

func sniffSlack(head []byte) int {
	s := keypath.Of(head)
	for _, at := range []string{"[].", "messages[].", ""} {
		if s.Has(at+"ts", at+"type", at+"text") &&
			(s[at+"user"] || s[at+"bot_id"] || s[at+"username"] || s[at+"subtype"]) {
			return 88
		}
	}
	return 0
}

// claimSlack claims a whole export, known by its users.json beside folders of
// days, or the days of one channel.
func claimSlack(fsys fs.FS) []string {
	entries, err := fs.ReadDir(fsys, ".")
	if err != nil {
		return nil // the walk of the folder reports it
	}
	days := input.ClaimBy(fsys, func(h []byte) bool { return sniffSlack(h) > 0 })
	if input.Head(fsys, "users.json") == nil {
		return days
	}
	var found []string
	for _, e := range entries {
		if !e.IsDir() {
			continue
		}
		sub, err := fs.Sub(fsys, e.Name())
		if err != nil {
			continue
		}
		for _, n := range input.ClaimBy(sub, func(h []byte) bool { return sniffSlack(h) > 0 }) {
			found = append(found, path.Join(e.Name(), n))
		}
	}
	if len(found) == 0 {
		return days
	}
	for _, e := range entries {
		if !e.IsDir() && strings.HasSuffix(e.Name(), ".json") {
			found = append(found, e.Name())
		}
	}
	return found
}

// slackUser is a member of a workspace, alone or as the profile in a message.
type slackUser struct {
	ID       string `json:"id"`
	Name     string `json:"name"`
	RealName string `json:"real_name"`
	Display  string `json:"display_name"`
	Profile  *struct {
		RealName string `json:"real_name"`
		Display  string `json:"display_name"`
	} `json:"profile"`
}

// shown returns the name that Slack shows.
func (u *slackUser) shown() string {
	if u == nil {
		return ""
	}
	if p := u.Profile; p != nil {
		return cmp.Or(p.Display, p.RealName, u.RealName, u.Name)
	}
	return cmp.Or(u.Display, u.RealName, u.Name)
}

type slackMessage struct {
	TS       string     `json:"ts"`
	ThreadTS string     `json:"thread_ts"`
	Subtype  string     `json:"subtype"`
	User     string     `json:"user"`
	Bot      string     `json:"bot_id"`
	UserName string     `json:"username"`
	Text     string     `json:"text"`
	Profile  *slackUser `json:"user_profile"`
	BotInfo  *slackUser `json:"bot_profile"`
	Edited   *struct {
		TS scalar.Time `json:"ts"`
	} `json:"edited"`
	Files []struct {
		Name string `json:"name"`
		URL  string `json:"permalink"`
	} `json:"files"`
	Attachments []struct {
		Text     string `json:"text"`
		Fallback string `json:"fallback"`
	} `json:"attachments"`
}

// slackSpoken are the subtypes of messages that somebody wrote. All others are
// events.
var slackSpoken = map[string]bool{"": true, "bot_message": true, "me_message": true, "thread_broadcast": true,
	"file_share": true, "file_comment": true, "reply_broadcast": true, "tombstone": true}

func readSlack(r io.Reader) iter.Seq2[*format.Found, error] {
	return slackThreads(func(s *slackReader) error { return s.file("", r) })
}

func readSlackFiles(fsys fs.FS) iter.Seq2[*format.Found, error] {
	return slackThreads(func(s *slackReader) error {
		if err := s.folder(fsys, ""); err != nil {
			return err
		}
		entries, err := fs.ReadDir(fsys, ".")
		if err != nil {
			return fmt.Errorf("list files: %w", err)
		}
		for _, e := range entries {
			if !e.IsDir() {
				continue
			}
			sub, err := fs.Sub(fsys, e.Name())
			if err != nil {
				return fmt.Errorf("open folder: %w", err)
			}
			if err := s.folder(sub, e.Name()); err != nil {
				return err
			}
		}
		return nil
	})
}

func slackThreads(read func(*slackReader) error) iter.Seq2[*format.Found, error] {
	return func(yield func(*format.Found, error) bool) {
		s := &slackReader{channels: map[string]*slackChannel{}, users: map[string]string{}, yield: yield}
		if !s.yield.End(read(s)) {
			return
		}
		if len(s.names) == 0 {
			yield(nil, record.Errorf(0, "a Slack export without messages"))
			return
		}
		for _, n := range s.names {
			if c := s.channels[n].build(s.users); !c.Yield(yield) {
				return
			}
		}
	}
}

// slackReader collects the messages of channels and the names of users.
type slackReader struct {
	channels map[string]*slackChannel
	names    []string
	users    map[string]string
	yield    thread.Sink
}

// slackChannel is the messages of a channel, or of a file alone.
type slackChannel struct {
	name     string
	messages []*slackMessage
}

func (s *slackReader) folder(fsys fs.FS, channel string) error {
	return input.EachFile(fsys, func(name string, r io.Reader) error {
		return s.in(channel, path.Join(channel, name), r)
	})
}

func (s *slackReader) file(name string, r io.Reader) error { return s.in("", name, r) }

// in reads a file of a channel: messages, users, or descriptions of channels,
// which are ignored.
func (s *slackReader) in(channel, name string, r io.Reader) error {
	return thread.Each(s.yield, name, record.Values(r), func(v record.Value) error {
		var page struct {
			Messages []json.RawMessage `json:"messages"`
			Profile  *json.RawMessage  `json:"profile"`
		}
		if err := record.DecodeObject(v.Raw, &page); err != nil {
			return record.Skipped(v.Line, "read message: %v", err)
		}
		if page.Profile != nil && page.Messages == nil {
			return s.user(v)
		}
		all := page.Messages
		if all == nil {
			all = []json.RawMessage{v.Raw}
		}
		for _, raw := range all {
			if err := s.message(channel, raw, v.Line); err != nil {
				return err
			}
		}
		return nil
	})
}

func (s *slackReader) user(v record.Value) error {
	u, err := record.Decode[slackUser](v, "user")
	if err == nil {
		s.users[u.ID] = u.shown()
	}
	return err
}

func (s *slackReader) message(channel string, raw json.RawMessage, line int) error {
	var m slackMessage
	if err := record.Unmarshal(raw, &m); err != nil {
		return record.Skipped(line, "read message: %v", err)
	}
	if m.TS == "" {
		return nil // the description of a channel, or a log of integrations
	}
	if n := cmp.Or(m.Profile.shown(), m.BotInfo.shown()); n != "" && s.users[cmp.Or(m.User, m.Bot)] == "" {
		s.users[cmp.Or(m.User, m.Bot)] = n
	}
	c := s.channels[channel]
	if c == nil {
		c = &slackChannel{name: channel}
		s.channels[channel] = c
		s.names = append(s.names, channel)
	}
	c.messages = append(c.messages, &m)
	return nil
}

// build makes the thread of a channel.
func (s *slackChannel) build(users map[string]string) *chat {
	t := &gainsay.Thread{ID: s.name, Title: s.name}
	if t.ID == "" {
		t.ID = "slack-" + scalar.Hash(s.messages[0].TS, s.messages[0].Text)
	}
	c := newChat(t)
	for _, m := range s.messages {
		m.put(c, users)
	}
	c.close()
	return c
}

func (m *slackMessage) put(c *chat, users map[string]string) {
	out := &gainsay.Comment{ID: m.TS}
	if m.ThreadTS != m.TS {
		out.Parent = m.ThreadTS
	}
	scalar.ParseTime(m.TS).Apply(out)
	account := cmp.Or(m.User, m.Bot)
	out.Author = cmp.Or(users[account], m.Profile.shown(), m.UserName, m.BotInfo.shown(), account)
	p := &markup.Composer{}
	m.write(p, users)
	p.Apply(out)
	if !slackSpoken[m.Subtype] {
		c.note(out, m.Subtype)
		return
	}
	if m.Subtype == "tombstone" {
		out.State, out.Author, out.Text, out.Links, out.Quotes = gainsay.Deleted, "", "", nil, nil
	}
	var edited time.Time
	if m.Edited != nil {
		edited = m.Edited.TS.Time
	}
	c.say(out, account, edited)
}

// slackMark matches <@U1>, <#C1|name>, <!here>, <url> and <url|label>.
var slackMark = lazy.Regexp(`<([^<>|]+)(?:\|([^<>]*))?>`)

var slackEscapes = strings.NewReplacer("&amp;", "&", "&lt;", "<", "&gt;", ">")

// write writes the text and the names of files.
func (m *slackMessage) write(p *markup.Composer, users map[string]string) {
	for l := range strings.Lines(m.Text) {
		if q, ok := strings.CutPrefix(l, "&gt;"); ok {
			var in markup.Composer
			slackText(&in, strings.TrimSpace(q), users)
			p.Quote(in.String())
			continue
		}
		slackText(p, l, users)
	}
	if p.Len() == 0 {
		for _, a := range m.Attachments {
			p.NewLine()
			p.WriteString(slackEscapes.Replace(cmp.Or(a.Text, a.Fallback)))
		}
	}
	for _, f := range m.Files {
		p.NewLine()
		p.Link(f.Name, f.URL)
	}
}

func slackText(p *markup.Composer, s string, users map[string]string) {
	at := 0
	for _, m := range slackMark().FindAllStringSubmatchIndex(s, -1) {
		p.WriteString(slackEscapes.Replace(s[at:m[0]]))
		at = m[1]
		target, label := s[m[2]:m[3]], ""
		if m[4] >= 0 {
			label = slackEscapes.Replace(s[m[4]:m[5]])
		}
		switch target[0] {
		case '@':
			p.WriteString("@" + cmp.Or(users[target[1:]], label, target[1:]))
		case '#':
			p.WriteString("#" + cmp.Or(label, target[1:]))
		case '!':
			p.WriteString(cmp.Or(label, "@"+target[1:]))
		default:
			url := slackEscapes.Replace(target)
			p.Link(cmp.Or(label, url), url)
		}
	}
	p.WriteString(slackEscapes.Replace(s[at:]))
}
