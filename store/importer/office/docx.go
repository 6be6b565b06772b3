package office

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"strings"

	"github.com/gainsay/gainsay/store/importer/internal/format"
	"github.com/gainsay/gainsay/store/importer/internal/xmltree"
)

var _ = format.Register(&format.Format{
	Name: "docx",
	Doc: `the comments in the margin of a Word document (.docx)

Recognised by word/document.xml in the archive that such a file is. Word, LibreOffice and Google Docs write it. The
document is the article of one thread; a comment quotes the words that it is about. Word says which comment is
answered; without that, comments on the very same words answer the first of them. The times that Word writes have no zone and are read as UTC.
Changes that were proposed are not read.`,
	From:  `Word; Google Docs: File, Download, Microsoft Word; LibreOffice`,
	Ext:   []string{".docx"},
	Claim: claim("word/document.xml", "document"),
	ReadFiles: func(fsys fs.FS) iter.Seq2[*format.Found, error] {
		w := &word{ids: map[string]string{}, above: map[string]string{}}
		return readDocument(fsys, []string{"word", "docProps"}, w.file, w.end)
	},
})

// word is what the parts of a document say that only make sense together.
type word struct {
	ids      map[string]string // of comments by the ids of their paragraphs
	above    map[string]string // the paragraph of the comment answered by the paragraph of the answer
	extended bool              // there is a part that says who answers whom
	ranges   []mark
}

// mark is the beginning or the end of the words that a comment is about.
type mark struct {
	id  string
	end bool
	at  int
}

// file reads a part of a document.
func (w *word) file(d *document, name string, r io.Reader) error {
	switch name {
	case "word/comments.xml":
		return w.comments(d, r)
	case "word/commentsExtended.xml":
		w.extended = true
		return w.replies(r)
	case "word/document.xml":
		return w.text(d, r)
	case "docProps/core.xml":
		return d.properties(r)
	}
	return nil
}

// comments reads comments.xml.
func (w *word) comments(d *document, r io.Reader) error {
	root, err := xmltree.Document(r)
	if root == nil {
		return fmt.Errorf("read comments.xml: %w", err)
	}
	for _, c := range root.All("comment") {
		n := &note{id: c.Attr("id"), author: c.Attr("author"), date: c.Attr("date")}
		var lines []string
		for _, p := range c.All("p") {
			lines = append(lines, wordText(p))
			w.ids[p.Attr("paraId")] = n.id
		}
		n.text = strings.TrimSpace(strings.Join(lines, "\n"))
		d.add(n)
	}
	return err
}

// wordText returns the text of a paragraph.
func wordText(p *xmltree.Node) string {
	var b strings.Builder
	walk(p, func(n *xmltree.Node) bool {
		switch n.Name {
		case "t":
			b.WriteString(n.Text)
		case "br", "cr":
			b.WriteByte('\n')
		case "tab":
			b.WriteByte(' ')
		case "del":
			return false
		}
		return true
	})
	return b.String()
}

// replies reads commentsExtended.xml.
func (w *word) replies(r io.Reader) error {
	x := xmltree.NewReader(r)
	for {
		start, err := x.Next("commentEx")
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("read commentsExtended.xml: %w", err)
		}
		para, parent := "", ""
		for _, a := range start.Attr {
			switch a.Name.Local {
			case "paraId":
				para = a.Value
			case "paraIdParent":
				parent = a.Value
			}
		}
		w.above[para] = parent
	}
}

// text reads document.xml: its text, and where comments begin and end in it.
func (w *word) text(d *document, r io.Reader) error {
	x := xmltree.NewReader(r)
	for {
		start, err := x.Next("p", "t", "br", "tab", "commentRangeStart", "commentRangeEnd")
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("read document.xml: %w", err)
		}
		switch start.Name.Local {
		case "p":
			d.text.WriteString("\n\n")
		case "br":
			d.text.WriteByte('\n')
		case "tab":
			d.text.WriteByte(' ')
		case "t":
			n, err := x.Element(start)
			if err != nil {
				return fmt.Errorf("read document.xml: %w", err)
			}
			if d.text.WriteString(n.Text); d.text.Len() > maxText {
				return fmt.Errorf("read document.xml: the text is larger than %d bytes", maxText)
			}
		default:
			for _, a := range start.Attr {
				if a.Name.Local == "id" {
					w.ranges = append(w.ranges, mark{a.Value, start.Name.Local == "commentRangeEnd", d.text.Len()})
				}
			}
		}
	}
}

// end connects the comments with the text and with each other.
func (w *word) end(d *document) {
	for _, m := range w.ranges {
		if n := d.byID[m.id]; n != nil && m.end {
			n.end = m.at
		} else if n != nil {
			n.start = m.at
		}
	}
	for para, parent := range w.above {
		if id := w.ids[para]; parent != "" && id != "" && w.ids[parent] != id {
			d.parents[id] = w.ids[parent]
		}
	}
	if w.extended {
		return
	}
	first := map[[2]int]string{}
	for _, n := range d.notes {
		at := [2]int{n.start, n.end}
		if n.start >= 0 && n.end > n.start && first[at] != "" {
			d.parents[n.id] = first[at]
		} else {
			first[at] = n.id
		}
	}
}
