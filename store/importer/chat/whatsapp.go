package chat

import (
	"bytes"
	"cmp"
	"io"
	"iter"
	"regexp"
	"strings"
	"time"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/store/importer/internal/format"
	"github.com/gainsay/gainsay/store/importer/internal/input"
	"github.com/gainsay/gainsay/store/importer/internal/lazy"
	"github.com/gainsay/gainsay/store/importer/internal/record"
	"github.com/gainsay/gainsay/store/importer/internal/scalar"
)

var _ = format.Register(&format.Format{
	Name: "whatsapp",
	Doc: `a chat exported by WhatsApp as text, from Android or iOS

Recognised by lines that begin with date, time and a name: "2/4/23, 10:35 PM - Ida: …" or
"[18.07.21, 18:34:07] Ida: …". Such a file is what "Export chat" sends (_chat.txt in a zip archive, or
"WhatsApp Chat with ….txt"). The order of day and month is found in the file: from numbers above 12,
else from the order of the messages. Notices of WhatsApp are counted and skipped; a message of media
alone has no text; deleted messages keep their place. The export does not say which message is
answered: parents are recovered later. Times have no zone and count as UTC.`,
	From:  `WhatsApp: Export chat: _chat.txt in a zip archive (iOS), "WhatsApp Chat with ….txt" (Android)`,
	Ext:   []string{".txt"},
	Sniff: func(head []byte) int { return sniffLog(head, nil) },
	Read:  readWhatsApp,
})

var _ = format.Register(&format.Format{
	Name: "signal",
	Doc: `a Signal chat as text, as the exporters of Signal's database write it

Recognised by lines that begin with an ISO date and time in brackets and a name:
"[2020-01-17, 21:49] Ida: …". Otherwise as whatsapp.`,
	From:  `signal-export and other programs that read the database of Signal Desktop`,
	Ext:   []string{".txt", ".md"},
	Sniff: func(head []byte) int { return sniffLog(head, signalLine) },
	Read:  readWhatsApp,
})

// localDigits and localTime match dates and times of day in the scripts and
// languages of phones: 2/4/23, 2023. 3. 11., 2023年3月11日 and 10:35 PM, 오후 2:05.
const (
	localDigits = `\p{Nd}{1,4}(?:\x{200f}?[./-]\s?\p{Nd}{1,2}\x{200f}?[./-]\s?(?:\p{Nd}{2,4}|[RH]\d{1,2})\.?(?: BE)?|[年년]\s?\p{Nd}{1,2}[月월]\s?\p{Nd}{1,2}[日일])`
	localTime   = `(?:\pL[\pL.]{0,11}[\s\x{202f}\x{a0}]?)?\p{Nd}{1,2}[:.]\p{Nd}{2}(?:[:.]\p{Nd}{2})?(?:[\s\x{202f}\x{a0}]*\pL[\pL.]{0,5}(?:[\s\x{a0}]?[mM]\.?)?)?`
)

// whatsAppLine matches the first line of a message or notice: date, time, rest.
var (
	whatsAppLine = lazy.Regexp(`^[\x{200e}\x{200f}\x{feff}]*(?:\[?(` + localDigits + `)(?:[,،]| at| um| à| klo?\.?| alle| a las|\s)[\s\x{202f}\x{a0}]*` +
		`(` + localTime + `)|\[(` + localTime + `), (` + localDigits + `))(?:\]|[\s\x{202f}\x{a0}\x{200e}\x{200f}]+[-–])\s`)
	signalLine = lazy.Regexp(`^\[\d{4}-\d\d-\d\d,? \d\d:\d\d(?::\d\d)?\] `)
)

// whatsAppHead splits a line that begins a message or notice into date, time and
// the rest.
func whatsAppHead(l string) (date, clock, rest string, ok bool) {
	if l == "" || l[0] != '[' && l[0] < 0x80 && (l[0] < '0' || l[0] > '9') {
		return "", "", "", false
	}
	m := whatsAppLine().FindStringSubmatchIndex(l[:min(len(l), longestHead)])
	if m == nil {
		return "", "", "", false
	}
	part := func(i int) string {
		if m[2*i] < 0 {
			return ""
		}
		return l[m[2*i]:m[2*i+1]]
	}
	return part(1) + part(4), part(2) + part(3), l[m[1]:], true
}

// longestHead is how many bytes the date and time of a message may have.
const longestHead = 90

// sniffLog scores a head by the share of its lines that begin a message. If
// only is not nil, the lines must match it, and the score is higher.
func sniffLog(head []byte, only func() *regexp.Regexp) int {
	n, good, named := 0, 0, 0
	for l := range bytes.Lines(head) {
		l = bytes.TrimRight(l, "\r\n")
		_, _, rest, ok := whatsAppHead(string(l))
		n++
		if !ok || only != nil && !only().Match(l) || ircSaid().MatchString(rest) { // a line of an IRC log
			continue
		}
		good++
		if strings.IndexByte(rest, ':') > 0 {
			named++
		}
	}
	switch {
	case named == 0 || good*4 < n:
		return 0
	case only != nil:
		return 86
	}
	return 85
}

// logEntry is a message or notice of a chat kept as text.
type logEntry struct {
	date, clock string
	name        string // "" for a notice
	text        []string
	line        int
}

