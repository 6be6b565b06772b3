package chat

import (
	"bytes"
	"io"
	"iter"
	"regexp"
	"strings"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/store/importer/internal/format"
	"github.com/gainsay/gainsay/store/importer/internal/lazy"
	"github.com/gainsay/gainsay/store/importer/internal/scalar"
)

var _ = format.Register(&format.Format{
	Name: "zoom",
	Doc: `the chat of a Zoom meeting as text

Recognised by lines such as "10:02:11 From Ida to Everyone:" and, in recordings, by a time, a name and
a text between tabs. A message that begins with "Replying to" and the start of another message
answers the last message that starts so. Times have no date unless the program wrote one; messages to single people
are kept like all others. Reactions are left out and counted.`,
	From:  `Zoom: Save chat in a meeting, meeting_saved_chat.txt; chat.txt of a recording`,
	Ext:   []string{".txt"},
	Sniff: sniffZoom,
	Read:  readZoom,
})

// The lines that begin a message: of chats that were saved in a meeting, and of
// those beside recordings.
var (
	zoomSaved    = lazy.Regexp(`^((?:\d{4}-\d\d-\d\d )?\d{1,2}:\d\d:\d\d)\s+From\s+(\S.{0,100}?)(?:\s+[Tt]o\s+(\S.{0,100}?))?(?:\s*\((?:Direct Message|Privately)\))?\s*:\s*(.*)$`)
	zoomRecorded = lazy.Regexp(`^(\d{1,2}:\d\d:\d\d)\t\s*(\S[^\t]{0,100}?)\s*:\t(.*)$`)
)

// zoomLine returns the parts of a line that begins a message, nil for any other.
func zoomLine(line string) []string {
	if m := zoomSaved().FindStringSubmatch(line); m != nil {
		return []string{m[1], m[2], m[4]}
	}
	if m := zoomRecorded().FindStringSubmatch(line); m != nil {
		return m[1:]
	}
	return nil
}

func sniffZoom(head []byte) int {
	head = bytes.TrimPrefix(head, []byte("\ufeff"))
	first, _, _ := bytes.Cut(bytes.TrimSpace(head), []byte("\n"))
	if zoomLine(strings.TrimRight(string(first), "\r")) != nil {
		return 90
	}
	return 0
}

func readZoom(r io.Reader) iter.Seq2[*format.Found, error] {
	return readLogs(r, "no message of the form “10:02:11 From NAME to Everyone:”", func(all string) []*textLog {
		z := &zoomFile{log: newTextLog(&gainsay.Thread{})}
		var parts, body []string
		put := func() {
			if parts != nil {
				z.put(parts, strings.TrimSpace(strings.Join(body, "\n")))
			}
		}
		for line := range strings.Lines(strings.TrimPrefix(all, "\ufeff")) {
			line = strings.TrimRight(line, "\r\n")
			if m := zoomLine(line); m != nil {
				put()
				parts, body = m, []string{m[2]}
				continue
			}
			body = append(body, strings.TrimLeft(line, " \t"))
		}
		put()
		if z.reactions > 0 {
			z.log.Remark(0, "reactions, not read: %d", z.reactions)
		}
		return []*textLog{z.log}
	})
}

// zoomFile builds the thread of a chat.
type zoomFile struct {
	log       *textLog
	reactions int
}

var (
	replying = lazy.Regexp(`^(?:Replying to|Antworten auf|Répondre à|Respondiendo a) ["“«]((?s:.*?))["”»]:?\s*\n`)
	reacted  = lazy.Regexp(`^(?:Reacted to|Removed a .{1,20} reaction from) ["“].*`)
)

// put adds a message.
func (z *zoomFile) put(parts []string, body string) {
	if onlyLine(reacted(), body) {
		z.reactions++
		return
	}
	var to *gainsay.Comment
	if m := replying().FindStringSubmatch(body); m != nil {
		to = z.last(m[1])
		body = strings.TrimSpace(body[len(m[0]):])
	}
	at := scalar.Stamp{Text: parts[0]}
	if strings.Contains(parts[0], "-") {
		at = scalar.ParseTime(parts[0])
	}
	c := z.log.message(at, parts[1], body, nil)
	if to != nil && to != c {
		c.Parent, c.ParentBy = to.ID, gainsay.BySource
	}
}

// onlyLine reports whether a text is a single line that matches.
func onlyLine(re *regexp.Regexp, text string) bool {
	return !strings.Contains(text, "\n") && re.MatchString(text)
}

// last returns the last message that starts with a text that may be cut, nil if
// there is none.
func (z *zoomFile) last(start string) *gainsay.Comment {
	start = strings.TrimSpace(strings.TrimSuffix(strings.TrimSuffix(strings.TrimSpace(start), "..."), "…"))
	for i := len(z.log.Comments) - 1; i >= 0 && start != ""; i-- {
		if strings.HasPrefix(z.log.Comments[i].Text, start) {
			return z.log.Comments[i]
		}
	}
	return nil
}
