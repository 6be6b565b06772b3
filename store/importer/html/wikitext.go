package html

import (
	"fmt"
	"io"
	"iter"
	"strings"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/store/importer/internal/format"
	"github.com/gainsay/gainsay/store/importer/internal/input"
	"github.com/gainsay/gainsay/store/importer/internal/lazy"
	"github.com/gainsay/gainsay/store/importer/internal/record"
	"github.com/gainsay/gainsay/store/importer/internal/scalar"
	"github.com/gainsay/gainsay/store/importer/internal/thread"
	"github.com/gainsay/gainsay/store/importer/markup"
)

var _ = format.Register(&format.Format{
	Name: "wikitext",
	Doc: `the source of a talk page of Wikipedia or another wiki

Recognised by signatures: a link to a user's page and a time with its zone. A copy of the edit window,
or the address of the page with ?action=raw, gives such a file. A section is a thread, a comment ends
with a signature, and the colons and asterisks before a line give its level; {{outdent}} answers the
comment before. Times are read in the languages of the large wikis.`,
	From:  `"View source" of a talk page, ?action=raw, or the text of a dump`,
	Ext:   []string{".wiki", ".wikitext", ".txt"},
	Sniff: sniffWikitext,
	Read:  readWikitext,
})

func sniffWikitext(head []byte) int {
	text := string(head)
	if !strings.Contains(text, "[[") || input.IsHTML(strings.TrimSpace(text)) || strings.HasPrefix(strings.TrimSpace(text), "{\"") {
		return 0
	}
	signed := 0
	for line := range strings.Lines(text) {
		if signWikitext(line) != nil {
			if signed++; signed >= 2 {
				return 85
			}
		}
	}
	return 60 * signed
}

func readWikitext(r io.Reader) iter.Seq2[*format.Found, error] {
	return func(yield func(*format.Found, error) bool) {
		b, err := input.ReadWhole(r)
		if err != nil {
			yield(nil, err)
			return
		}
		w := &wikitext{ids: map[string]int{}}
		w.section("")
		for line := range strings.Lines(string(b)) {
			w.line(strings.TrimRight(line, "\r\n"))
		}
		w.leftOver()
		n := 0
		for _, b := range w.threads {
			if len(b.Comments) == 0 {
				continue
			}
			if n == 0 && w.unsigned > 0 {
				b.Remark(0, "passages without a signature, not read as comments: %d", w.unsigned)
			}
			n++
			if !b.Yield(yield) {
				return
			}
		}
		if n == 0 {
			yield(nil, record.Errorf(0, "no comments found: no line ends with a link to a user and a time"))
		}
	}
}

// wikitext is the source of a talk page being read.
type wikitext struct {
	talkOrder
	threads  []*thread.Builder
	lines    []string // since the last signature, without the marks of their level
	level    int      // of the first of these lines
	ids      map[string]int
	unsigned int
}

var (
	wikiHeading = lazy.Regexp(`^(={1,6})\s*(.+?)\s*={1,6}\s*$`)
	wikiIndent  = lazy.Regexp(`^[:*#;]+\s*`)
	outdent     = lazy.Regexp(`(?i)\{\{\s*(?:outdent|od|unindent|noindent|quitter l'indentation)\b[^{}]*\}\}`)
)

func (w *wikitext) section(title string) {
	w.leftOver()
	w.talkOrder = talkOrder{}
	b := thread.NewBuilder(&gainsay.Thread{Title: title})
	b.ID = "wiki-" + scalar.Hash(title, fmt.Sprint(len(w.threads)))
	w.threads = append(w.threads, b)
}

func (w *wikitext) leftOver() {
	if len(strings.Join(w.lines, " ")) > 20 {
		w.unsigned++
	}
	w.lines = nil
}

