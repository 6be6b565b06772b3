package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// TestSchema validates what analyze prints for the sample threads, and for
// real ones where they lie beside the project, against the published schema.
func TestSchema(t *testing.T) {
	schema, err := jsonschema.NewCompiler().Compile("../../docs/analysis.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	samples, _ := filepath.Glob("../../testdata/sample/*")
	if len(samples) == 0 {
		t.Fatal("no sample threads")
	}
	shared := []string{"../../../shared/threads/mosul-page.txt", "../../../shared/threads/reddit/turnage-graw__thread.json", "../../../shared/threads/reddit/praw-dev-praw__comments_6wmniq_removed.json"}
	for _, path := range append(samples, shared...) {
		t.Run(filepath.Base(path), func(t *testing.T) {
			if _, err := os.Stat(path); err != nil {
				t.Skip("not on this machine: ", path)
			}
			out := analyzed(t, path)
			if again := analyzed(t, path); !bytes.Equal(out, again) {
				t.Error("two runs differ")
			}
			for line := range strings.Lines(string(out)) {
				v, err := jsonschema.UnmarshalJSON(strings.NewReader(line))
				if err != nil {
					t.Fatal(err)
				}
				if err := schema.Validate(v); err != nil {
					t.Error(err)
				}
				checkOffsets(t, line)
			}
		})
	}
}

func analyzed(t *testing.T, path string) []byte {
	t.Helper()
	var out, errs bytes.Buffer
	if code := run([]string{"analyze", "-o", "jsonl", path}, nil, &out, &errs); code != exitOK || out.Len() == 0 {
		t.Fatalf("exit code %d: %s", code, errs.String())
	}
	return out.Bytes()
}

// checkOffsets slices every assertion out of its comment again.
func checkOffsets(t *testing.T, line string) {
	t.Helper()
	var a struct {
		Thread struct {
			Comments []struct{ ID, Text string }
		}
		Assertions []struct {
			Comment, Text string
			Start, End    int
		}
	}
	if err := json.Unmarshal([]byte(line), &a); err != nil {
		t.Fatal(err)
	}
	texts := map[string]string{}
	for _, c := range a.Thread.Comments {
		texts[c.ID] = c.Text
	}
	for _, s := range a.Assertions {
		if texts[s.Comment][s.Start:s.End] != s.Text {
			t.Errorf("assertion %q is not at %d:%d", s.Text, s.Start, s.End)
		}
	}
}
