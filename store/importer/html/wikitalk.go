package html

import (
	"fmt"
	"slices"
	"strings"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/store/importer/internal/lazy"
	"github.com/gainsay/gainsay/store/importer/internal/scalar"
	"github.com/gainsay/gainsay/store/importer/internal/thread"
	"github.com/gainsay/gainsay/store/importer/markup"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// wikiPage selects what pages of MediaWiki have, as the old parser and Parsoid
// write them.
const wikiPage = `body.mediawiki, .mw-parser-output, #mw-content-text, section[data-mw-section-id], a[rel~="mw:WikiLink"]`

// wikiNoise selects parts of a talk page that are not by its authors.
const wikiNoise = `.toc, #toc, .mw-editsection, style, script, .catlinks, .printfooter, .navbox, .mw-jump-link, .ext-discussiontools-init-replylink-buttons, .mw-empty-elt, #siteSub, #contentSub`

// talk is a talk page being read: each section is a thread.
type talk struct {
	page    *webPage
	threads []*thread.Builder
	lines   []talkLine // since the last signature
	talkOrder
	ids      map[string]int
	unsigned int // passages without a signature
}

// talkOrder finds the comment that a comment of some level answers.
type talkOrder struct {
	open []talkItem // the comments that a reply may answer, by level
	last string     // id of the comment before
}

type talkItem struct {
	id    string
	level int
}

// answer adds a comment and returns the id of its parent. outdented marks a
// reply to the comment before that was moved back to the left.
func (t *talkOrder) answer(id string, level int, outdented bool) (parent string) {
	for len(t.open) > 0 && t.open[len(t.open)-1].level >= level {
		t.open = t.open[:len(t.open)-1]
	}
	switch {
	case outdented && t.last != "":
		parent = t.last
	case len(t.open) > 0:
		parent = t.open[len(t.open)-1].id
	}
	t.open = append(t.open, talkItem{id, level})
	t.last = id
	return parent
}

// readTalk reads a talk page of a wiki: comments end with a signature, which is
// a link to the user and a time, and lists give the level of a reply. It
// returns nil if there is no signature.
func (p *webPage) readTalk() []*thread.Builder {
	root := p.doc.Find(".mw-parser-output").First()
	if root.Length() == 0 {
		root = p.doc.Find("#mw-content-text").First()
	}
	if root.Length() == 0 {
		root = p.doc.Find("body")
	}
	if p.doc.Find(wikiPage).Length() == 0 || root.Length() == 0 {
		return nil
	}
	root.Find(wikiNoise).Remove()
	t := &talk{page: p, ids: map[string]int{}}
	lines := (&talkLines{}).collect(root.Nodes[0])
	t.section(talkLine{})
	for _, l := range lines {
		if l.heading > 0 {
			t.section(l)
		} else {
			t.line(l)
		}
	}
	t.leftOver()
	t.threads = slices.DeleteFunc(t.threads, func(b *thread.Builder) bool { return len(b.Comments) == 0 })
	if len(t.threads) > 0 {
		first := t.threads[0]
		first.Remark(0, "comments recognised by the signatures of a wiki's talk page, a section is a thread")
		if t.unsigned > 0 {
			first.Remark(0, "passages without a signature, not read as comments: %d", t.unsigned)
		}
	}
	return t.threads
}

// section begins a thread at a heading of the first two levels, and forgets at
// any other which comments a reply may answer.
func (t *talk) section(l talkLine) {
	t.leftOver()
	t.talkOrder = talkOrder{}
	if l.heading > 2 && len(t.threads) > 0 {
		return
	}
	title := pageTitle(t.page.doc)
	address := t.page.base
	if l.heading > 0 {
		title = scalar.OneLine(plainOf(l.nodes))
		if address != "" && l.anchor != "" {
			address += "#" + l.anchor
		}
	}
	b := thread.NewBuilder(&gainsay.Thread{Title: title, URL: address})
	b.ID = "wiki-" + scalar.Hash(t.page.base, pageTitle(t.page.doc), title, fmt.Sprint(len(t.threads)))
	t.threads = append(t.threads, b)
}

// leftOver counts the lines that no signature follows.
func (t *talk) leftOver() {
	for _, l := range t.lines {
		if len(scalar.OneLine(plainOf(l.nodes))) > 20 {
			t.unsigned++
			break
		}
	}
	t.lines = nil
}

// line adds a line; a signature in it ends a comment.
func (t *talk) line(l talkLine) {
	t.lines = append(t.lines, l)
	s := sign(l)
	if s == nil && len(t.lines) > 1 && signedTimeOnly(l) {
		s = t.signAbove(l)
	}
	if s == nil {
		return
	}
	b := t.threads[len(t.threads)-1]
	level := min(t.lines[0].level, l.level)
	c := &gainsay.Comment{State: gainsay.Live, ParentBy: gainsay.BySource, Author: scalar.Author(s.user)}
	s.when.Apply(c)
	s.cut()
	outdented := t.text(c)
	c.ID = signID(t.ids, c)
	c.Parent = t.answer(c.ID, level, outdented)
	t.lines = nil
	b.Add(c)
}

// text sets the text of a comment from its lines, and reports whether it begins
// with the line that marks a reply moved back to the left.
func (t *talk) text(c *gainsay.Comment) (outdented bool) {
	body := &html.Node{Type: html.ElementNode, Data: "div", DataAtom: atom.Div}
	var para *html.Node
	for _, l := range t.lines {
		if para == nil || !l.broken {
			para = &html.Node{Type: html.ElementNode, Data: "p", DataAtom: atom.P}
			body.AppendChild(para)
		} else {
			para.AppendChild(&html.Node{Type: html.ElementNode, Data: "br", DataAtom: atom.Br})
		}
		for _, n := range l.nodes {
			if n.Parent != nil {
				n.Parent.RemoveChild(n)
			}
			para.AppendChild(n)
		}
	}
	text := markup.Children(markup.Options{Base: t.page.base}, body)
	outdented = strings.HasPrefix(text.Plain, "┌") || strings.HasPrefix(text.Plain, "└")
	text = trimSignature(text)
	text.Apply(c)
	return outdented
}

// autosigned matches what a template says that signs for an author.
var autosigned = lazy.Regexp(`(?i)[—–-]+\s*(?:preceding (?:unsigned|undated) comment|questo commento senza|(?:vorstehender|der vorstehende|dieser) (?:nicht|un)signierte|le message qui précède|comentario sin firmar|o comentário precedente não foi assinado|de bovenstaande bijdrage|niepodpisany komentarz|эта реплика добавлена)[^\n]{0,120}$`)

// trimSignature removes the dashes that are left before a signature, and the
// line that marks a reply moved back to the left.
func trimSignature(t markup.Text) markup.Text {
	t.Plain = strings.TrimRight(autosigned().ReplaceAllString(t.Plain, ""), " \n–—-~(•·|")
	end := len(t.Plain)
	t.Quotes = slices.DeleteFunc(t.Quotes, func(q gainsay.Span) bool { return q.End > end })
	t.Links = slices.DeleteFunc(t.Links, func(l gainsay.Link) bool { return l.End > end })
	if cut := len(t.Plain) - len(strings.TrimLeft(t.Plain, "┌─┘└┐ \n")); cut > 0 && strings.ContainsAny(t.Plain[:cut], "┌└") {
		t.Plain = t.Plain[cut:]
		for i := range t.Quotes {
			t.Quotes[i].Start, t.Quotes[i].End = max(0, t.Quotes[i].Start-cut), max(0, t.Quotes[i].End-cut)
		}
		for i := range t.Links {
			t.Links[i].Start, t.Links[i].End = max(0, t.Links[i].Start-cut), max(0, t.Links[i].End-cut)
		}
	}
	return t
}

// signID returns an id made of name and time, which are the same when the page
// is saved again. seen counts the ids given out.
func signID(seen map[string]int, c *gainsay.Comment) string {
	id := "c-" + strings.ReplaceAll(c.Author, " ", "_")
	if !c.Time.IsZero() {
		id += c.Time.Format("-20060102-1504")
	}
	seen[id]++
	if n := seen[id]; n > 1 {
		id += fmt.Sprintf("-%d", n)
	}
	return id
}

// talkSignature is the end of a comment: links to its author and a time.
type talkSignature struct {
	user   string
	when   scalar.Stamp
	leaves []*html.Node // text nodes of the line
	first  int          // index of the first text node of the signature
}

// sign finds the signature in a line, nil for none: the last time with a link
// to a user before it, or, where a template signed for the author, a last link
// to the author's edits.
func sign(l talkLine) *talkSignature {
	leaves := textNodes(l.nodes)
	at := len(leaves) - 1
	var when scalar.Stamp
	for ; at >= 0; at-- {
		st, start, _, ok := signedTime(leaves[at].Data)
		if ok {
			when = st
			leaves[at].Data = leaves[at].Data[:start]
			break
		}
	}
	limit := at
	if at < 0 {
		limit = len(leaves) - 1
	}
	s := &talkSignature{when: when, leaves: leaves, first: -1}
	gap := 0 // length of the text between the parts of the signature
	for i := limit; i >= 0 && gap <= maxGap; i-- {
		name, own := userLink(leaves[i])
		switch {
		case name == "":
			if s.user == "" && at < 0 && strings.Trim(leaves[i].Data, " \n.()—-]·") != "" {
				return nil // words follow the link
			}
			gap += len(strings.TrimSpace(leaves[i].Data))
		case s.user == "" && at < 0 && !own:
			return nil
		case s.user == "":
			s.user, s.first = name, i
			gap = 0
		case strings.EqualFold(name, s.user):
			s.first = i
			gap = 0
		default:
			gap = maxGap + 1 // a link to someone else
		}
	}
	if s.user == "" {
		if at >= 0 {
			leaves[at].Data += when.Format("15:04, 2 January 2006 (UTC)")
		}
		return nil
	}
	return s
}

// maxGap is how many bytes may be between the parts of a signature: "(talk |
// contribs)", or an ornament.
const maxGap = 60

// cut removes a signature and what follows it from the page.
func (s *talkSignature) cut() {
	for _, n := range s.leaves[s.first:] {
		n.Data = ""
	}
}

// signedTimeOnly reports whether a line has a time but no link to its author.
func signedTimeOnly(l talkLine) bool {
	_, _, _, ok := signedTime(plainOf(l.nodes))
	return ok
}

// signAbove finds the signature whose time is in the line below its name.
func (t *talk) signAbove(l talkLine) *talkSignature {
	above := t.lines[len(t.lines)-2]
	both := talkLine{level: l.level, nodes: slices.Concat(above.nodes, l.nodes)}
	return sign(both)
}
