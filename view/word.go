package view

import (
	"fmt"
	"slices"
	"strings"

	"github.com/gainsay/gainsay"
)

// WordEffect is how the score of a mark changes if a word of it is left out.
type WordEffect struct {
	Word  string
	Score float64 // without the word; 0 if there is no such mark then
	Whole float64 // with it
}

// Sentence says it in words.
func (e WordEffect) Sentence() string {
	switch {
	case e.Score == 0:
		return fmt.Sprintf("without “%s” there is no such mark", e.Word)
	case e.Score > e.Whole:
		return fmt.Sprintf("without “%s” the score rises from %.2f to %.2f", e.Word, e.Whole, e.Score)
	}
	return fmt.Sprintf("without “%s” the score falls from %.2f to %.2f", e.Word, e.Whole, e.Score)
}

// WordEffects are the words that change the score of a mark most, and how many
// tokens of its sentences the sentence encoder does not read: they lie beyond its
// window.
type WordEffects struct {
	Words  []WordEffect
	Unread int
}

// UnreadSentence says in words that Unread is more than 0.
func (e WordEffects) UnreadSentence() string {
	if e.Unread == 1 {
		return "the sentence is too long for the encoder: its last token was not read"
	}
	return fmt.Sprintf("the sentence is too long for the encoder: its last %d tokens were not read", e.Unread)
}

// Encoded reports whether the sentence encoder is among the signals that moved the
// score of a mark.
func Encoded(m *gainsay.Annotation) bool {
	return slices.ContainsFunc(m.Signals, func(s gainsay.Signal) bool { return strings.Contains(s.Name, "(encoder)") })
}
