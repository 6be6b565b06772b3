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

// TestDocument distinguishes documents, whose captions look like names, from
// threads in which somebody writes a list.
func TestDocument(t *testing.T) {
	const caption = "2 comments\n\nOpen Questions\n\n- who pays\n- who mows\n- who decides\n\nNext Steps\n\n1. ask\n2. wait\n"
	if posts, _ := comments(splitLines(caption)); len(posts) > 0 {
		t.Errorf("document: %d posts", len(posts))
	}
	const thread = "2 comments\n\nAnn Lee\n\nTwo things:\n\n- who pays\n- who mows\n\nBo Dahl\n\nThe town, says the mayor.\n\nAnn Lee\n\nSince when?\n"
	if posts, _ := comments(splitLines(thread)); len(posts) != 3 {
		t.Errorf("thread: %d posts", len(posts))
	}
}
