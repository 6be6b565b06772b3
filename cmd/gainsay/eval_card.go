package main

import (
	"fmt"

	"github.com/gainsay/gainsay/analyze/score"
	"github.com/gainsay/gainsay/cmd/gainsay/internal/evaluate"
)

// card prints the generated part of the model card from the weight files.
func (e *evaluation) card() error {
	models, err := openWeights(e.weights)
	if err != nil {
		return err
	}
	names, err := models.Names()
	if err != nil {
		return err
	}
	var cards []score.Card
	for _, n := range names {
		c, err := models.Card(n)
		if err != nil {
			return fmt.Errorf("read weights %s: %w", n, err)
		}
		cards = append(cards, c)
	}
	return e.print(cards, evaluate.Card(cards))
}
