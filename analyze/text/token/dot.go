package token

import (
	"strings"

	"github.com/gainsay/gainsay/analyze/text/chars"
)

// maxAbbreviation is the length of the longest abbreviation in bytes.
const maxAbbreviation = 8

// dottedLen returns the length of the abbreviation or file name at the front
// of s whose first word has n bytes and is followed by a stop, or 0.
func dottedLen(s, low string, n int) int {
	if n == 1 && chars.IsLetter(s[0]) {
		if k := lettersLen(s); k > 0 {
			return k
		}
		if isInitial(s, low) {
			return 2
		}
	}
	if k := fileLen(low, n); k > 0 {
		return k
	}
	if strings.HasPrefix(low, "ph.d") && !chars.WordAt(s, 4) {
		return len("ph.d") + strings.Count(s[4:min(len(s), 5)], ".")
	}
	if n > maxAbbreviation || n+1 < len(s) && (s[n+1] == '.' || n == 1 && low[:1] != "p" && low[:1] != "c") {
		return 0
	}
	switch abbreviations[low[:n]] {
	case 0:
		return 0
	case beforeFigure:
		if rest := strings.TrimLeft(s[n+1:min(len(s), n+4)], " "); rest == "" || !chars.IsDigit(rest[0]) {
			return 0
		}
	}
	return n + 1
}

// lettersLen returns the length of an abbreviation of two or more single
// letters with stops ("U.S.", "e.g.", "a.m.", "U.S.A") at the front of s, or 0.
func lettersLen(s string) int {
	n := 0
	for n+1 < len(s) && chars.IsLetter(s[n]) && s[n+1] == '.' && n < 16 {
		n += 2
	}
	if n < 4 {
		return 0
	}
	if n < len(s) && chars.ClassOf[s[n]]&chars.ClassUpper != 0 &&
		chars.ClassOf[s[n-2]]&chars.ClassUpper != 0 && !chars.WordAt(s, n+1) {
		n++
	}
	return n
}

// isInitial reports whether the single letter and stop at the front of s
// are of a name ("J. Smith", "Roe v. Wade") and do not end a sentence
// ("Plan B. Then").
func isInitial(s, low string) bool {
	if len(s) < 4 || s[2] != ' ' || chars.ClassOf[s[3]]&chars.ClassUpper == 0 || s[0] == 'I' {
		return false
	}
	if chars.ClassOf[s[0]]&chars.ClassLower != 0 {
		return s[0] == 'v'
	}
	n := 3
	for n < len(s) && n < 20 && chars.ClassOf[s[n]]&chars.ClassLetter != 0 {
		n++
	}
	return !Opener[low[3:n]]
}

// fileTypes end the name of a file or program ("node.js").
var fileTypes = map[string]bool{
	"js": true, "ts": true, "py": true, "md": true, "txt": true, "pdf": true, "doc": true, "docx": true,
	"xls": true, "xlsx": true,
	"csv": true, "json": true, "xml": true, "yml": true, "yaml": true, "html": true, "htm": true,
	"php": true, "exe": true, "dll": true,
	"zip": true, "jpg": true, "jpeg": true, "png": true, "gif": true, "svg": true, "mp3": true, "mp4": true,
	"avi": true, "cpp": true,
	"css": true, "sql": true, "apk": true, "epub": true,
}

// fileLen returns the length of the file name at the front of low whose first
// word has n bytes, or 0.
func fileLen(low string, n int) int {
	j := n + 1
	for j < len(low) && j <= n+5 && chars.ClassOf[low[j]]&(chars.ClassLetter|chars.ClassDigit) != 0 {
		j++
	}
	if !fileTypes[low[n+1:j]] || chars.WordAt(low, j) {
		return 0
	}
	return j
}
