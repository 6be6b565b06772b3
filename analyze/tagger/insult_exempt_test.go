package tagger

import (
	"testing"

	"github.com/gainsay/gainsay/analyze/text"
)

func TestExempt(t *testing.T) {
	for s, want := range map[string]exemption{
		"He is a liar.":                                   notExempt,
		"He is not a liar.":                               negated,
		"Nobody here says that he is a liar.":             reportedSpeech,
		"Neither of you is a clown.":                      negated,
		"That is not the point, you clown.":               notExempt,
		"We are not talking about ferries here you fool.": notExempt,
		"No, you are just stupid.":                        notExempt,
		"We cannot get rid of these clowns.":              notExempt,
		"He is nothing but a liar.":                       notExempt,
		"I am such an idiot.":                             selfDirected,
		"What an idiot I am.":                             selfDirected,
		"They look at me like a raving lunatic.":          reportedSpeech,
		"The council treats us as fools.":                 reportedSpeech,
		"You are a jerk.":                                 notExempt,
		"It was a knee jerk decision.":                    ofThing,
		"I think you are an idiot.":                       notExempt,
		"They call her a liar.":                           reportedSpeech,
		"His brother thinks the rangers are fools.":       reportedSpeech,
		"I call him a liar.":                              notExempt,
		"Everybody knows that you are an idiot.":          notExempt,
		"The word “moron” is out of place.":               mentioned,
		"If he is a liar, he must go.":                    supposed,
		"If you believe this you are an idiot.":           notExempt,
		"That is a stupid idea.":                          ofThing,
		"Stupid people vote for it.":                      notExempt,
		"You magnificent lunatic!":                        friendly,
		"She is crazy good at this.":                      friendly,
		"We do not need fools on the board.":              notExempt,
		"Thanks to her, not the arrogant clown.":          notExempt,
		"As the local idiot, may I ask?":                  selfDirected,
		"People who think that are idiots.":               notExempt,
		"The ferry was late.":                             notExempt,
	} {
		d := text.Parse(s)
		if got := exempt(d, d.Sentences[0], d.Sentences[0].Span); got != want {
			t.Errorf("%s\n\tgot %q, want %q", s, got, want)
		}
	}
}
