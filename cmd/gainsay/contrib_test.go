package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// testedBlock is a block of shell commands of contrib/README.md that must work;
// it may name a program that it needs.
var testedBlock = regexp.MustCompile("(?s)<!-- tested(?:: (\\w+))? -->\n```sh\n(.*?)```")

// TestContrib runs the commands of contrib/README.md in turn, without a cluster,
// and compares the result with one import of all.
func TestContrib(t *testing.T) {
	contrib, err := filepath.Abs("../../contrib")
	if err != nil {
		t.Fatal(err)
	}
	readme, err := os.ReadFile(filepath.Join(contrib, "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := os.Mkdir(filepath.Join(dir, "dump"), 0o777); err != nil {
		t.Fatal(err)
	}
	for i, text := range []string{
		`{"id":"c1","link_id":"t3_p1","parent_id":"t3_p1","body":"The mayor resigned in 2011.","author":"a","created_utc":1,"subreddit":"x"}
{"id":"c2","link_id":"t3_p2","parent_id":"t3_p2","body":"Order cheap watches today, free shipping to every country, discount code at http://watches.example/1","author":"b","created_utc":2,"subreddit":"x"}
`,
		`{"id":"c3","link_id":"t3_p1","parent_id":"t1_c1","body":"Source?","author":"c","created_utc":3,"subreddit":"x"}
{"id":"c4","link_id":"t3_p3","parent_id":"t3_p3","body":"Order cheap watches today, free shipping to every country, discount code at http://watches.example/2","author":"d","created_utc":4,"subreddit":"x"}
{"id":"c5","link_id":"t3_p4","parent_id":"t3_p4","body":"The bridge cost 40 million euros.","author":"e","created_utc":5,"subreddit":"x"}
`} {
		name := filepath.Join(dir, "dump", []string{"a", "b"}[i]+".ndjson")
		if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	shell := func(script string) string {
		c := exec.Command("bash", "-euo", "pipefail", "-c", script)
		c.Dir = dir
		c.Env = append(os.Environ(), "CONTRIB="+contrib) // TestMain puts gainsay into PATH
		var stdout, stderr bytes.Buffer
		c.Stdout, c.Stderr = &stdout, &stderr
		if err := c.Run(); err != nil {
			t.Fatalf("%v\n%s\n%s", err, script, stderr.String())
		}
		return stdout.String()
	}
	blocks := testedBlock.FindAllStringSubmatch(string(readme), -1)
	if len(blocks) < 7 {
		t.Fatalf("%d tested blocks", len(blocks))
	}
	for _, b := range blocks {
		if b[1] != "" {
			if _, err := exec.LookPath(b[1]); err != nil {
				t.Run(b[1], func(t *testing.T) { needed(t, b[1]) })
				continue
			}
		}
		out := shell(b[2])
		if strings.Contains(b[2], "missing+=") && out != "--array=1,2,3,4\n" {
			t.Errorf("missing parts: %q", out)
		}
	}
	got := shell("cat all.jsonl")
	want := shell("gainsay import --encoder off --db one.db dump/*.ndjson >&2; gainsay export --db one.db -o jsonl")
	if got != want || !strings.Contains(got, "a comment of another thread") {
		t.Errorf("merged:\n%s\none import:\n%s", got, want)
	}
	if db := shell("gainsay export --db study.db -o jsonl"); db != want {
		t.Errorf("merged database:\n%s", db)
	}
}

// needed skips a test for which a program is not installed, and fails it where CI
// is set.
func needed(t *testing.T, program string) {
	t.Helper()
	if os.Getenv("CI") != "" {
		t.Fatalf("%s is not installed", program)
	}
	t.Skipf("%s is not installed", program)
}
