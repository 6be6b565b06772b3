package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"strings"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/cmd/gainsay/internal/terminal"
	"github.com/gainsay/gainsay/decide"
	"github.com/gainsay/gainsay/store"
	"github.com/gainsay/gainsay/view"
	"github.com/spf13/cobra"
)

var _ = register(decisionsCommand)

func decisionsCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "decisions",
		Short: "List, export and import what people decided about marks",
		Long: `List, export and import what people decided about marks: right, wrong, changed or missed.
docs/DECISIONS.md describes the records and how they find their place in threads that changed.`,
		Args: noArgs,
		RunE: func(*cobra.Command, []string) error { return usagef("list, lost, export or import missing") },
	}
	c.AddCommand(decisionsListCommand(), decisionsLostCommand(), decisionsExportCommand(), decisionsImportCommand())
	return c
}

// decisionFlags pick decisions of a database.
type decisionFlags struct {
	db, thread, coder, tag string
	all                    bool
}

func (f *decisionFlags) add(c *cobra.Command) {
	dbFlag(c, &f.db)
	fl := c.Flags()
	fl.StringVar(&f.thread, "thread", "", threadUsage)
	fl.StringVar(&f.coder, "coder", "", "only decisions of this coder")
	fl.StringVar(&f.tag, "tag", "", "only decisions about marks with this tag")
}

// open opens the database and returns the decisions that the flags pick.
func (f *decisionFlags) open(ctx context.Context) (*store.DB, []gainsay.Decision, error) {
	if f.tag != "" && !gainsay.Tag(f.tag).Valid() {
		return nil, nil, usagef("unknown tag %q", f.tag)
	}
	d, err := openExisting(f.db)
	if err != nil {
		return nil, nil, err
	}
	filter := view.DecisionFilter{Coder: f.coder, Tag: gainsay.Tag(f.tag), All: f.all}
	if f.thread != "" {
		filter.Threads = []string{f.thread}
	}
	ds, err := d.Decisions(ctx, filter)
	if err != nil {
		return nil, nil, errors.Join(err, d.Close())
	}
	return d, ds, nil
}

// byThread yields each thread that decisions name, nil where the database does
// not have it, with its decisions, in the order in which they occur.
func byThread(ctx context.Context, d *store.DB, ds []gainsay.Decision) iter.Seq2[threadDecisions, error] {
	var keys []string
	of := map[string][]gainsay.Decision{}
	for _, x := range ds {
		if of[x.Thread] == nil {
			keys = append(keys, x.Thread)
		}
		of[x.Thread] = append(of[x.Thread], x)
	}
	return func(yield func(threadDecisions, error) bool) {
		for _, key := range keys {
			a, err := d.Analysis(ctx, key)
			if errors.Is(err, view.ErrNotFound) {
				a, err = nil, nil
			}
			if !yield(threadDecisions{key, a, of[key]}, err) || err != nil {
				return
			}
		}
	}
}

// threadDecisions are the decisions about one thread.
type threadDecisions struct {
	key       string
	analysis  *gainsay.Analysis // nil where the thread is gone
	decisions []gainsay.Decision
}

func decisionsListCommand() *cobra.Command {
	var f decisionFlags
	var lost bool
	c := &cobra.Command{
		Use: "list", Short: "List decisions in force, with their place", Args: noArgs,
		Example: "  gainsay decisions list --coder Ada --tag insult",
	}
	f.add(c)
	c.Flags().BoolVar(&lost, "lost", false, "only decisions that find no place; as 'gainsay decisions lost'")
	c.RunE = func(c *cobra.Command, _ []string) error { return listDecisions(c, &f, lost) }
	return c
}

