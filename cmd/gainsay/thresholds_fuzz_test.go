package main

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// FuzzThresholds reads arbitrary bytes as a file of thresholds: what is accepted is in range, and is
// the same when it is written and read again.
func FuzzThresholds(f *testing.F) {
	for _, s := range []string{
		"", "insult: 0.8\nspam: 0.75\n", `{"insult": 0.5, "assertion": 1}`, "insult: .nan", "insult: 1e-400", "insult: 0x1p-3",
		"a: &a [*a]", "insult: &x 0.5\nspam: *x\n", "<<: {insult: 0.5}\n", "insult: 0.5\ninsult: 0.6", "--- \ninsult: 0.5\n---\nspam: 2\n",
		"? [insult]\n: 0.5\n", "!!binary aW5zdWx0: 0.5", "insult:\t0.5", "\xff\xfei\x00", "insult: \"0.5\"", "insult: |\n 0.5\n",
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		least, err := parseThresholds(b)
		if err != nil {
			return
		}
		if err := least.Check(); err != nil {
			t.Fatal(err)
		}
		again, err := parseThresholds([]byte(least.YAML()))
		if diff := cmp.Diff(least, again); err != nil || diff != "" {
			t.Fatal(err, diff)
		}
	})
}
