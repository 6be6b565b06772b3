package markup

import (
	"html"
	"regexp"
	"strings"
)

// bbTags are the known tags; others are kept as typed.
var bbTags = set(`b i u s sub sup color size font center left right justify align indent quote url link img email code php html pre list * li ul ol
	spoiler spoilers hide table tr td th h1 h2 h3 h4 h5 h6 hr br youtube video media attach user mention highlight noparse plain icode inlinecode`)

// verbatim are the tags whose content is not parsed.
var verbatim = set(`code php html pre noparse plain icode inlinecode img youtube video media attach`)

var bbTag = regexp.MustCompile(`\[(/?)([a-zA-Z][a-zA-Z0-9]{0,11}|\*)((?:[= ])[^\[\]\n]{0,400})?\]`)

// tag is one BBCode tag as found.
type tag struct {
	start, end int
	name, arg  string
	close      bool
	mate       int // index of the tag it pairs with, -1 if there is none
}

// BBCode reads the BBCode of phpBB, vBulletin, XenForo and SMF. Entities are
// decoded.
func BBCode(src string) Text {
	src = strings.ReplaceAll(src, "\r\n", "\n")
	b := &bbReader{src: src, tags: pairs(src)}
	at := 0
	for k := range b.tags {
		t := &b.tags[k]
		if t.start < at || t.mate < 0 {
			continue // in verbatim text or unpaired: kept as text
		}
		b.chars(src[at:t.start])
		at = b.tag(k)
	}
	b.chars(src[at:])
	return b.w.done()
}

// pairs finds the tags and pairs start and end tags.
func pairs(src string) []tag {
	var out []tag
	open := map[string][]int{}
	closed := "" // the verbatim tag now open
	found := bbTag.FindAllStringSubmatchIndex(src, -1)
	last := map[string]int{} // the last end tag of each name
	for k, m := range found {
		if m[2] < m[3] {
			last[strings.ToLower(src[m[4]:m[5]])] = k
		}
	}
	for k, m := range found {
		name := strings.ToLower(src[m[4]:m[5]])
		t := tag{start: m[0], end: m[1], name: name, close: m[2] < m[3], mate: -1}
		if m[6] >= 0 {
			t.arg = strings.Trim(src[m[6]+1:m[7]], `"' `)
		}
		if !bbTags[name] || closed != "" && (!t.close || name != closed) {
			continue
		}
		switch stack := open[name]; {
		case name == "*" || name == "hr" || name == "br":
			t.mate = len(out)
		case !t.close:
			open[name] = append(stack, len(out))
			if verbatim[name] && last[name] > k {
				closed = name
			}
		case len(stack) > 0:
			t.mate = stack[len(stack)-1]
			out[t.mate].mate = len(out)
			open[name] = stack[:len(stack)-1]
			closed = ""
		}
		out = append(out, t)
	}
	return out
}

type bbReader struct {
	src   string
	tags  []tag
	w     writer
	links []int // offsets at which the words of open links begin
	named []int // open quotations: index of their reference in Refs, or -1
}

func (b *bbReader) chars(s string) {
	b.w.lines(html.UnescapeString(s))
}

// tag reads tag k and returns where to go on.
func (b *bbReader) tag(k int) int {
	t := &b.tags[k]
	switch t.name {
	case "quote":
		b.quote(t)
	case "url", "link", "email":
		b.link(t)
	case "img":
		if mate := &b.tags[t.mate]; !t.close {
			at := len(b.w.b)
			b.chars(b.src[t.end:mate.start])
			b.w.link(b.w.since(at), strings.TrimSpace(b.src[t.end:mate.start]), "")
			return mate.end
		}
	case "*", "li":
		if !t.close {
			b.w.brk(1)
			b.w.item = "- "
		}
	case "list", "ul", "ol", "table", "tr", "hr", "br", "center", "h1", "h2", "h3", "h4", "h5", "h6", "spoiler", "spoilers", "hide":
		b.w.brk(1)
	case "td", "th":
		if t.close {
			b.w.flow(" | ")
		}
	}
	if verbatim[t.name] && !t.close {
		mate := &b.tags[t.mate]
		code := html.UnescapeString(b.src[t.end:mate.start])
		lines := count(strings.Contains(code, "\n"))
		b.w.brk(lines)
		b.w.keep(code)
		b.w.brk(lines)
		return mate.end
	}
	return t.end
}

var quotePost = regexp.MustCompile(`(?:post:\s*|;|p=|post=|post_id=)(\d+)`)

// quote opens or closes a quotation: [quote=Name;123], [quote="Name, post: 1,
// member: 2"], [quote=Name post_id=123 …].
func (b *bbReader) quote(t *tag) {
	if t.close {
		n := len(b.named) - 1
		if k := b.named[n]; k >= 0 {
			b.w.text.Refs[k].Span = b.w.since(b.w.text.Refs[k].Start)
		}
		b.named = b.named[:n]
		b.w.unquote()
		return
	}
	b.named = append(b.named, -1)
	if author, _, _ := strings.Cut(t.arg, ";"); t.arg != "" {
		b.named[len(b.named)-1] = len(b.w.text.Refs)
		ref := Ref{}
		author, _, _ = strings.Cut(author, ", post:")
		author, _, _ = strings.Cut(author, " post_id=")
		ref.Author = strings.Trim(html.UnescapeString(author), `"' `)
		if m := quotePost.FindStringSubmatch(t.arg); m != nil {
			ref.Post = m[1]
		}
		ref.Start, ref.End = len(b.w.b), len(b.w.b)
		b.w.text.Refs = append(b.w.text.Refs, ref)
	}
	b.w.quote()
}

func (b *bbReader) link(t *tag) {
	if !t.close {
		b.links = append(b.links, len(b.w.b))
		return
	}
	n := len(b.links) - 1
	if n < 0 {
		return
	}
	span := b.w.since(b.links[n])
	b.links = b.links[:n]
	address := b.tags[t.mate].arg
	if address == "" && span.Len() > 0 {
		address = string(b.w.b[span.Start:span.End])
	}
	if strings.HasPrefix(address, "www.") {
		address = "https://" + address
	}
	b.w.link(span, html.UnescapeString(address), "")
}
