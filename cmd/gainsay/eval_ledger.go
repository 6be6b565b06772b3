package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/gainsay/gainsay/analyze/eval"
)

// ledger compares the analysis of whole threads with the labels of readers.
func (e *evaluation) ledger(files []string) (fmt.Stringer, error) {
	var f eval.LedgerFigures
	run, err := e.analyzer()
	if err != nil {
		return nil, err
	}
	for _, path := range files {
		b, err := os.ReadFile(path)
		if err != nil {
			return nil, fmt.Errorf("read labels: %w", err)
		}
		l, err := eval.ReadLedger(strings.TrimSuffix(filepath.Base(path), filepath.Ext(path)), string(b))
		if err != nil {
			return nil, fmt.Errorf("%s: %w", path, err)
		}
		a, err := run(l.Thread)
		if err != nil {
			return nil, err
		}
		f.Add(l, a)
	}
	return f, nil
}
