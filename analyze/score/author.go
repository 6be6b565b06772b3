package score

import (
	"net/url"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Bounds of the signals of an author's URL and name, set by hand.
const (
	longHost     = 20    // bytes; a longer host counts as long
	shortHost    = 9     // bytes; a shorter host counts as short
	minNameWord  = 4     // bytes of a word of the name to look for in the URL
	latinEnd     = 0x24f // last rune of Latin Extended-B
	deepSlashes  = 2     // slashes in a deep path
	manyHyphens  = 2
	manyLowWords = 2
)

// authorSignals adds what the author's name and URL look like. Advertisers
// make their names of words of their URL, of the text's subject or of goods.
func (x *Extractor) authorSignals(in *Input) {
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
	x.flag(addressPath, path != "")
	x.flag(addressDeep, strings.Count(path, "/") >= deepSlashes)
	x.flag(addressQuery, u.RawQuery != "" || u.Fragment != "")
	x.flag(hostHyphens, strings.Contains(host, "-"))
	x.flag(hostLong, len(host) > longHost)
	x.flag(hostShort, len(host) < shortHost)
	x.flag(pathHyphens, strings.Count(path, "-") >= manyHyphens)
	x.flag(plainHTTP, u.Scheme == "http")
	x.flag(nameInAddress, nameIn(name, host+path))
	x.flag(addressInText, in.Text.Doc != nil && strings.Contains(strings.ToLower(in.Text.Doc.Text), host))
}

func (x *Extractor) nameSignals(name string) {
	words := strings.Fields(name)
	lowerWords, digits, foreign := 0, 0, 0
	for _, w := range words {
		r, _ := utf8.DecodeRuneInString(w)
		if unicode.IsLower(r) {
			lowerWords++
		}
	}
	for _, r := range name {
		if unicode.IsDigit(r) {
			digits++
		} else if r > latinEnd && unicode.IsLetter(r) {
			foreign++
		}
	}
	x.signal(hasName)
	x.flag(nameOneWord, len(words) == 1)
	x.flag(nameTwoWords, len(words) == 2)
	x.flag(nameLong, len(words) > 2)
	x.flag(nameLowerWords, lowerWords >= manyLowWords)
	x.flag(nameLower, lowerWords == len(words))
	x.flag(nameDigits, digits > 0)
	x.flag(nameOtherScript, foreign > 0)
	x.flag(nameIsAddress, looksLikeURL(name))
}

func looksLikeURL(s string) bool {
	return strings.Contains(s, "://") || strings.Contains(s, "www.") || strings.Contains(s, ".com")
}

// nameIn reports whether the URL contains a word of the name.
func nameIn(name, address string) bool {
	for w := range strings.FieldsSeq(strings.ToLower(name)) {
		if len(w) >= minNameWord && strings.Contains(address, w) {
			return true
		}
	}
	return false
}
