package html

import (
	"cmp"
	"slices"
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
	if w.author.author != "" {
		return w.author
	}
	if who, ok := d.chosen(w); ok {
		return who
	}
	return person{author: scalar.Author(nameInText(w))}
}

// chosen finds the author of a post in the elements that the dialect names.
func (d *dialect) chosen(w *webPost) (who person, ok bool) {
	if name := cmp.Or(w.AttrOr("data-author", ""), w.AttrOr("data-username", "")); name != "" {
		if s := w.Find("a, b, strong, span").FilterFunction(func(_ int, s *goquery.Selection) bool {
			text, short := shortText(s.Nodes[0], len(name))
			return short && text == scalar.OneLine(name)
		}).First(); s.Length() > 0 {
			w.name = s.Nodes[0]
		}
		return person{author: scalar.Author(name)}, true
	}
	authors := d.author
	if d.loose && d != guessed {
		authors = slices.Concat(authors, guessed.author)
	}
	for _, sel := range authors {
		if key, ok := strings.CutPrefix(sel, "@"); ok {
			if name := w.AttrOr(key, ""); name != "" {
				return person{author: scalar.Author(name)}, true
			}
			continue
		}
		found := w.Find(sel)
		for i := range min(found.Length(), 4) {
			s := found.Eq(i)
			name := nameOf(s)
			if name == "" {
				continue
			}
			w.name = s.Nodes[0]
			return person{scalar.Author(name), homepage(s)}, true
		}
	}
	return person{}, false
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
	if m := profile().FindStringSubmatch(s.AttrOr("href", "")); m != nil && strings.TrimSpace(text) == "" {
		text = m[1] // an icon that links to the author
	}
	lead := strings.TrimSpace(byWord().ReplaceAllString(text, ""))
	if a := s.Find("a, .fn, [itemprop=name]").First(); strings.TrimSpace(a.Text()) != "" &&
		strings.HasPrefix(lead, strings.TrimSpace(a.Text())) {
		text = a.Text()
	}
	return cutName(text)
}

// profile matches the address of an author's page.
var profile = lazy.Regexp(`/(?:user|users|u|profile)/([^/?#.]*[^/?#.\d][^/?#.]*)/?$`)

var (
	byWord  = lazy.Regexp(`(?i)^\s*(?:(?:comment|reply|response|answer) (?:by|from)|(?:posted|written|submitted|added|left) by|kommentar von|(?:geschrieben|verfasst|eingereicht|gespeichert) von|commentaire de|(?:soumis|posté|publié|écrit) par|(?:enviado|publicado|escrito) por|(?:inviato|scritto|commento) d[ai]|ingediend door|von|by|par|por|di|door|av)\s*:?\s+`)
	afterIt = lazy.Regexp(`(?i)\s*(?:—|–|\||•|·|»|\s-\s|,? (?:says?|said|wrote|writes|schreibt|sagt|sagte|schrieb|meint|a écrit|dit|dice|escribió|zegt)\b|\b(?:am|on|at|le|el|om|um|vor)\s+(?:\d|\pL+,? \d)|,\s*\d).*$`)
	saysEnd = lazy.Regexp(`\s*:\s*$`)
)

// cutName removes the words around a name.
func cutName(text string) string {
	text = scalar.OneLine(text)
	text = byWord().ReplaceAllString(text, "")
	text = afterIt().ReplaceAllString(text, "")
	text = saysEnd().ReplaceAllString(text, "")
	text = unverified().ReplaceAllString(text, "")
	text = strings.Trim(text, " ,;:|·•»«-–—")
	if len(strings.Fields(text)) > 8 {
		text, _, _ = strings.Cut(text, ", ") // titles behind a name
	}
	if text == "" || utf8.RuneCountInString(text) > 80 || len(strings.Fields(text)) > 8 || hasDate(text) ||
		partDate().MatchString(text) || isLabel(text) && strings.Trim(text, "0123456789") != "" || noName().MatchString(text) {
		return ""
	}
	return text
}

// unverified matches what Drupal adds to the names of guests.
var unverified = lazy.Regexp(`(?i)\s*\((?:not verified|nicht überprüft|non vérifié|no verificado|non verificato|não verificado|niet geverifieerd|niezweryfikowany)\)`)

// partDate matches parts of a date, such as "November 18" and "Nov".
var partDate = lazy.Regexp(`(?i)^(?:` + monthWord + `\s*\d{0,2}(?:st|nd|rd|th)?|\d{1,2}[. ]\s*` + monthWord + `|\d{1,3})$`)

const monthWord = `(?:jan(?:uary|uar)?|feb(?:ruary|ruar)?|mar(?:ch)?|märz|apr(?:il)?|may|mai|june?|juni|july?|juli|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|okt(?:ober)?|nov(?:ember)?|dec(?:ember)?|dez(?:ember)?)\.?`

// noName matches labels that are found where names are.
var noName = lazy.Regexp(`(?i)^(?:facebook|twitter|whatsapp|pinterest|linkedin|e-?mail|rss|print|home|menu|name|nome|nom|nombre|login|log in|sign in|register|subscribe|newsletter|comments?|kommentare?|commentaires?|comentarios|view profile|profile|profil|q\.?|a\.?|[x×✕✖]|next|previous|zurück|weiter|top|source|quelle|advertisement|anzeige|sponsored|https?://.*|www\..*)\s*[*:]*$`)

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

var writtenBy = lazy.Regexp(`(?i)(?:posted by|written by|submitted by|eingereicht von|gespeichert von|soumis par|enviado por|inviato da|ingediend door|geschrieben von|verfasst von|kommentar von|comment by|comment from|escrito por|écrit par|scritto da):?\s+([^,|—–\n]{2,60}?)\s*(?:—|–|\||,|\bam\b|\bon\b|\bat\b|\bum\b|\ble\b|\bel\b|\s\d|$)`)

// nameInText looks for "posted by NAME on" in the short lines of a post, then
// for the first words in bold or in a link.
func nameInText(w *webPost) string {
	var name string
	w.Find("*").EachWithBreak(func(_ int, e *goquery.Selection) bool {
		if text, short := shortText(e.Nodes[0], 199); short {
			if m := writtenBy().FindStringSubmatch(text); m != nil {
				name = m[1]
			}
		}
		return name == ""
	})
	if name != "" {
		return cutName(name)
	}
	if e := w.Find("p strong, p b, p a").First(); e.Length() > 0 && namesLine(e) {
		w.name = e.Nodes[0]
		return cutName(e.Text())
	}
	for _, sel := range []string{"strong, b", "h3, h4, h5, h6", "a"} {
		if e := w.Find(sel).Not("p *").First(); e.Length() > 0 {
			if n := cutName(e.Text()); n != "" && len(n) < 50 {
				w.name = e.Nodes[0]
				return n
			}
		}
	}
	return ""
}

// namesLine reports whether the paragraph around a name has nothing else but a
// date and words such as "wrote".
func namesLine(e *goquery.Selection) bool {
	line := scalar.OneLine(e.Closest("p").Text())
	rest := datePart().ReplaceAllString(line, "")
	return len(line) < 120 && rest != line && headerOnly(rest, e.Text())
}
