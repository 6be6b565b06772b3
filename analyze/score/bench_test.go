package score

import (
	"testing"

	"github.com/gainsay/gainsay/analyze/text"
)

// comments are invented, of about 171 bytes, as comments on news are.
var comments = []string{
	"The council said in March that 4,200 homes would be built by 2031, but so far I count nine. Has anybody seen where the other ninety million went? Ask Mira Holt, she signed it.",
	"You clearly did not read past the headline, Renard. The study covers two valleys and a single winter; nobody in it says that the whole river is dead. Try again tomorrow maybe.",
	"I worked at the ferry terminal for six years and we never once had a delay over twenty minutes until they sold the old engines. So much for saving money, what a bunch of clowns!",
}

// BenchmarkMultiModel scores a comment with one model of every task and one pass
// over its features, the text being parsed already.
func BenchmarkMultiModel(b *testing.B) {
	all := Load()
	var models []*Model
	names, err := all.Names()
	if err != nil {
		b.Fatal(err)
	}
	seen := map[string]bool{}
	for _, n := range names {
		m, err := all.Get(n)
		if err != nil {
			b.Fatal(err)
		}
		if !seen[m.Task] {
			seen[m.Task] = true
			models = append(models, m)
		}
	}
	if len(models) == 0 {
		b.Skip("no weights in this build")
	}
	var ins []*Input
	for _, c := range comments {
		ins = append(ins, &Input{Text: Whole(text.Parse(c)), Author: "mira", Of: 1})
	}
	s := NewMultiModel(models).Scorer()
	for i := 0; b.Loop(); i++ {
		s.Score(ins[i%len(ins)])
	}
}

// BenchmarkLoad reads a model, as the first use of a task does.
func BenchmarkLoad(b *testing.B) {
	for b.Loop() {
		if _, err := Load().Get("insult"); err != nil {
			b.Skip(err)
		}
	}
}
