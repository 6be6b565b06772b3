package main

import (
	"errors"
	"strings"
	"testing"
)

// fullDisk takes some bytes and no more.
type fullDisk struct{ left int }

func (d *fullDisk) Write(p []byte) (int, error) {
	if d.left -= len(p); d.left < 0 {
		return 0, errors.New("no space left on device")
	}
	return len(p), nil
}

// TestFullOutput: a command whose output could not be written fails, whatever it
// prints, at its start or later.
func TestFullOutput(t *testing.T) {
	db := t.TempDir() + "/x.db"
	if code := run([]string{"import", "--encoder", "off", "--db", db, "../../testdata/sample"}, nil, &fullDisk{1 << 20}, &strings.Builder{}); code != exitOK {
		t.Fatalf("import: exit code %d", code)
	}
	for _, args := range []string{"threads", "assertions", "search unions", "authors", "overview", "export -o csv", "explain ../../testdata/sample/kiln-forum.txt",
		"help", "formats", "taggers", "version", "--version", "doctor"} {
		words := strings.Fields(args)
		switch words[0] {
		case "threads", "assertions", "search", "authors", "overview", "export", "doctor":
			words = append(words, "--db", db)
		}
		for _, space := range []int{0, 10} {
			var said strings.Builder
			if code := run(words, nil, &fullDisk{space}, &said); code != exitInput || !strings.Contains(said.String(), "no space left") {
				t.Errorf("gainsay %s with %d bytes: exit code %d: %s", args, space, code, said.String())
			}
		}
	}
}
