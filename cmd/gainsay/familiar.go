package main

import (
	"sync"

	"github.com/gainsay/gainsay/analyze/score"
	"github.com/gainsay/gainsay/analyze/text"
	"github.com/gainsay/gainsay/web"
)

var vocabulary = sync.OnceValues(func() (score.Vocabulary, error) { return plainModels().Vocabulary() })

// familiar counts how many words of texts the models in the binary know.
func familiar(texts []string) web.Familiarity {
	f := web.Familiarity{Usual: usualKnown, Unusual: unusualKnown}
	v, err := vocabulary()
	if err != nil {
		return f // reported where the models are used
	}
	known := 0
	for _, s := range texts {
		n, k := v.Count(text.Parse(s))
		f.Words, known = f.Words+n, known+k
	}
	if f.Words > 0 {
		f.Known = float64(known) / float64(f.Words)
	}
	return f
}

// Shares of known words, measured on 2026-11-29 on rows that the models were not
// trained on, up to 400 of each of 25 data sets: half of the sets have 96 % or
// more, nine tenths 93 % or more, the lowest 91 %.
const (
	usualKnown   = 0.95
	unusualKnown = 0.90
)
