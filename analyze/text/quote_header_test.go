package text

import (
	"strings"
	"testing"

	"github.com/gainsay/gainsay"
	"github.com/google/go-cmp/cmp"
)

// headerCases give a text and what its author says for themself, sentence by
// sentence.
var headerCases = map[string]string{
	"(In reply to: 'The bridge was unsafe. It's the dogs' fault.' -- Mira Holt) No. It was fine.": "No.|It was fine.",
	"(In reply to:Goals (2 of them). The deficit grew...-- John.C) John, that is wrong.":          "John, that is wrong.",
	"(in Response to Dana: “It fell.”) It did not.":                                               "It did not.",
	"[RE: It fell in May. — Dana] It did not.":                                                    "It did not.",
	"(Replying to «It fell in May») It did not.":                                                  "It did not.",
	"I agree.\n(In reply to: It fell.\n\nIt was old. – Dana Ohm)\nSo what?":                       "I agree.|So what?",
	"In response to Mira Holt: “Two cables broke. It is unsafe.” Nonsense.":                       "Nonsense.",
	"Re: 'Two cables broke. It is unsafe.' Nonsense.":                                             "Nonsense.",
	"In reply to: \"Two cables broke.\" -- Mira\nNonsense.":                                       "Nonsense.",
	"Mira Holt wrote: 'Two cables broke. It is unsafe.' Nonsense.":                                "Nonsense.",
	"You wrote, “it fell in May.” It did not.":                                                    "It did not.",
	"@mira: „It fell in May.” It did not.":                                                        "It did not.",
	"“Two cables broke in May. It is unsafe.” Nonsense.":                                          "Nonsense.",
	"“Two cables broke in May. It is unsafe.\" Nonsense.":                                         "Nonsense.",
	"”Two cables broke in May. It is unsafe.” Nonsense.":                                          "Nonsense.",
	"»Two cables broke in May. It is unsafe.« Nonsense.":                                          "Nonsense.",
	"‚Two cables broke in May. It is unsafe.‘ Nonsense.":                                          "Nonsense.",
	"“" + strings.Repeat("Two cables broke in May. ", 40) +
		"They did.” Nonsense.": "Nonsense.",

	// The author's own words.
	"(Re the ‘new’ bridge - see page 4) It fell.":          "(Re the ‘new’ bridge - see page 4) It fell.",
	"(In reply to Dana) It fell.":                          "(In reply to Dana) It fell.",
	"(Re: the audit of 2019 - see page 4.) It fell.":       "(Re: the audit of 2019 - see page 4.)|It fell.",
	"In response to your “idea”, it fell.":                 "In response to your “idea”, it fell.",
	"The council wrote: “It fell in May.” So it is known.": "The council wrote: “It fell in May.”|So it is known.",
	"I wrote: “It fell in May.” It did.":                   "I wrote: “It fell in May.”|It did.",
	"“Never!” It fell. Call it “safe”.":                    "“Never!”|It fell.|Call it “safe”.",
	"They left us: a bridge “that fell in May” is no use.": "They left us: a bridge “that fell in May” is no use.",
}

// TestHeaders checks which sentences count as the author's own where others'
// words stand in quotation marks or below a header.
func TestHeaders(t *testing.T) {
	for text, want := range headerCases {
		var own []string
		for _, s := range cutOf(text).Sentences {
			if s.Own() {
				own = append(own, s.In(text))
			}
		}
		if diff := cmp.Diff(want, strings.Join(own, "|")); diff != "" {
			t.Errorf("%q: -want +got:\n%s", text, diff)
		}
	}
}

// TestGivenQuotes checks that quotations given to Parse join those of the text.
func TestGivenQuotes(t *testing.T) {
	const text = "> It fell.\nTwo cables broke. Nonsense."
	d := Parse(text, gainsay.Span{Start: 24, End: 28}, gainsay.Span{Start: 11, End: 28},
		gainsay.Span{Start: 30, End: 99}, gainsay.Span{})
	var got []string
	for _, q := range d.Quotes {
		got = append(got, q.In(text))
	}
	if diff := cmp.Diff([]string{"> It fell.", "Two cables broke."}, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	if n := len(d.Sentences); n != 3 || d.Sentences[1].Own() || !d.Sentences[2].Own() {
		t.Errorf("sentences %+v", d.Sentences)
	}
}
