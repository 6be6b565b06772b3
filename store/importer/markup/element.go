package markup

import (
	"strconv"
	"strings"
)

func set(words string) map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(words) {
		m[w] = true
	}
	return m
}

var (
	void  = set(`area base br col embed hr img input link meta param source track wbr`)
	block = set(`address article aside blockquote body center dd details dialog dir div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6
		header hgroup html li main menu nav ol p pre section summary table tbody tfoot thead tr ul`)
	apart  = set(`p blockquote pre ul ol dl table h1 h2 h3 h4 h5 h6 figure details`) // a blank line before and after
	hidden = set(`script style template head title noscript object svg math textarea iframe audio video canvas`)
	// foreign elements end where a block begins: their end tag may be missing.
	foreign = set(`svg math object audio video canvas`)
	listed  = set(`ul ol`)
)

// quoteClasses are the classes of elements that hold quotations in XenForo,
// Discourse, vBulletin, phpBB and mail.
var quoteClasses = []string{
	"bbCodeBlock--quote",
	"bbcode_quote",
	"quote",
	"quotetop",
	"quotemain",
	"gmail_quote",
	"quotecontent",
	"bbc_standard_quote",
	"uncited",
	"quotebox",
	"moz-cite-prefix",
}

// folded are the classes of controls in quotations and of sizes below images,
// which are not part of the text.
var folded = []string{"bbCodeBlock-expandLink", "quote-controls", "js-expandLink", "informations"}

// frame is an open element.
type frame struct {
	name   string
	quote  bool
	pre    bool
	hidden bool
	start  int    // where its text begins
	href   string // of a link
	plain  bool   // a link whose words are kept without its address: mentions, tags, references
	post   string // the post quoted
	author string
	number int // number of the last item of a list
}

// maxOpen is how many open elements are kept. Deeper ones are read as if they
// were at that depth.
const maxOpen = 500

type htmlReader struct {
	w      writer
	base   string
	open   []frame
	deep   int // elements open beyond maxOpen
	pre    int
	hidden int
}

func (h *htmlReader) done() Text {
	for len(h.open) > 0 {
		h.pop()
	}
	return h.w.done()
}

func (h *htmlReader) chars(s string) {
	switch {
	case h.hidden > 0:
	case h.pre > 0:
		h.w.keep(s)
	default:
		h.w.flow(s)
	}
}

func (h *htmlReader) startTag(name string, a attributes) {
	if void[name] {
		h.empty(name, a)
		return
	}
	if block[name] {
		h.implied(name)
	}
	if len(h.open) >= maxOpen {
		h.deep++
		return
	}
	h.push(name, a)
}

// implied closes the elements that a start tag ends implicitly: paragraphs and
// items.
func (h *htmlReader) implied(name string) {
	for n := len(h.open) - 1; n >= 0 && h.open[n].hidden; n-- {
		if foreign[h.open[n].name] {
			for len(h.open) > n {
				h.pop()
			}
		}
	}
	if n := len(h.open); n > 0 && h.open[n-1].name == "p" {
		h.pop()
	}
	if n := len(h.open); n > 0 && (name == "li" || name == "tr" || name == "dd" || name == "dt") &&
		h.open[n-1].name == name {
		h.pop()
	}
}

func (h *htmlReader) push(name string, a attributes) {
	classes := a.classes()
	f := frame{
		name: name, pre: name == "pre", hidden: hides(name, a, classes),
		quote: name == "blockquote" && !has(classes, "postcontent") ||
			name != "span" && name != "q" && has(classes, quoteClasses...) ||
			name == "article" && has(classes, "onebox-body"), // preview of a linked page in Discourse
	}
	if name == "blockquote" && len(h.open) > 0 && h.wrapsQuote() {
		f.quote = false // two elements of the same quotation
	}
	switch {
	case listed[name] && h.within("li"):
		h.w.brk(1)
	case apart[name] || f.quote:
		h.w.brk(2)
	case block[name]:
		h.w.brk(1)
	}
	switch name {
	case "li":
		h.w.item = h.bullet()
	case "td", "th":
		if h.w.line && h.w.breaks == 0 {
			h.w.flow(" | ")
		}
	case "a":
		f.href, f.plain = a["href"], has(classes, "mention", "hashtag", "quotelink", "u-url")
	}
	if f.quote {
		f.post, f.author = source(a)
		h.w.quote()
	}
	f.start = len(h.w.b)
	h.pre += count(f.pre)
	h.hidden += count(f.hidden)
	h.open = append(h.open, f)
}

// within reports whether the innermost open element has a name.
func (h *htmlReader) within(name string) bool {
	return len(h.open) > 0 && h.open[len(h.open)-1].name == name
}

