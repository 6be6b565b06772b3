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
	x.signal(givesAddress)
	u, err := url.Parse(in.AuthorURL)
	if err != nil || u.Host == "" {
		x.signal(badAddress)
		return
	}
	host := strings.TrimPrefix(strings.ToLower(u.Hostname()), "www.")
	path := strings.Trim(u.Path, "/")
	x.flag(addressWithin, path != "")
	x.flag(addressDeep, strings.Count(path, "/") > 1)
	x.flag(addressQueries, u.RawQuery != "" || u.Fragment != "")
	x.flag(hostHyphens, strings.Contains(host, "-"))
	x.flag(hostLong, len(host) > 20)
	x.flag(hostShort, len(host) < 9)
	x.flag(pathHyphens, strings.Count(path, "-") > 1)
	x.flag(unsafeHTTP, u.Scheme == "http")
	x.flag(nameInAddress, nameIn(name, host+path))
	x.flag(addressInText, in.Text.Doc != nil && strings.Contains(strings.ToLower(in.Text.Doc.Text), host))
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
	x.signal(hasName)
	x.flag(nameOneWord, len(words) == 1)
	x.flag(nameTwoWords, len(words) == 2)
	x.flag(nameLong, len(words) > 2)
	x.flag(nameSmallWords, lowerWords > 1)
	x.flag(nameSmall, lowerWords == len(words))
	x.flag(nameDigits, digits > 0)
	x.flag(nameOtherScript, odd > 0)
	x.flag(nameIsAddress, strings.Contains(name, "://") || strings.Contains(name, "www.") || strings.Contains(name, ".com"))
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
