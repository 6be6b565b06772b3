//go:build unix

package main

import (
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestShort runs every scenario in its short form.
func TestShort(t *testing.T) {
	if testing.Short() {
		t.Skip("takes a minute")
	}
	bin := filepath.Join(t.TempDir(), "gainsay")
	if out, err := exec.Command("go", "build", "-ldflags=-w", "-o", bin, "../../cmd/gainsay").CombinedOutput(); err != nil {
		t.Fatalf("build: %v\n%s", err, out)
	}
	for _, s := range scenarios() {
		t.Run(s.name, func(t *testing.T) {
			t.Parallel()
			figure, err := inBed(bin, "../..", true, 1, s.run)
			if skip, ok := err.(errSkipped); ok {
				t.Skip(skip.why)
			}
			if err != nil {
				t.Errorf("%s: %v", strings.TrimSpace(figure), err)
			}
			t.Log(figure)
		})
	}
}