func (w *wikitext) line(s string) {
	if m := wikiHeading().FindStringSubmatch(s); m != nil {
		if len(m[1]) <= 2 {
			w.section(wikiPlain(m[2], "").Plain)
		} else {
			w.leftOver()
			w.talkOrder = talkOrder{}
		}
		return
	}
	marks := wikiIndent().FindString(s)
	level := len(strings.TrimSpace(marks))
	body := s[len(marks):]
	if len(w.lines) == 0 {
		if strings.TrimSpace(body) == "" {
			return
		}
		w.level = level
	}
	sign := signWikitext(body)
	if sign == nil {
		w.lines = append(w.lines, body)
		return
	}
	w.lines = append(w.lines, body[:sign.start])
	text := strings.Join(w.lines, "\n")
	outdented := outdent().MatchString(text)
	text = outdent().ReplaceAllString(text, "")
	c := &gainsay.Comment{State: gainsay.Live, ParentBy: gainsay.BySource, Author: scalar.Author(sign.user)}
	sign.when.Apply(c)
	trimSignature(wikiPlain(text, "")).Apply(c)
	c.ID = signID(w.ids, c)
	c.Parent = w.answer(c.ID, min(w.level, level), outdented)
	w.lines = nil
	w.threads[len(w.threads)-1].Add(c)
}

// sourceSignature is a signature in the source of a page.
type sourceSignature struct {
	user  string
	when  scalar.Stamp
	start int // offset of the signature
}

var wikiLink = lazy.Regexp(`\[\[([^\[\]|]+)(?:\|((?:[^\[\]]|\[[^\[\]]*\])*))?\]\]`)

// signWikitext finds the signature at the end of a line, nil for none.
func signWikitext(line string) *sourceSignature {
	st, at, _, ok := signedTime(line)
	if !ok {
		return nil
	}
	all := wikiLink().FindAllStringSubmatchIndex(line[:at], -1)
	s := &sourceSignature{when: st, start: at}
	for i := len(all) - 1; i >= 0; i-- {
		m := all[i]
		name, _ := wikiTitleUser(line[m[2]:m[3]])
		switch {
		case name == "" && s.user == "" && s.start-m[1] > maxGap, name != "" && s.user != "" && !strings.EqualFold(name, s.user):
			i = 0
		case s.start-m[1] > maxGap:
			i = 0
		case name != "":
			s.user, s.start = name, m[0]
		}
	}
	if s.user == "" {
		return nil
	}
	// The markup around the name belongs to the signature.
	s.start = len(openTags().ReplaceAllString(line[:s.start], ""))
	return s
}

// openTags matches what stands open before the name in a signature: tags,
// templates, apostrophes.
var openTags = lazy.Regexp(`(?:<[a-zA-Z][^<>]*>|\{\{\s*(?:unsigned|unsignedip|nicht signiert|non firmato)[^{}]*|'{2,5}|[\s—–-]|<!--.*?-->)+$`)

var (
	wikiComment  = lazy.Regexp(`(?s)<!--.*?-->`)
	wikiBold     = lazy.Regexp(`'{2,5}`)
	wikiExternal = lazy.Regexp(`\[(https?://[^\s\]]+)(?:\s+([^\]]*))?\]`)
	wikiPing     = lazy.Regexp(`(?i)\{\{\s*(?:ping|re|reply to|reply|replyto|@|u|user|a|an|à|notif)\s*\|([^{}|]+)[^{}]*\}\}`)
	wikiQuote    = lazy.Regexp(`(?is)\{\{\s*(?:tq|talkquote|tqq|xt|zitat|citation|quote)\s*\|(?:1=)?([^{}]*)\}\}`)
)

// wikiPlain turns wikitext into plain text with its links.
func wikiPlain(s, base string) markup.Text {
	s = wikiComment().ReplaceAllString(s, "")
	s = wikiLink().ReplaceAllStringFunc(s, func(link string) string {
		m := wikiLink().FindStringSubmatch(link)
		if m[2] != "" {
			return m[2]
		}
		return m[1]
	})
	s = wikiExternal().ReplaceAllStringFunc(s, func(link string) string {
		m := wikiExternal().FindStringSubmatch(link)
		label := m[2]
		if label == "" {
			label = m[1]
		}
		return `<a href="` + m[1] + `">` + label + `</a>`
	})
	s = wikiPing().ReplaceAllString(s, "@$1")
	s = wikiQuote().ReplaceAllString(s, "“$1”")
	s = wikiBold().ReplaceAllString(s, "")
	s = strings.ReplaceAll(s, "\n", "<br>")
	return markup.HTML(s, markup.Options{Base: base})
}
