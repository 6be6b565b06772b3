package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/store/importer"
)

// writeReport prints what an import read of one thread of a source: the
// numbers of comments, what is missing or left out, and what was done to the
// comments kept. Counts of 0 are omitted in the latter two. Problems are not
// repeated: each was reported when it occurred.
func writeReport(w io.Writer, source string, t *gainsay.Thread, r gainsay.Report) {
	fmt.Fprintf(w, "    %s as %s%s\n", source, t.Format, signs(t.Format))
	announced := ""
	if r.Announced != nil {
		announced = fmt.Sprintf(", %d announced by the source", *r.Announced)
	}
	fmt.Fprintf(w, "    comments    %d read, %d kept%s\n", r.Read, r.Kept, announced)
	writeCounts(w, "left out", []count{
		{r.Stubs, "hidden by \"load more\" stubs"}, {r.MissingParents, "missing parents"},
		{r.Duplicates, "duplicates"}, {r.Skipped, "skipped"},
	})
	writeCounts(w, "of those", []count{
		{r.InferredParents, "parents inferred"}, {r.Undated, "undated"}, {r.Failed, "not analysed"},
	})
}

// signs returns by what a format is recognised, for the line that names it.
func signs(name string) string {
	f, err := importer.Find(name)
	if err != nil || f.Signs() == "" {
		return ""
	}
	return "; signs of the format: " + f.Signs()
}

// count is a number and what it counts.
type count struct {
	n    int
	what string
}

// writeCounts prints the counts that are not 0, if any.
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
