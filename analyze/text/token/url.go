package token

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/gainsay/gainsay/analyze/text/chars"
)

// urlLen returns the length of the address at the front of s, 0 if there is
// none. It says its scheme or begins with "www.".
func urlLen(s string) int {
	if s[0]|0x20 != 'h' && s[0]|0x20 != 'w' && s[0]|0x20 != 'f' {
		return 0
	}
	for _, p := range [...]string{"http://", "https://", "www.", "ftp://"} {
		if chars.HasPrefixFold(s, p) && len(s) > len(p) {
			if n := addressLen(s, len(p)); n > len(p) {
				return n
			}
		}
	}
	return 0
}

// addressLen returns the length of the address of which s[:n] is read.
// Closing punctuation and brackets opened outside are not part of it.
func addressLen(s string, n int) int {
	end := n + chars.RunLen(s[n:], isAddressRune)
	u := strings.TrimRight(s[:end], addressEnd)
	round := strings.Count(u, "(") - strings.Count(u, ")")
	square := strings.Count(u, "[") - strings.Count(u, "]")
	for u != "" {
		switch last := u[len(u)-1]; {
		case last == ')' && round < 0:
			round++
		case last == ']' && square < 0:
			square++
		default:
			return len(u)
		}
		u = strings.TrimRight(u[:len(u)-1], addressEnd)
	}
	return 0
}

// addressEnd is what ends a clause rather than an address.
const addressEnd = ".,;:!?'’*_"

func isAddressRune(r rune) bool {
	if r < utf8.RuneSelf {
		return chars.ClassOf[byte(r)]&chars.ClassSpace == 0 && r != '<' && r != '>' && r != '"' && r != '|'
	}
	return !unicode.IsSpace(r) && r != '“' && r != '”' && r != '«' && r != '»' && r != '…' &&
		r != utf8.RuneError && !isPictograph(r)
}

// mailLen returns the length of the e-mail address at the front of s, or 0.
func mailLen(s string) int {
	n := mailPartLen(s, 64)
	if n == 0 || n >= len(s) || s[n] != '@' {
		return 0
	}
	m := len(strings.TrimRight(s[n+1:n+1+mailPartLen(s[n+1:], 200)], ".-"))
	if !strings.Contains(s[n+1:n+1+m], ".") {
		return 0
	}
	return n + 1 + m
}

func mailPartLen(s string, limit int) int {
	n := 0
	for n < len(s) && n < limit && (chars.ClassOf[s[n]]&(chars.ClassLetter|chars.ClassDigit) != 0 ||
		strings.IndexByte("._%+-", s[n]) >= 0) {
		n++
	}
	return n
}

// topDomains end the name of a host written without a scheme; none is a word
// with which a sentence could begin ("closed.it was").
var topDomains = map[string]bool{
	"com": true, "org": true, "net": true, "edu": true, "gov": true, "mil": true, "int": true, "info": true,
	"biz": true, "io": true,
	"co": true, "ai": true, "app": true, "dev": true, "xyz": true, "uk": true, "de": true, "eu": true,
	"ca": true, "au": true, "nz": true,
	"fr": true, "nl": true, "ru": true, "ch": true, "jp": true, "cn": true, "ie": true, "pl": true,
	"se": true, "fi": true, "dk": true,
	"es": true, "br": true, "za": true, "tv": true, "il": true, "ua": true, "cz": true,
}

// pathDomains are top domains only where a path follows ("youtu.be/x") or two
// names precede it ("blog.example.no").
var pathDomains = map[string]bool{"be": true, "me": true, "ly": true, "gl": true, "gd": true, "gg": true,
	"fm": true, "to": true, "us": true, "it": true, "no": true}

// maxHost and maxLabels bound the look ahead for a bare host name.
const (
	maxHost   = 100
	maxLabels = 5
)

// domainLen returns the length of the bare host name at the front of s with
// its path ("example.org/a"), or 0.
func domainLen(s string) int {
	best, label, labels := 0, 0, 0
	i := 0
	for ; i <= min(len(s), maxHost) && labels < maxLabels; i++ {
		if i < len(s) && (chars.ClassOf[s[i]]&(chars.ClassLetter|chars.ClassDigit) != 0 || s[i] == '-') {
			continue
		}
		if labels > 0 && i > label && isTop(s, label, i) {
			best = i
		}
		if i >= len(s) || s[i] != '.' || i == label {
			break
		}
		label = i + 1
		labels++
	}
	if best == 0 || chars.WordAt(s, best) || best < len(s) && s[best] == '@' {
		return 0
	}
	if best+1 < len(s) && (s[best] == '/' || s[best] == '?' || s[best] == ':' && chars.IsDigit(s[best+1])) {
		return max(best, addressLen(s, best))
	}
	return best
}

// isTop reports whether s[i:j] is a top domain of the host s[:j].
func isTop(s string, i, j int) bool {
	host, top := s[:j], s[i:j]
	if len(top) > 4 || i < 3 && len(top) < 3 && !(j < len(s) && s[j] == '/') {
		return false
	}
	low := strings.ToLower(top)
	if top != low && host != strings.ToUpper(host) {
		return false
	}
	path := j+1 < len(s) && s[j] == '/' && chars.ClassOf[s[j+1]]&(chars.ClassLetter|chars.ClassDigit) != 0
	return topDomains[low] || pathDomains[low] && (path || host[1] != '.' &&
		strings.IndexByte(host[:i-1], '.') > 0)
}
