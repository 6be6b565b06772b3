package html

import (
	"slices"
	"strings"

	"github.com/PuerkitoBio/goquery"
	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/store/importer/internal/lazy"
)

// markedState derives the state from classes.
func markedState(s *goquery.Selection) gainsay.State {
	class := strings.ToLower(s.AttrOr("class", ""))
	switch {
	case s.Find(`.comment-awaiting-moderation, .wc-awaiting-moderation, .wpd-unapproved-comment, .awaiting-moderation`).Length() > 0,
		strings.Contains(class, "unapproved"),
		strings.Contains(class, "awaiting"):
		return gainsay.Pending
	case wordIn(class, "deleted"):
		return gainsay.Deleted
	case wordIn(class, "removed"), wordIn(class, "blocked"), wordIn(class, "moderated"):
		return gainsay.Removed
	case wordIn(class, "spam"):
		return gainsay.MarkedSpam
	}
	return gainsay.Live
}

var noticeWords = lazy.Regexp(`(?i)\[(?:deleted|flagged|dead|removed)\]|\bcomment (?:deleted|removed)\b|\bdeleted by (?:user|author)\b|\bremoved by (?:moderator|reddit)\b`)

// onlyNotice matches a text that is nothing but a notice.
var onlyNotice = lazy.Regexp(`(?i)^\W*(?:comment (?:deleted|removed)(?: by \w+)?|(?:deleted|removed) by \w+)\W*$`)

// noticeIn returns the state that a notice in a post without a text gives.
func noticeIn(s string) gainsay.State {
	m := strings.ToLower(noticeWords().FindString(s))
	switch {
	case m == "":
		return gainsay.Live
	case strings.Contains(m, "deleted"):
		return gainsay.Deleted
	}
	return gainsay.Removed
}

// wordIn reports whether a word is one of the parts of class names.
func wordIn(class, word string) bool {
	return slices.Contains(
		strings.FieldsFunc(
			class,
			func(r rune) bool { return r == ' ' || r == '-' || r == '_' || r == '\n' || r == '\t' },
		),
		word,
	)
}
