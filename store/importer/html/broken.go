package html

import (
	"bytes"
	"errors"

	"golang.org/x/net/html"
)

// The parser does with broken markup what browsers do. Two of these rules cost
// more than the page is long: an element such as b that is never closed is made
// again in each block after it, and text is appended to the text before when
// the tag between them has no effect. Broken pages of real sites stay far below
// these limits.
const (
	maxRemade = 1_000_000 // elements
	maxCopied = 4 << 30   // bytes
)

// attributeCost is how many bytes are copied in the time that it takes to
// compare a byte of attributes.
const attributeCost = 50

// errBroken is the error for a page whose markup costs too much to repair.
var errBroken = errors.New("its markup is too broken to be parsed: elements that are never closed, or tags without effect, all over the page")

// formatting are the elements that the parser makes again if they are not
// closed. An a is closed by the next one.
var formatting = map[string]bool{
	"b": true, "big": true, "code": true, "em": true, "font": true, "i": true, "nobr": true, "s": true,
	"small": true, "strike": true, "strong": true, "tt": true, "u": true,
}

// once are the elements of which a second one has no effect, cells those of
// tables that have none outside; text in rows but not in cells is moved before
// the table.
var (
	once  = map[string]bool{"html": true, "head": true, "body": true, "frameset": true, "frame": true, "form": true}
	rows  = map[string]bool{"tbody": true, "thead": true, "tfoot": true, "tr": true, "col": true, "colgroup": true}
	cells = map[string]bool{"td": true, "th": true, "caption": true}
)

// markupCost is what the parser spends on a page, estimated from its tokens.
type markupCost struct {
	open    map[string]int      // elements by name
	tags    map[string][]string // tags of open elements of formatting by name
	alike   map[string]int      // open elements of formatting by tag
	tables  []openTable
	formats int // open elements of formatting that are made again
	text    int // bytes of text without an effective tag between
	moved   int // bytes of text moved before tables
	merged  int // bytes of the tags of html and body, whose attributes are joined
	remade  int
	copied  int
}

// openTable is a table that has not ended. What is open outside is not made
// again in its cells.
type openTable struct {
	cell    bool           // in a cell
	formats int            // of what is around the table
	alike   map[string]int // of what is around the table
}

// maxAlike is how many open elements with equal tags the parser makes again.
const maxAlike = 3

// enter begins or ends a cell of the innermost table.
func (c *markupCost) enter(cell bool) {
	t := &c.tables[len(c.tables)-1]
	if t.cell = cell; cell {
		c.formats, c.alike = 0, map[string]int{}
	} else {
		c.formats, c.alike = t.formats, t.alike
	}
}

// broken reports whether a page costs too much to parse.
func broken(b []byte) bool {
	z := html.NewTokenizer(bytes.NewReader(b))
	c := markupCost{open: map[string]int{}, tags: map[string][]string{}, alike: map[string]int{}}
	for c.remade <= maxRemade && c.copied <= maxCopied {
		switch z.Next() {
		case html.ErrorToken:
			return false
		case html.TextToken:
			c.chars(len(bytes.TrimSpace(z.Raw())))
		case html.StartTagToken, html.SelfClosingTagToken:
			tag := string(z.Raw())
			name, attributes := z.TagName()
			if attributes && once[string(name)] {
				c.merged += len(tag)
				c.copied += attributeCost * c.merged
			}
			c.start(string(name), tag)
		case html.EndTagToken:
			name, _ := z.TagName()
			c.end(string(name))
		case html.CommentToken:
			c.text = 0
		}
	}
	return true
}

func (c *markupCost) chars(n int) {
	if n == 0 {
		return
	}
	c.remade += c.formats
	if k := len(c.tables); k > 0 && !c.tables[k-1].cell {
		c.moved += n
		c.copied += c.moved
		return
	}
	if c.text > 0 {
		c.copied += c.text
	}
	c.text += n
}

func (c *markupCost) start(name, tag string) {
	switch k := len(c.tables); {
	case once[name]:
		return
	case name == "table":
		c.tables = append(c.tables, openTable{formats: c.formats, alike: c.alike})
	case k == 0 && (rows[name] || cells[name]):
		return
	case rows[name] || cells[name]:
		c.enter(cells[name])
	}
	c.text = 0
	if formatting[name] {
		c.tags[name] = append(c.tags[name], tag)
		if c.alike[tag]++; c.alike[tag] <= maxAlike {
			c.formats++
		}
	}
	if name != "a" || c.open[name] == 0 { // the next one closes it
		c.open[name]++
	}
}

func (c *markupCost) end(name string) {
	k := len(c.tables)
	switch {
	case name == "table" && k > 0:
		c.enter(false)
		c.tables = c.tables[:k-1]
	case rows[name] || cells[name]:
		if k == 0 {
			return
		}
		c.enter(false)
	case name == "p" || name == "br":
	case c.open[name] == 0:
		return
	}
	c.text = 0
	if c.open[name] > 0 {
		c.open[name]--
		c.close(name)
	}
}

// close ends the last open element of formatting with a name, if there is one.
func (c *markupCost) close(name string) {
	n := len(c.tags[name])
	if n == 0 {
		return
	}
	tag := c.tags[name][n-1]
	c.tags[name] = c.tags[name][:n-1]
	if c.alike[tag] == 0 {
		return // in another cell
	}
	if c.alike[tag]--; c.alike[tag] < maxAlike {
		c.formats = max(0, c.formats-1)
	}
}
