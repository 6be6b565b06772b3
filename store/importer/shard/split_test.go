package shard

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/internal/extsort"
	"github.com/google/go-cmp/cmp"
	"github.com/klauspost/compress/zstd"
)

const testParts = 9

// unit passes on some threads of a source by its number.
func unit(t *testing.T, s *Split, n int) {
	t.Helper()
	for i := range 40 {
		at := time.Date(2024, 1, n+1, 2, 3, 4, 500, time.UTC)
		th := &gainsay.Thread{ID: fmt.Sprintf("t%d", i%17), Format: "table", Comments: []*gainsay.Comment{{
			ID: fmt.Sprintf("c%d-%d", n, i), Text: "A bus.", State: gainsay.Live, ParentBy: gainsay.BySource, Time: at,
		}}}
		if err := s.PutThread(th, gainsay.Report{Read: 1, Kept: 1}); err != nil {
			t.Fatal(err)
		}
		if err := s.PutRecord("dump", fmt.Sprintf("d%d", i%13), "f", i, []byte(fmt.Sprintf("%d/%d", n, i))); err != nil {
			t.Fatal(err)
		}
	}
}

func openTest(t *testing.T, dir string) *Split {
	t.Helper()
	s, err := Open(dir, testParts, "a\nb", "state", "v1")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// build makes a thread of each group of records, whose text has all of them.
func build(_ string, records *extsort.Sorter, put PutThread, _ func(error)) error {
	for g, err := range records.Groups() {
		if err != nil {
			return err
		}
		text := ""
		for _, r := range g {
			text += string(r.Raw) + " "
		}
		t := &gainsay.Thread{ID: g[0].Key, Format: "dump", Comments: []*gainsay.Comment{{ID: "1", Text: text}}}
		if err := put(t, gainsay.Report{}); err != nil {
			return err
		}
	}
	return nil
}

// content returns the files of a folder, decompressed, by name.
func content(t *testing.T, dir string) map[string]string {
	t.Helper()
	out := map[string]string{}
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		f, err := os.Open(filepath.Join(dir, e.Name()))
		if err != nil {
			t.Fatal(err)
		}
		var r io.Reader = f
		if filepath.Ext(e.Name()) == ".zst" {
			z, err := zstd.NewReader(f)
			if err != nil {
				t.Fatal(err)
			}
			defer z.Close()
			r = z
		}
		b, err := io.ReadAll(r)
		if err := errors.Join(err, f.Close()); err != nil {
			t.Fatal(err)
		}
		out[e.Name()] = string(b)
	}
	return out
}

// TestSplitResumes stops a split within a unit, and then between two parts: what
// the later runs write equals an undisturbed split.
func TestSplitResumes(t *testing.T) {
	whole := t.TempDir()
	s := openTest(t, whole)
	for n := range 3 {
		unit(t, s, n)
		if err := s.EndUnit(fmt.Sprint(n)); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.WriteParts(t.Context(), build, nil); err != nil {
		t.Fatal(err)
	}

	dir := t.TempDir()
	s = openTest(t, dir)
	unit(t, s, 0)
	if err := s.EndUnit("0"); err != nil {
		t.Fatal(err)
	}
	unit(t, s, 1) // not ended: what it wrote must not count
	for i := range s.buffers {
		if err := s.flush(i, false); err != nil {
			t.Fatal(err)
		}
	}

	s = openTest(t, dir)
	if !s.Done("0") || s.Done("1") {
		t.Fatalf("units done: %v", s.Manifest().Units)
	}
	for n := 1; n < 3; n++ {
		unit(t, s, n)
		if err := s.EndUnit(fmt.Sprint(n)); err != nil {
			t.Fatal(err)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	err := s.WriteParts(ctx, func(f string, r *extsort.Sorter, put PutThread, note func(error)) error {
		cancel() // stops after the first part that has a record of a dump
		return build(f, r, put, note)
	}, nil)
	if !errors.Is(err, context.Canceled) || len(s.Manifest().Parts) == 0 || s.Finished() {
		t.Fatalf("not stopped between two parts: %v, %v", err, s.Manifest().Parts)
	}

	s = openTest(t, dir)
	if err := s.WriteParts(t.Context(), build, nil); err != nil {
		t.Fatal(err)
	}
	want, got := content(t, whole), content(t, dir)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-undisturbed +resumed:\n%s", diff)
	}
	if len(slices.Collect(maps.Keys(got))) != testParts+1 {
		t.Errorf("files: %v", slices.Sorted(maps.Keys(got)))
	}
	if s := openTest(t, dir); !s.Finished() || s.Manifest().Threads != 30 || s.Manifest().Comments != 120+13 {
		t.Errorf("manifest: %+v", s.Manifest())
	}
	if _, err := Open(dir, testParts, "a\nb", "other", "v1"); err == nil {
		t.Error("a folder with another split was accepted")
	}
}
