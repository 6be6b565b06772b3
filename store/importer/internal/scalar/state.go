package scalar

import (
	"strings"

	"github.com/gainsay/gainsay"
)

// NoticeState reads the notices that systems leave in place of a comment.
func NoticeState(text string) gainsay.State {
	low := strings.ToLower(strings.Trim(text, " .[]()"))
	switch {
	case low == "deleted", low == "this comment was deleted", low == "comment deleted", low == "comment deleted by user":
		return gainsay.Deleted
	case low == "removed", strings.HasPrefix(low, "this comment was removed"), strings.HasPrefix(low, "this comment has been removed"),
		strings.HasPrefix(low, "comment removed by"):
		return gainsay.Removed
	case strings.HasSuffix(low, "awaiting moderation") && len(low) < 60:
		return gainsay.Pending
	}
	return gainsay.Live
}

// ParseState reads a state: the words of many systems, or yes and no under a
// column's name, of which only small letters and digits are given.
func ParseState(column, value, text string) gainsay.State {
	value = strings.ToLower(strings.TrimSpace(value))
	if s, ok := stateWords[value]; ok {
		return s
	}
	if value == "true" || value == "1" || value == "yes" || value == "t" {
		if s, ok := stateWords[strings.TrimPrefix(column, "is")]; ok {
			return s
		}
	}
	if s, ok := stateWords[strings.Trim(strings.ToLower(strings.TrimSpace(text)), "[]")]; ok && strings.HasPrefix(strings.TrimSpace(text), "[") {
		return s
	}
	return gainsay.Live
}

var stateWords = map[string]gainsay.State{
	"deleted": gainsay.Deleted, "deleted by user": gainsay.Deleted, "user_deleted": gainsay.Deleted, "withdrawn": gainsay.Deleted,
	"removed": gainsay.Removed, "rejected": gainsay.Removed, "blocked": gainsay.Removed, "hidden": gainsay.Removed, "moderated": gainsay.Removed, "trash": gainsay.Removed,
	"pending": gainsay.Pending, "unapproved": gainsay.Pending, "hold": gainsay.Pending, "awaiting": gainsay.Pending, "new": gainsay.Pending, "spam": gainsay.MarkedSpam,
}
