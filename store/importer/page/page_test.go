package page

import (
	"regexp"
	"testing"
)

// TestPhrases compiles the lists of phrases.
func TestPhrases(t *testing.T) {
	for name, list := range map[string]func() *regexp.Regexp{"Leave a reply": isSystem, "Reply": isControl, "Menu": isSite} {
		if !list().MatchString(name) {
			t.Errorf("%q is in no list", name)
		}
	}
}
