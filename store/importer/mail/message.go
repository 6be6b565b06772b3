package mail

import (
	"fmt"
	"mime"
	"net/mail"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/store/importer/internal/lazy"
	"github.com/gainsay/gainsay/store/importer/internal/scalar"
	"github.com/gainsay/gainsay/store/importer/markup"
)

// mailMessage holds the fields of a message that are used.
type mailMessage struct {
	ID       string
	Answers  []string // ids of the messages it answers, the parent first
	Refs     []string // ids of the messages before it in its thread, the oldest first
	From     string
	Subject  string // without the marks of lists and replies
	URL      string
	Time     time.Time
	TimeText string
	Text     markup.Text
	Spam     bool
	Reply    bool     // the subject has the mark of a reply
	Notes    []string // what had to be repaired
	Cuts     []string // what was left out
}

var (
	messageID  = lazy.Regexp(`<([^<>\s]{1,995})>`)
	mailRemark = lazy.Regexp(`\([^()]*\)`)
)

// parseMail reads a message. It never fails: damage becomes a note.
func parseMail(raw rawMail) *mailMessage {
	h, body := parseHeader(string(raw.text))
	m := &mailMessage{Refs: ids(h.get("References")), Spam: strings.EqualFold(h.get("X-Spam-Flag"), "yes")}
	subject := h.decoded("Subject")
	m.Subject, m.Reply = plainSubject(subject), replyWord().MatchString(subject)
	if raw.cut {
		m.cut("message of more than %d bytes: the rest is skipped", maxMail)
	}
	m.From = sender(h.decoded("From"))
	m.date(h, raw.from)
	m.links(h)
	if a := messageID().FindStringSubmatch(h.get("Archived-At")); a != nil {
		m.URL = a[1]
	}
	if raw.escaped {
		body = fromEscape().ReplaceAllString(body, "$1")
	}
	m.Text = mailText(h, body, m.note, m.cut)
	if m.ID == "" {
		m.ID = "mail-" + scalar.Hash(m.From, m.Time.String(), m.Subject, m.Text.Plain)
		m.note("message without Message-ID: it is %s here", m.ID)
	}
	return m
}

// fromEscape matches the escape of lines of the body that begin with From.
var fromEscape = lazy.Regexp(`(?m)^>(>*From )`)

func (m *mailMessage) cut(format string, args ...any) {
	m.Cuts = append(m.Cuts, fmt.Sprintf(format, args...))
}

func (m *mailMessage) note(format string, args ...any) {
	m.Notes = append(m.Notes, fmt.Sprintf(format, args...))
}

// links sets the id of the message and of those it answers: from In-Reply-To,
// else the last of References.
func (m *mailMessage) links(h mailFields) {
	if found := ids(h.get("Message-ID")); len(found) > 0 {
		m.ID = found[0]
	} else {
		m.ID = strings.Trim(strings.Join(strings.Fields(h.get("Message-ID")), ""), "<>")
	}
	m.Answers = ids(h.get("In-Reply-To"))
	if len(m.Answers) == 0 && len(m.Refs) > 0 {
		m.Answers = m.Refs[len(m.Refs)-1:]
	}
	if len(m.Answers) == 0 && isIDText(h.get("In-Reply-To")) {
		m.Answers = []string{strings.TrimSpace(h.get("In-Reply-To"))}
	}
	self := func(id string) bool { return id == m.ID }
	m.Answers, m.Refs = slices.DeleteFunc(slices.Clone(m.Answers), self), slices.DeleteFunc(m.Refs, self)
}

// isIDText reports whether a field is an id without its brackets.
func isIDText(s string) bool {
	s = strings.TrimSpace(s)
	return strings.Count(s, "@") == 1 && !strings.ContainsAny(s, " \t<>\"")
}

// ids returns the message ids in a field.
func ids(field string) []string {
	var out []string
	for _, m := range messageID().FindAllStringSubmatch(field, -1) {
		out = append(out, m[1])
	}
	return out
}

// date sets the time from the Date field, else from the last Received field or
// the From_ line.
func (m *mailMessage) date(h mailFields, from string) {
	words := h.get("Date")
	candidates := []string{words}
	if r := h.get("Received"); strings.Contains(r, ";") {
		candidates = append(candidates, r[strings.LastIndex(r, ";")+1:])
	}
	if i := fromDate().FindStringIndex(from); i != nil {
		candidates = append(candidates, from[i[0]:])
	}
	for i, s := range candidates {
		if t := mailTime(s); !t.IsZero() {
			if m.Time = t; i > 0 && words != "" {
				m.note("Date %q is no date: took another of the message", words)
			}
			return
		}
	}
	m.TimeText = scalar.OneLine(words)
}

