package html

import (
	"cmp"
	"strings"
	"unicode/utf8"

	"github.com/PuerkitoBio/goquery"
	"github.com/gainsay/gainsay/store/importer/internal/lazy"
	"github.com/gainsay/gainsay/store/importer/internal/scalar"
	"github.com/gainsay/gainsay/store/importer/markup"
)

// person is the author of a post as the page shows it.
type person struct{ author, url string }

// writer finds the author of a post.
func (d *dialect) writer(w *webPost) person {
	if name := cmp.Or(w.AttrOr("data-author", ""), w.AttrOr("data-username", "")); name != "" {
		return person{author: scalar.Author(name)}
	}
	for _, sel := range d.author {
		found := w.Find(sel)
		for i := range min(found.Length(), 4) {
			s := found.Eq(i)
			name := nameOf(s)
			if name == "" {
				continue
			}
			return person{scalar.Author(name), homepage(s)}
		}
	}
	return person{author: scalar.Author(nameInText(w.Selection))}
}

// nameOf returns a name without the words around it, "" if it is not a name.
func nameOf(s *goquery.Selection) string {
	s = s.Clone()
	s.Find(
		".says, .screen-reader-text, time, script, style, .role, .badge, .wpd-comment-label, noscript",
	).Remove()
	text := s.Text()
	if s.Is("meta") {
		text = s.AttrOr("content", "")
	}
	lead := strings.TrimSpace(byWord().ReplaceAllString(text, ""))
	if a := s.Find("a, .fn, [itemprop=name]").First(); strings.TrimSpace(a.Text()) != "" &&
		strings.HasPrefix(lead, strings.TrimSpace(a.Text())) {
		text = a.Text()
	}
	return cutName(text)
}

var (
	byWord  = lazy.Regexp(`(?i)^\s*(?:comment (?:by|from)|posted by|written by|kommentar von|geschrieben von|verfasst von|von|by|par|por|di)\s+`)
	afterIt = lazy.Regexp(`(?i)\s*(?:—|–|\||•|·|»|\s-\s|,? (?:says?|said|wrote|writes|schreibt|sagt|sagte|schrieb|meint|a écrit|dit|dice|escribió|zegt)\b|\b(?:am|on|at|le|el|om|um|vor)\s+(?:\d|\pL+,? \d)|,\s*\d).*$`)
	saysEnd = lazy.Regexp(`\s*:\s*$`)
)

// cutName removes the words around a name.
func cutName(text string) string {
	text = scalar.OneLine(text)
	text = byWord().ReplaceAllString(text, "")
	text = afterIt().ReplaceAllString(text, "")
	text = saysEnd().ReplaceAllString(text, "")
	text = strings.Trim(text, " ,;:|·•»«-–—")
	if text == "" || utf8.RuneCountInString(text) > 80 || len(strings.Fields(text)) > 8 || hasDate(text) {
		return ""
	}
	return text
}

// homepage returns the address that a name links to, if it leads to another
// site.
func homepage(s *goquery.Selection) string {
	a := s.Filter("a[href]").AddSelection(s.Find("a[href]")).First()
	if a.Length() == 0 {
		return ""
	}
	href := a.AttrOr("href", "")
	external := strings.Contains(a.AttrOr("rel", ""), "external") || a.HasClass("url")
	if t := markup.Children(markup.Options{}, a.Parent().Nodes[0]); external &&
		strings.HasPrefix(href, "http") &&
		len(t.Links) > 0 {
		return href
	}
	return ""
}

var writtenBy = lazy.Regexp(`(?i)(?:posted by|written by|geschrieben von|verfasst von|kommentar von|comment by|comment from|escrito por|écrit par|scritto da)\s+([^,|—–\n]{2,60}?)\s*(?:—|–|\||,|\bam\b|\bon\b|\bat\b|\bum\b|\ble\b|\bel\b|\s\d|$)`)

// nameInText looks for "posted by NAME on" in the short lines of a post, then
// for the first words in bold or in a link.
func nameInText(s *goquery.Selection) string {
	var name string
	s.Find("*").EachWithBreak(func(_ int, e *goquery.Selection) bool {
		text := scalar.OneLine(e.Text())
		if len(text) < 200 {
			if m := writtenBy().FindStringSubmatch(text); m != nil {
				name = m[1]
			}
		}
		return name == ""
	})
	if name != "" {
		return cutName(name)
	}
	for _, sel := range []string{"strong, b", "h3, h4, h5, h6", "a"} {
		if e := s.Find(sel).Not("p *").First(); e.Length() > 0 {
			if n := cutName(e.Text()); n != "" && len(n) < 50 {
				return n
			}
		}
	}
	return ""
}