func decisionsLostCommand() *cobra.Command {
	var f decisionFlags
	c := &cobra.Command{
		Use: "lost", Short: "List decisions that find no place in the threads as they are", Args: noArgs,
		Long: `List decisions that find no place in the threads as they are: the thread, the comment or the words
are gone. They are kept, exported, and find their place again when the words are back.`,
	}
	f.add(c)
	c.RunE = func(c *cobra.Command, _ []string) error { return listDecisions(c, &f, true) }
	return c
}

func listDecisions(c *cobra.Command, f *decisionFlags, lost bool) error {
	d, ds, err := f.open(c.Context())
	if err != nil {
		return err
	}
	defer d.Close()
	placed, gone := 0, 0
	for t, err := range byThread(c.Context(), d, ds) {
		if err != nil {
			return err
		}
		p := decide.Place(t.analysis, t.decisions)
		placed, gone = placed+len(p.Placed), gone+len(p.Lost)
		if !lost {
			for _, x := range p.Placed {
				printDecision(c.OutOrStdout(), x.Decision, placeOf(x))
			}
		}
		for _, x := range p.Lost {
			printDecision(c.OutOrStdout(), x.Decision, "no place: "+string(x.Why))
		}
	}
	fmt.Fprintf(c.ErrOrStderr(), "%s, %d without a place\n", view.Counted(placed+gone, "decision"), gone)
	return nil
}

// placeOf says by what a decision was placed, and on what.
func placeOf(p decide.Placed) string {
	if p.Now == "" {
		return fmt.Sprintf("placed by %s, no mark there", p.By)
	}
	return fmt.Sprintf("placed by %s on mark %s", p.By, p.Now)
}

func printDecision(w io.Writer, d gainsay.Decision, place string) {
	what := string(d.Tag)
	if d.Status != "" {
		what += ", " + string(d.Status)
	}
	if ch := d.Change; ch != nil {
		what += " → " + string(ch.Tag)
		if ch.Status != "" {
			what += ", " + string(ch.Status)
		}
	}
	fmt.Fprintf(w, "%d  %s  %s  “%s”\n    by %s, %s%s, %s #%s, %s\n", d.ID, view.VerdictLabel(d.Verdict), what,
		view.Clip(strings.Join(strings.Fields(d.Quote.Exact), " "), 70), d.Coder,
		d.Time.UTC().Format("2006-01-02 15:04:05"), manner(d), d.Thread, d.Comment, place)
	if d.Note != "" {
		fmt.Fprintf(w, "    note: %s\n", strings.Join(strings.Fields(d.Note), " "))
	}
}

// manner says how a decision was made, after a comma.
func manner(d gainsay.Decision) string {
	out := ""
	if d.Blind {
		out += ", blind"
	}
	if d.Settles {
		out += ", settles"
	}
	return out
}

func decisionsExportCommand() *cobra.Command {
	var f decisionFlags
	var out, format, task string
	var rows, now bool
	c := &cobra.Command{
		Use: "export", Short: "Write decisions as JSON lines, as a table or as labelled rows", Args: noArgs,
		Long: `Write decisions as JSON lines, as a table (CSV) or as labelled rows. JSON lines and tables contain all
records, with those that were undone or replaced, and can be imported; --in-force leaves them out.
Labelled rows are what 'gainsay eval' and 'gainsay train' read; see docs/DECISIONS.md.`,
		Example: "  gainsay decisions export > decisions.jsonl\n" +
			"  gainsay decisions export --coder Ada -o decisions.csv\n" +
			"  gainsay decisions export --rows --task insult -o insult.jsonl",
	}
	f.add(c)
	fl := c.Flags()
	fl.StringVarP(&out, "output", "o", "", "file to write (default standard output); .csv makes a table")
	fl.StringVar(&format, "format", "", "jsonl or csv (default: that of the file's name, else jsonl)")
	fl.BoolVar(&now, "in-force", false, "leave out what was undone or replaced")
	fl.BoolVar(&rows, "rows", false, "write labelled rows for --task")
	fl.StringVar(&task, "task", "", "with --rows: "+joined(rowTasks()))
	c.RunE = func(c *cobra.Command, _ []string) error {
		f.all = !now && !rows
		if format == "" && strings.HasSuffix(strings.ToLower(out), ".csv") {
			format = "csv"
		}
		switch {
		case cmp.Or(format, "jsonl") != "jsonl" && format != "csv":
			return usagef("unknown format %q; must be jsonl or csv", format)
		case !rows && task != "":
			return usagef("--task needs --rows")
		case rows && format == "csv":
			return usagef("labelled rows are JSON lines, not a table")
		case rows:
			if err := checkTask(task, "", rowTasks()); err != nil {
				return err
			}
		}
		d, ds, err := f.open(c.Context())
		if err != nil {
			return err
		}
		defer d.Close()
		return writeTo(out, terminal.ForData(c.OutOrStdout()), func(w io.Writer) error {
			switch {
			case rows:
				return writeRows(c.Context(), w, d, ds, task)
			case format == "csv":
				return decide.WriteCSV(w, ds)
			}
			return decide.WriteJSONL(w, ds)
		})
	}
	return c
}

