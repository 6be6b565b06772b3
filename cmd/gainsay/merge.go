package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/cmd/gainsay/internal/terminal"
	"github.com/gainsay/gainsay/live"
	"github.com/gainsay/gainsay/store/exporter"
	"github.com/gainsay/gainsay/store/importer/shard"
	"github.com/gainsay/gainsay/view"
	"github.com/spf13/cobra"
)

var _ = register(mergeCommand)

func mergeCommand() *cobra.Command {
	m := &merging{}
	c := &cobra.Command{
		Use:   "merge OUTPUT...",
		Short: "Join the outputs of several runs into one",
		Long: `Join the outputs of several runs into one.

OUTPUT is a jsonl file written by 'gainsay analyze --to', a folder of such files, or a database.
The threads are printed as jsonl in the order of their ids, or saved into the database --db. A thread
in several outputs is taken from the last of them.

OUTPUT may also be Parquet tables that 'gainsay analyze' or 'export' wrote, on their own. --to then names
a folder for the merged tables: assertions.parquet, comments.parquet, annotations.parquet and
relations.parquet, as far as there are such tables. Tables lack what a thread is analysed again from, so
their marks are left as they are; copies.parquet lists the comments that are nearly the same as one in an
earlier thread. If two tables have a thread, that is an error.

A run on some of the threads cannot see near-duplicates in the others, which is how spam campaigns are
found. So a second pass compares the MinHash signatures of all comments and analyses the threads that
have near-duplicates again. The result is the same as importing all threads, in the order of their ids,
into one database. Claims that recur in several threads have the same cluster in all outputs.

The temporary folder (TMPDIR) needs a quarter of the uncompressed size of the outputs. Memory does not
grow with them.

It is an error if parts are missing, or were analysed with different rules, weights or encoders.`,
		Example: "  gainsay merge out/ > all.jsonl\n  gainsay merge --db study.db out/*.jsonl\n" +
			"  gainsay merge --to tables out/*.parquet",
		Args: needArgs(1, "OUTPUT"),
	}
	c.Flags().StringVar(&m.db, "db", "", "save into this new database `FILE` instead of printing")
	c.Flags().StringVar(&m.to, "to", "", "write to `FILE`, which appears once it is complete; .zst compresses it. For Parquet tables a folder")
	c.Flags().StringVar(&m.manifest, "manifest", "", "check the counts of parts against this `FILE` of 'gainsay split'")
	c.Flags().BoolVar(&m.partial, "partial", false, "merge even if parts are missing")
	c.Flags().BoolVar(&m.noCampaigns, "no-campaigns", false, "do not look for near-duplicates in other threads")
	weightsFlag(c, &m.weights)
	c.RunE = func(c *cobra.Command, args []string) error {
		m.cmd = c
		if m.db != "" && m.to != "" {
			return usagef("--db and --to exclude each other")
		}
		return m.run(c.Context(), args)
	}
	return c
}

// merging is a run of the command merge.
type merging struct {
	cmd         *cobra.Command
	db, to      string
	manifest    string
	partial     bool
	noCampaigns bool
	weights     string

	inputs  []mergeInput
	version *gainsay.Version // of all analyses
	from    string           // the first input with it
}

// mergeInput is an output to be merged.
type mergeInput struct {
	path     string
	database bool
	table    string    // the format of a Parquet table; "" for other inputs
	info     *partInfo // nil for a database and for a file without a record beside it
}

func (m *merging) run(ctx context.Context, args []string) error {
	for _, a := range args {
		if err := m.addInput(a); err != nil {
			return err
		}
	}
	if len(m.inputs) == 0 {
		return usagef("only %s: it is made anew from the tables of comments", copiesFile)
	}
	if slices.ContainsFunc(m.inputs, func(in mergeInput) bool { return in.table != "" }) {
		return m.tables(ctx)
	}
	if err := m.checkParts(m.inputs, ""); err != nil {
		return err
	}
	work, err := newMergeWork(!m.noCampaigns, m.db != "")
	if err != nil {
		return err
	}
	err = m.merge(ctx, work)
	return errors.Join(stopped(ctx, err), work.close())
}

