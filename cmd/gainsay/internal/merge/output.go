package merge

import (
	"bufio"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"

	"github.com/gainsay/gainsay/cmd/gainsay/internal/part"
	"github.com/gainsay/gainsay/cmd/gainsay/internal/usage"
	"github.com/gainsay/gainsay/store"
)

// write passes the threads on, analysed again where that is needed.
func (m *Merge) write(ctx context.Context, work *work, again Again) error {
	if m.DB != "" {
		return m.save(ctx, work, again)
	}
	if m.To == "" {
		w := bufio.NewWriterSize(m.Out, 1<<16)
		return errors.Join(work.each(ctx, again, func(t *mergedThread) error { return t.writeLine(w) }), w.Flush())
	}
	w, err := part.NewWriter(m.To, !m.NoCampaigns)
	if err != nil {
		return err
	}
	defer w.Discard()
	info := part.Info{Sources: strings.Join(m.paths(), "\n"), Format: "jsonl", Veiled: m.veiled()}
	if m.version != nil {
		info.Version = *m.version
	}
	buffered := bufio.NewWriterSize(w.Out, 1<<16)
	err = work.each(ctx, again, func(t *mergedThread) error {
		info.Threads++
		info.Comments += t.comments
		if err := t.writeLine(buffered); err != nil || w.Sketches == nil {
			return err
		}
		return w.Sketches.Thread(t.packed)
	})
	if err = errors.Join(err, buffered.Flush()); err != nil {
		return err
	}
	return w.Finish(info)
}

// veiled reports whether an output has no names or texts.
func (m *Merge) veiled() bool {
	return slices.ContainsFunc(m.inputs, func(in input) bool { return in.info != nil && in.info.Veiled })
}

func (m *Merge) paths() []string {
	var out []string
	for _, in := range m.inputs {
		out = append(out, in.path)
	}
	return out
}

// saveComments is how many comments one transaction takes, but for the rest of a thread.
const saveComments = 2000

// save saves the threads into a new database.
func (m *Merge) save(ctx context.Context, work *work, again Again) (err error) {
	if _, err := os.Stat(m.DB); !errors.Is(err, fs.ErrNotExist) {
		return cmp.Or(err, usage.Errorf("%s exists; --db makes a new database", m.DB))
	}
	d, err := store.Open(m.DB)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, d.Close()) }()
	var items []store.Item
	comments := 0
	flush := func() error {
		results, err := d.SaveAll(ctx, items)
		for i, r := range results {
			if r.Err != nil {
				err = errors.Join(err, fmt.Errorf("thread %s: %w", items[i].Analysis.Thread.ID, r.Err))
			}
		}
		items, comments = nil, 0
		return err
	}
	err = work.each(ctx, again, func(t *mergedThread) error {
		a, err := t.decode()
		if err != nil {
			return err
		}
		sketches, err := t.packed.Sketches()
		if err != nil {
			return err
		}
		items = append(items, store.Item{Source: m.inputs[t.input].path, Analysis: a, Sketches: sketches})
		if comments += t.comments; comments < saveComments {
			return nil
		}
		return flush()
	})
	return errors.Join(err, flush())
}
