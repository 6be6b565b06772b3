package main

import (
	"context"
	"fmt"
	"io"
	"time"

	"github.com/gainsay/gainsay/store"
	"github.com/gainsay/gainsay/view"
	"github.com/gainsay/gainsay/web"
	"github.com/spf13/cobra"
)

var _ = register(reviewCommand)

func reviewCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "review",
		Short: "Assign marks to coders for review, and show their progress",
		Long: `Assign marks to coders for review, and show how far they are. The marks are decided on the page
/review of 'gainsay serve'; each coder's own are at /review?mine=1.`,
		Args: noArgs,
		RunE: func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	c.AddCommand(reviewAssignCommand(), reviewStatusCommand())
	return c
}

func reviewAssignCommand() *cobra.Command {
	var db, filter string
	var share, overlap float64
	var seed int64
	c := &cobra.Command{
		Use:   "assign CODER...",
		Short: "Deal out a random share of the marks under a filter",
		Long: `Deal out a random share of the marks under a filter. All coders get the overlap, from which agreement
is computed; the rest is dealt out evenly. The same seed draws the same marks. What a coder was
given before stays.`,
		Example: "  gainsay review assign --filter 'status=unsupported&topic=norway' --share 50 --overlap 20 Ada Bo",
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				return usagef("name the coders")
			}
			return nil
		},
	}
	dbFlag(c, &db)
	c.Flags().StringVar(&filter, "filter", "", "marks to assign, as the query of an address of /review (default: all)")
	c.Flags().Float64Var(&share, "share", 100, "percentage of these marks to assign")
	c.Flags().Float64Var(&overlap, "overlap", 20, "percentage of the share that every coder gets")
	c.Flags().Int64Var(&seed, "seed", 1, "number that the random draw depends on")
	c.RunE = func(c *cobra.Command, coders []string) error {
		if !(share >= 0 && share <= 100 && overlap >= 0 && overlap <= 100) {
			return usagef("--share and --overlap are 0 to 100 percent")
		}
		f, err := web.ReviewFilter(filter, canonicalTopic)
		if err != nil {
			return usagef("--filter: %w", err)
		}
		d, err := openExisting(db)
		if err != nil {
			return err
		}
		defer d.Close()
		if err := fillMarks(c.Context(), d); err != nil {
			return err
		}
		r, err := d.Assign(c.Context(), f, view.Review{Filter: filter, Share: share / 100, Overlap: overlap / 100,
			Seed: seed}, coders)
		if err != nil {
			return err
		}
		printReview(c.OutOrStdout(), r)
		return nil
	}
	return c
}

// fillMarks reads the marks of threads imported since they were read last.
func fillMarks(ctx context.Context, d *store.DB) error {
	for {
		left, err := d.FillMarks(ctx, time.Second)
		if err == nil {
			err = ctx.Err()
		}
		if err != nil || left == 0 {
			return err
		}
	}
}

func reviewStatusCommand() *cobra.Command {
	var db string
	c := &cobra.Command{
		Use:   "status",
		Short: "List what was assigned, and how much of it is decided",
		Args:  noArgs,
	}
	dbFlag(c, &db)
	c.RunE = func(c *cobra.Command, _ []string) error {
		d, err := openExisting(db)
		if err != nil {
			return err
		}
		defer d.Close()
		reviews, err := d.Reviews(c.Context())
		if err != nil {
			return err
		}
		for _, r := range reviews {
			printReview(c.OutOrStdout(), r)
		}
		return nil
	}
	return c
}

func printReview(w io.Writer, r view.Review) {
	filter := r.Filter
	if filter == "" {
		filter = "all marks"
	}
	fmt.Fprintf(w, "%d  %s: %.4g %% of %s, %.4g %% of these for every coder, seed %d\n", r.ID,
		r.Time.Format("2006-01-02 15:04"), 100*r.Share, filter, 100*r.Overlap, r.Seed)
	for _, c := range r.Coders {
		fmt.Fprintf(w, "    %s: %d of %d decided", c.Coder, c.Decided, c.Assigned)
		if c.Lost > 0 {
			fmt.Fprintf(w, "; the analysis no longer makes %d of them", c.Lost)
		}
		fmt.Fprintln(w)
	}
}
