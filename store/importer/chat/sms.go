package chat

import (
	"cmp"
	"io"
	"iter"
	"strings"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/store/importer/internal/format"
	"github.com/gainsay/gainsay/store/importer/internal/lazy"
	"github.com/gainsay/gainsay/store/importer/internal/scalar"
	"github.com/gainsay/gainsay/store/importer/internal/thread"
	"github.com/gainsay/gainsay/store/importer/internal/xmltree"
)

var _ = format.Register(&format.Format{
	Name: "sms",
	Doc: `text messages of a phone as XML, as SMS Backup & Restore writes them

Recognised by the root element smses. The messages with each number, or with each group of numbers, are a
thread; what the owner of the phone sent is by "Me". Drafts and messages that were not sent are counted and
skipped; pictures are not read. Nothing says which message is answered: parents are recovered later.`,
	From:  `SMS Backup & Restore on Android: View backups, or the file in the cloud`,
	Ext:   []string{".xml"},
	Sniff: sniffSMS,
	Read:  readSMS,
})

var smsRoot = lazy.Regexp(`^\s*(?:<\?[^>]*>\s*|<!--[^>]*-->\s*)*<smses[\s>]`)

func sniffSMS(head []byte) int {
	if smsRoot().Match(head[:min(len(head), 2000)]) {
		return 92
	}
	return 0
}

// smsFile builds the threads of a backup.
type smsFile struct {
	by  map[string]*textLog // by number
	all []*textLog
}

func readSMS(r io.Reader) iter.Seq2[*format.Found, error] {
	return func(yield func(*format.Found, error) bool) {
		s := &smsFile{by: map[string]*textLog{}}
		report := func(err error) error { return thread.Sink(yield).Report("", err) }
		if err := xmltree.NewReader(r).Each(report, s.put, "sms", "mms"); err != nil {
			thread.Sink(yield).End(err)
			return
		}
		yieldLogs(s.all, yield, "no messages in the backup")
	}
}

// known returns an attribute, "" for the words that stand for an unknown value.
func known(n *xmltree.Node, name string) string {
	if v := n.Attr(name); v != "null" && v != "(Unknown)" {
		return strings.TrimSpace(v)
	}
	return ""
}

// put adds a message to its thread.
func (s *smsFile) put(n *xmltree.Node) error {
	numbers := strings.NewReplacer(" ", "", "-", "", "(", "", ")", "").Replace(known(n, "address"))
	l := s.by[numbers]
	if l == nil {
		l = newTextLog(&gainsay.Thread{Title: cmp.Or(known(n, "contact_name"), numbers)})
		s.by[numbers] = l
		s.all = append(s.all, l)
	}
	at := scalar.ParseTime(n.Attr("date"))
	text := known(n, "body")
	if n.Name == "mms" {
		text = mmsText(n)
	}
	switch cmp.Or(n.Attr("type"), n.Attr("msg_box")) {
	case "1":
		l.message(at, mmsSender(n), cmp.Or(text, "<media>"), nil)
	case "2":
		l.message(at, "Me", cmp.Or(text, "<media>"), nil)
	default:
		c := &gainsay.Comment{ID: l.id(at.Time, text)}
		at.Apply(c)
		l.note(c, "draft or not sent")
	}
	return nil
}

// mmsText returns the texts in the parts of a message.
func mmsText(n *xmltree.Node) string {
	var out []string
	if parts := n.Child("parts"); parts != nil {
		for _, p := range parts.All("part") {
			if t := known(p, "text"); t != "" && p.Attr("ct") == "text/plain" {
				out = append(out, t)
			}
		}
	}
	return strings.Join(out, "\n")
}

// mmsSender returns who sent a message: the contact, or in a group the number
// marked as the sender.
func mmsSender(n *xmltree.Node) string {
	if addrs := n.Child("addrs"); addrs != nil && strings.Contains(n.Attr("address"), "~") {
		for _, a := range addrs.All("addr") {
			if a.Attr("type") == "137" {
				return known(a, "address")
			}
		}
	}
	return cmp.Or(known(n, "contact_name"), known(n, "address"))
}
