package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/decide"
	"github.com/gainsay/gainsay/store"
	"github.com/gainsay/gainsay/view"
)

// FuzzDecisionsImport imports arbitrary files into a database with a thread: what cannot be read is
// said, what is added can be listed and exported, and is known when the export is imported again.
func FuzzDecisionsImport(f *testing.F) {
	a, err := analyzeThread(twoComments("No, that is false, you liar. Source?"), gainsay.Report{}, nil)
	if err != nil {
		f.Fatal(err)
	}
	key := decide.Key(a.Thread)
	mark := `"thread":"` + key + `","comment":"b","mark":"m1","tag":"insult","start":24,"end":28,"quote":{"exact":"liar"},"coder":"Ada","time":"2026-01-02T15:04:05.678Z"`
	for _, s := range []string{"", "{", "thread,comment,tag,exact,verdict,coder,time\n", `{"id":1,` + mark + `,"verdict":"right"}`,
		`{"id":1,` + mark + `,"verdict":"right"}` + "\n" + `{"id":2,` + mark + `,"verdict":"wrong","undoes":1}`,
		`{"id":9223372036854775807,` + mark + `,"verdict":"right","score":1e-320}`, `{"id":2,` + mark + `,"verdict":"right","undoes":7}`,
		`{` + mark + `,"verdict":"changed","change":{"tag":"spam","start":0,"end":9223372036854775807,"quote":{"exact":"x"}}}`,
		`{` + strings.Replace(mark, `"mark":"m1",`, "", 1) + `,"verdict":"missed"}`, `{` + mark + `,"verdict":"right","time":"9999-12-31T23:59:59-23:59"}`,
		"thread,comment,mark,tag,start,end,exact,verdict,coder,time,score,blind\n" + key + ",b,m1,insult,24,28,liar,right,Ada,2026-01-02T15:04:05Z,0.5,yes\n",
		"\xef\xbb\xbfthread,comment,tag,exact,verdict,coder,time\n\"" + key + ",b\n", `{"thread":"\u0000","comment":"\ud800"}`} {
		f.Add([]byte(s))
	}
	empty := savedFile(f, a)
	f.Fuzz(func(t *testing.T, b []byte) {
		path := filepath.Join(t.TempDir(), "d.db")
		if err := os.WriteFile(path, empty, 0o600); err != nil {
			t.Fatal(err)
		}
		d, err := store.Open(path)
		if err != nil {
			t.Fatal(err)
		}
		defer d.Close()
		all := imported(t, path, d, b)
		var out bytes.Buffer
		if err := decide.WriteJSONL(&out, all); err != nil {
			t.Fatal(err)
		}
		if again := imported(t, path, d, out.Bytes()); len(again) != len(all) {
			t.Errorf("%d decisions, then %d", len(all), len(again))
		}
		var listed, said bytes.Buffer
		if code := runContext(t.Context(), []string{"decisions", "list", "--db", path}, strings.NewReader(""), &listed, &said); code != exitOK {
			t.Errorf("list: %d %s", code, said.String())
		}
	})
}

// savedFile returns a database with one analysis as a file.
func savedFile(t testing.TB, a *gainsay.Analysis) []byte {
	path := filepath.Join(t.TempDir(), "saved.db")
	d, err := store.Open(path)
	if err == nil {
		_, err = d.Save(t.Context(), "fuzz", a, nil)
	}
	if err == nil {
		err = d.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// imported imports a file and returns all decisions of the database.
func imported(t *testing.T, path string, d *store.DB, file []byte) []gainsay.Decision {
	t.Helper()
	var stdout, stderr bytes.Buffer
	code := runContext(t.Context(), []string{"decisions", "import", "--db", path, "-"}, bytes.NewReader(file), &stdout, &stderr)
	if code > exitInput || stderr.Len() == 0 {
		t.Errorf("exit code %d: %q", code, stderr.String())
	}
	ds, err := d.Decisions(t.Context(), view.DecisionFilter{All: true})
	if err != nil {
		t.Fatal(err)
	}
	return ds
}
