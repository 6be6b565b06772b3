package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/cmd/gainsay/internal/part"
	"github.com/gainsay/gainsay/store/merge"
	"github.com/gainsay/gainsay/wire"
)

// mergeCase is an output with what stands beside it, as FuzzMerge changes it.
type mergeCase struct {
	line, part, packed []byte
	flags              uint8 // of mergeArgs
}

// mergeArgs returns the arguments of merge that the bits of flags choose.
func mergeArgs(flags uint8, dir string) (args []string) {
	args = []string{"merge", filepath.Join(dir, "a.jsonl")}
	for i, arg := range []string{"--no-campaigns", "--partial", "--db=" + filepath.Join(dir, "to.db"), "--to=" + filepath.Join(dir, "to.jsonl")} {
		if flags&(1<<i) != 0 {
			args = append(args, arg)
		}
	}
	return args
}

// mergeSeeds are outputs of a run and changes of them.
func mergeSeeds(t testing.TB) (out []mergeCase) {
	a, err := analyzeThread(twoComments("No, that is false, you liar. Source?"), gainsay.Report{}, nil)
	if err != nil {
		t.Fatal(err)
	}
	line, err := wire.AppendAnalysis(nil, a)
	if err != nil {
		t.Fatal(err)
	}
	line = append(line, '\n')
	v, err := json.Marshal(a.Version)
	if err != nil {
		t.Fatal(err)
	}
	packed := merge.Pack("json:t", []merge.Sketched{{ID: "a", Sketch: make([]uint32, 64), Asked: true}, {ID: "b"}})
	part := `{"part":1,"of":1,"sources":"x-1-of-1","format":"jsonl","version":` + string(v) + `,"threads":1,"comments":2,"sha256":"SUM"}`
	for flags := range uint8(16) {
		out = append(out, mergeCase{line, []byte(part), packed, flags})
	}
	for _, p := range []string{"", "{}", "null", "[]", `{"format":"jsonl","part":0,"of":3,"threads":1}`, `{"format":"jsonl","part":-5,"of":3}`,
		`{"format":"jsonl","part":1,"of":1000000000000}`, `{"format":"jsonl","sources":"1-of-99999999999"}`,
		`{"format":"jsonl","threads":-1,"sha256":"SUM"}`, `{"format":"jsonl","threads":1,"comments":9e18}`} {
		out = append(out, mergeCase{line, []byte(p), packed, 1}, mergeCase{line, []byte(p), packed, 3})
	}
	for _, l := range []string{"", "{}\n", "\n", `{"thread":{"comments":[]},"version":{"rules":"x"}}` + "\n", `{"thread":{"id":"t","comments":{"#":9e99}},"version":{"rules":"x"}}` + "\n",
		string(line) + string(line), string(line[:len(line)/2]), "PAR1", "SQLite format 3\x00", "\x28\xb5\x2f\xfd\x04\x00\x01\x00\x00"} {
		out = append(out, mergeCase{[]byte(l), nil, nil, 1}, mergeCase{[]byte(l), nil, packed, 5})
	}
	return append(out, mergeCase{line, []byte(part), []byte("\x06json:t\xff\xff\xff\xff\x7f"), 0})
}

// FuzzMerge merges outputs whose lines, records and sketches are arbitrary bytes: the command says what
// is wrong, writes whole lines, and leaves nothing in the temporary folder.
func FuzzMerge(f *testing.F) {
	for _, c := range mergeSeeds(f) {
		f.Add(c.line, c.part, c.packed, c.flags)
	}
	f.Fuzz(func(t *testing.T, line, part, packed []byte, flags uint8) {
		dir, temp := t.TempDir(), t.TempDir()
		t.Setenv("TMPDIR", temp)
		writeOutput(t, filepath.Join(dir, "a.jsonl"), line, part, packed)
		var stdout, stderr bytes.Buffer
		code := runContext(t.Context(), mergeArgs(flags, dir), strings.NewReader(""), &stdout, &stderr)
		if code > exitUsage || stderr.Len() == 0 {
			t.Errorf("exit code %d: %q", code, stderr.String())
		}
		for l := range bytes.Lines(stdout.Bytes()) {
			if code == exitOK && !json.Valid(l) {
				t.Errorf("printed %q", l)
			}
		}
		if left, err := os.ReadDir(temp); err != nil || len(left) > 0 {
			t.Errorf("left: %v, %v", left, err)
		}
	})
}

// writeOutput writes an output, its record, in which SUM stands for the hash of the output, and its
// sketches.
func writeOutput(t testing.TB, path string, line, record, packed []byte) {
	t.Helper()
	sum := sha256.Sum256(line)
	files := map[string][]byte{path: line}
	if len(record) > 0 {
		files[path+part.Suffix] = bytes.ReplaceAll(record, []byte("SUM"), []byte(hex.EncodeToString(sum[:])))
	}
	if len(packed) > 0 {
		var b bytes.Buffer
		w, err := merge.NewSketchWriter(&b)
		if err == nil {
			err = w.Thread(packed)
		}
		if err == nil {
			err = w.Close()
		}
		if err != nil {
			t.Fatal(err)
		}
		files[path+part.SketchSuffix] = b.Bytes()
	}
	for name, b := range files {
		if err := os.WriteFile(name, b, 0o600); err != nil {
			t.Fatal(err)
		}
	}
}