func (m *merging) merge(ctx context.Context, work *mergeWork) error {
	defer limitMemory(memoryLimit, gcPercent)()
	if err := m.takeAll(ctx, work); err != nil {
		return err
	}
	if err := work.arrange(ctx); err != nil {
		return err
	}
	again := func(*gainsay.Analysis, *mergeNear) (*gainsay.Analysis, error) { return nil, nil }
	if !m.noCampaigns && m.version != nil {
		one, err := m.analyzer()
		if err != nil {
			return err
		}
		again = one
	}
	if err := m.write(ctx, work, again); err != nil {
		return err
	}
	fmt.Fprintf(m.cmd.ErrOrStderr(), "gainsay: %s from %s; %s analysed again for near-duplicates in other threads\n",
		terminal.Counted(work.threads, "thread"), view.Counted(len(m.inputs), "output"), terminal.Counted(work.again, "thread"))
	if work.replaced > 0 {
		fmt.Fprintf(m.cmd.ErrOrStderr(), "gainsay: %s in several outputs, taken from the last\n", terminal.Counted(work.replaced, "thread"))
	}
	return nil
}

// mergeSuffixes are how the names of files in a folder end that are merged.
var mergeSuffixes = []string{".jsonl", ".jsonl.zst", ".db", ".parquet"}

// addInput adds a file, the files of a folder, or a database.
func (m *merging) addInput(path string) error {
	info, err := os.Stat(path)
	if err != nil {
		return err
	}
	if !info.IsDir() {
		return m.addFile(path)
	}
	entries, err := os.ReadDir(path)
	if err != nil {
		return err
	}
	before := len(m.inputs)
	for _, e := range entries {
		name := e.Name()
		if e.IsDir() || strings.HasPrefix(name, ".") ||
			!slices.ContainsFunc(mergeSuffixes, func(s string) bool { return strings.HasSuffix(name, s) }) {
			continue
		}
		if err := m.addFile(filepath.Join(path, name)); err != nil {
			return err
		}
	}
	if len(m.inputs) == before {
		return usagef("%s: no files *%s", path, strings.Join(mergeSuffixes, ", *"))
	}
	return nil
}

func (m *merging) addFile(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	head := make([]byte, 16)
	n, err := io.ReadFull(f, head)
	if cerr := f.Close(); cerr != nil || err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return errors.Join(err, cerr)
	}
	in := mergeInput{path: path, database: string(head[:n]) == "SQLite format 3\x00"}
	if !in.database {
		if in.info, err = readPartInfo(path); err != nil {
			return err
		}
	}
	if string(head[:min(n, len(parquetMagic))]) == parquetMagic {
		if in.table, err = tableOf(path); err != nil || in.table == exporter.CopiesTable {
			return err // copies are found anew
		}
	}
	if in.info != nil && in.info.Format != "jsonl" && in.table == "" {
		return usagef("%s has the format %s; jsonl and Parquet tables can be merged", path, in.info.Format)
	}
	if in.info != nil && in.info.Veiled && in.table == "" && !m.noCampaigns {
		return usagef("%s has no names or texts, so its threads cannot be analysed again; use --no-campaigns", path)
	}
	if in.info != nil && in.info.Threads > 0 {
		if err := m.sameVersion(in.info.Version, path); err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
	}
	m.inputs = append(m.inputs, in)
	return nil
}

// partName is how split names parts, and how users may name outputs.
var partName = regexp.MustCompile(`(\d+)-of-(\d+)`)

// part returns which part an output is of, by what stands beside it or by the
// name of its source or of the file; the zero Part if that is unknown.
func (in *mergeInput) part() shard.Part {
	names := []string{filepath.Base(in.path)}
	if in.info != nil {
		if in.info.Part.Of > 0 {
			return in.info.Part
		}
		names = []string{filepath.Base(in.info.Sources), names[0]}
	}
	for _, name := range names {
		if found := partName.FindStringSubmatch(name); found != nil {
			if p, err := shard.ParsePart(found[1] + "/" + found[2]); err == nil {
				return p
			}
		}
	}
	return shard.Part{}
}

