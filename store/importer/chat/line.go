package chat

import (
	"bytes"
	"cmp"
	"io"
	"iter"
	"regexp"
	"slices"
	"strings"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/store/importer/internal/format"
	"github.com/gainsay/gainsay/store/importer/internal/lazy"
	"github.com/gainsay/gainsay/store/importer/internal/scalar"
)

var _ = format.Register(&format.Format{
	Name: "line",
	Doc: `a chat exported by LINE as text, from a phone or a computer

Recognised by lines of time, name and text between tabs, or between spaces, below lines with the day:
"08:00	Hana	text" below "2026/09/01(火)". "Export chat history" in the settings of a chat sends such a file
("[LINE] Chat history with ….txt"). Events are counted and skipped; a message of media alone has no
text; a message taken back keeps its place. The export does not say which message is answered: parents
are recovered later. Times have no zone and count as UTC.`,
	From:  `LINE: Settings of a chat, Export chat history`,
	Ext:   []string{".txt"},
	Sniff: sniffLine,
	Read:  readLine,
})

// lineClock matches the time of a message.
const lineClock = `((?:午前|午後|上午|下午)?\d{1,2}:\d{2} ?(?:[AaPp]\.?[Mm]\.?)?)`

// The lines of such a file.
var (
	lineHead = lazy.Regexp(`^(?:\[LINE\] (?:Chat history (?:with|in) (.+)|[与與]?(.+?)(?:とのトーク履歴|のトーク履歴|的聊天[记記][录錄]))|` +
		`Chat history (?:with|in) (.+))$`)
	lineSaved = lazy.Regexp(`^(?:Saved on|保存日時|保存日期|儲存日期)\s?[:：]`)
	lineDay   = lazy.Regexp(`^(?:(\d{4})[/.](\d{1,2})[/.](\d{1,2})\s?[(（]?(?:\pL{1,12}\.?)?[)）]?|(\pL{2,9})\.?, (\d{1,2}/\d{1,2}/\d{4}))$`)
	lineTab   = lazy.Regexp(`^` + lineClock + `\t([^\t]*)(?:\t(.*))?$`)
	lineSpace = lazy.Regexp(`^` + lineClock + ` (\S+) (.*)$`)
	lineMedia = lazy.Regexp(`^(?:Photos|Stickers|Videos|Audio|Voice message|Files?|☎ .{1,60})$`)
)

func sniffLine(head []byte) int {
	n, said, days, headed := 0, 0, 0, false
	for raw := range bytes.Lines(head) {
		l := strings.TrimRight(string(raw), "\r\n")
		switch {
		case l == "":
			continue
		case n < 2 && (lineHead().MatchString(l) || lineSaved().MatchString(l)):
			headed = true
		case lineDay().MatchString(l):
			days++
		case lineTab().MatchString(l), lineSpace().MatchString(l):
			said++
		}
		n++
	}
	if said == 0 || days == 0 || !headed && (said+days)*10 < n*6 {
		return 0
	}
	return 87
}

func readLine(r io.Reader) iter.Seq2[*format.Found, error] {
	return readLogs(r, "no line with time, name and text, as in a LINE export", func(all string) []*textLog {
		l := &lineChat{textLog: newTextLog(&gainsay.Thread{}), form: lineSpace}
		lines := strings.Split(strings.ReplaceAll(all, "\r\n", "\n"), "\n")
		if slices.ContainsFunc(lines, lineTab().MatchString) {
			l.form = lineTab
		}
		for i := 0; i < len(lines); {
			i += l.put(lines[i:])
		}
		return []*textLog{l.textLog}
	})
}

// lineChat builds the thread of a chat.
type lineChat struct {
	*textLog
	form func() *regexp.Regexp // of messages
	day  string
}

// put reads an entry and returns how many lines it has.
func (l *lineChat) put(lines []string) int {
	if day := lineDay().FindStringSubmatch(lines[0]); day != nil {
		l.day = dayOfLine(day)
		return 1
	}
	m := l.form().FindStringSubmatch(lines[0])
	if m == nil {
		if h := lineHead().FindStringSubmatch(lines[0]); h != nil && l.Title == "" && l.day == "" {
			l.Title = h[1] + h[2] + h[3]
		}
		return 1
	}
	n := l.length(lines, m[3])
	text := strings.TrimSpace(strings.Join(append([]string{m[3]}, lines[1:n]...), "\n"))
	if len(text) > 1 && text[0] == '"' && text[len(text)-1] == '"' {
		text = strings.ReplaceAll(text[1:len(text)-1], `""`, `"`)
	}
	at := scalar.ParseTime(strings.TrimSpace(l.day + " " + m[1]))
	if m[2] == "" || !strings.Contains(lines[0][len(m[1])+1:], "\t") && strings.Contains(lines[0], "\t") {
		l.event(at, cmp.Or(text, m[2]))
	} else {
		l.message(at, m[2], text, lineMedia().MatchString)
	}
	return n
}

// length returns how many lines the message has whose first line holds text. A
// text of several lines is between quotation marks; without them it goes on to
// the next message or day.
func (l *lineChat) length(lines []string, text string) int {
	quoted := strings.HasPrefix(text, `"`)
	if quoted && len(text) > 1 && strings.HasSuffix(text, `"`) {
		return 1
	}
	for i := 1; i < len(lines); i++ {
		message := l.form().MatchString(lines[i])
		switch {
		case quoted && !message && strings.HasSuffix(lines[i], `"`):
			return i + 1
		case message && quoted:
			return l.length(lines, strings.TrimPrefix(text, `"`)) // the mark is never closed
		case message, !quoted && lineDay().MatchString(lines[i]):
			return i
		}
	}
	return len(lines)
}

// dayOfLine returns a day as year/month/day. The weekday before a date says
// whether it begins with the day or the month.
func dayOfLine(m []string) string {
	if m[1] != "" {
		return m[1] + "/" + m[2] + "/" + m[3]
	}
	for _, o := range []scalar.DateOrder{scalar.MonthFirst, scalar.DayFirst} {
		st := scalar.ParseDate(m[5], o)
		if strings.HasPrefix(st.Weekday().String(), m[4]) && !st.IsZero() {
			return st.Format("2006/01/02")
		}
	}
	if st := scalar.ParseDate(m[5], scalar.MonthFirst); !st.IsZero() {
		return st.Format("2006/01/02")
	}
	return scalar.ParseDate(m[5], scalar.DayFirst).Format("2006/01/02")
}
