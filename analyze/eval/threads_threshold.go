package eval

import (
	"fmt"
	"strings"

	"github.com/gainsay/gainsay"
)

// scoredAnswer is a comment for which marks answer yes: their highest score, and
// whether the readers say so too.
type scoredAnswer struct {
	score float64
	right bool
}

// thresholdsShown are those of the table by threshold.
var thresholdsShown = [...]float64{0.5, 0.6, 0.7, 0.8, 0.9}

// ThresholdFigures say how right and how complete a mark is if only scores from
// a threshold on count.
type ThresholdFigures struct {
	Mark      string  `json:"mark"`
	Threshold float64 `json:"threshold"`
	Marked    int     `json:"marked"` // comments
	Precision float64 `json:"precision"`
	Recall    float64 `json:"recall"`
}

// thresholdFigures computes the figures of a mark at each threshold.
func thresholdFigures(mark string, c Confusion, answers []scoredAnswer) (out []ThresholdFigures) {
	for _, least := range thresholdsShown {
		f := ThresholdFigures{Mark: mark, Threshold: least}
		right := 0
		for _, a := range answers {
			if a.score < least {
				continue
			}
			f.Marked++
			if a.right {
				right++
			}
		}
		f.Precision, f.Recall = ratio(right, f.Marked), ratio(right, c.TP+c.FN)
		out = append(out, f)
	}
	return out
}

// ByThreshold is a table in Markdown: for each mark, the precision and recall of
// the scores from a threshold on, and how many comments they mark.
func (f *ThreadFigures) ByThreshold() string {
	var b strings.Builder
	b.WriteString("| mark |")
	for _, least := range thresholdsShown {
		fmt.Fprintf(&b, " from %.1f |", least)
	}
	b.WriteString("\n|---|" + strings.Repeat("---|", len(thresholdsShown)))
	for k, x := range f.Thresholds {
		if k%len(thresholdsShown) == 0 {
			fmt.Fprintf(&b, "\n| %s |", x.Mark)
		}
		if x.Marked == 0 {
			b.WriteString(" none |")
			continue
		}
		fmt.Fprintf(&b, " %.2f / %.2f (%d) |", x.Precision, x.Recall, x.Marked)
	}
	return b.String() + "\n"
}

// bestScore is the highest score of marks, 0 for none.
func bestScore(marks []gainsay.Annotation) (best float64) {
	for i := range marks {
		best = max(best, marks[i].Score)
	}
	return best
}

// bestNotable is the highest notability of assertions, 0 for none.
func bestNotable(all []gainsay.Assertion) (best float64) {
	for i := range all {
		best = max(best, all[i].Notable)
	}
	return best
}