// writeTo writes to a file, or to w where there is no name.
func writeTo(name string, w io.Writer, f func(io.Writer) error) error {
	if name == "" || name == "-" {
		return f(w)
	}
	file, err := os.Create(name)
	if err != nil {
		return err
	}
	return errors.Join(f(file), file.Close())
}

func decisionsImportCommand() *cobra.Command {
	var db string
	c := &cobra.Command{
		Use: "import FILE...", Short: "Add decisions from JSON lines or tables", Args: needArgs(1, "FILE"),
		Long: `Add decisions from JSON lines or tables, as 'gainsay decisions export' writes them ("-" reads standard
input). A record that the database has already is not added again. A record that cannot be read is
reported with file and line, the others are added, and the exit code is 1.`,
	}
	dbFlag(c, &db)
	c.RunE = func(c *cobra.Command, files []string) error {
		d, err := store.Open(db)
		if err != nil {
			return err
		}
		defer d.Close()
		bad := 0
		for _, path := range files {
			n, err := importDecisions(c, d, path)
			if err != nil {
				return err
			}
			bad += n
		}
		if bad > 0 {
			return errInput
		}
		return nil
	}
	return c
}

// importDecisions adds the records of a file and returns how many it could not read.
func importDecisions(c *cobra.Command, d *store.DB, path string) (bad int, err error) {
	complain := func(err error) {
		bad++
		fmt.Fprintf(c.ErrOrStderr(), "gainsay: %v\n", err)
	}
	ds, err := readDecisions(path, c.InOrStdin(), complain)
	if err != nil {
		return bad, err
	}
	added, err := d.AddDecisions(c.Context(), ds)
	if err != nil {
		return bad, fmt.Errorf("%s: %w", path, err)
	}
	fmt.Fprintf(c.ErrOrStderr(), "%s: %s added, %d known already, %d not read\n",
		path, view.Counted(added, "decision"), len(ds)-added, bad)
	return bad, nil
}

// readDecisions reads a file of decisions. What cannot be read goes to complain,
// and so does an undo of a record that is not before it.
func readDecisions(path string, stdin io.Reader, complain func(error)) ([]gainsay.Decision, error) {
	in, err := open(path, stdin)
	if err != nil {
		return nil, err
	}
	defer in.Close()
	var ds []gainsay.Decision
	seen := map[int64]bool{}
	for r, err := range decide.Read(in) {
		switch {
		case err != nil:
			complain(fmt.Errorf("%s: %w", path, err))
		case r.Undoes != 0 && !seen[r.Undoes]:
			complain(fmt.Errorf("%s: line %d: undoes record %d, which is not before it", path, r.Line, r.Undoes))
		default:
			seen[r.ID] = r.ID != 0
			ds = append(ds, r.Decision)
		}
	}
	return ds, nil
}
