package fediverse

import (
	"bytes"
	"io"
	"strings"

	"github.com/gainsay/gainsay/store/importer/internal/input"
	"github.com/gainsay/gainsay/store/importer/internal/lazy"
)

// snapshotHead begins a file of Jest snapshots.
var snapshotHead = []byte("// Jest Snapshot")

// snapshotNames matches the names of types before the brackets in a snapshot.
var snapshotNames = lazy.Regexp(`^(\s*(?:"[^"\n]*": )?)(?:Object|Array) ([\[{][\]}]?,?)$`)

// fromSnapshot returns the objects in a file of Jest snapshots, as the AT
// Protocol's own tests keep them, as JSON values.
func fromSnapshot(r io.Reader) (io.Reader, error) {
	b, err := input.ReadWhole(r)
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	for block := range strings.SplitSeq(string(b), "\nexports[`") {
		_, block, _ = strings.Cut(block, "`] = `")
		block, _, _ = strings.Cut(block, "\n`;")
		last := ""
		for line := range strings.Lines(strings.NewReplacer("\\\\", "\\", "\\`", "`").Replace(block)) {
			line = snapshotNames().ReplaceAllString(strings.TrimRight(line, "\n"), "$1$2")
			if t := strings.TrimSpace(line); t != "" && (t[0] == '}' || t[0] == ']') {
				last = strings.TrimSuffix(last, ",")
			}
			out.WriteString(last + "\n")
			last = strings.Replace(line, ": undefined", ": null", 1)
		}
		out.WriteString(last + "\n")
	}
	return &out, nil
}
