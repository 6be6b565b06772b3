package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/gainsay/gainsay/cmd/gainsay/internal/evaluate"
)

// threads compares the analysis of whole threads with the labels of readers:
// every .json file of the folders.
func (e *evaluation) threads(folders []string) error {
	run, err := e.analyzer()
	if err != nil {
		return err
	}
	files, err := filesOf(folders, "*.json")
	if err != nil {
		return err
	}
	report, err := evaluate.Threads(files, run)
	if err != nil {
		return err
	}
	if !e.errors {
		report.Errors = nil
	}
	return e.print(report, report.Text(e.perThread, e.byThreshold))
}

// filesOf lists the files of paths: themselves, or those in a folder that match
// a pattern. It is an error if there are none.
func filesOf(paths []string, pattern string) ([]string, error) {
	var out []string
	for _, p := range paths {
		info, err := os.Stat(p)
		if err != nil {
			return nil, err
		}
		if !info.IsDir() {
			out = append(out, p)
			continue
		}
		in, err := filepath.Glob(filepath.Join(p, pattern))
		if err != nil {
			return nil, err
		}
		out = append(out, in...)
	}
	if len(out) == 0 {
		return nil, fmt.Errorf("no %s files in %s", pattern, strings.Join(paths, ", "))
	}
	return out, nil
}
