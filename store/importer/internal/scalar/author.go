package scalar

import (
	"html"
	"strings"
)

// nameless are words that systems show instead of the name of an author who
// gave none or whose account is gone. They are not treated as an author: all
// guests together are not one person.
var nameless = map[string]bool{
	"guest": true, "a guest": true, "visitor": true, "gast": true, "besucher": true, "invité": true, "invitado": true, "ospite": true,
	"anonymous": true, "anon": true, "anonymous coward": true, "anonymous user": true, "anonym": true, "anonyme": true, "anónimo": true,
	"anonimo": true, "аноним": true, "匿名": true, "匿名用户": true, "anoniem": true, "someone": true,
	"deleted user": true, "[deleted]": true, "deleted": true, "(deleted)": true, "<deleted>": true, "deleted account": true, "[deleted user]": true,
	"former user": true, "account deleted": true, "gelöschter benutzer": true, "usuario eliminado": true, "utilisateur supprimé": true,
	"[removed]": true, "removed": true, "unknown": true, "unknown user": true, "none": true, "null": true, "undefined": true, "n/a": true, "-": true,
	"user": true, "member": true, "nobody": true,
}

// unnamed begins the names by which Gainsay's own exports distinguish unnamed
// authors: "[unnamed 4711]".
const unnamed = "[unnamed "

// Unescape decodes the character references of HTML in a name, also where a
// source encoded them twice.
func Unescape(s string) string {
	for strings.Contains(s, "&") {
		t := html.UnescapeString(s)
		if t == s {
			break
		}
		s = t
	}
	return s
}

// Author returns the name of an author on one line, with character references
// decoded, "" if it is a word
// for an unknown author, such as Guest.
func Author(name string) string {
	name = OneLine(Unescape(name))
	if inner, ok := strings.CutPrefix(name, "Redditor(name="); ok { // as Python prints PRAW's object
		name = strings.Trim(inner, `'")`)
	}
	if IsNameless(strings.TrimPrefix(name, "@")) || strings.HasPrefix(name, unnamed) {
		return ""
	}
	return name
}

// IsNameless reports whether a word is one that systems show instead of a name.
func IsNameless(word string) bool { return nameless[strings.ToLower(word)] }