var (
	fromDate   = lazy.Regexp(`\b(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)\b|\d{4}-\d{2}-\d{2})`)
	brokenZone = lazy.Regexp(`^(.*\d{1,2}:\d{2}(?::\d{2})?)\b.*?(\s(?:19|20)\d{2})?.*$`)
)

// mailTime reads a date of a mail, the zero time if it is not valid. If only
// the zone is invalid, UTC is assumed.
func mailTime(s string) time.Time {
	s = scalar.OneLine(mailRemark().ReplaceAllString(s, " "))
	if s == "" {
		return time.Time{}
	}
	for _, form := range []string{s, brokenZone().ReplaceAllString(s, "$1$2")} {
		if t := scalar.ParseTime(form); !t.IsZero() {
			return t.Time
		}
		if t, err := mail.ParseDate(form); err == nil && t.Year() > 0 && t.Year() <= 9999 {
			return t.UTC()
		}
		if t, err := mail.ParseDate(form + " +0000"); err == nil && t.Year() > 0 && t.Year() <= 9999 {
			return t.UTC()
		}
	}
	return time.Time{}
}

// root returns the id of the first message of the thread that this message
// knows.
func (m *mailMessage) root() string {
	switch {
	case len(m.Refs) > 0:
		return m.Refs[0]
	case len(m.Answers) > 0:
		return m.Answers[0]
	}
	return m.ID
}

// comment makes a comment of a message.
func (m *mailMessage) comment() *gainsay.Comment {
	c := &gainsay.Comment{ID: m.ID, Author: m.From, Time: m.Time, TimeText: m.TimeText, State: gainsay.Live}
	m.Text.Apply(c)
	if m.Spam {
		c.State = gainsay.MarkedSpam
	}
	if !m.Reply {
		c.ParentBy = gainsay.BySource
	}
	if len(m.Answers) > 0 {
		c.Parent, c.OtherParents, c.ParentBy = m.Answers[0], m.Answers[1:], gainsay.BySource
	}
	return c
}

var (
	inBrackets = lazy.Regexp(`^\s*(.*?)\s*<([^<>]*)>`)
	inParens   = lazy.Regexp(`^\s*(\S+(?: at \S+)?)\s*\((.*)\)\s*$`)
)

// sender returns the name in a From field, else the address.
func sender(from string) string {
	from = scalar.OneLine(from)
	name := from
	if m := inBrackets().FindStringSubmatch(from); m != nil {
		name = m[1]
		if quoted := strings.TrimPrefix(name, `"`); quoted != name {
			name = strings.ReplaceAll(strings.TrimSuffix(quoted, `"`), `\`, "")
		}
		if name == "" {
			name = strings.TrimSpace(m[2])
		}
	} else if m := inParens().FindStringSubmatch(from); m != nil && strings.TrimSpace(m[2]) != "" {
		name = strings.TrimSpace(m[2])
	}
	return strings.TrimSpace(name)
}

// mailFields is a header: fields in order, with names in lower case.
type mailFields []mailField

type mailField struct {
	name  string
	value []byte // grows line by line
}

// parseHeader reads the fields before a body. A line that is not a field begins
// the body; a quoted From_ line is skipped.
func parseHeader(s string) (mailFields, string) {
	var h mailFields
	for len(s) > 0 {
		line, rest, _ := strings.Cut(s, "\n")
		line = strings.TrimRight(line, "\r")
		switch {
		case line == "":
			return h, rest
		case (line[0] == ' ' || line[0] == '\t') && len(h) > 0:
			h[len(h)-1].value = append(append(h[len(h)-1].value, '\n'), line...)
		case strings.HasPrefix(line, ">From ") || strings.HasPrefix(line, "From "):
		case !fieldAt().MatchString(line):
			return h, s
		default:
			name, value, _ := strings.Cut(line, ":")
			h = append(
				h,
				mailField{strings.ToLower(strings.TrimSpace(name)), []byte(strings.TrimSpace(value))},
			)
		}
		s = rest
	}
	return h, ""
}

// get returns the first field with a name, unfolded, "" if there is none.
func (h mailFields) get(name string) string {
	name = strings.ToLower(name)
	for _, f := range h {
		if f.name == name {
			return strings.ReplaceAll(string(f.value), "\n", "")
		}
	}
	return ""
}

var encodedGap = lazy.Regexp(`\?=\s+=\?`)

// decoded returns a field with its encoded words (RFC 2047) decoded.
func (h mailFields) decoded(name string) string {
	s := h.get(name)
	d := mime.WordDecoder{CharsetReader: charsetReader}
	if out, err := d.DecodeHeader(encodedGap().ReplaceAllString(s, "?= =?")); err == nil {
		s = out
	}
	if !utf8.ValidString(s) {
		s, _ = decodeCharset(s, "")
	}
	return s
}
