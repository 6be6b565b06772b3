package release

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

// TestDeb installs, starts, upgrades and removes the deb. Without dpkg it is
// skipped; in CI (environment CI) it fails.
func TestDeb(t *testing.T) {
	if testing.Short() {
		t.Skip("makes two packages")
	}
	if _, err := exec.LookPath("dpkg"); err != nil {
		if os.Getenv("CI") != "" {
			t.Fatal(err)
		}
		t.Skip("DEB NOT TESTED: ", err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 9*time.Minute)
	defer cancel()
	c := exec.CommandContext(ctx, "./check-deb.sh")
	c.Env = append(os.Environ(), "TMPDIR="+t.TempDir())
	c.Cancel = func() error { return c.Process.Signal(os.Interrupt) } // the script removes its files
	c.WaitDelay = 10 * time.Second
	if nfpm, err := filepath.Abs("../bin/tools/nfpm"); err == nil && exists(nfpm) { // where .ci/run installed it
		c.Env = append(c.Env, "NFPM="+nfpm)
	}
	out, err := c.CombinedOutput()
	t.Logf("%s", out)
	if err != nil {
		t.Fatal(err)
	}
}

// TestNotes: the notes of a release are its section of CHANGELOG.md, and only that.
func TestNotes(t *testing.T) {
	changelog, err := os.ReadFile("../CHANGELOG.md")
	if err != nil {
		t.Fatal(err)
	}
	heading := regexp.MustCompile(`(?m)^## (\d+\.\d+\.\d+) .*\n`)
	sections := heading.FindAllStringSubmatch(string(changelog), -1)
	texts := heading.Split(string(changelog), -1)[1:]
	if len(sections) == 0 {
		t.Fatal("CHANGELOG.md has no release")
	}
	for i, s := range sections {
		got, err := exec.Command("./notes.sh", "v"+s[1]).Output()
		if err != nil || strings.TrimSpace(string(got)) != strings.TrimSpace(texts[i]) {
			t.Errorf("notes of %s: %v\n%s", s[1], err, got)
		}
	}
	for _, none := range []string{"v99.0.0", "v" + sections[0][1][:3], ""} {
		if out, err := exec.Command("./notes.sh", none).CombinedOutput(); err == nil {
			t.Errorf("notes of %q: %s", none, out)
		}
	}
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}
