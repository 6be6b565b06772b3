package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/gainsay/gainsay/web"
)

// example is a shell example of docs/API.md, with the JSON that it shows.
var example = regexp.MustCompile("(?s)```sh\n(.*?)```\n(?:```json\n(.*?)```)?")

// members are the names in shown JSON.
var members = regexp.MustCompile(`"([a-z_]+)": `)

// TestAPIExamples runs the examples of docs/API.md in order. Each must succeed, and
// print the members that are shown.
func TestAPIExamples(t *testing.T) {
	if _, err := exec.LookPath("curl"); err != nil {
		if os.Getenv("CI") != "" {
			t.Fatal("no curl")
		}
		t.Skip("no curl: the examples of docs/API.md did not run")
	}
	doc, err := os.ReadFile("../../docs/API.md")
	if err != nil {
		t.Fatal(err)
	}
	home := t.TempDir()
	if err := os.WriteFile(filepath.Join(home, ".curlrc"), []byte("silent\nshow-error\nfail-with-body\nnoproxy=*\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	s := startAPI(t, web.Config{})
	all := example.FindAllSubmatch(doc, -1)
	for _, m := range all {
		script := strings.ReplaceAll(string(m[1]), "http://127.0.0.1:8080/api/v1", s.url)
		c := exec.CommandContext(t.Context(), "sh", "-ec", script)
		c.Env = append(os.Environ(), "CURL_HOME="+home)
		out, err := c.CombinedOutput()
		if err != nil {
			t.Fatalf("%s\n%v: %s", script, err, out)
		}
		for _, name := range members.FindAllSubmatch(m[2], -1) {
			if !strings.Contains(string(out), `"`+string(name[1])+`":`) {
				t.Errorf("%s\nThe answer has no member %s: %.500s", script, name[1], out)
			}
		}
	}
	if len(all) < 8 {
		t.Errorf("%d examples", len(all))
	}
}
