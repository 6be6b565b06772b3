// Package merge joins the outputs of several runs into one, and analyses those threads
// again that have near-duplicates in others.
package merge

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/analyze"
	"github.com/gainsay/gainsay/cmd/gainsay/internal/terminal"
	"github.com/gainsay/gainsay/cmd/gainsay/internal/usage"
	"github.com/gainsay/gainsay/store"
	"github.com/gainsay/gainsay/view"
)

// Merge is a merge of outputs into one. The zero value with Open, Analyzer, Out and Log
// prints what the outputs have as jsonl. It must not be used twice.
type Merge struct {
	DB          string // a new database for the threads; "" for none
	To          string // a file for the threads, or a folder for tables; "" for Out. Not with DB
	Manifest    string // a file of 'gainsay split' that says what parts there are; "" for none
	Partial     bool   // parts may be missing
	NoCampaigns bool   // near-duplicates in other threads are not looked for

	Out io.Writer // for lines of threads
	Log io.Writer // for what was done, in lines

	// Open opens a database that is an output.
	Open func(path string) (*store.DB, error)
	// Analyzer returns what analyses threads again as the version that made them did; an
	// error if this program is another.
	Analyzer func(gainsay.Version) (Again, error)

	inputs  []input
	version *gainsay.Version // of all analyses
	from    string           // the first input with it
}

// Run merges outputs: jsonl files and databases into one of either, or Parquet tables
// into tables; a folder stands for the outputs in it. Its error is a usage.Error if the
// outputs do not suit each other or the options, and that of ctx if ctx ended.
func (m *Merge) Run(ctx context.Context, outputs []string) error {
	for _, a := range outputs {
		if err := m.addInput(a); err != nil {
			return err
		}
	}
	if len(m.inputs) == 0 {
		return usage.Errorf("only %s: it is made anew from the tables of comments", copiesFile)
	}
	if slices.ContainsFunc(m.inputs, func(in input) bool { return in.table != "" }) {
		return m.tables(ctx)
	}
	if err := m.checkParts(m.inputs, ""); err != nil {
		return err
	}
	work, err := newWork(!m.NoCampaigns, m.DB != "")
	if err != nil {
		return err
	}
	return errors.Join(m.merge(ctx, work), work.close())
}

func (m *Merge) merge(ctx context.Context, work *work) error {
	if err := m.takeAll(ctx, work); err != nil {
		return err
	}
	if err := work.arrange(ctx); err != nil {
		return err
	}
	again := func(*gainsay.Analysis, analyze.Seen) (*gainsay.Analysis, error) { return nil, nil }
	if !m.NoCampaigns && m.version != nil {
		one, err := m.Analyzer(*m.version)
		if err != nil {
			return err
		}
		again = one
	}
	if err := m.write(ctx, work, again); err != nil {
		return err
	}
	fmt.Fprintf(m.Log, "gainsay: %s from %s; %s analysed again for near-duplicates in other threads\n",
		terminal.Counted(work.threads, "thread"), view.Counted(len(m.inputs), "output"), terminal.Counted(work.again, "thread"))
	if work.replaced > 0 {
		fmt.Fprintf(m.Log, "gainsay: %s in several outputs, taken from the last\n", terminal.Counted(work.replaced, "thread"))
	}
	return nil
}

// sameVersion checks that an analysis was made as all others.
func (m *Merge) sameVersion(v gainsay.Version, path string) error {
	switch {
	case m.version == nil:
		m.version, m.from = &v, path
	case *m.version != v:
		return fmt.Errorf("made by version %+v, %s by %+v: analyse all parts with the same program, weights and --encoder",
			v, m.from, *m.version)
	}
	return nil
}
