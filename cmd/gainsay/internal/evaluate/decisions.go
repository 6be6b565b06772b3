package evaluate

import (
	"fmt"
	"strings"

	"github.com/gainsay/gainsay/agree"
	"github.com/gainsay/gainsay/view"
)

// Decisions writes the agreement of marks with decisions for readers; lost is the number
// of decisions without a place.
func Decisions(f agree.Figures, lost int) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s in %s; %s without a place\n", view.Counted(f.Items, "mark"), view.Counted(f.Threads, "thread"),
		view.Counted(lost, "decision"))
	if f.Open > 0 {
		fmt.Fprintf(&b, "%s left out: coders differ, and nobody settled it\n", view.Counted(f.Open, "mark"))
	}
	for _, part := range []struct {
		title  string
		shares []agree.Share
	}{
		{"precision by tag (right of decided, 95 % Wilson interval)", f.Tags},
		{"precision by rule", f.Rules},
		{"status of assertions (as decided)", f.Statuses},
		{"recall by tag (marks of the analysis among right ones, in threads gone through)", f.Recall},
	} {
		if len(part.shares) == 0 {
			continue
		}
		fmt.Fprintf(&b, "\n%s\n", part.title)
		for _, s := range part.shares {
			fmt.Fprintf(&b, "  %-36s %5d of %5d  %.3f  [%.3f, %.3f]\n", s.Name, s.Right, s.N, s.Value, s.Low, s.High)
		}
	}
	return b.String()
}
