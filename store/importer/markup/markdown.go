package markup

import (
	"regexp"
	"strings"
)

// Markdown reads the Markdown of Reddit, Lemmy, Stack Exchange and Discourse:
// CommonMark with spoilers (>!…!<), superscripts (^…) and tables, parsed
// leniently. Line breaks are kept, as most writers intend.
func Markdown(src string) Text {
	m := &markdownReader{}
	src = strings.ReplaceAll(src, "\r\n", "\n")
	src = m.definitions(src)
	for line := range strings.Lines(src) {
		m.readLine(strings.TrimSuffix(line, "\n"))
	}
	m.flush()
	return m.w.done()
}

type markdownReader struct {
	w     writer
	para  []string // lines of the paragraph being read
	fence string   // what closes the code block
	refs  map[string]string
	blank bool // the preceding line is empty or absent
	code  bool // within indented code
}

var definition = regexp.MustCompile(`(?m)^ {0,3}\[([^\]\n]{1,200})\]:[ \t]*<?(\S+?)>?(?:[ \t]+["'(].*["')])?[ \t]*$\n?`)

// definitions removes link definitions and stores them.
func (m *markdownReader) definitions(src string) string {
	if !strings.Contains(src, "]:") {
		return src
	}
	m.refs = map[string]string{}
	return definition.ReplaceAllStringFunc(src, func(s string) string {
		p := definition.FindStringSubmatch(s)
		m.refs[strings.ToLower(p[1])] = p[2]
		return ""
	})
}

var (
	heading = regexp.MustCompile(`^ {0,3}#{1,6}[ \t]+(.*?)[ \t]*#*$`)
	rule    = regexp.MustCompile(`^ {0,3}(?:(?:\*[ \t]*){3,}|(?:-[ \t]*){3,}|(?:_[ \t]*){3,})$`)
	bullet  = regexp.MustCompile(`^[ \t]*[*+-][ \t]+`)
	under   = regexp.MustCompile(`^ {0,3}(?:=+|-+)[ \t]*$`)
	tabled  = regexp.MustCompile(`^[ \t]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)+\|?[ \t]*$`)
)

func (m *markdownReader) readLine(line string) {
	depth, rest := quoteMarks(line)
	if m.fence != "" {
		if m.w.quoted == 0 {
			rest = line
		} else if depth == 0 { // the quotation and the code in it end
			m.fence = ""
			m.w.level(0)
		}
	}
	if m.fence != "" {
		m.fenced(rest)
		return
	}
	if depth != m.w.quoted && (depth > 0 || strings.TrimSpace(rest) == "" || len(m.para) == 0) {
		m.flush()
		m.w.level(depth)
	}
	wasBlank := m.blank
	m.blank = strings.TrimSpace(rest) == ""
	switch {
	case m.blank:
		m.flush()
		m.w.level(0)
		m.w.brk(2)
	case (strings.HasPrefix(rest, "    ") || strings.HasPrefix(rest, "\t")) && (wasBlank || m.code) &&
		len(m.para) == 0 && !bullet.MatchString(rest):
		m.code = true
		m.w.keep(rest)
		m.w.breaks = max(m.w.breaks, 1)
		return
	default:
		m.text(rest)
	}
	m.code = m.code && m.blank
}

func (m *markdownReader) text(line string) {
	trimmed := strings.TrimLeft(line, " ")
	switch h := heading.FindStringSubmatch(line); {
	case strings.HasPrefix(trimmed, "```") || strings.HasPrefix(trimmed, "~~~"):
		m.flush()
		m.fence = trimmed[:3]
		m.w.brk(1)
	case h != nil:
		m.flush()
		m.w.brk(2)
		m.para = append(m.para, h[1])
		m.flush()
		m.w.brk(2)
	case len(m.para) > 0 && under.MatchString(line):
		m.flush()
		m.w.brk(2)
	case rule.MatchString(line), tabled.MatchString(line):
		m.flush()
	case bullet.MatchString(line):
		m.flush()
		m.w.brk(1)
		m.w.item = "- "
		m.para = append(m.para, bullet.ReplaceAllString(line, ""))
	default:
		m.para = append(m.para, strings.TrimSpace(line))
	}
}

func (m *markdownReader) fenced(line string) {
	if strings.HasPrefix(strings.TrimSpace(line), m.fence) {
		m.fence = ""
		m.w.brk(2)
		return
	}
	m.w.keep(line)
	m.w.breaks = min(m.w.breaks+1, 2)
}

// flush writes the paragraph read so far.
func (m *markdownReader) flush() {
	if len(m.para) == 0 {
		return
	}
	src := strings.Join(m.para, "\n")
	m.para = m.para[:0]
	in := readInline(src, m.refs)
	in.write(&m.w)
	m.w.brk(1)
}
