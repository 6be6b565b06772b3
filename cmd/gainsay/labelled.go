package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"path/filepath"

	"github.com/gainsay/gainsay/analyze/encode"
	"github.com/gainsay/gainsay/analyze/eval"
	"github.com/gainsay/gainsay/analyze/score"
	"github.com/gainsay/gainsay/analyze/tagger"
	"github.com/gainsay/gainsay/analyze/text"
)

// eachLine calls f with every line of the files that is not empty. Errors name
// file and line.
func eachLine(files []string, stdin io.Reader, f func(file string, line []byte) error) error {
	for _, path := range files {
		in, err := open(path, stdin)
		if err != nil {
			return err
		}
		err = linesOf(in, path, f)
		if err = errors.Join(err, in.Close()); err != nil {
			return err
		}
	}
	return nil
}

func linesOf(in io.Reader, path string, f func(string, []byte) error) error {
	r := bufio.NewReader(in)
	for line := 1; ; line++ {
		b, err := r.ReadBytes('\n')
		if len(b) > 1 {
			if err := f(path, b); err != nil {
				return fmt.Errorf("%s:%d: %w", path, line, err)
			}
		}
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
	}
}

// readSets reads the labelled rows of files, one set for each file.
func readSets(files []string, stdin io.Reader) ([]eval.Set, error) {
	var sets []eval.Set
	at := map[string]int{}
	err := eachLine(files, stdin, func(file string, line []byte) error {
		row, err := eval.ReadRow(line)
		if err != nil {
			return err
		}
		i, ok := at[file]
		if !ok {
			i = len(sets)
			at[file] = i
			sets = append(sets, eval.Set{File: filepath.Base(file)})
		}
		sets[i].Rows = append(sets[i].Rows, row)
		return nil
	})
	return sets, err
}

// finder returns what finds the hits of the taggers' rules, for the scorers, with
// the sentence encoder or without. It fails if the rules do not compile.
func finder(encoded bool) (eval.Finder, error) {
	var find eval.Finder
	if _, err := tagger.Hits(&text.Doc{}); err != nil {
		return find, err
	}
	find.Hits = func(d *text.Doc) []score.Hit {
		hits, _ := tagger.Hits(d)
		return hits
	}
	if encoded {
		e, err := encode.Load()
		if err != nil {
			return find, err
		}
		find.Encoder = sentenceVectors{e}
	}
	return find, nil
}
