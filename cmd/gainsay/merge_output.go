package main

import (
	"bufio"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
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
	w, err := newPartWriter(m.to, true)
	if err != nil {
		return err
	}
	defer w.discard()
	info := partInfo{Sources: strings.Join(m.paths(), "\n"), Format: "jsonl"}
	if m.version != nil {
		info.Version = *m.version
	}
	buffered := bufio.NewWriterSize(w.out, 1<<16)
	err = work.each(ctx, again, func(t *mergedThread) error {
		info.Threads++
		info.Comments += len(t.ids)
		return errors.Join(t.writeLine(buffered), w.sketches.Thread(t.key, t.sketches))
	})
	if err = errors.Join(err, buffered.Flush()); err != nil {
		return err
	}
	return w.finish(info)
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
		items = append(items, store.Item{Source: t.source, Analysis: a, Sketches: t.sketches})
		if comments += len(t.ids); comments < saveComments {
			return nil
		}
		return flush()
	})
	return errors.Join(err, flush())
}
