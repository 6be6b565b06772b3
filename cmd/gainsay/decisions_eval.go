package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/agree"
	"github.com/gainsay/gainsay/analyze/eval"
	"github.com/gainsay/gainsay/cmd/gainsay/internal/evaluate"
	"github.com/gainsay/gainsay/decide"
	"github.com/gainsay/gainsay/store"
	"github.com/spf13/cobra"
)

// decisionsUsage is the help text of --decisions.
const decisionsUsage = "%s the decisions in this database, or in this file (JSON lines, CSV) about the threads of --db"

// openDecisions opens what --decisions names: a database, or a file of
// decisions about the threads of the database db. Decisions are those in force.
func openDecisions(c *cobra.Command, name, db string) (*store.DB, []gainsay.Decision, error) {
	isDB, err := isDatabase(name)
	if err != nil {
		return nil, nil, err
	}
	if isDB {
		f := decisionFlags{db: name}
		return f.open(c.Context())
	}
	bad := 0
	ds, err := readDecisions(name, c.InOrStdin(), func(err error) {
		bad++
		fmt.Fprintf(c.ErrOrStderr(), "gainsay: %v\n", err)
	})
	if err != nil {
		return nil, nil, err
	}
	if bad > 0 {
		return nil, nil, errInput
	}
	number(ds)
	d, err := openExisting(db)
	return d, decide.InForce(ds), err
}

// number gives records without an ID one that none has.
func number(ds []gainsay.Decision) {
	last := int64(0)
	for i := range ds {
		last = max(last, ds[i].ID)
	}
	for i := range ds {
		if ds[i].ID == 0 {
			last++
			ds[i].ID = last
		}
	}
}

// isDatabase reports whether a name is that of a server or of a file of SQLite's.
func isDatabase(name string) (bool, error) {
	if store.IsServer(name) {
		return true, nil
	}
	f, err := os.Open(name)
	if err != nil {
		return false, err
	}
	defer f.Close()
	magic := []byte("SQLite format 3\x00")
	head := make([]byte, len(magic))
	n, _ := f.Read(head)
	return bytes.Equal(head[:n], magic), nil
}

// decided compares the marks in a database with the decisions about them.
func (e *evaluation) decided() error {
	d, ds, err := openDecisions(e.cmd, e.decisions, e.db)
	if err != nil {
		return err
	}
	defer d.Close()
	var units []agree.Unit
	gone := map[string]map[gainsay.Tag]bool{} // through, by thread
	lost := 0
	for t, err := range byThread(e.cmd.Context(), d, ds) {
		if err != nil {
			return err
		}
		items, without := decide.Items(t.analysis, t.decisions)
		lost += len(without)
		if t.analysis != nil {
			units = append(units, agree.Units(decide.Settle(t.analysis, t.decisions), false)...)
			gone[t.key] = decide.GoneThrough(t.analysis, items)
		}
	}
	f := agree.NewFigures(units, func(thread string, tag gainsay.Tag) bool { return gone[thread][tag] })
	return e.print(f, evaluate.Decisions(f, lost))
}

// decidedRows returns the labelled rows that decisions give for a task.
func decidedRows(c *cobra.Command, name, db, task string) (eval.Set, error) {
	set := eval.Set{File: "decisions-" + task}
	d, ds, err := openDecisions(c, name, db)
	if err != nil {
		return set, err
	}
	err = eachRow(c.Context(), d, ds, task, func(r eval.Row) error {
		set.Rows = append(set.Rows, r)
		return nil
	})
	if err = errors.Join(err, d.Close()); err == nil && len(set.Rows) == 0 {
		err = fmt.Errorf("%s: no decisions or reports that task %s can learn from", store.Redact(name), task)
	}
	return set, err
}
