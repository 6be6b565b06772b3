// Package page reads the text of a page with comments, as copied from a
// browser.
package page

import (
	"bytes"
	"io"
	"iter"
	"strings"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/store/importer/internal/document"
	"github.com/gainsay/gainsay/store/importer/internal/format"
	"github.com/gainsay/gainsay/store/importer/internal/input"
	"github.com/gainsay/gainsay/store/importer/internal/record"
	"github.com/gainsay/gainsay/store/importer/internal/scalar"
	"github.com/gainsay/gainsay/store/importer/source"
)

var _ = format.Register(&format.Format{
	Name: "page",
	Doc: `the text of a page with comments, as copied from a browser

Recognised as plain text; everything else is tried first. Finds the comment section by the phrases
of the usual comment systems, the title and article above it, and the comments by their layout:
"NAME says:", a name with a date line, or a name on a line of its own above the text. Text copied from
Hacker News, old and new Reddit, X and Facebook keeps names, scores and ages. Such a text has few reply
links and times; parents are recovered later. A comment whose name is missing has
an empty author. A document whose headings and list items outnumber the names found is refused.`,
	From:  `select all and copy on a page, paste into a file`,
	Ext:   []string{".txt"},
	Sniff: sniffPage,
	Read:  readPage,
})

// maxPage is how many bytes the text of a page may have.
const maxPage = 64 << 20

func sniffPage(head []byte) int {
	trimmed := bytes.TrimSpace(head)
	if len(trimmed) == 0 || trimmed[0] == '{' || trimmed[0] == '[' || trimmed[0] == '<' ||
		bytes.HasPrefix(trimmed, []byte("From ")) ||
		input.IsHTML(string(trimmed)) ||
		document.IsYAML(head) ||
		bytes.ContainsRune(head, 0) {
		return 0
	}
	for _, l := range splitLines(string(head)) {
		if l.kind == systemLine || l.kind == dateLine || l.kind == saysLine {
			return 30
		}
	}
	return 10
}

// readPage reads a page whole: where its comments begin depends on its end.
func readPage(r io.Reader) iter.Seq2[*format.Found, error] {
	return func(yield func(*format.Found, error) bool) {
		b, err := input.ReadWhole(r)
		if err == nil && len(b) > maxPage {
			err = &source.SizeError{What: "the text of a page", Max: maxPage, Flag: "none"}
		}
		if err != nil {
			yield(nil, err)
			return
		}
		lines := splitLines(string(b))
		t := &gainsay.Thread{}
		from, begin, posts := readPaste(lines)
		sign := "the layout of text copied from " + from.name
		if len(posts) == 0 {
			var end int
			begin, end = section(lines)
			posts, sign = comments(lines[begin:end])
		}
		t.Title, t.Article = article(lines[:begin])
		if len(posts) == 0 {
			yield(nil, unlabelled(lines))
			return
		}
		t.ID = "page-" + scalar.Hash(t.Title, pageSeed(t, posts))
		addPosts(t, posts)
		if from.opens {
			openThread(t.Comments)
		}
		if !yield(nil, record.Remark(0, "comments recognised by %s", sign)) {
			return
		}
		yield(&format.Found{Thread: t}, nil)
	}
}

// pageSeed distinguishes pages without a title.
func pageSeed(t *gainsay.Thread, posts []post) string {
	if t.Title != "" {
		return ""
	}
	return posts[0].author + posts[0].text()
}

// post is a comment as the page shows it.
type post struct {
	author  string
	time    scalar.Stamp
	score   *int
	replyTo string // name of the author answered, "" if the page does not say
	lines   []line
}

// text returns the paragraphs, separated by blank lines.
func (p post) text() string {
	var b strings.Builder
	for i, l := range p.lines {
		if i > 0 {
			b.WriteByte('\n')
			if l.gap > 0 {
				b.WriteByte('\n')
			}
		}
		b.WriteString(l.text)
	}
	return strings.TrimSpace(b.String())
}

// addPosts adds posts to a thread as comments. Ids are made of author and text,
// so that they are the same when the page is copied again with more comments.
func addPosts(t *gainsay.Thread, posts []post) {
	times := map[string]int{}
	byAuthor := map[string]string{}
	for _, p := range posts {
		text := p.text()
		key := scalar.Hash(p.author, text)[:8]
		times[key]++
		for range times[key] - 1 {
			key = scalar.Hash(key, text)[:8]
		}
		p.author = scalar.Author(p.author)
		c := &gainsay.Comment{
			ID:     key,
			Author: p.author,
			Text:   text,
			State:  scalar.NoticeState(text),
			Score:  p.score,
		}
		p.time.Apply(c)
		if parent, ok := byAuthor[strings.ToLower(p.replyTo)]; ok && p.replyTo != "" {
			c.Parent, c.ParentBy = parent, gainsay.BySource
		}
		if p.author != "" {
			byAuthor[strings.ToLower(p.author)] = c.ID
		}
		t.Comments = append(t.Comments, c)
	}
}
