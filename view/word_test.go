package view_test

import (
	"strings"
	"testing"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/view"
)

func TestWordEffect(t *testing.T) {
	for want, e := range map[string]view.WordEffect{
		"without “liar” the score falls from 0.91 to 0.34":  {Word: "liar", Score: .34, Whole: .91},
		"without “maybe” the score rises from 0.61 to 0.70": {Word: "maybe", Score: .7, Whole: .61},
		"without “liar” there is no such mark":              {Word: "liar", Whole: .91},
	} {
		if got := e.Sentence(); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	for n, want := range map[int]string{1: "its last token was not read", 7: "its last 7 tokens were not read"} {
		if got := (view.WordEffects{Unread: n}).UnreadSentence(); !strings.Contains(got, want) {
			t.Errorf("%q, want %q", got, want)
		}
	}
	m := &gainsay.Annotation{Signals: []gainsay.Signal{{Name: "word", Words: "liar"}}}
	if view.Encoded(m) {
		t.Error("a word is no vector")
	}
	m.Signals = append(m.Signals, gainsay.Signal{Name: "meaning of the sentence (encoder)"})
	if !view.Encoded(m) {
		t.Error("a vector is not recognised")
	}
}
