package main

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/agree"
	"github.com/gainsay/gainsay/cmd/gainsay/internal/terminal"
	"github.com/gainsay/gainsay/decide"
	"github.com/gainsay/gainsay/view"
	"github.com/spf13/cobra"
)

var _ = register(agreementCommand)

// comparison is one call of agreement.
type comparison struct {
	coders []string
	all    bool
	json   bool
	seed   uint64
	least  gainsay.Thresholds // of the database
}

func agreementCommand() *cobra.Command {
	var db string
	var x comparison
	c := &cobra.Command{
		Use:   "agreement",
		Short: "Measure how far coders agree about the same marks",
		Long: fmt.Sprintf(`Measure how far people who decided the same marks agree, by tag and status: raw agreement, Cohen's
kappa (two coders) and Krippendorff's alpha (nominal), with 95 %% bootstrap intervals over units.

A unit is a mark of the analysis that two coders decided, or one that a coder added. Of each coder
the decisions made blind count; --all takes all. Decisions that settle a disagreement do not change
the figures. Values are printed from %d units on. docs/AGREEMENT.md says how units are formed.

Without --coder the two with the most units in common are compared. The name "machine" stands for the
analysis: what it says of the marks that the others decided, from the thresholds of the database on.`, agree.MinUnits),
		Example: "  gainsay agreement --db study.db\n  gainsay agreement --db study.db --coder anna --coder bo --coder cy\n" +
			"  gainsay agreement --db study.db --coder anna --coder machine --all",
		Args: noArgs,
	}
	dbFlag(c, &db)
	fl := c.Flags()
	fl.StringArrayVar(&x.coders, "coder", nil, "compare this coder (`NAME`, two or more times)")
	fl.BoolVar(&x.all, "all", false, "also decisions that were not made blind")
	fl.Uint64Var(&x.seed, "seed", 1, "seed of the bootstrap")
	fl.BoolVar(&x.json, "json", false, "print JSON, with the units on which coders differ")
	c.RunE = func(c *cobra.Command, _ []string) error {
		if n := len(x.coders); n == 1 || len(slices.Compact(slices.Sorted(slices.Values(x.coders)))) != n {
			return usagef("--coder: name two or more different coders, or none")
		}
		d, err := openExisting(db)
		if err != nil {
			return err
		}
		defer d.Close()
		records, err := d.Standing(c.Context(), view.DecisionFilter{All: true})
		if err != nil {
			return err
		}
		if x.least, err = d.Thresholds(c.Context()); err != nil {
			return err
		}
		return x.print(terminal.ForData(c.OutOrStdout()), c.ErrOrStderr(), records)
	}
	return c
}

func (x *comparison) print(out, remarks io.Writer, records []decide.Standing) error {
	units := agree.Units(records, !x.all)
	names := agree.Coders(units)
	coders := x.coders
	if coders == nil {
		coders = agree.Pair(units)
	}
	if slices.Contains(coders, agree.Machine) && !slices.Contains(names, agree.Machine) {
		units, _ = agree.WithMachine(units, x.least)
		names = append(names, agree.Machine)
	}
	for _, c := range coders {
		if !slices.Contains(names, c) {
			return usagef("no decisions of coder %q; coders: %s", c, strings.Join(names, ", "))
		}
	}
	report := agree.Compare(units, coders, x.seed)
	if x.json {
		differ := []agree.Unit{}
		for i := range units {
			if units[i].Differ(coders) {
				differ = append(differ, units[i])
			}
		}
		e := json.NewEncoder(out)
		e.SetIndent("", " ")
		return e.Encode(struct {
			agree.Report
			Blind     bool              `json:"blind"`
			Differ    []agree.Unit      `json:"differ"`
			Precision []agree.Precision `json:"precision"`
		}{report, !x.all, differ, agree.Precisions(agree.Units(records, false))})
	}
	if report.Units == 0 {
		_, err := fmt.Fprintf(remarks, "no mark was decided by two coders%s\n", x.hint())
		return err
	}
	_, err := io.WriteString(out, agreementTable(&report))
	fmt.Fprintf(remarks, "%d units of %s, %d open disagreements, %d settled; %d resamples, seed %d\n", report.Units,
		strings.Join(coders, " and "), report.Open, report.Settled, report.Resamples, report.Seed)
	return err
}

// hint says how there might be units.
func (x *comparison) hint() string {
	if x.all {
		return ""
	}
	return " blind; --all takes all decisions"
}

// agreementTable writes a line for each tag and status.
func agreementTable(r *agree.Report) string {
	var b strings.Builder
	w := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
	fmt.Fprintf(w, "\tunits\t%s\tsame\t95 %%\tkappa\t95 %%\talpha\t95 %%\treads as\tdiffer\topen\n", strings.Join(r.Coders, "\t"))
	for _, row := range r.Rows {
		label := "all tags"
		switch row.Kind {
		case agree.OfTag:
			label = view.TagLabel(gainsay.Tag(row.Name))
		case agree.OfStatus:
			label = view.StatusLabel(gainsay.Status(row.Name))
		}
		fmt.Fprintf(w, "%s\t%d\t", label, row.Units)
		for _, n := range row.Given {
			fmt.Fprintf(w, "%d\t", n)
		}
		kappa, alpha := row.Kappa, row.Alpha
		if row.Units < agree.MinUnits {
			kappa, alpha = nil, nil
		}
		raw := "-"
		if row.Units >= agree.MinUnits {
			raw = fmt.Sprintf("%.0f to %.0f %%", 100*row.Raw.Low, 100*row.Raw.High)
		}
		fmt.Fprintf(w, "%.0f %%\t%s\t%s\t%s\t%s\t%d\t%d\n", 100*row.Raw.Value, raw, estimate(kappa), estimate(alpha), row.Reads,
			row.Differ, row.Open)
	}
	w.Flush()
	return b.String()
}

// estimate writes a value and its interval, as two cells.
func estimate(e *agree.Estimate) string {
	if e == nil {
		return "-\t-"
	}
	return fmt.Sprintf("%.2f\t%.2f to %.2f", e.Value, e.Low, e.High)
}
