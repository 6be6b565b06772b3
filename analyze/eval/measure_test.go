package eval

import (
	"math"
	"testing"
)

// TestMeasure checks the figures against values worked out by hand.
func TestMeasure(t *testing.T) {
	p := func(id, gold, label string, score float64) Prediction {
		return Prediction{ID: id, Gold: gold, Label: label, Score: score, Scores: map[string]float64{"yes": score, "no": 1 - score}}
	}
	ps := []Prediction{p("a", "yes", "yes", 0.9), p("b", "no", "yes", 0.8), p("c", "yes", "yes", 0.7), p("d", "no", "no", 0.1), p("e", "yes", "no", 0.1)}
	f := Measure([]string{"yes", "no"}, ps)
	for _, c := range []struct {
		name      string
		got, want float64
	}{
		{"precision", f.Precision, 2.0 / 3}, {"recall", f.Recall, 2.0 / 3}, {"F1", f.F1, 2.0 / 3}, {"accuracy", f.Accuracy, 0.6},
		{"macro-F1", f.MacroF1, (2.0/3 + 0.5) / 2}, {"ROC AUC", f.AUC, 3.5 / 6}, {"average precision", f.AP, (1 + 2.0/3 + 3.0/5) / 3},
	} {
		if math.Abs(c.got-c.want) > 1e-9 {
			t.Errorf("%s: %v, want %v", c.name, c.got, c.want)
		}
	}
}
