package main

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/analyze"
	"github.com/gainsay/gainsay/analyze/encode"
	"github.com/gainsay/gainsay/analyze/score"
	"github.com/gainsay/gainsay/store/importer"
	"github.com/gainsay/gainsay/wire"
)

// readThreads reads all threads of a folder.
func readThreads(t testing.TB, dir string) (out []*gainsay.Thread) {
	t.Helper()
	var paths []string
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			paths = append(paths, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	r := &reader{cmd: quietCommand(t.Context(), new(bytes.Buffer))}
	err = r.each(paths, func(_ string, res *importer.Result) error {
		out = append(out, res.Thread)
		return nil
	})
	if err != nil || len(out) == 0 {
		t.Fatalf("%d threads in %s, %v", len(out), dir, err)
	}
	return out
}

// TestExtend adds the comments of each thread one after the other. What Extend
// returns must be what an analysis of the whole thread does, byte for byte.
func TestExtend(t *testing.T) {
	driver, err := ownDriver()
	if err != nil {
		t.Fatal(err)
	}
	dir := "../../testdata/sample"
	if d := os.Getenv("GAINSAY_EXTEND"); d != "" {
		dir = d
	}
	for _, th := range readThreads(t, dir) {
		extendAll(t, driver, th, 1)
	}
}

// TestExtendEncoded is TestExtend with the sentence encoder, which reads the
// sentences of several comments together.
func TestExtendEncoded(t *testing.T) {
	if testing.Short() || encode.Fastest() == encode.Portable {
		t.Skip("the encoder takes long here")
	}
	e, err := encode.Load()
	if err != nil {
		t.Fatal(err)
	}
	driver, err := newDriver(score.Load(), e, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, th := range readThreads(t, "../../testdata/sample") {
		extendAll(t, driver, th, 7)
	}
}

// extendAll compares Extend with Run after every step comments, the first time
// after half of them.
func extendAll(t *testing.T, driver *analyze.Driver, th *gainsay.Thread, step int) {
	t.Helper()
	var state *analyze.State
	for n := len(th.Comments) / 2; n <= len(th.Comments); n += step {
		head := *th
		head.Comments = th.Comments[:n]
		var got *gainsay.Analysis
		got, state = driver.Extend(state, &head, gainsay.Report{Read: n}, nil)
		want := driver.Run(&head, gainsay.Report{Read: n}, nil)
		if state == nil {
			t.Errorf("%s: no state after %d comments", th.ID, n)
		}
		a, err := wire.AppendAnalysis(nil, got)
		if err != nil {
			t.Fatal(err)
		}
		b, err := wire.AppendAnalysis(nil, want)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(a, b) {
			k := 0
			for k < min(len(a), len(b)) && a[k] == b[k] {
				k++
			}
			t.Fatalf("%s with %d comments differs from byte %d on:\n%.300s\n%.300s", th.ID, n, k, a[max(0, k-100):], b[max(0, k-100):])
		}
	}
}
