package chat

import (
	"bytes"
	"io"
	"iter"
	"strings"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/store/importer/internal/format"
	"github.com/gainsay/gainsay/store/importer/internal/lazy"
	"github.com/gainsay/gainsay/store/importer/internal/scalar"
)

var _ = format.Register(&format.Format{
	Name: "chat-log",
	Doc: `a chat as text, each message after a time in brackets and a name

Recognised by lines such as "[0:12:05] Ida: No" and "[2021-03-01 10:00:10 UTC] Ida: No". TwitchDownloader and
chat-downloader write the chats of streams so, Skype what is copied from it, and some programs transcripts. Other lines belong to the
message above them. A time without a date is kept as words. Nothing says which message is answered: parents are recovered later.`,
	From:  `TwitchDownloader (chat as text), chat-downloader, messages copied from Skype, transcripts as text`,
	Ext:   []string{".txt", ".log"},
	Sniff: sniffChatLog,
	Read:  readChatLog,
})

// chatLine matches a line that begins a message: time, name and text.
var chatLine = lazy.Regexp(`^\[(\d{1,3}:\d\d:\d\d(?: ?[AaPp][Mm])?|\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC)\] ([^\s:<>\[][^:<>\n]{0,60}?): (.*)$`)

// nickLine matches a line of a log of IRC.
var nickLine = lazy.Regexp(`(?m)^\[[\d:]+\] (?:<[^<>\n]+> |\* |-+[!>-])`)

func sniffChatLog(head []byte) int {
	if nickLine().Match(head) {
		return 0
	}
	lines, said := 0, 0
	for raw := range bytes.Lines(head) {
		if l := bytes.TrimSpace(raw); len(l) > 0 {
			lines++
			if chatLine().Match(l) {
				said++
			}
		}
	}
	if said < 2 || said*3 < lines {
		return 0
	}
	return 89
}

func readChatLog(r io.Reader) iter.Seq2[*format.Found, error] {
	return readLogs(r, `no line such as "[0:12:05] Ida: No"`, func(all string) []*textLog {
		log := newTextLog(&gainsay.Thread{})
		var parts []string
		var body []string
		put := func() {
			if parts == nil {
				if len(body) > 0 {
					log.Remark(0, "lines before the first message: %d", len(body))
				}
				return
			}
			at := scalar.Stamp{Text: parts[1]}
			if strings.Contains(parts[1], "-") {
				at = scalar.ParseTime(parts[1])
			}
			log.message(at, parts[2], strings.TrimSpace(strings.Join(body, "\n")), isMedia)
		}
		for line := range strings.Lines(all) {
			line = strings.TrimRight(line, "\r\n")
			if m := chatLine().FindStringSubmatch(line); m != nil {
				put()
				parts, body = m, []string{m[3]}
				continue
			}
			if len(body) > 0 || strings.TrimSpace(line) != "" {
				body = append(body, line)
			}
		}
		put()
		return []*textLog{log}
	})
}
