package tagger

import (
	"testing"

	"github.com/gainsay/gainsay/analyze/text"
)

func TestDisowned(t *testing.T) {
	for s, want := range map[string]disowning{
		"He is a liar.":                                   owned,
		"He is not a liar.":                               denied,
		"Nobody here says that he is a liar.":             retold,
		"Neither of you is a clown.":                      denied,
		"That is not the point, you clown.":               owned,
		"We are not talking about ferries here you fool.": owned,
		"No, you are just stupid.":                        owned,
		"We cannot get rid of these clowns.":              owned,
		"He is nothing but a liar.":                       owned,
		"I am such an idiot.":                             ofOneself,
		"What an idiot I am.":                             ofOneself,
		"I think you are an idiot.":                       owned,
		"They call her a liar.":                           retold,
		"His brother thinks the rangers are fools.":       retold,
		"I call him a liar.":                              owned,
		"Everybody knows that you are an idiot.":          owned,
		"The word “moron” is out of place.":               mentioned,
		"The ferry was late.":                             owned,
	} {
		d := text.Parse(s)
		if got := disowned(d, d.Sentences[0], d.Sentences[0].Span); got != want {
			t.Errorf("%s\n\tgot %q, want %q", s, got, want)
		}
	}
}