func readWhatsApp(r io.Reader) iter.Seq2[*format.Found, error] {
	return func(yield func(*format.Found, error) bool) {
		b, err := input.ReadWhole(r)
		if err != nil {
			yield(nil, err)
			return
		}
		all := whatsAppEntries(string(b))
		if len(all) == 0 {
			yield(nil, record.Errorf(0, "no line begins with date, time and name, as in a WhatsApp export"))
			return
		}
		w := &whatsApp{textLog: newTextLog(&gainsay.Thread{}), order: orderOf(all), forms: map[string]int{}}
		for _, e := range all {
			if strings.HasPrefix(e.text[0], "\u200e") {
				w.forms[e.text[0]]++
			}
		}
		for _, e := range all {
			w.put(e)
		}
		w.conclude(all)
		w.Yield(yield)
	}
}

// whatsAppEntries splits the text of a chat. Lines without date and time
// continue the entry above.
func whatsAppEntries(s string) []*logEntry {
	var all []*logEntry
	n := 0
	for l := range strings.Lines(s) {
		n++
		l = strings.TrimRight(l, "\r\n")
		if date, clock, rest, ok := whatsAppHead(l); ok {
			all = append(all, &logEntry{date: date, clock: clock, text: []string{rest}, line: n})
		} else if len(all) > 0 {
			e := all[len(all)-1]
			e.text = append(e.text, l)
		}
	}
	known := map[string]bool{}
	for _, e := range all {
		if name, _, ok := strings.Cut(e.text[0], ": "); ok && isSender(name) {
			known[name] = true
		}
	}
	for _, e := range all {
		e.split(known)
	}
	return all
}

// isSender reports whether words before a colon may be a name.
func isSender(s string) bool {
	return s != "" && len(s) <= 120 && !strings.ContainsAny(s, "\"“”")
}

// split cuts the name off an entry. Where no space follows the colon, the name
// must be known from other entries.
func (e *logEntry) split(known map[string]bool) {
	name, text, ok := strings.Cut(e.text[0], ":")
	for ok && !known[name] {
		var more string
		if more, text, ok = strings.Cut(text, ":"); ok {
			name += ":" + more
		}
	}
	if ok {
		e.name, e.text[0] = name, strings.TrimPrefix(text, " ")
	}
}

// orderOf returns the order of day and month in the dates of a chat. If no date
// shows it, the order in which fewer entries go back in time is taken.
func orderOf(all []*logEntry) scalar.DateOrder {
	back := map[scalar.DateOrder]int{}
	last := map[scalar.DateOrder]time.Time{}
	half := false
	for _, e := range all {
		if o := scalar.OrderOf(e.date); o != scalar.UnknownOrder {
			return o
		}
		half = half || strings.ContainsAny(e.clock, "mM")
		for _, o := range []scalar.DateOrder{scalar.DayFirst, scalar.MonthFirst} {
			t := scalar.ParseDate(e.date, o).Time
			if t.Before(last[o]) {
				back[o]++
			}
			last[o] = t
		}
	}
	switch d := back[scalar.DayFirst] - back[scalar.MonthFirst]; {
	case d < 0, d == 0 && !half:
		return scalar.DayFirst
	}
	return scalar.MonthFirst
}

// whatsApp builds the thread of a chat.
type whatsApp struct {
	*textLog
	order scalar.DateOrder
	forms map[string]int // how often each text occurs that WhatsApp itself wrote
}

var (
	edited  = lazy.Regexp(`(?i)\s*<(?:this message was edited|diese nachricht wurde bearbeitet|se editó este mensaje|ce message a été modifié)>$`)
	spoken  = lazy.Regexp(`(?i)^(?:poll|umfrage|encuesta|sondage|location|standort|ubicación|https?:)`)
	groupOf = lazy.Regexp(`(?i)(?:group|gruppe|grupo|groupe|gruppo|groep)\s+["“„«](.{1,100})["”“»]`)
)

// put adds an entry.
func (w *whatsApp) put(e *logEntry) {
	name := strings.TrimLeft(marks.Replace(e.name), "~ \u202f\u00a0")
	at := scalar.ParseDate(e.date+" "+e.clock, w.order)
	raw := strings.Join(e.text, "\n")
	text := strings.TrimSpace(withoutEdit(marks.Replace(raw)))
	switch {
	case e.name == "":
		if m := groupOf().FindStringSubmatch(text); m != nil && w.Title == "" {
			w.Title = m[1]
		}
		w.event(at, text)
	case strings.HasPrefix(raw, "\u200e") && !strings.Contains(text, "\n") && !isDeleted(text) && !isMedia(text) &&
		!spoken().MatchString(text):
		if w.recurs(raw) {
			w.message(at, name, "", func(string) bool { return true })
			return
		}
		w.event(at, text)
	default:
		w.message(at, name, text, nil)
	}
}

// withoutEdit removes the mark of an edited message from its end.
func withoutEdit(text string) string {
	if !strings.HasSuffix(text, ">") {
		return text
	}
	return edited().ReplaceAllString(text, "")
}

// recurs reports whether a text that WhatsApp itself wrote stands for media, in
// whatever language: a few words without a full stop that recur.
func (w *whatsApp) recurs(raw string) bool {
	return w.forms[raw] > 1 && len(strings.Fields(raw)) <= 5 && !strings.ContainsAny(raw[len(raw)-1:], ".!?")
}

// conclude names the thread and reports how it was read.
func (w *whatsApp) conclude(all []*logEntry) {
	w.Thread.ID = "chat-" + scalar.Hash(all[0].date, all[0].clock, strings.Join(all[0].text, "\n"))
	w.Title = cmp.Or(w.Title, "chat")
	order := map[scalar.DateOrder]string{scalar.DayFirst: "day first", scalar.MonthFirst: "month first"}
	if scalar.OrderMatters(all[0].date) {
		w.Remark(0, "dates read with the %s", order[w.order])
	}
	w.textLog.finish()
}
