package release

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
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

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}
