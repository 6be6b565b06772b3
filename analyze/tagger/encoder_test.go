package tagger

import (
	"strings"
	"testing"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/analyze/score"
)

// oneVector is an encoder that takes all sentences for the same.
type oneVector struct {
	vector []float32
	seen   []string
}

func (e *oneVector) Encode(sentences []string) [][]float32 {
	e.seen = append(e.seen, sentences...)
	out := make([][]float32, len(sentences))
	for i := range out {
		out[i] = e.vector
	}
	return out
}

// TestEncoder checks that the heads of models decide if there is an encoder, that
// it sees each sentence once, without names of groups, and that marks report
// its part.
func TestEncoder(t *testing.T) {
	const words = "You are an idiot. Most Muslims here work in the harbour."
	run := func(e score.Encoder) gainsay.Annotation {
		models := score.Load()
		models.Encoder = e
		d := driverWith(t, models)
		for _, a := range d.Run(&gainsay.Thread{Comments: []*gainsay.Comment{{ID: "1", Text: words}}}, gainsay.Report{}, nil).Annotations {
			if a.Tag == gainsay.TagInsult {
				return a
			}
		}
		t.Fatal("no insult")
		return gainsay.Annotation{}
	}
	e := &oneVector{vector: make([]float32, 512)}
	for i := range e.vector {
		e.vector[i] = 1. / 512
	}
	plain, encoded := run(nil), run(e)
	if got := strings.Join(e.seen, "|"); got != "You are an idiot.|Most people here work in the harbour." {
		t.Errorf("the encoder saw %q", got)
	}
	if plain.Score == encoded.Score {
		t.Error("the score is the same with the encoder")
	}
	part := 0.0
	for _, s := range encoded.Signals {
		if strings.Contains(s.Name, "encoder") {
			part = s.Weight
		}
	}
	if part == 0 {
		t.Errorf("signals %+v lack the encoder's part", encoded.Signals)
	}
}
