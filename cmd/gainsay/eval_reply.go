package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/analyze/eval"
	"github.com/gainsay/gainsay/analyze/reply"
	"github.com/gainsay/gainsay/analyze/text"
)

// replies hides the parents of labelled threads, recovers them and measures how
// many are right.
func (e *evaluation) replies(files []string) (fmt.Stringer, error) {
	figures, err := e.repliesOf(files)
	byDefault := !e.cmd.Flags().Changed("split") && e.split != "all"
	if err == nil && figures.Threads == 0 && byDefault && !slices.Contains(files, "-") {
		fmt.Fprintf(e.cmd.ErrOrStderr(), "gainsay: no threads of split %q; evaluating all threads\n", e.split)
		e.split = "all"
		return e.repliesOf(files)
	}
	return figures, err
}

// repliesOf does so for the threads of the split.
func (e *evaluation) repliesOf(files []string) (eval.ReplyFigures, error) {
	var links []eval.Link
	threads := 0
	before := map[[2]string]string{}
	err := eachReplyRow(e.cmd.InOrStdin(), files, func(row eval.ReplyRow) error {
		if e.split != "all" && row.Split != e.split {
			return nil
		}
		if e.unquoted {
			row = row.WithoutQuotes()
		}
		t, err := row.WithoutParents()
		if err != nil {
			return err
		}
		reply.Recover(t, parseAll(t))
		threads++
		for i := 1; i < len(row.Comments); i++ {
			before[[2]string{row.Thread, row.Comments[i].ID}] = row.Comments[i-1].ID
		}
		for _, l := range row.Links(t) {
			links = append(links, l)
			if err := e.write(l); err != nil {
				return err
			}
		}
		return nil
	})
	return eval.MeasureLinks(threads, links, before), err
}

func parseAll(t *gainsay.Thread) []*text.Doc {
	docs := make([]*text.Doc, len(t.Comments))
	for i, c := range t.Comments {
		docs[i] = text.Parse(c.Text)
	}
	return docs
}

// replies trains the weights of reply recovery and writes them to reply.txt.
func (t *training) replies(files []string) error {
	var tr reply.Trainer
	threads := 0
	err := eachReplyRow(t.cmd.InOrStdin(), files, func(row eval.ReplyRow) error {
		if row.Split == "dev" || row.Split == "test" {
			return nil
		}
		l, err := labelledThread(row)
		if err != nil {
			return err
		}
		threads++
		tr.Add(l)
		return nil
	})
	if err != nil {
		return err
	}
	if err := os.MkdirAll(t.out, 0o777); err != nil {
		return fmt.Errorf("make folder: %w", err)
	}
	path := filepath.Join(t.out, "reply.txt")
	f, err := os.Create(path)
	if err != nil {
		return fmt.Errorf("write weights: %w", err)
	}
	defer f.Close()
	about := []string{
		"Weights of reply recovery, written by gainsay train --task reply. Each line: layout, signal, log odds.",
	}
	for _, name := range files {
		about = append(about, "Learned from "+filepath.Base(name))
	}
	if err := tr.Write(f, about...); err != nil {
		return fmt.Errorf("write weights: %w", err)
	}
	fmt.Fprintf(t.cmd.OutOrStdout(), "%s: %d threads\n", path, threads)
	return f.Close()
}

// labelledThread makes a row into a thread for training.
func labelledThread(row eval.ReplyRow) (reply.Labelled, error) {
	t, err := row.WithoutParents()
	if err != nil {
		return reply.Labelled{}, err
	}
	l := reply.Labelled{Thread: t, Docs: parseAll(t)}
	at := map[string]int{}
	for i := range row.Comments {
		c := &row.Comments[i]
		p, known := at[c.ParentID()]
		if !known {
			p = -1
		}
		at[c.ID] = i
		l.Parent = append(l.Parent, p)
		recoverable := t.Comments[i].ParentBy == gainsay.ByNothing && (known || c.Parent == nil)
		l.Use = append(l.Use, c.Labelled() && recoverable)
	}
	return l, nil
}

func eachReplyRow(in io.Reader, files []string, f func(eval.ReplyRow) error) error {
	return eachLine(files, in, func(_ string, b []byte) error {
		var row eval.ReplyRow
		if err := json.Unmarshal(b, &row); err != nil {
			return err
		}
		return f(row)
	})
}
