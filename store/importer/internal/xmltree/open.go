package xmltree

import "html"

// OpenText returns the text of a paragraph or a list of an OpenDocument. Paragraphs of a list end with
// a line break; a run of spaces counts as one.
func OpenText(p *Node) string {
	return html.UnescapeString(p.HTML(func(n *Node) (opening, closing string) {
		switch n.Name {
		case "line-break":
			return "\n", ""
		case "s", "tab":
			return " ", ""
		case "p":
			return "", "\n"
		}
		return "", ""
	}))
}
