package html

import (
	"strings"

	"github.com/PuerkitoBio/goquery"
	"github.com/gainsay/gainsay/store/importer/internal/lazy"
)

// hexNumber matches ids such as comment-6a00d8341bf7.
var hexNumber = lazy.Regexp(`(?:^|[-_])([0-9a-f]{8,})$`)

var idNumber = lazy.Regexp(`(\d+)(?:_(\d+))?$`)

// id returns the number in the id attribute of a post, or the whole attribute.
func (d *dialect) id(w *webPost) string {
	for _, key := range append(d.ids, "data-comment-id", "data-commentid", "data-post-id", "data-postid", "data-id", "id") {
		v, ok := w.Attr(key)
		if !ok || v == "" {
			continue
		}
		if d.idPart != nil {
			if m := d.idPart().FindStringSubmatch(v); m != nil {
				return m[1]
			}
			continue
		}
		if m := hexNumber().FindStringSubmatch(v); m != nil && strings.ContainsAny(m[1], "abcdef") {
			return m[1]
		}
		if m := idNumber().FindStringSubmatch(v); m != nil && m[2] != "" && d == guessed {
			return m[2] // the first is the number of the owner
		}
		if m := idNumber().FindStringSubmatch(v); m != nil {
			return m[1]
		}
		if key != "id" || strings.Contains(v, "comment") && !strings.HasSuffix(v, "-") {
			return v
		}
	}
	return w.anchored()
}

// anchored returns the id in an anchor before or inside a post, or in a link to
// the post itself.
func (w *webPost) anchored() string {
	prev := w.Prev()
	for _, a := range []*goquery.Selection{prev.Filter("a[id], a[name]"), w.Find(`a[id], a[name], span[id], h2[id], h3[id], h4[id]`)} {
		for i := range a.Nodes {
			v := a.Eq(i).AttrOr("id", a.Eq(i).AttrOr("name", ""))
			if m := anchorID().FindStringSubmatch(v); m != nil {
				return m[1]
			}
		}
	}
	links := w.Find("a[href]")
	for i := range links.Nodes {
		if m := anchorID().FindStringSubmatch(fragment(links.Eq(i).AttrOr("href", ""))); m != nil {
			return m[1]
		}
	}
	return ""
}

var anchorID = lazy.Regexp(
	`(?i)^(?:js-)?(?:comment|post|msg|message|kommentar|reply|entry|pid|c|p)[-_]?(\d+)$`,
)

func fragment(href string) string {
	_, f, _ := strings.Cut(href, "#")
	return f
}
