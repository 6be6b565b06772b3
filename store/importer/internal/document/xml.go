package document

import (
	"bytes"
	"cmp"
	"encoding/json"
	"slices"
	"strings"

	"github.com/gainsay/gainsay/store/importer/internal/lazy"
	"github.com/gainsay/gainsay/store/importer/internal/xmltree"
)

// xmlStart matches the beginning of an XML file and its root element.
var xmlStart = lazy.Regexp(`^\s*(?:<\?xml[^>]*>\s*)?(?:<!--(?s:.*?)-->\s*|<!DOCTYPE[^>\[]*(?:\[[^\]]*\]\s*)?>\s*)*<([A-Za-z_][\w.:-]*)[\s/>]`)

// otherRoots are root elements of pages, of feeds, which may list articles instead of
// comments, and of documents.
var otherRoots = strings.Fields("html head body div p span table article section rss feed rdf:rdf svg mediawiki tei plist")

// isXML reports whether a source is XML that may hold records.
func isXML(head []byte) bool {
	m := xmlStart().FindSubmatch(head)
	return m != nil && !slices.Contains(otherRoots, strings.ToLower(string(m[1])))
}

// talkName matches the names of elements that hold what somebody said.
var talkName = lazy.Regexp(`(?i)comment|kommentar|commentaire|comentario|post|message|msg|repl(?:y|ies)|respon[sd]|answer|utterance|turn|tweet|chat|thread|discussion|review|statement|opinion|feedback|talk|debate`)

// talks reports whether an element or one in it is named after talk.
func talks(n *xmltree.Node) bool {
	return talkName().MatchString(n.Name) || slices.ContainsFunc(n.Kids, talks)
}

// xmlHead returns what can be read of a head that may be cut anywhere, nil if no element
// is named after talk.
func xmlHead(head []byte) []byte {
	root, _ := xmltree.Document(bytes.NewReader(head)) // damage is reported when the source is read
	if root == nil || !talks(root) {
		return nil
	}
	b, _ := jsonOfXML(root) // nil then
	return b
}

// xmlJSON returns a document as JSON, up to where it is damaged.
func xmlJSON(b []byte) ([]byte, error) {
	root, err := xmltree.Document(bytes.NewReader(b))
	if root == nil {
		return nil, err
	}
	out, jerr := jsonOfXML(root)
	return out, cmp.Or(err, jerr)
}

// jsonOfXML writes an element as a JSON object: attributes and elements of text alone
// become members, elements that hold others or are repeated become lists of objects.
func jsonOfXML(root *xmltree.Node) ([]byte, error) { return json.Marshal(newMembers(root)) }

// members are the members of an object: strings, and lists of members or strings.
type members map[string]any

// newMembers returns an element as an object. The text directly in it is its "text".
func newMembers(n *xmltree.Node) members {
	out := members{}
	for k, v := range n.Attrs {
		out[k] = v
	}
	count := map[string]int{}
	for _, k := range n.Kids {
		count[k.Name]++
	}
	for _, k := range n.Kids {
		out.add(k, count[k.Name] > 1)
	}
	if text := strings.TrimSpace(n.Text); text != "" {
		out.put("text", text)
	}
	return out
}

// add adds an element, which may be one of several with its name.
func (m members) add(n *xmltree.Node, several bool) {
	list, _ := m[n.Name].([]any)
	switch {
	case len(n.Kids) == 0 && len(n.Attrs) == 0 && several:
		m[n.Name] = append(list, strings.TrimSpace(n.Text))
	case len(n.Kids) > 0 || several || talkName().MatchString(n.Name) && len(n.Attrs) > 0:
		m[n.Name] = append(list, newMembers(n))
	default:
		m.put(n.Name, strings.TrimSpace(n.Text))
		for k, v := range n.Attrs {
			m.put(n.Name+"_"+k, v)
		}
	}
}

// put sets a member that has no value yet.
func (m members) put(name, value string) {
	if old, ok := m[name]; !ok || old == "" {
		m[name] = value
	}
}
