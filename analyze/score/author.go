package score

import (
	"net/url"
	"strings"
	"unicode"
	"unicode/utf8"
)

// authorship adds what the author's name and address look like. A name that
// is made of the words of an address, of the text's subject or of wares is
// how advertisers sign.
func (x *Extractor) authorship(in *Input) {
	name := strings.TrimSpace(in.Author)
	if name != "" {
		x.nameSignals(name)
	}
	if in.AuthorURL == "" {
		return
	}
	x.signal("the author gives an address")
	u, err := url.Parse(in.AuthorURL)
	if err != nil || u.Host == "" {
		x.signal("the author's address is malformed")
		return
	}
	host := strings.TrimPrefix(strings.ToLower(u.Hostname()), "www.")
	path := strings.Trim(u.Path, "/")
	x.flag("the author's address leads to a page within a site", path != "")
	x.flag("the author's address lies deep within a site", strings.Count(path, "/") > 1)
	x.flag("the author's address carries a query", u.RawQuery != "" || u.Fragment != "")
	x.flag("the author's address has hyphens in its host", strings.Contains(host, "-"))
	x.flag("the author's address has a long host", len(host) > 20)
	x.flag("the author's address has a short host", len(host) < 9)
	x.flag("the author's address has hyphens in its path", strings.Count(path, "-") > 1)
	x.flag("the author's address is unsafe http", u.Scheme == "http")
	x.flag("the author's name is in the address", nameIn(name, host+path))
	x.flag("the text names the author's address", in.Text.Doc != nil && strings.Contains(strings.ToLower(in.Text.Doc.Text), host))
}

func (x *Extractor) nameSignals(name string) {
	words := strings.Fields(name)
	lowerWords, digits, odd := 0, 0, 0
	for _, w := range words {
		r, _ := utf8.DecodeRuneInString(w)
		if unicode.IsLower(r) {
			lowerWords++
		}
	}
	for _, r := range name {
		if unicode.IsDigit(r) {
			digits++
		} else if r > 0x24f && unicode.IsLetter(r) {
			odd++
		}
	}
	x.flag("the author's name is given", true)
	x.flag("the author's name is one word", len(words) == 1)
	x.flag("the author's name is two words", len(words) == 2)
	x.flag("the author's name is three words or more", len(words) > 2)
	x.flag("the author's name is two small words or more", lowerWords > 1)
	x.flag("the author's name is small letters", lowerWords == len(words))
	x.flag("the author's name has digits", digits > 0)
	x.flag("the author's name is in another script", odd > 0)
	x.flag("the author's name is an address", strings.Contains(name, "://") || strings.Contains(name, "www.") || strings.Contains(name, ".com"))
}

// nameIn reports whether a word of the name, of four letters or more, stands
// in the address.
func nameIn(name, address string) bool {
	for w := range strings.FieldsSeq(strings.ToLower(name)) {
		if len(w) > 3 && strings.Contains(address, w) {
			return true
		}
	}
	return false
}
