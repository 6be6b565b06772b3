package web

import "github.com/gainsay/gainsay"

// maxProblems is how many problems of an import a page lists.
const maxProblems = 100

// readFact is one number of an import report in words.
type readFact struct {
	Label string
	N     int
}

// readReport is the import report of a thread's page.
type readReport struct {
	Facts    []readFact
	Version  gainsay.Version // of the analysis
	Problems []gainsay.Problem
	More     int // problems beyond those listed
}

// newReadReport leaves out numbers that are 0, except those of comments.
func newReadReport(r gainsay.Report, v gainsay.Version) readReport {
	out := readReport{Version: v, Facts: []readFact{{"read", r.Read}, {"kept", r.Kept}}}
	if r.Announced != nil {
		out.Facts = append(out.Facts, readFact{"announced by the source", *r.Announced})
	}
	for _, f := range []readFact{
		{"hidden behind “load more” stubs", r.Stubs},
		{"missing parents, each replaced by a placeholder", r.MissingParents},
		{"duplicates left out", r.Duplicates}, {"skipped as unreadable", r.Skipped}, {"without a time", r.Undated},
		{"reply links inferred", r.InferredParents}, {"kept but not analysed", r.Failed},
	} {
		if f.N > 0 {
			out.Facts = append(out.Facts, f)
		}
	}
	out.Problems = r.Problems[:min(len(r.Problems), maxProblems)]
	out.More = len(r.Problems) - len(out.Problems)
	return out
}
