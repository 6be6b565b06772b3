package scalar

import (
	"strings"

	"github.com/gainsay/gainsay"
)

// NoticeState returns the state that a text means which a system shows instead
// of a comment, such as "This comment was removed"; Live for any other text.
func NoticeState(text string) gainsay.State {
	low := strings.ToLower(strings.Trim(text, " .[]()"))
	switch {
	case low == "deleted",
		low == "this comment was deleted",
		low == "comment deleted",
		low == "comment deleted by user":
		return gainsay.Deleted
	case low == "removed",
		strings.HasPrefix(low, "this comment was removed"),
		strings.HasPrefix(low, "this comment has been removed"),
		strings.HasPrefix(low, "comment removed by"):
		return gainsay.Removed
	case strings.HasSuffix(low, "awaiting moderation") && len(low) < 60:
		return gainsay.Pending
	}
	return gainsay.Live
}

// ParseState reads the state of a comment: words of many systems, or yes and no
// in a column named after a state. column is the name in lower case with
// letters and digits only; text is the comment's text, which may be
// "[removed]".
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
	if s, ok := stateWords[strings.Trim(strings.ToLower(strings.TrimSpace(text)), "[]")]; ok &&
		strings.HasPrefix(strings.TrimSpace(text), "[") {
		return s
	}
	return gainsay.Live
}

// IsState reports whether a word, in lower case, names a state of comments.
func IsState(word string) bool {
	_, ok := stateWords[word]
	return ok || word == "approved" || word == "published"
}

// stateWords are the words for states.
var stateWords = map[string]gainsay.State{
	"deleted": gainsay.Deleted, "deleted by user": gainsay.Deleted, "user_deleted": gainsay.Deleted,
	"withdrawn": gainsay.Deleted,
	"removed":   gainsay.Removed, "rejected": gainsay.Removed, "blocked": gainsay.Removed, "hidden": gainsay.Removed,
	"moderated": gainsay.Removed, "trash": gainsay.Removed,
	"pending": gainsay.Pending, "unapproved": gainsay.Pending, "hold": gainsay.Pending, "awaiting": gainsay.Pending,
	"spam": gainsay.MarkedSpam,
}
