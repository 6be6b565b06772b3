package office

import (
	"fmt"
	"io"
	"io/fs"
	"iter"
	"slices"
	"strings"

	"github.com/gainsay/gainsay/store/importer/internal/format"
	"github.com/gainsay/gainsay/store/importer/internal/xmltree"
)

var _ = format.Register(&format.Format{
	Name: "odt",
	Doc: `the comments in the margin of an OpenDocument text (.odt)

Recognised by content.xml with a text in the archive that such a file is. The document is the article of one thread. LibreOffice
says since version 7.1 which comment is answered. Times have no zone and are read as UTC. The words that a comment is about are not quoted.`,
	From:  `LibreOffice, OpenOffice, Collabora`,
	Ext:   []string{".odt"},
	Claim: claim("mimetype", "application/vnd.oasis.opendocument.text"),
	ReadFiles: func(fsys fs.FS) iter.Seq2[*format.Found, error] {
		return readDocument(fsys, []string{"."}, readODT, func(*document) {})
	},
})

// readODT reads a file of an OpenDocument.
func readODT(d *document, name string, r io.Reader) error {
	switch name {
	case "meta.xml":
		return d.properties(r)
	case "content.xml":
		root, err := xmltree.Document(r)
		if root == nil {
			return fmt.Errorf("read content.xml: %w", err)
		}
		walk(root, func(n *xmltree.Node) bool {
			if n.Name != "p" && n.Name != "h" {
				return true
			}
			d.annotations(n)
			d.text.WriteString(xmltree.OpenText(n) + "\n\n")
			return false
		})
		return err
	}
	return nil
}

// annotations adds the comments in an element, and removes them from it.
func (d *document) annotations(n *xmltree.Node) {
	for _, k := range n.Kids {
		if k.Name != "annotation" {
			d.annotations(k)
			continue
		}
		c := &note{id: k.Attr("name"), author: k.ChildText("creator"), date: k.ChildText("date")}
		if c.id == "" {
			c.id = fmt.Sprintf("c%d", len(d.notes)+1)
		}
		var lines []string
		for _, p := range k.Kids {
			if p.Name == "p" || p.Name == "list" {
				lines = append(lines, xmltree.OpenText(p))
			}
		}
		c.text = strings.TrimSpace(strings.Join(lines, "\n"))
		d.add(c)
		if parent := k.Attr("parent-name"); parent != "" {
			d.parents[c.id] = parent
		}
	}
	n.Kids = slices.DeleteFunc(n.Kids, func(k *xmltree.Node) bool { return k.Name == "annotation" })
}
