package main

import (
	"os"
	"regexp"
	"runtime/debug"
	"strings"
	"testing"
)

func TestVersionOf(t *testing.T) {
	vcs := []debug.BuildSetting{{Key: "vcs.revision", Value: "47b0560c1f2e3d4c5b6a79880f1e2d3c4b5a6978"}, {Key: "vcs.modified", Value: "false"}}
	dirty := []debug.BuildSetting{vcs[0], {Key: "vcs.modified", Value: "true"}}
	for _, c := range []struct {
		name, linked string
		info         *debug.BuildInfo
		want         string
	}{
		{"make build", "v0.1.0-3-g47b0560", &debug.BuildInfo{Settings: vcs}, "v0.1.0-3-g47b0560"},
		{"go build", "", &debug.BuildInfo{Main: debug.Module{Version: "v0.0.0-20261128-47b0560c1f2e"}, Settings: vcs}, "47b0560"},
		{"go build with changes", "", &debug.BuildInfo{Settings: dirty}, "47b0560-dirty"},
		{"go install of a release", "", &debug.BuildInfo{Main: debug.Module{Version: "v0.1.0"}}, "v0.1.0"},
		{"go run", "", &debug.BuildInfo{Main: debug.Module{Version: "(devel)"}}, "unknown"},
		{"no build information", "", nil, "unknown"},
	} {
		if got := versionOf(c.linked, c.info); got != c.want {
			t.Errorf("%s: version %q, want %q", c.name, got, c.want)
		}
	}
}

// TestBuildLinksVersion checks that make build links the version in under the
// name of the variable.
func TestBuildLinksVersion(t *testing.T) {
	b, err := os.ReadFile("../../Makefile")
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(b), "git describe --tags --match 'v[0-9]*' --always --dirty") || !strings.Contains(string(b), "-X main.version=") {
		t.Error("the Makefile does not set main.version from git describe")
	}
}

// TestChangelogHasReleases checks that each release has a number and a date,
// and that changes since the last one have a place.
func TestChangelogHasReleases(t *testing.T) {
	b, err := os.ReadFile("../../CHANGELOG.md")
	if err != nil {
		t.Fatal(err)
	}
	heads := regexp.MustCompile(`(?m)^## .*$`).FindAllString(string(b), -1)
	release := regexp.MustCompile(`^## \d+\.\d+\.\d+ - \d{4}-\d{2}-\d{2}$`)
	if len(heads) < 2 || heads[0] != "## Unreleased" {
		t.Fatalf("headings are %q", heads)
	}
	for _, h := range heads[1:] {
		if !release.MatchString(h) {
			t.Errorf("%q is not of the form ## 0.1.0 - 2026-11-28", h)
		}
	}
}
