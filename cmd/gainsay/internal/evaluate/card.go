// Package evaluate has what 'gainsay eval', 'train' and 'rows' do with labelled rows and
// threads beside analyze/eval, which measures: it reads them, and writes for readers what
// was measured.
package evaluate

import (
	"fmt"
	"strings"

	"github.com/gainsay/gainsay/analyze/score"
)

// Delimiters of the generated part of the model card.
const (
	CardBegin = "<!-- begin of what `gainsay eval --card` prints -->"
	CardEnd   = "<!-- end of what `gainsay eval --card` prints -->"
)

// Card returns the generated part of the model card in Markdown: data and licences,
// thresholds, figures on development rows, reliability.
func Card(cards []score.Card) string {
	var b strings.Builder
	fmt.Fprintln(&b, CardBegin)
	cardData(&b, cards)
	cardFigures(&b, cards)
	cardReliability(&b, cards)
	fmt.Fprintln(&b, CardEnd)
	return b.String()
}

func cardData(b *strings.Builder, cards []score.Card) {
	b.WriteString("\n### Models and their data\n\n" +
		"| model | task | classes | features | threshold | data (licence, rows) | date |\n" +
		"|---|---|---|---|---|---|---|\n")
	for _, c := range cards {
		var data []string
		for _, s := range c.Data {
			data = append(data, fmt.Sprintf("%s (%s, %d)", s.Name, s.Licence, s.Rows))
		}
		threshold := "-"
		if c.Threshold > 0 {
			threshold = fmt.Sprintf("%.2f", c.Threshold)
		}
		fmt.Fprintf(b, "| %s | %s | %s | %d | %s | %s | %s |\n", c.Name, c.Task,
			strings.Join(c.Classes, ", "), c.Features, threshold, strings.Join(data, ", "), c.Date)
	}
	b.WriteString("\nThreshold: the lowest score with a precision of at least 0.8 on development rows " +
		"(spam: 0.99, since most of its rows are spam); \"-\" where there is none, or for more than two classes.\n")
}

func cardFigures(b *strings.Builder, cards []score.Card) {
	b.WriteString("\n### Figures on development rows\n\n" +
		"| model | data | rows | macro-F1 | F1 | ROC AUC | average precision | accuracy |\n" +
		"|---|---|---|---|---|---|---|---|\n")
	for _, c := range cards {
		for _, d := range c.Dev {
			fmt.Fprintf(b, "| %s | %s | %d | %s | %s | %s | %s | %s |\n", c.Name, d.Set, d.Rows,
				interval(d.MacroF1), interval(d.F1), interval(d.AUC), interval(d.AP), interval(d.Accuracy))
		}
	}
	b.WriteString("\nIn brackets: 95 % confidence intervals by bootstrap over documents, authors or threads. " +
		"F1, ROC AUC and average precision are those of the first class of two, otherwise means over the classes.\n")
}

// interval formats a figure with its confidence interval.
func interval(f score.Figure) string {
	return fmt.Sprintf("%.3f [%.3f, %.3f]", f.Value, f.Low, f.High)
}

func cardReliability(b *strings.Builder, cards []score.Card) {
	b.WriteString("\n### Reliability on development rows\n\n" +
		"For each range of scores: the number of rows, their mean score, and the share that was right.\n\n" +
		"| model | scored | rows | mean score | right |\n|---|---|---|---|---|\n")
	for _, c := range cards {
		for _, r := range c.Reliability {
			fmt.Fprintf(b, "| %s | %.1f to %.1f | %d | %.2f | %.2f |\n", c.Name,
				r.From, r.To, r.Rows, r.Mean, r.Right)
		}
	}
	b.WriteString("\n")
}