// wrapsQuote reports whether the innermost block is already a quotation that
// has no text yet but the name of its author.
func (h *htmlReader) wrapsQuote() bool {
	for i := len(h.open) - 1; i >= 0 && i >= len(h.open)-3; i-- {
		if h.open[i].quote {
			return h.open[i].name != "blockquote" && len(h.w.b)-h.open[i].start < 120
		}
	}
	return false
}

func count(b bool) int {
	if b {
		return 1
	}
	return 0
}

func hides(name string, a attributes, classes []string) bool {
	if hidden[name] || has(classes, folded...) {
		return true
	}
	if _, ok := a["hidden"]; ok {
		return true
	}
	style := strings.ReplaceAll(a["style"], " ", "")
	return strings.Contains(style, "display:none")
}

func (h *htmlReader) bullet() string {
	for i := len(h.open) - 1; i >= 0; i-- {
		if f := &h.open[i]; listed[f.name] {
			if f.number++; f.name == "ol" {
				return strconv.Itoa(f.number) + ". "
			}
			break
		}
	}
	return "- "
}

// endTag closes the nearest element with a name and all elements in it. An end
// tag without a start is ignored, except </p>.
func (h *htmlReader) endTag(name string) {
	if void[name] {
		if name == "br" {
			h.empty(name, nil)
		}
		return
	}
	if h.deep > 0 {
		h.deep--
		return
	}
	for i := len(h.open) - 1; i >= 0; i-- {
		if h.open[i].name == name {
			for len(h.open) > i {
				h.pop()
			}
			return
		}
		if block[h.open[i].name] && !block[name] {
			return // an inline end tag does not close anything outside its block
		}
	}
	if name == "p" {
		h.w.brk(2)
	}
}

func (h *htmlReader) pop() {
	f := h.open[len(h.open)-1]
	h.open = h.open[:len(h.open)-1]
	h.pre -= count(f.pre)
	h.hidden -= count(f.hidden)
	if h.w.item != "" && f.name == "li" {
		h.w.item = "" // an empty item
	}
	if f.name == "a" && f.href != "" {
		h.endLink(f)
	}
	if f.quote {
		h.endQuote(f)
	}
	switch {
	case listed[f.name] && h.within("li"), f.name == "cite" && h.w.quoted > 0:
		h.w.brk(1)
	case apart[f.name]:
		h.w.brk(2)
	case block[f.name]:
		h.w.brk(1)
	}
}

// endLink records the address of a link, or the post that it refers to. An
// address shown shortened is written in full.
func (h *htmlReader) endLink(f frame) {
	span := h.w.since(f.start)
	if span.Len() <= 0 {
		if h.w.quoted > 0 {
			h.namePost(quotedPost(f.href)) // an arrow drawn by a style sheet
		}
		return
	}
	if id := quotedPost(f.href); id != "" && h.w.quoted > 0 {
		h.w.text.Refs = append(h.w.text.Refs, Ref{Span: span, Post: id})
		return
	}
	if m := postAnchor.FindStringSubmatch(f.href); m != nil &&
		(strings.HasPrefix(f.href, "#") || f.plain) {
		h.w.text.Refs = append(h.w.text.Refs, Ref{Span: span, Post: m[1]})
		return
	}
	if shown := string(h.w.b[span.Start:span.End]); f.plain && strings.HasPrefix(shown, "@") {
		h.w.text.Refs = append(h.w.text.Refs, Ref{Span: span, Author: strings.TrimPrefix(shown, "@")})
	}
	if f.plain || strings.HasPrefix(f.href, "#") {
		return
	}
	if shown := string(h.w.b[span.Start:span.End]); cut(shown, f.href) {
		h.w.b = append(h.w.b[:span.Start], f.href...)
		span.End = len(h.w.b)
	}
	h.w.link(span, f.href, h.base)
}

// cut reports whether shown is a shortened form of the address href.
func cut(shown, href string) bool {
	head := strings.TrimRight(strings.TrimSuffix(strings.TrimSuffix(shown, "..."), "…"), " ")
	if head == shown || len(head) < 6 || strings.ContainsAny(head, " \n") {
		return false
	}
	_, bare, _ := strings.Cut(href, "://")
	return strings.HasPrefix(href, head) || strings.HasPrefix(bare, head) ||
		strings.HasPrefix(strings.TrimPrefix(bare, "www."), head)
}

// empty reads an element without an end tag.
func (h *htmlReader) empty(name string, a attributes) {
	if h.hidden > 0 {
		return
	}
	switch name {
	case "br":
		if h.w.breaks = min(h.w.breaks+1, 2); h.pre > 0 {
			h.w.line = h.w.line && h.w.breaks == 0
		}
		h.w.space = false
	case "hr":
		h.w.brk(2)
	case "img":
		alt := a["alt"]
		if alt == "" && has(a.classes(), "emoji", "smilie", "wp-smiley") {
			alt = a["title"]
		}
		h.chars(alt)
	}
}
