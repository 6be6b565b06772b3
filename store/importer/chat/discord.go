package chat

import (
	"cmp"
	"encoding/json"
	"io"
	"io/fs"
	"iter"
	"strings"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/internal/extsort"
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
	Name: "discord",
	Doc: `JSON of DiscordChatExporter: one channel a file, or several files of one

Recognised by guild, channel and messages. Each channel or Discord thread is a thread; files of a
folder with parts of one channel are merged, and a message in two of them counts once. A message
without a reference may answer any: its parent is recovered later. System messages (joined, pinned,
call …) are counted and skipped, unless somebody answered them. Names are nicknames, as in the
mentions in texts; "Deleted User" is an unknown author. Forwarded text is a quotation.`,
	From:  `DiscordChatExporter, with the format JSON, which alone has the replies`,
	Ext:   []string{".json"},
	Sniff: sniffDiscord,
	Read:  readDiscord,
	Claim: func(fsys fs.FS) []string {
		return input.ClaimBy(fsys, func(h []byte) bool { return sniffDiscord(h) > 0 })
	},
	ReadFiles: readDiscordFiles,
})

func sniffDiscord(head []byte) int {
	if s := keypath.Of(head); s.Has("guild", "channel", "channel.id", "messages[]") {
		return 90
	}
	return 0
}

type discordChannel struct {
	ID    scalar.ID   `json:"id"`
	Name  scalar.Text `json:"name"`
	Guild struct {
		ID   scalar.ID   `json:"id"`
		Name scalar.Text `json:"name"`
	} `json:"-"`
}

type discordMessage struct {
	ID      scalar.ID   `json:"id"`
	Type    scalar.Text `json:"type"`
	Time    scalar.Time `json:"timestamp"`
	Edited  scalar.Time `json:"timestampEdited"`
	Content string      `json:"content"`
	Author  *struct {
		ID       scalar.ID   `json:"id"`
		Name     string      `json:"name"`
		Tag      scalar.Text `json:"discriminator"` // "0000" for accounts with a unique name
		Nickname string      `json:"nickname"`
	} `json:"author"`
	Reference *struct {
		MessageID scalar.ID `json:"messageId"`
		ChannelID scalar.ID `json:"channelId"`
	} `json:"reference"`
	Forwarded *struct {
		Content string `json:"content"`
	} `json:"forwardedMessage"`
	Attachments []struct {
		URL      string `json:"url"`
		FileName string `json:"fileName"`
	} `json:"attachments"`
	Embeds []struct {
		Title       string `json:"title"`
		Description string `json:"description"`
	} `json:"embeds"`
	Stickers []struct {
		Name string `json:"name"`
	} `json:"stickers"`
}

// discordSystem are the types of system messages, as the exporter writes them:
// by name up to 18, by number from 19.
var discordSystem = map[scalar.Text]bool{
	"RecipientAdd": true, "RecipientRemove": true, "Call": true, "ChannelNameChange": true, "ChannelIconChange": true,
	"ChannelPinnedMessage": true, "GuildMemberJoin": true, "UserJoin": true, "ThreadCreated": true,
	"1": true, "2": true, "3": true, "4": true, "5": true, "6": true, "7": true, "8": true, "9": true, "10": true,
	"11": true, "12": true,
	"14": true, "15": true, "16": true, "17": true, "18": true, "22": true, "24": true,
	"25": true, "26": true, "27": true, "28": true,
	"29": true, "31": true, "32": true, "36": true, "37": true, "38": true, "39": true,
	"44": true, "46": true,
}

// starts reports whether the message opens a Discord thread: such a message is
// a copy of one in the channel above.
func (m *discordMessage) starts() bool { return m.Type == "21" || m.Type == "ThreadStarterMessage" }

func readDiscord(r io.Reader) iter.Seq2[*format.Found, error] {
	return discordThreads(func(d *discordReader) error { return d.file("", r) })
}

func readDiscordFiles(fsys fs.FS) iter.Seq2[*format.Found, error] {
	return discordThreads(func(d *discordReader) error { return input.EachFile(fsys, d.file) })
}

func discordThreads(read func(*discordReader) error) iter.Seq2[*format.Found, error] {
	return func(yield func(*format.Found, error) bool) {
		d := &discordReader{
			sorter:    extsort.New(),
			announced: map[string]scalar.Number{},
			channels:  map[string]*discordChannel{},
			yield:     yield,
		}
		defer d.sorter.Close()
		if d.yield.End(read(d)) {
			d.end()
		}
	}
}

// discordReader collects the messages of all files by channel.
type discordReader struct {
	sorter    *extsort.Sorter
	channels  map[string]*discordChannel
	announced map[string]scalar.Number // by channel; not valid if several files give a number
	yield     thread.Sink
}

var discordOpen = map[string]bool{"": true, "messages": true}

// file reads the messages of one file. The channel precedes the messages.
func (d *discordReader) file(name string, r io.Reader) error {
	c := &discordChannel{}
	return thread.Each(
		d.yield,
		name,
		record.Parts(r, discordOpen),
		func(p record.Part) error { return d.part(c, name, p) },
	)
}

