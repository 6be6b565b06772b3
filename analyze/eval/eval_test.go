package eval

import (
	"math"
	"testing"
)

// TestMeasure checks the figures against values worked out by hand.
func TestMeasure(t *testing.T) {
	ps := []Prediction{{"a", true, true, 0.9}, {"b", false, true, 0.8}, {"c", true, true, 0.7}, {"d", false, false, 0.1}, {"e", true, false, 0.1}}
	f := Measure(ps)
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
