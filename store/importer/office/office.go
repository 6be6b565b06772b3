// Package office reads the comments that people wrote in the margin of documents.
package office

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"path"
	"strings"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/store/importer/internal/format"
	"github.com/gainsay/gainsay/store/importer/internal/input"
	"github.com/gainsay/gainsay/store/importer/internal/record"
	"github.com/gainsay/gainsay/store/importer/internal/scalar"
	"github.com/gainsay/gainsay/store/importer/internal/thread"
	"github.com/gainsay/gainsay/store/importer/internal/xmltree"
	"github.com/gainsay/gainsay/store/importer/markup"
)

// document is a document with comments.
type document struct {
	title   string
	text    strings.Builder
	notes   []*note
	byID    map[string]*note
	parents map[string]string // of notes by their ids
}

// note is a comment in the margin.
type note struct {
	id, author, date string
	text             string
	start, end       int // bytes of the document's text that it is about
}

func newDocument() *document {
	return &document{byID: map[string]*note{}, parents: map[string]string{}}
}

// add adds a comment.
func (d *document) add(n *note) {
	n.start, n.end = -1, -1
	d.notes = append(d.notes, n)
	d.byID[n.id] = n
}

// yield yields the document as a thread: its text is the article, and each comment quotes the
// words that it is about, unless it answers another one.
func (d *document) yield(yield thread.Sink) {
	if len(d.notes) == 0 {
		yield(nil, record.Errorf(0, "a document without comments in its margin"))
		return
	}
	t := &gainsay.Thread{Title: d.title, Article: strings.TrimSpace(d.text.String())}
	t.ID = "document-" + scalar.Hash(t.Title, t.Article, d.notes[0].id, d.notes[0].text)
	b := thread.NewBuilder(t)
	for _, n := range d.notes {
		c := &gainsay.Comment{ID: n.id, Author: scalar.Author(n.author), State: gainsay.Live, Parent: d.parents[n.id], ParentBy: gainsay.BySource}
		scalar.ParseTime(n.date).Apply(c)
		p := &markup.Composer{}
		if words := d.about(n); c.Parent == "" && words != "" {
			p.Quote(words)
			p.WriteByte('\n')
		}
		p.WriteString(n.text)
		p.Apply(c)
		b.Add(c)
	}
	b.Yield(yield)
}

// maxText is how many bytes the text of a document may have.
const maxText = 64 << 20

// longestQuote is how many bytes of the words that a comment is about are quoted.
const longestQuote = 2000

// about returns the words that a comment is about, "" if they are unknown or many.
func (d *document) about(n *note) string {
	if n.start < 0 || n.end <= n.start || n.end-n.start > longestQuote {
		return ""
	}
	return strings.TrimSpace(d.text.String()[n.start:n.end])
}

// claim claims all files of the archive that a document is, if it contains some file with some text.
func claim(file, text string) func(fs.FS) []string {
	return func(fsys fs.FS) []string {
		if !strings.Contains(string(input.Head(fsys, file)), text) {
			return nil
		}
		return input.All(fsys)
	}
}

// readDocument reads the files of a document in some folders of its archive.
func readDocument(fsys fs.FS, folders []string, file func(d *document, name string, r io.Reader) error,
	end func(*document)) iter.Seq2[*format.Found, error] {
	return func(yield func(*format.Found, error) bool) {
		d := newDocument()
		for _, dir := range folders {
			sub, err := fs.Sub(fsys, dir)
			if err == nil {
				err = input.EachFile(sub, func(name string, r io.Reader) error { return file(d, path.Join(dir, name), r) })
			}
			if err != nil && !errors.Is(err, fs.ErrNotExist) {
				yield(nil, fmt.Errorf("read document: %w", err))
				return
			}
		}
		end(d)
		d.yield(yield)
	}
}

// properties reads the title in the properties of a document.
func (d *document) properties(r io.Reader) error {
	root, err := xmltree.Document(r)
	if root != nil {
		walk(root, func(n *xmltree.Node) bool {
			if n.Name == "title" && d.title == "" {
				d.title = strings.TrimSpace(n.Text)
			}
			return true
		})
	}
	return err
}

// walk passes an element and those in it to f, as long as f wants what is in them.
func walk(n *xmltree.Node, f func(*xmltree.Node) bool) {
	if f(n) {
		for _, k := range n.Kids {
			walk(k, f)
		}
	}
}
