package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/live"
	"github.com/gainsay/gainsay/store/importer"
	"github.com/gainsay/gainsay/store/importer/source"
	"github.com/gainsay/gainsay/wire"
	"github.com/google/go-cmp/cmp"
)

// TestAnalyzedAgain analyses the threads of all fixtures, and again what was
// written of them, as a merge does: nothing changes.
func TestAnalyzedAgain(t *testing.T) {
	paths, err := filepath.Glob("../../testdata/threads/*/*")
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, path := range paths {
		if strings.HasSuffix(path, ".golden") {
			continue
		}
		s, err := source.Open(path, os.Stdin, source.Limits{})
		if err != nil {
			t.Fatal(err)
		}
		for r, err := range importer.ReadSource(s, nil) {
			if err != nil {
				continue // fixtures have damage on purpose
			}
			n++
			analyzedAgain(t, path, r)
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	}
	if n < 300 {
		t.Errorf("only %d threads", n)
	}
}

func analyzedAgain(t *testing.T, path string, r *importer.Result) {
	t.Helper()
	first, err := analyzeThread(r.Thread, r.Report, nil)
	if err != nil {
		t.Fatal(err)
	}
	b, err := wire.AppendAnalysis(nil, first)
	if err != nil {
		t.Fatal(err)
	}
	var read gainsay.Analysis
	if err := json.Unmarshal(b, &read); err != nil {
		t.Fatal(err)
	}
	again, err := analyzeThread(live.Source(read.Thread), read.Report, nil)
	if err != nil {
		t.Fatal(err)
	}
	again.Report.Problems = onceOnly(read.Report.Problems, again.Report.Problems)
	b2, err := wire.AppendAnalysis(nil, again)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(b), string(b2)); diff != "" {
		t.Errorf("%s, thread %s: -first +again\n%.1500s", path, r.Thread.ID, diff)
	}
}
