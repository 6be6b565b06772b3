package chat

import (
	"bytes"
	"io"
	"iter"
	"strconv"
	"strings"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/store/importer/internal/format"
	"github.com/gainsay/gainsay/store/importer/internal/lazy"
	"github.com/gainsay/gainsay/store/importer/internal/scalar"
)

var _ = format.Register(&format.Format{
	Name: "discord-text",
	Doc: `a channel of Discord as DiscordChatExporter writes it as plain text

Recognised by the lines Guild: and Channel: between lines of equal signs at the beginning. Text and tables
do not say which message is answered: parents are recovered later; the JSON of the same exporter gives
them. Attachments, embeds and reactions are left out. Times count as UTC.`,
	From:  `DiscordChatExporter, with the format plain text`,
	Ext:   []string{".txt"},
	Sniff: sniffDiscordText,
	Read:  readDiscordText,
})

// The lines of such a file. The form of the time depends on the locale.
var (
	discordSaid  = lazy.Regexp(`^\[([^\]\n]*\d[^\]\n]*)\] (.+?)(?: \(pinned\))?$`)
	discordPart  = lazy.Regexp(`^\{(?:Attachments|Embed|Embeds|Stickers|Reactions|Forwarded Message|Invite)\}$`)
	discordTotal = lazy.Regexp(`^Exported ([\d.,' \x{a0}\x{202f}]+) message`)
)

func sniffDiscordText(head []byte) int {
	lines := bytes.SplitN(bytes.TrimSpace(head), []byte("\n"), 4)
	if len(lines) == 4 && bytes.HasPrefix(lines[0], []byte("==========")) &&
		(bytes.HasPrefix(lines[1], []byte("Guild: ")) || bytes.HasPrefix(lines[1], []byte("Server: "))) &&
		bytes.HasPrefix(lines[2], []byte("Channel: ")) {
		return 92
	}
	return 0
}

func readDiscordText(r io.Reader) iter.Seq2[*format.Found, error] {
	return readLogs(r, "no message below a line [time] name, as in a text export of Discord", func(all string) []*textLog {
		d := &discordText{textLog: newTextLog(&gainsay.Thread{})}
		lines := strings.Split(strings.ReplaceAll(all, "\r\n", "\n"), "\n")
		d.order = d.dateOrder(lines)
		for i, l := range lines {
			d.put(l, i == 0 || strings.TrimSpace(lines[i-1]) == "")
		}
		d.flush()
		return []*textLog{d.textLog}
	})
}

// discordText builds the thread of a channel.
type discordText struct {
	*textLog
	order scalar.DateOrder
	at    scalar.Stamp
	name  string
	text  []string
	skip  bool // within attachments, embeds or reactions
	only  bool // the message has such parts
}

// dateOrder returns the order of day and month that the times of the messages
// show.
func (d *discordText) dateOrder(lines []string) scalar.DateOrder {
	for _, l := range lines {
		if m := discordSaid().FindStringSubmatch(l); m != nil {
			if o := scalar.OrderOf(m[1]); o != scalar.UnknownOrder {
				return o
			}
			if strings.HasSuffix(m[1], "M") {
				d.order = scalar.MonthFirst
			}
		}
	}
	if d.order == scalar.UnknownOrder {
		return scalar.DayFirst
	}
	return d.order
}

// put reads a line; apart reports whether a blank line is above it.
func (d *discordText) put(l string, apart bool) {
	m := discordSaid().FindStringSubmatch(l)
	at := scalar.Stamp{}
	if m != nil && apart {
		at = scalar.ParseDate(m[1], d.order)
	}
	total := discordTotal().FindStringSubmatch(l)
	switch {
	case !at.IsZero():
		d.flush()
		d.at, d.name = at, m[2]
	case d.name == "":
		d.heading(l, total)
	case strings.HasPrefix(l, "==========") && strings.Trim(l, "=") == "":
		d.flush()
	case discordPart().MatchString(l):
		d.skip, d.only = true, true
	case !d.skip:
		d.text = append(d.text, l)
	}
}

// heading reads a line before the first or after the last message.
func (d *discordText) heading(l string, total []string) {
	if name, ok := strings.CutPrefix(l, "Channel: "); ok && d.Title == "" {
		d.Title = strings.TrimSpace(name)
	}
	if total == nil {
		return
	}
	digits := strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, total[1])
	if n, err := strconv.Atoi(digits); err == nil {
		d.Announce(n)
	}
}

// flush adds the message read last.
func (d *discordText) flush() {
	if d.name == "" {
		return
	}
	text := strings.TrimSpace(strings.Join(d.text, "\n"))
	d.message(d.at, d.name, text, func(s string) bool { return s == "" && d.only })
	d.name, d.text, d.skip, d.only = "", nil, false, false
}
