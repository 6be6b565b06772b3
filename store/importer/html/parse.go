package html

import (
	"bytes"
	"fmt"
	"io"

	"github.com/PuerkitoBio/goquery"
	"github.com/gainsay/gainsay/store/importer/internal/input"
	"github.com/gainsay/gainsay/store/importer/source"
	"golang.org/x/net/html"
)

// maxPage is how many bytes an HTML page may have, ten times as many as the
// largest real pages.
const maxPage = 64 << 20

// maxElements is how many tags a page may have; the largest real pages have a
// fifth of it.
const maxElements = 1_500_000

// maxTags is how deeply elements may be nested in a page. The parser rejects
// pages with more than 512 open elements; browsers have similar limits.
const maxTags = 400

// parseHTML parses a page. Elements nested deeper than maxTags are moved up to
// that depth, so that walking a page may recurse safely.
func parseHTML(r io.Reader) (*goquery.Document, error) {
	b, err := input.ReadWhole(r)
	if err != nil {
		return nil, err
	}
	if len(b) > maxPage {
		return nil, &source.SizeError{What: "the page", Max: maxPage, Flag: "none"}
	}
	if n := bytes.Count(b, []byte("<")); n > maxElements {
		return nil, fmt.Errorf("the page has %d tags, more than %d", n, maxElements)
	}
	if broken(b) {
		return nil, errBroken
	}
	root, err := html.Parse(bytes.NewReader(b))
	if err != nil { // reading from memory fails only for the depth
		root, err = html.Parse(bytes.NewReader(flatten(b)))
	}
	if err != nil {
		return nil, fmt.Errorf("parse page: %w", err)
	}
	return goquery.NewDocumentFromNode(root), nil
}

// flatten removes the tags of elements deeper than maxTags and keeps their
// content. Elements that need no end tag are not counted.
func flatten(b []byte) []byte {
	z := html.NewTokenizer(bytes.NewReader(b))
	var out bytes.Buffer
	for depth := 0; ; {
		kind := z.Next()
		if kind == html.ErrorToken {
			return out.Bytes() // the end: reading from memory cannot fail
		}
		raw := bytes.Clone(z.Raw())
		name, _ := z.TagName()
		counted := !endless[string(name)]
		if kind == html.StartTagToken && counted {
			depth++
		}
		if depth <= maxTags || kind == html.TextToken {
			out.Write(raw)
		}
		if kind == html.EndTagToken && counted {
			depth = max(0, depth-1)
		}
	}
}

// endless are the elements that have no end tag, or whose end tag is often
// omitted because the parser closes them.
var endless = map[string]bool{
	"area": true, "base": true, "br": true, "col": true, "embed": true, "hr": true,
	"img": true, "input": true, "link": true, "meta": true,
	"param": true, "source": true, "track": true, "wbr": true,
	"p": true, "li": true, "dt": true, "dd": true, "option": true, "tr": true, "td": true,
	"th": true, "tbody": true, "thead": true, "tfoot": true,
}