// checkParts reports missing parts and parts that do not fit together. what begins what
// it says about missing ones.
func (m *merging) checkParts(inputs []mergeInput, what string) error {
	manifest, err := m.readManifest()
	if err != nil {
		return err
	}
	there := map[int]string{}
	of := 0
	if manifest != nil {
		of = manifest.Of
	}
	for _, in := range inputs {
		p := in.part()
		if p.Of == 0 {
			continue
		}
		if of == 0 {
			of = p.Of
		}
		switch {
		case p.Of != of:
			return usagef("%s is part %s of another division than the others, of %d parts", in.path, p, of)
		case there[p.N] != "":
			return usagef("%s and %s are both part %s", there[p.N], in.path, p)
		}
		there[p.N] = in.path
		if manifest != nil && in.info != nil && in.info.Threads != manifest.Parts[p.N-1].Threads {
			return fmt.Errorf("%s has %s, part %s in %s has %d", in.path, terminal.Counted(in.info.Threads, "thread"), p, m.manifest,
				manifest.Parts[p.N-1].Threads)
		}
	}
	var missing []string
	for n := range of {
		if there[n+1] == "" {
			missing = append(missing, strconv.Itoa(n+1))
		}
	}
	if len(missing) == 0 {
		return nil
	}
	what += fmt.Sprintf("%s of %d missing: %s", view.Counted(len(missing), "part"), of, strings.Join(missing, ", "))
	if !m.partial {
		return fmt.Errorf("%s; --partial merges what is there", what)
	}
	fmt.Fprintf(m.cmd.ErrOrStderr(), "gainsay: %s\n", what)
	return nil
}

func (m *merging) readManifest() (*shard.Manifest, error) {
	if m.manifest == "" {
		return nil, nil
	}
	b, err := os.ReadFile(m.manifest)
	if err != nil {
		return nil, err
	}
	out := &shard.Manifest{}
	if err := json.Unmarshal(b, out); err != nil {
		return nil, fmt.Errorf("%s: %w", m.manifest, err)
	}
	if len(out.Parts) != out.Of || out.Of == 0 {
		return nil, fmt.Errorf("%s: is not the manifest of a finished split", m.manifest)
	}
	return out, nil
}

// sameVersion checks that an analysis was made as all others.
func (m *merging) sameVersion(v gainsay.Version, path string) error {
	switch {
	case m.version == nil:
		m.version, m.from = &v, path
	case *m.version != v:
		return fmt.Errorf("made by version %+v, %s by %+v: analyse all parts with the same program, weights and --encoder",
			v, m.from, *m.version)
	}
	return nil
}

// analyzer returns the function that analyses a thread again, exactly as it was
// analysed before but for near-duplicates.
func (m *merging) analyzer() (func(*gainsay.Analysis, *mergeNear) (*gainsay.Analysis, error), error) {
	models, err := openWeights(m.weights)
	if err != nil {
		return nil, err
	}
	now := versionWith(models, nil)
	if now.Gainsay != m.version.Gainsay || now.Rules != m.version.Rules {
		return nil, fmt.Errorf("the outputs were made by version %s with rules %s, this is %s with %s; merge with the program "+
			"and --weights that made them, or use --no-campaigns", m.version.Gainsay, m.version.Rules, now.Gainsay, now.Rules)
	}
	least := gainsay.Thresholds{}.Stricter(m.version.Thresholds)
	weights, err := weightsIn(m.weights)
	if err != nil {
		return nil, err
	}
	one, err := analyzerWith(weights, m.version.Encoder != "", least, nil, 0)
	if err != nil {
		return nil, err
	}
	return func(a *gainsay.Analysis, near *mergeNear) (*gainsay.Analysis, error) {
		again, err := one(live.Source(a.Thread), a.Report, near)
		if err != nil {
			return nil, err
		}
		again.Report.Problems = onceOnly(a.Report.Problems, again.Report.Problems)
		return again, nil
	}, nil
}

// onceOnly removes the problems of a repeated analysis that the first reported too.
func onceOnly(first, both []gainsay.Problem) []gainsay.Problem {
	added := both[len(first):]
	if len(added) <= len(first) && slices.Equal(first[len(first)-len(added):], added) {
		return first
	}
	return both
}
