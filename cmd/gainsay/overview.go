package main

import (
	"cmp"
	"fmt"
	"io"
	"net/url"
	"slices"
	"time"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/cmd/gainsay/internal/terminal"
	"github.com/gainsay/gainsay/decide"
	"github.com/gainsay/gainsay/store"
	"github.com/gainsay/gainsay/view"
	"github.com/spf13/cobra"
)

var (
	_ = register(overviewCommand)
	_ = register(setsCommand)
)

// overviewing is one call of overview.
type overviewing struct {
	db, set, marks, from, to string
	status, dispute          []string
	csv, hide                bool
	f                        view.AssertionFilter
}

func overviewCommand() *cobra.Command {
	var x overviewing
	c := &cobra.Command{
		Use:   "overview",
		Short: "Summarise the assertions: unsupported by month, source, topic and author",
		Long: fmt.Sprintf(`Sum up the assertions that the flags pick: the share of unsupported ones over time, by source, by topic
(from %d assertions on) and by author (from %d on), each with its 95 %% interval (Wilson), the claims
made most often, and pairs of claims that contradict each other. It prints the numbers of the page /overview.`,
			view.MinTopic, view.MinAuthor),
		Example: "  gainsay overview --topic Norway --from 2024-01 --csv > norway.csv",
		Args:    noArgs,
	}
	x.flags(c)
	c.RunE = func(c *cobra.Command, _ []string) error { return x.run(c) }
	return c
}

func (x *overviewing) flags(c *cobra.Command) {
	dbFlag(c, &x.db)
	fl := c.Flags()
	fl.StringArrayVar(&x.f.Topics, "topic", nil, "only about this topic, under any of its names (repeat for several)")
	fl.StringArrayVar(&x.status, "status", nil, "only with this status")
	fl.StringArrayVar(&x.dispute, "dispute", nil, "only with this state of dispute")
	fl.StringVar(&x.f.Author, "author", "", "only by this author")
	fl.StringVar(&x.f.Thread, "thread", "", threadUsage)
	fl.StringVar(&x.f.Source, "source", "", "only from this source, as the overview prints it")
	fl.StringVar(&x.f.Query, "words", "", "only with these words")
	fl.StringVar(&x.from, "from", "", "only from this month on, as 2024-01")
	fl.StringVar(&x.to, "to", "", "only up to this month")
	fl.StringVar(&x.set, "set", "", "the filter saved under this name, in place of other flags; see 'gainsay sets'")
	fl.StringVar(&x.marks, "marks", string(decide.Both), "whose marks: both (decisions where there are any), machine or decided")
	fl.BoolVar(&x.hide, "hide-names", false, "print no names of authors")
	fl.BoolVar(&x.csv, "csv", false, "print all numbers as CSV")
}

// filter reads the flags.
func (x *overviewing) filter() (err error) {
	if x.f.Status, err = words("status", x.status, gainsay.Statuses()); err != nil {
		return err
	}
	if x.f.Dispute, err = words("dispute", x.dispute, gainsay.Disputes()); err != nil {
		return err
	}
	if _, err = words("marks", []string{x.marks}, view.Bases()); err != nil {
		return err
	}
	x.f.Topics = canonical(x.f.Topics)
	x.f.From, x.f.To, err = stretch(x.from, x.to)
	return err
}

func (x *overviewing) run(c *cobra.Command) error {
	if err := x.filter(); err != nil {
		return err
	}
	d, err := openExisting(x.db)
	if err != nil {
		return err
	}
	defer d.Close()
	if x.set != "" {
		sets, err := d.Sets(c.Context())
		if err != nil {
			return err
		}
		if x.f, err = filterOf(sets, x.set); err != nil {
			return err
		}
	}
	x.f.Basis = decide.Mode(x.marks)
	o, err := d.Overview(c.Context(), x.f)
	if err != nil {
		return err
	}
	if x.hide {
		o.HideNames()
	}
	if x.csv {
		return view.WriteFigures(terminal.ForData(c.OutOrStdout()), []string{x.set}, []view.Overview{o})
	}
	return printOverview(c.OutOrStdout(), o)
}

// stretch reads the first and last month; to is the first moment after.
func stretch(first, last string) (from, to time.Time, err error) {
	const month = "2006-01"
	if first != "" {
		if from, err = time.Parse(month, first); err != nil {
			return from, to, usagef("--from %q: must be a month, as 2024-01", first)
		}
	}
	if last != "" {
		if to, err = time.Parse(month, last); err != nil {
			return from, to, usagef("--to %q: must be a month, as 2024-01", last)
		}
		to = to.AddDate(0, 1, 0)
	}
	return from, to, nil
}

// filterOf reads the filter of a saved set.
func filterOf(sets []view.Set, name string) (f view.AssertionFilter, err error) {
	i := slices.IndexFunc(sets, func(s view.Set) bool { return s.Name == name })
	if i < 0 {
		return f, usagef("--set %q: no set has this name; see 'gainsay sets'", name)
	}
	q, err := url.ParseQuery(sets[i].Query)
	if err != nil {
		return f, err
	}
	f = view.AssertionFilter{Topics: canonical(q["topic"]), Author: q.Get("author"), Thread: q.Get("thread"),
		Source: q.Get("source"), Query: q.Get("q"), Sourced: q.Get("sourced"), Answered: q.Get("answered")}
	for _, s := range q["status"] {
		f.Status = append(f.Status, gainsay.Status(s))
	}
	for _, d := range q["dispute"] {
		f.Dispute = append(f.Dispute, gainsay.Dispute(d))
	}
	f.From, f.To, err = stretch(q.Get("from"), q.Get("to"))
	return f, err
}

func printOverview(w io.Writer, o view.Overview) error {
	fmt.Fprintf(w, "%s in %s with %s, by %s; %d contested, %d taken back; evidence asked for %d, given %d\n",
		view.Counted(o.All.Of, "assertion"), view.Counted(o.Threads, "thread"), view.Counted(o.Comments, "comment"),
		view.Counted(o.People, "author"), o.Contested, o.Conceded, o.Asked, o.Answered)
	if o.Decided > 0 {
		fmt.Fprintf(w, "%d decided, the machine right in %d of %d\n", o.Decided, o.MachineRight.N, o.MachineRight.Of)
	}
	if o.OldRules > 0 {
		fmt.Fprintf(w, "%s analysed with other rules than the thread imported last\n", view.Counted(o.OldRules, "thread"))
	}
	part := ""
	for _, f := range o.Figures() {
		if f.Of == 0 {
			continue
		}
		if f.Part != part {
			part = f.Part
			fmt.Fprintf(w, "\nunsupported: %s\n", part)
		}
		low, high := f.Interval()
		fmt.Fprintf(w, "  %5d of %5d  %3.0f %%  (%.0f to %.0f)  %s\n", f.N, f.Of, 100*f.Rate(), 100*low, 100*high,
			view.Clip(cmp.Or(f.Name, "all"), 70))
	}
	return nil
}

func setsCommand() *cobra.Command {
	return onDatabase("sets", "List the saved filters", noArgs, func(c *cobra.Command, d *store.DB, _ []string) error {
		sets, err := d.Sets(c.Context())
		if err != nil {
			return err
		}
		for _, s := range sets {
			fmt.Fprintf(c.OutOrStdout(), "%s\n    /assertions?%s\n", s.Name, s.Query)
		}
		return nil
	})
}
