package main

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

	"github.com/gainsay/gainsay/store"
)

// write passes the threads on, analysed again where that is needed.
func (m *merging) write(ctx context.Context, work *mergeWork, again mergeAgain) error {
	if m.db != "" {
		return m.save(ctx, work, again)
	}
	if m.to == "" {
		w := bufio.NewWriterSize(m.cmd.OutOrStdout(), 1<<16)
		return errors.Join(work.each(ctx, again, func(t *mergedThread) error { return t.writeLine(w) }), w.Flush())
	}
	w, err := newPartWriter(m.to, !m.noCampaigns)
	if err != nil {
		return err
	}
	defer w.discard()
	info := partInfo{Sources: strings.Join(m.paths(), "\n"), Format: "jsonl", Veiled: m.veiled()}
	if m.version != nil {
		info.Version = *m.version
	}
	buffered := bufio.NewWriterSize(w.out, 1<<16)
	err = work.each(ctx, again, func(t *mergedThread) error {
		info.Threads++
		info.Comments += t.comments
		if err := t.writeLine(buffered); err != nil || w.sketches == nil {
			return err
		}
		return w.sketches.Thread(t.packed)
	})
	if err = errors.Join(err, buffered.Flush()); err != nil {
		return err
	}
	return w.finish(info)
}

// veiled reports whether an output has no names or texts.
func (m *merging) veiled() bool {
	return slices.ContainsFunc(m.inputs, func(in mergeInput) bool { return in.info != nil && in.info.Veiled })
}

func (m *merging) paths() []string {
	var out []string
	for _, in := range m.inputs {
		out = append(out, in.path)
	}
	return out
}

// save saves the threads into a new database.
func (m *merging) save(ctx context.Context, work *mergeWork, again mergeAgain) (err error) {
	if _, err := os.Stat(m.db); !errors.Is(err, fs.ErrNotExist) {
		return cmp.Or(err, usagef("%s exists; --db makes a new database", m.db))
	}
	d, err := store.Open(m.db)
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
