package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// ownThreads are invented threads of the formats of realThreads, which lie
// beside the checkout or not.
var (
	ownThreads  = []string{"../../testdata/sample/*", "../../testdata/threads/page/*.txt", "../../testdata/threads/reddit/listing.json"}
	realThreads = []string{"mosul-page.txt", "reddit/turnage-graw__thread.json", "reddit/praw-dev-praw__comments_6wmniq_removed.json"}
)

// TestSchema validates what analyze prints for invented threads, and for real
// ones where they are beside the checkout, against the published schema.
func TestSchema(t *testing.T) {
	schema, err := jsonschema.NewCompiler().Compile("../../docs/analysis.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	var paths []string
	for _, pattern := range ownThreads {
		found, err := filepath.Glob(pattern)
		if err != nil || len(found) == 0 {
			t.Fatalf("%s: %d threads, %v", pattern, len(found), err)
		}
		paths = append(paths, found...)
	}
	paths = slices.DeleteFunc(paths, func(path string) bool { return filepath.Base(path) == "document.txt" }) // refused on purpose
	for _, name := range realThreads {
		paths = append(paths, "../../../shared/threads/"+name)
	}
	for _, path := range paths {
		t.Run(filepath.Base(path), func(t *testing.T) {
			if _, err := os.Stat(path); err != nil {
				t.Skipf("%s is not beside the checkout; %q stand in for it", path, ownThreads)
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
	if code := run([]string{"analyze", "-o", "jsonl", path}, nil, &out, &errs); code != exitOK ||
		out.Len() == 0 {
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
