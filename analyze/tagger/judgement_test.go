package tagger

import (
	"testing"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/analyze"
	"github.com/gainsay/gainsay/analyze/text"
)

// TestAsksJudgement tells posts whose authors ask to be judged from other posts.
func TestAsksJudgement(t *testing.T) {
	for _, c := range []struct {
		title, text string
		want        bool
	}{
		{"AITA for selling the boat?", "It was mine.", true},
		{"The boat", "I sold it without asking. Was I wrong?", true},
		{"The boat", "I sold it. So am I the bad one here?", true},
		{"Who sold the boat?", "It is gone.", false},
		{"The boat", "I was wrong. Am I glad that it is gone!", false},
		{"The boat", "Should they have sold it?", false},
	} {
		p := &analyze.Pass{
			Thread: &gainsay.Thread{Title: c.title}, Title: text.Parse(c.title), Docs: []*text.Doc{text.Parse(c.text)},
		}
		if got := asksJudgement(p); got != c.want {
			t.Errorf("%q, %q: %v, want %v", c.title, c.text, got, c.want)
		}
	}
}

// TestVerdict finds abbreviations of verdicts, and no words that look like them.
func TestVerdict(t *testing.T) {
	for s, want := range map[string]string{
		"NTA. It was your boat.":          "nta",
		"nta, it was yours":               "nta",
		"It was theirs too, so YTA":       "yta",
		"It is a no from me, nah.":        "",
		"Nah, it was his boat.":           "",
		"NAH here, you both meant well.":  "nah",
		"The boat belongs to the island.": "",
	} {
		if got := verdict(text.Parse(s)); got != want {
			t.Errorf("%q: %q, want %q", s, got, want)
		}
	}
}

// TestJudges takes a thread for one that judges after three verdicts, unless they are
// rare.
func TestJudges(t *testing.T) {
	for _, c := range []struct {
		state dispute
		want  bool
	}{
		{dispute{asked: true}, true},
		{dispute{replies: 20, verdicts: 3}, true},
		{dispute{replies: 20, verdicts: 2}, false},
		{dispute{replies: 50, verdicts: 3}, false},
	} {
		if got := c.state.judges(); got != c.want {
			t.Errorf("%+v: %v, want %v", c.state, got, c.want)
		}
		if plain := (&dispute{replies: c.state.replies}); c.want && c.state.digest() == plain.digest() {
			t.Errorf("%+v: same digest as without verdicts", c.state)
		}
	}
}
