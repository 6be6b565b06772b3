package markup

import (
	"html"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// inline is a paragraph with its edits and its links. Offsets are bytes of src.
type inline struct {
	src   string
	edits []edit
	links []inlineLink
}

// edit replaces src[start:end] by text.
type edit struct {
	start, end int
	text       string
}

type inlineLink struct {
	start, end int // the words
	url        string
}

// delimiter is a run of * or _ or ~ that may open or close emphasis.
type delimiter struct {
	at, n int
}

// inlineReader reads a paragraph once, from left to right.
type inlineReader struct {
	inline
	refs     map[string]string
	spoilers bool                 // >! occurs
	brackets []int                // [ that may begin a link
	marks    map[byte][]delimiter // open runs
}

func readInline(src string, refs map[string]string) *inline {
	r := &inlineReader{
		inline:   inline{src: src},
		refs:     refs,
		spoilers: strings.Contains(src, ">!"),
		marks:    map[byte][]delimiter{},
	}
	for i := 0; i < len(src); {
		i = r.step(i)
	}
	slices.SortStableFunc(r.edits, func(a, b edit) int { return a.start - b.start })
	slices.SortStableFunc(r.links, func(a, b inlineLink) int { return a.start - b.start })
	return &r.inline
}

var (
	escapable = `\` + "`" + `*_{}[]()#+-.!~>^|<"'&$%,/:;=?@`
	entity    = regexp.MustCompile(`^&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});`)
	auto      = regexp.MustCompile(`^<((?:https?|ftp|mailto):[^\s<>]+)>`)
	target    = regexp.MustCompile(`^\(\s*<?((?:[^\s()<>]|\([^\s()<>]*\))*)>?(?:\s+(?:"[^"\n]*"|'[^'\n]*'|\([^()\n]*\)))?\s*\)`)
	named     = regexp.MustCompile(`^\[([^\[\]\n]*)\]`)
	bare      = regexp.MustCompile(`^(?:https?://|www\.)[^\s<>\[\]]+`)
)

// maxReach limits how far ahead the end of an address or a superscript is
// searched for.
const maxReach = 2500

func (r *inlineReader) step(i int) int {
	s := r.src[i:min(len(r.src), i+maxReach)]
	switch c := s[0]; c {
	case '\\':
		if len(s) > 1 && strings.IndexByte(escapable, s[1]) >= 0 {
			r.cut(i, i+1)
			return i + 2
		}
	case '`':
		return r.code(i)
	case '*', '_', '~':
		return r.mark(i, c)
	case '&':
		if e := entity.FindString(s); e != "" {
			r.put(i, i+len(e), unescape(e))
			return i + len(e)
		}
	case '<':
		if m := auto.FindStringSubmatch(s); m != nil {
			r.cut(i, i+1)
			r.cut(i+len(m[0])-1, i+len(m[0]))
			r.links = append(r.links, inlineLink{i + 1, i + len(m[0]) - 1, m[1]})
			return i + len(m[0])
		}
	case '[':
		if len(r.brackets) < 100 {
			r.brackets = append(r.brackets, i)
		}
	case ']':
		return r.bracket(i)
	case 'h', 'w':
		if i == 0 || !isWordByte(r.src[i-1]) {
			if u := bare.FindString(s); u != "" {
				return i + len(strings.TrimRight(u, ".,;:!?)*_\"'"))
			}
		}
	case '>', '!':
		if (strings.HasPrefix(s, ">!") || strings.HasPrefix(s, "!<")) && r.spoilers {
			r.cut(i, i+2)
			return i + 2
		}
	case '^':
		return r.caret(i)
	}
	return i + 1
}

func (r *inlineReader) cut(start, end int) { r.put(start, end, "") }

func (r *inlineReader) put(start, end int, text string) {
	r.edits = append(r.edits, edit{start, end, text})
}

// unescape decodes an entity. Invisible characters that Reddit inserts are
// removed.
func unescape(e string) string {
	if e == "&#x200B;" || e == "&#8203;" {
		return ""
	}
	return html.UnescapeString(e)
}

func isWordByte(c byte) bool {
	return c >= utf8.RuneSelf || c == '_' || c >= '0' && c <= '9' || c|0x20 >= 'a' && c|0x20 <= 'z'
}

// code removes the marks around code and keeps its content unchanged.
func (r *inlineReader) code(i int) int {
	n := run(r.src[i:], '`')
	fence := r.src[i : i+n]
	for at := i + n; ; {
		k := strings.Index(r.src[at:max(at, min(len(r.src), i+maxReach))], fence)
		if k < 0 {
			return i + n
		}
		if m := run(r.src[at+k:], '`'); m == n {
			r.cut(i, i+n)
			r.cut(at+k, at+k+n)
			return at + k + n
		} else {
			at += k + m
		}
	}
}

func run(s string, c byte) int {
	n := 0
	for n < len(s) && s[n] == c {
		n++
	}
	return n
}

// mark pairs runs of *, _ or ~~ by CommonMark's flanking rules, without its
// rule of three.
func (r *inlineReader) mark(i int, c byte) int {
	n := run(r.src[i:], c)
	before, _ := utf8.DecodeLastRuneInString(r.src[:i])
	after, _ := utf8.DecodeRuneInString(r.src[i+n:])
	opens, closes := i+n < len(r.src) && !unicode.IsSpace(after), i > 0 && !unicode.IsSpace(before)
	if opens && closes && isPunct(after) && !isPunct(before) {
		opens = false
	}
	if opens && closes && isPunct(before) && !isPunct(after) {
		closes = false
	}
	if c == '_' && opens && closes && !isPunct(before) {
		opens, closes = false, false // within_a_word
	}
	if c == '~' && n != 2 || n > 3 && !(opens != closes) {
		return i + n
	}
	r.pair(i, n, c, opens, closes)
	return i + n
}

func isPunct(r rune) bool { return unicode.IsPunct(r) || unicode.IsSymbol(r) }

func (r *inlineReader) pair(i, n int, c byte, opens, closes bool) {
	left := n
	for open := r.marks[c]; closes && left > 0 && len(open) > 0; {
		d := &open[len(open)-1]
		k := min(left, d.n)
		r.cut(d.at+d.n-k, d.at+d.n)
		r.cut(i+n-left, i+n-left+k)
		left -= k
		if d.n -= k; d.n == 0 {
			open = open[:len(open)-1]
			r.marks[c] = open
		}
	}
	if opens && left > 0 {
		r.marks[c] = append(r.marks[c], delimiter{i + n - left, left})
	}
}

// bracket ends a link: [words](address), [words][name], [name].
func (r *inlineReader) bracket(i int) int {
	if len(r.brackets) == 0 {
		return i + 1
	}
	open := r.brackets[len(r.brackets)-1]
	r.brackets = r.brackets[:len(r.brackets)-1]
	words, rest := r.src[open+1:i], r.src[i+1:min(len(r.src), i+1+maxReach)]
	address, end := "", i+1
	if m := target.FindStringSubmatch(rest); m != nil {
		address, end = m[1], end+len(m[0])
	} else if m := named.FindStringSubmatch(rest); m != nil && r.refs[strings.ToLower(m[1])] != "" {
		address, end = r.refs[strings.ToLower(m[1])], end+len(m[0])
	} else if address = r.refs[strings.ToLower(words)]; address == "" {
		return i + 1
	}
	start := open
	if open > 0 && r.src[open-1] == '!' {
		start--
	}
	r.cut(start, open+1)
	r.cut(i, end)
	r.links = append(r.links, inlineLink{open + 1, i, html.UnescapeString(address)})
	return end
}

var caretRun = regexp.MustCompile(`^\^+(?:\(([^()\n]*)\)|)`)

// caret removes the mark of a superscript, but not that of a power (2^10) or an
// emoticon (^_^).
func (r *inlineReader) caret(i int) int {
	m := caretRun.FindStringSubmatchIndex(r.src[i:min(len(r.src), i+maxReach)])
	switch {
	case m[2] >= 0:
		space := ""
		if i > 0 && isWordByte(r.src[i-1]) {
			space = " "
		}
		r.put(i, i+m[2], space)
		r.cut(i+m[3], i+m[1])
		return i + m[2]
	case i > 0 && isWordByte(r.src[i-1]) && r.src[i-1] < utf8.RuneSelf &&
		r.src[i-1] >= '0' && r.src[i-1] <= '9':
	case i+m[1] < len(r.src) && unicode.IsLetter(rune(r.src[i+m[1]])):
		r.cut(i, i+m[1])
	}
	return i + m[1]
}

// write writes the paragraph to w: runs of text between links and edits.
func (in *inline) write(w *writer) {
	links, edits := in.links, in.edits
	var inside []inlineLink // open links; start is an offset in w
	for at := 0; ; {
		for n := len(inside); n > 0 && inside[n-1].end <= at; n-- {
			w.link(w.since(inside[n-1].start), inside[n-1].url, "")
			inside = inside[:n-1]
		}
		for ; len(links) > 0 && links[0].start <= at; links = links[1:] {
			inside = append(inside, inlineLink{len(w.b), links[0].end, links[0].url})
		}
		if at == len(in.src) {
			return
		}
		next := len(in.src)
		if len(links) > 0 {
			next = min(next, links[0].start)
		}
		if n := len(inside); n > 0 {
			next = min(next, inside[n-1].end)
		}
		if len(edits) > 0 && edits[0].start <= at {
			if edits[0].end > at || edits[0].start == at {
				w.lines(edits[0].text)
			}
			at = max(at, edits[0].end)
			edits = edits[1:]
			continue
		}
		if len(edits) > 0 {
			next = min(next, edits[0].start)
		}
		w.lines(in.src[at:next])
		at = next
	}
}

// lines writes text whose line feeds are kept.
func (w *writer) lines(s string) {
	for i, line := range strings.Split(s, "\n") {
		if i > 0 {
			w.brk(min(w.breaks+1, 2))
		}
		w.flow(line)
	}
}
