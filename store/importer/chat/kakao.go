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
	Name: "kakaotalk",
	Doc: `a chat exported by KakaoTalk as text, from a phone or a computer

Recognised by lines "[name] [오전 9:12] text" below lines with the day between hyphens, or by lines
"2024년 3월 11일 오전 9:12, name : text", in Korean or English. "Export chat" in the settings of a chat room sends
such a file. Notices are counted and skipped; a message of media alone has no text. The export does not
say which message is answered: parents are recovered later. Times have no zone and count as UTC.`,
	From:  `KakaoTalk: Settings of a chat, Export chat messages`,
	Ext:   []string{".txt"},
	Sniff: sniffKakao,
	Read:  readKakao,
})

// The lines of such a file.
var (
	kakaoHead  = lazy.Regexp(`^(?:(.+?)(?: \d+)? ?님과 카카오톡 대화|(.+?)(?: \d+)? 카카오톡 대화|KakaoTalk Chats with (.+)|Talk_\d{4}\.\d.*\.txt)$`)
	kakaoSaved = lazy.Regexp(`^(?:저장한 날짜|Date Saved) ?: `)
	kakaoDay   = lazy.Regexp(`^-{5,} (.{6,60}) -{5,}$`)
	kakaoNamed = lazy.Regexp(`^\[(.+?)\] \[((?:오전|오후|AM|PM) \d{1,2}:\d{2}|\d{1,2}:\d{2}(?: ?[AP]M)?)\] (.*)$`)
	kakaoDated = lazy.Regexp(`^(\d{4}(?:년 |\. )\d{1,2}(?:월 |\. )\d{1,2}(?:일|\.)(?: \S요일)?(?: (?:오전 |오후 )?\d{1,2}:\d{2})?|` +
		`[A-Z][a-z]{2,8} \d{1,2}, \d{4},?(?: at)? \d{1,2}:\d{2}(?: ?[AP]M)?)(?:, (.*))?$`)
	kakaoNotice = lazy.Regexp(`^(?:.{1,80}(?:님이|님을|님께서) .{0,80}(?:초대했습니다|들어왔습니다|나갔습니다|내보냈습니다|변경했습니다)\.?|` +
		`채팅방 관리자가 메시지를 가렸습니다\.?|.{1,60} (?:invited .{1,80}|joined this chatroom|left this chatroom)\.)$`)
	kakaoMedia = lazy.Regexp(`^(?:사진(?: \d+장)?|동영상|이모티콘|음성메시지|(?:보이스톡|페이스톡|그룹콜).{0,30}|파일: \S.*|지도: .*|` +
		`Photos?(?: \d+)?|Video|Emoticons?|Voice message|File: \S.*)$`)
)

func sniffKakao(head []byte) int {
	n, said, marked := 0, 0, 0
	for raw := range bytes.Lines(head) {
		l := strings.TrimRight(string(raw), "\r\n")
		if l == "" {
			continue
		}
		n++
		m := kakaoDated().FindStringSubmatch(l)
		switch {
		case kakaoNamed().MatchString(l), m != nil && strings.Contains(m[2], " : "):
			said++
		case kakaoHead().MatchString(l), kakaoSaved().MatchString(l), kakaoDay().MatchString(l):
			marked++
		}
	}
	if said == 0 || said*8 < n || said < 2 && marked == 0 {
		return 0
	}
	return 87
}

func readKakao(r io.Reader) iter.Seq2[*format.Found, error] {
	return readLogs(r, "no line with time, name and text, as in a KakaoTalk export", func(all string) []*textLog {
		k := &kakao{textLog: newTextLog(&gainsay.Thread{})}
		for l := range strings.Lines(all) {
			k.put(strings.TrimRight(l, "\r\n"))
		}
		k.flush()
		return []*textLog{k.textLog}
	})
}

// kakao builds the thread of a chat. The message read last is kept until the
// next line that does not continue it.
type kakao struct {
	*textLog
	day  string // of the messages that follow
	at   scalar.Stamp
	name string // "" for a notice
	text []string
	open bool
}

// put reads a line.
func (k *kakao) put(l string) {
	named := kakaoNamed().FindStringSubmatch(l)
	dated := kakaoDated().FindStringSubmatch(l)
	day := kakaoDay().FindStringSubmatch(l)
	switch {
	case named != nil:
		k.begin(scalar.ParseTime(strings.TrimSpace(k.day+" "+named[2])), named[1], named[3])
	case dated != nil:
		k.dated(dated[1], dated[2])
	case day != nil:
		k.flush()
		k.day = day[1]
	case !k.open && len(k.Comments) == 0:
		k.heading(l)
	case kakaoNotice().MatchString(l):
		k.begin(k.at, "", l)
	case k.open:
		k.text = append(k.text, l)
	}
}

// dated reads a line that begins with date and time: a message, a notice or only
// the day.
func (k *kakao) dated(at, rest string) {
	if rest == "" {
		k.flush()
		return
	}
	name, text, ok := strings.Cut(rest, " : ")
	if !ok {
		name, text = "", rest
	}
	k.begin(scalar.ParseTime(at), name, text)
}

// heading takes the name of the chat from the lines before the first message.
func (k *kakao) heading(l string) {
	if m := kakaoHead().FindStringSubmatch(l); m != nil && k.Title == "" {
		k.Title = m[1] + m[2] + m[3]
	}
}

// begin begins a message, or a notice if there is no name.
func (k *kakao) begin(at scalar.Stamp, name, text string) {
	k.flush()
	k.at, k.name, k.text, k.open = at, name, []string{text}, true
}

// flush adds the message read last.
func (k *kakao) flush() {
	if !k.open {
		return
	}
	text := strings.TrimSpace(strings.Join(k.text, "\n"))
	if k.name == "" {
		k.event(k.at, text)
	} else {
		k.message(k.at, k.name, text, kakaoMedia().MatchString)
	}
	k.open = false
}
