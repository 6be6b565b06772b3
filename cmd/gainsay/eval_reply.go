package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/gainsay/gainsay/analyze/eval"
	"github.com/gainsay/gainsay/analyze/reply"
	"github.com/gainsay/gainsay/cmd/gainsay/internal/evaluate"
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
		reply.Recover(t, evaluate.ParseAll(t))
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

// replies trains the weights of reply recovery and writes them to weights.txt.
func (t *training) replies(files []string) error {
	tr := reply.Trainer{Layouts: t.layouts}
	for _, name := range t.layouts {
		if !slices.Contains(reply.Layouts(), name) {
			return usagef("--layouts %q: must be of %s", name, strings.Join(reply.Layouts(), ", "))
		}
	}
	threads := 0
	for n, name := range files {
		if slices.Contains(files[:n], name) {
			continue // counted below
		}
		err := eachReplyRow(t.cmd.InOrStdin(), files[n:n+1], func(row eval.ReplyRow) error {
			if row.Split == "dev" || row.Split == "test" {
				return nil
			}
			l, err := evaluate.Labelled(row)
			if err != nil {
				return err
			}
			for _, f := range files {
				if f == name {
					l.Times++
				}
			}
			threads++
			tr.Add(l)
			return nil
		})
		if err != nil {
			return err
		}
	}
	if err := os.MkdirAll(t.out, 0o777); err != nil {
		return fmt.Errorf("make folder: %w", err)
	}
	path := filepath.Join(t.out, "weights.txt")
	before, err := os.ReadFile(path)
	if err != nil && (len(t.layouts) > 0 || !errors.Is(err, fs.ErrNotExist)) {
		return fmt.Errorf("read the weights of other layouts: %w", err)
	}
	var b bytes.Buffer
	if err := tr.Write(&b, string(before), baseNames(files)); err != nil {
		return fmt.Errorf("write weights: %w", err)
	}
	if err := os.WriteFile(path, b.Bytes(), 0o666); err != nil {
		return fmt.Errorf("write weights: %w", err)
	}
	fmt.Fprintf(t.cmd.OutOrStdout(), "%s: %d threads\n", path, threads)
	return nil
}

// baseNames lists the names of files without folder, with how often each is given.
func baseNames(files []string) string {
	var names []string
	times := map[string]int{}
	for _, f := range files {
		name := filepath.Base(f)
		if times[name]++; times[name] == 1 {
			names = append(names, name)
		}
	}
	for i, name := range names {
		if n := times[name]; n > 1 {
			names[i] = fmt.Sprintf("%s (%d times)", name, n)
		}
	}
	return strings.Join(names, ", ")
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
