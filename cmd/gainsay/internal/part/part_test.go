package part

import (
	"io"
	"os"
	"path/filepath"
	"testing"

	"github.com/gainsay/gainsay/store/importer/shard"
	"github.com/gainsay/gainsay/store/merge"
	"github.com/google/go-cmp/cmp"
)

func names(t *testing.T, dir string) (out []string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		out = append(out, e.Name())
	}
	return out
}

func TestWriter(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "a.jsonl")
	w, err := NewWriter(path, true)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.WriteString(w.Out, "abc"); err != nil {
		t.Fatal(err)
	}
	if err := w.Sketches.Thread(merge.Pack("json:t", nil)); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(path); err == nil {
		t.Error("the output has its name before it is finished")
	}
	want := Info{Part: shard.Part{N: 2, Of: 3}, Sources: "x", Format: "jsonl", Threads: 1}
	if err := w.Finish(want); err != nil {
		t.Fatal(err)
	}
	w.Discard()
	if diff := cmp.Diff([]string{"a.jsonl", "a.jsonl" + Suffix, "a.jsonl" + SketchSuffix}, names(t, dir)); diff != "" {
		t.Errorf("files -want +got\n%s", diff)
	}
	want.SHA256 = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" // of FIPS 180-2
	got, err := Read(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(&want, got); diff != "" {
		t.Errorf("record -want +got\n%s", diff)
	}
}

func TestDiscard(t *testing.T) {
	dir := t.TempDir()
	w, err := NewWriter(filepath.Join(dir, "a.jsonl.zst"), true)
	if err != nil {
		t.Fatal(err)
	}
	w.Discard()
	if left := names(t, dir); len(left) > 0 {
		t.Errorf("left: %q", left)
	}
}

func TestReadDamaged(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.jsonl")
	if p, err := Read(path); p != nil || err != nil {
		t.Errorf("without a record: %v, %v", p, err)
	}
	for _, s := range []string{"", "[]", `{"part":-5,"of":3}`, `{"part":4,"of":3}`, `{"threads":-1}`} {
		if err := os.WriteFile(path+Suffix, []byte(s), 0o600); err != nil {
			t.Fatal(err)
		}
		if p, err := Read(path); err == nil {
			t.Errorf("%s: read as %+v", s, p)
		}
	}
}
