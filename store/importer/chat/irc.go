package chat

import (
	"bytes"
	"fmt"
	"io"
	"iter"
	"strings"
	"time"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/store/importer/internal/format"
	"github.com/gainsay/gainsay/store/importer/internal/input"
	"github.com/gainsay/gainsay/store/importer/internal/lazy"
	"github.com/gainsay/gainsay/store/importer/internal/record"
	"github.com/gainsay/gainsay/store/importer/internal/scalar"
	"github.com/gainsay/gainsay/store/importer/markup"
)

var _ = format.Register(&format.Format{
	Name: "irc",
	Doc: `the log of an IRC channel: irssi, WeeChat, HexChat, mIRC, ZNC, supybot and others

Recognised by lines "<nick> text" after a time, with or without brackets and date, or with a tab
between nick and text (WeeChat). Bouncers and clients keep such logs, and projects publish them. Joins,
parts and other events are counted and skipped; an action ("* nick doubts it") is a message. Days come
from the lines of the client ("--- Day changed …"); without them a time is kept as words. IRC does not
say which message is answered: parents are recovered later. Times count as UTC.`,
	From:  `logs of clients and bouncers (~/irclogs, ~/.weechat/logs, ~/.znc), and logs that projects publish`,
	Ext:   []string{".log", ".txt", ".weechatlog"},
	Sniff: sniffIRC,
	Read:  readIRC,
})

// The lines of logs: an optional date, the time, and what follows.
var (
	ircTime = lazy.Regexp(`^\s*[\[(]?((?:\d{4}[-/]\d\d[-/]\d\d[T ])|(?:[A-Z][a-z]{2} \d{1,2} ))?(\d{1,2}:\d{2}(?::\d{2})?)` +
		`(?:[.,]\d+)?(?:Z|[+-]\d\d:?\d\d)?[\])]?\s+(.*)$`)
	ircSaid   = lazy.Regexp(`^<\s*[@+%~&!]?\s?([^<>\s]{1,60})>\s?(.*)$`)
	ircAction = lazy.Regexp(`^(?:\*|•|—|Action:)\s+([^\s*]{1,60}?):?\s(.*)$`)
	ircTabbed = lazy.Regexp(`^[@+%~&!]?([^\s\t]{1,60})\t(.*)$`)
	ircBot    = lazy.Regexp(`^(?:\S+ \([^()\s]+@[^()\s]+\) (?:joined|left|got)\b|#\S+: mode change|Topic changed|Nick change:|Session (?:Ident|Close|Start):)`)
	ircEvent  = lazy.Regexp(`^(?:-!-|\*\*\*|===|-->|<--|--\s|--\t|-\S+-|---|!\s|→|←|⇐|⇒)`)
	ircDay    = lazy.Regexp(`(?i)(?:log opened|day changed(?: to)?|session start:?|begin logging at|log started|log (?:begins|starts)|day:)\s*(.*)$`)
	ircEvents = lazy.Regexp(`\S+ (?:\[\S*\] |\(\S*\) )?(?:has )?(?:joined|left|[Qq]uit|[Pp]arted|[Jj]oins|[Pp]arts|is now known as|sets mode|set the topic|changed topic)`)
)

// ircLine is a line of a log.
type ircLine struct {
	date, clock string
	nick, text  string
	event       bool
}

// parseIRC reads a line; ok is false if it is none of a log.
func parseIRC(l string) (out ircLine, ok bool) {
	rest := l
	if m := ircTime().FindStringSubmatch(l); m != nil {
		out.date, out.clock, rest = strings.Trim(m[1], "T "), m[2], m[3]
	}
	rest = strings.TrimSpace(rest)
	if m := ircSaid().FindStringSubmatch(rest); m != nil && (out.clock != "" || !strings.Contains(rest, "</")) {
		out.nick, out.text = m[1], m[2]
		return out, true
	}
	if ircEvent().MatchString(rest) || ircBot().MatchString(rest) || ircDay().MatchString(rest) && out.clock == "" {
		out.event = true
		return out, true
	}
	if m := ircAction().FindStringSubmatch(strings.ReplaceAll(rest, "*\t", "* ")); m != nil && out.clock != "" {
		if ircEvents().MatchString(rest) {
			out.event = true
			return out, true
		}
		out.nick, out.text = strings.TrimLeft(m[1], "@+"), m[1]+" "+m[2]
		return out, true
	}
	if m := ircTabbed().FindStringSubmatch(rest); m != nil && out.date != "" {
		out.nick, out.text = m[1], m[2]
		return out, true
	}
	return out, false
}

