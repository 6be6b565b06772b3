package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var quoted = regexp.MustCompile(`'[^']*'`)

// TestGuides checks that the commands in docs/guide exist and have the flags
// that the guides give them.
func TestGuides(t *testing.T) {
	files, err := filepath.Glob("../../docs/guide/*.md")
	if err != nil || len(files) == 0 {
		t.Fatal("no guides", err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(string(text)) {
			if rest, ok := strings.CutPrefix(line, "    gainsay "); ok {
				checkCommand(t, filepath.Base(file), rest)
			}
		}
	}
}

// checkCommand parses the arguments of a command line up to a comment or a redirection.
func checkCommand(t *testing.T, file, line string) {
	t.Helper()
	line = quoted.ReplaceAllString(line, "quoted")
	if end := strings.IndexAny(line, "#>"); end >= 0 {
		line = line[:end]
	}
	c, args, err := rootCommand().Find(strings.Fields(line))
	if err == nil {
		err = c.ParseFlags(args)
	}
	if err == nil {
		err = c.ValidateArgs(c.Flags().Args())
	}
	if err != nil {
		t.Errorf("%s: gainsay %s: %v", file, line, err)
	}
}
