package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/gainsay/gainsay"
)

// writeReport prints what an import read of one thread of a source: the
// comments first, then what is not there, then what was done to the rest.
// Numbers that are 0 are left out, but for those of comments. Problems are
// not among them: each was named when it was met.
func writeReport(w io.Writer, source string, t *gainsay.Thread, r gainsay.Report) {
	fmt.Fprintf(w, "    %s as %s\n", source, t.Format)
	announced := ""
	if r.Announced != nil {
		announced = fmt.Sprintf(", %d announced by the source", *r.Announced)
	}
	fmt.Fprintf(w, "    comments    %d read, %d kept%s\n", r.Read, r.Kept, announced)
	writeCounts(w, "not there", []count{
		{r.Stubs, "held back behind stubs"}, {r.MissingParents, "missing parents"}, {r.Duplicates, "duplicates"}, {r.Skipped, "skipped"},
	})
	writeCounts(w, "of the rest", []count{
		{r.InferredParents, "parents inferred"}, {r.Undated, "undated"}, {r.Failed, "not analysed"},
	})
}

// count is a number with what it counts.
type count struct {
	n    int
	what string
}

func writeCounts(w io.Writer, label string, counts []count) {
	var parts []string
	for _, c := range counts {
		if c.n > 0 {
			parts = append(parts, fmt.Sprintf("%s: %d", c.what, c.n))
		}
	}
	if len(parts) > 0 {
		fmt.Fprintf(w, "    %-11s %s\n", label, strings.Join(parts, ", "))
	}
}