func (d *discordReader) part(c *discordChannel, file string, p record.Part) error {
	key := string(c.ID)
	var err error
	switch p.Path {
	case "guild":
		err = json.Unmarshal(p.Raw, &c.Guild)
	case "channel":
		if err = json.Unmarshal(p.Raw, c); err == nil && d.channels[string(c.ID)] == nil {
			d.channels[string(c.ID)] = c
		}
	case "messages[]":
		return d.sorter.Put(key, file, p.Line, p.Raw)
	case "messageCount":
		var n scalar.Number
		err = json.Unmarshal(p.Raw, &n)
		if _, again := d.announced[key]; again {
			n = scalar.Number{}
		}
		d.announced[key] = n
	}
	if err != nil {
		return record.Errorf(p.Line, "read %s: %v", p.Path, err)
	}
	return nil
}

func (d *discordReader) end() {
	empty := true
	more := d.yield.Threads(d.sorter, func(group []extsort.Record) (*thread.Builder, error) {
		empty = false
		return d.channel(group).Builder, nil
	})
	if more && empty {
		d.yield(nil, record.Errorf(0, "an export of DiscordChatExporter without messages"))
	}
}

// channel builds the thread of a channel.
func (d *discordReader) channel(group []extsort.Record) *chat {
	key := group[0].Key
	from := cmp.Or(d.channels[key], &discordChannel{})
	t := &gainsay.Thread{ID: key, Title: string(from.Name)}
	if g := string(from.Guild.Name); g != "" && from.Guild.ID != "0" {
		t.Title = strings.TrimSuffix(g+" # "+t.Title, " # ")
	}
	if key != "" {
		t.URL = "https://discord.com/channels/" +
			cmp.Or(strings.TrimPrefix(string(from.Guild.ID), "0"), "@me") + "/" + key
	}
	c := newChat(t)
	for _, g := range group {
		c.InFile(g.File)
		var m discordMessage
		if err := json.Unmarshal(g.Raw, &m); err != nil {
			c.Skip(g.Line, "read message: %v", err)
			continue
		}
		m.put(c, key)
	}
	c.InFile("")
	left := c.close()
	if n := d.announced[key]; n.Valid {
		c.Announce(max(0, n.N-left)) // the number includes system rows
	}
	return c
}

func (m *discordMessage) put(c *chat, channel string) {
	out := &gainsay.Comment{ID: string(m.ID), Parent: m.parent(channel)}
	m.Time.Apply(out)
	account := ""
	if m.Author != nil {
		out.Author = cmp.Or(m.Author.Nickname, m.Author.Name)
		if strings.EqualFold(m.Author.Name, "Deleted User") {
			out.Author = ""
		}
		account = cmp.Or(m.Author.Name, string(m.Author.ID))
		if strings.Trim(string(m.Author.Tag), "0") != "" {
			account += "#" + string(m.Author.Tag)
		}
	}
	m.text().Apply(out)
	if discordSystem[m.Type] {
		out.Parent = ""
		c.note(out, string(m.Type))
		return
	}
	c.say(out, account, m.Edited.Time)
}

// parent returns the id of the message answered. A reference into another
// channel is a forwarded announcement, unless it opens a thread.
func (m *discordMessage) parent(channel string) string {
	r := m.Reference
	if r == nil || m.Forwarded != nil || r.ChannelID != "" && string(r.ChannelID) != channel && !m.starts() {
		return ""
	}
	return string(r.MessageID)
}

// text returns the content, then the names of the attachments. The embed of a
// bot is its text if there is no other; the preview of a link is not.
func (m *discordMessage) text() markup.Text {
	src := []string{m.Content}
	if m.Forwarded != nil {
		src = append(src, "> "+strings.ReplaceAll(m.Forwarded.Content, "\n", "\n> "))
	}
	if strings.TrimSpace(m.Content) == "" {
		for _, e := range m.Embeds {
			src = append(src, e.Title, e.Description)
		}
		for _, s := range m.Stickers {
			src = append(src, s.Name)
		}
	}
	for _, a := range m.Attachments {
		if markup.IsWeb(a.URL) {
			src = append(src, "["+cmp.Or(a.FileName, "attachment")+"](<"+a.URL+">)")
		} else {
			src = append(src, a.FileName)
		}
	}
	var lines []string
	for _, s := range src {
		if s = strings.TrimSpace(s); s != "" {
			lines = append(lines, s)
		}
	}
	return markup.Markdown(discordMarkdown(strings.Join(lines, "\n\n")))
}

var discordSpoiler = lazy.Regexp(`\|\|(.+?)\|\|`)

// discordMarkdown converts Discord's own syntax to common Markdown: spoilers,
// ">>> " for everything that follows, and quotations that end with their line.
func discordMarkdown(s string) string {
	var out []string
	quoted, rest := false, false
	for line := range strings.SplitSeq(discordSpoiler().ReplaceAllString(s, "$1"), "\n") {
		if after, ok := strings.CutPrefix(line, ">>> "); ok && !rest {
			line, rest = after, true
		}
		if rest {
			line = "> " + line
		}
		now := strings.HasPrefix(line, "> ")
		if quoted && !now && line != "" {
			out = append(out, "")
		}
		out = append(out, line)
		quoted = now
	}
	return strings.Join(out, "\n")
}