func sniffIRC(head []byte) int {
	n, good, said, timed := 0, 0, 0, 0
	for l := range bytes.Lines(head) {
		l = bytes.TrimSpace(l)
		if len(l) == 0 {
			continue
		}
		n++
		if p, ok := parseIRC(string(l)); ok {
			good++
			if p.nick != "" {
				said++
			}
			if p.nick != "" && p.clock != "" {
				timed++
			}
		}
		if n == 200 {
			break
		}
	}
	switch {
	case said < 2 || good*10 < n*7 || input.IsHTML(string(head)),
		timed == 0 && bytes.HasPrefix(bytes.TrimSpace(head), []byte("<?")):
		return 0
	case timed*2 < said:
		return 45
	case good*10 < n*9:
		return 70
	}
	return 84
}

func readIRC(r io.Reader) iter.Seq2[*format.Found, error] {
	return func(yield func(*format.Found, error) bool) {
		b, err := input.ReadWhole(r)
		if err != nil {
			yield(nil, err)
			return
		}
		i := &ircLog{chat: newChat(&gainsay.Thread{Title: "IRC log"})}
		for l := range strings.Lines(string(b)) {
			i.serial++
			i.put(strings.TrimRight(l, "\r\n"))
		}
		if len(i.Comments) == 0 {
			yield(nil, record.Errorf(0, "no line with a message <nick> text, as in the log of an IRC channel"))
			return
		}
		i.ID = "irc-" + scalar.Hash(i.Comments[0].Text, string(b[:min(len(b), 200)]))
		if i.odd > 0 {
			i.Remark(0, "lines that are neither a message nor an event skipped: %d", i.odd)
		}
		i.close()
		i.Yield(yield)
	}
}

// ircLog builds the thread of a log.
type ircLog struct {
	*chat
	serial int // lines read
	odd    int
	day    time.Time
	last   time.Time
}

func (i *ircLog) put(l string) {
	if strings.TrimSpace(l) == "" {
		return
	}
	p, ok := parseIRC(l)
	if !ok {
		i.odd++
		return
	}
	if m := ircDay().FindStringSubmatch(l); p.event && m != nil {
		if t := scalar.ParseTime(strings.TrimSpace(strings.Trim(m[1], "- "))); !t.IsZero() {
			i.day = t.Truncate(24 * time.Hour)
			i.last = time.Time{}
		}
	}
	c := &gainsay.Comment{ID: fmt.Sprintf("l%d", i.serial), Author: p.nick}
	i.stamp(p).Apply(c)
	if p.event {
		i.note(c, "event")
		return
	}
	markup.Plain(p.text).Apply(c)
	i.say(c, "", time.Time{})
}

// stamp returns the time of a line: its own date, or the day of the last line
// that gave one. A time before the last one belongs to the next day.
func (i *ircLog) stamp(p ircLine) scalar.Stamp {
	switch {
	case p.date != "" && len(p.date) > 7:
		return scalar.ParseTime(strings.ReplaceAll(p.date, "/", "-") + " " + p.clock)
	case p.clock == "":
		return scalar.Stamp{}
	case i.day.IsZero() && p.date == "":
		return scalar.Stamp{Text: p.clock}
	case p.date != "":
		if i.day.IsZero() {
			return scalar.Stamp{Text: p.date + " " + p.clock}
		}
		return scalar.ParseTime(fmt.Sprintf("%s %d %s", p.date, i.day.Year(), p.clock))
	}
	st := scalar.ParseTime(i.day.Format("2006-01-02 ") + p.clock)
	if st.Before(i.last.Add(-time.Hour)) {
		i.day = i.day.AddDate(0, 0, 1)
		st.Time = st.AddDate(0, 0, 1)
	}
	i.last = st.Time
	return st
}
