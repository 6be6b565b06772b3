package rule

import (
	"strings"
	"testing"
	"testing/fstest"
)

// FuzzLoad reads arbitrary bytes as a rule file: nothing panics, and an error
// names the file.
func FuzzLoad(f *testing.F) {
	for _, s := range []string{"doc: says thanks\nrules:\n  - name: a\n    doc: says thanks\n    source: own\n    pattern: '\\bthanks\\b'\n    weight: 0.5\n",
		"", "doc: [", "rules:\n  - pattern: '('\n", "a: &a [*a]\n", "a: &a [1]\nb: &b [*a, *a]\nc: [*b, *b]\n", "\xff", "rules: 1\n"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		_, err := Load(fstest.MapFS{"insult.yaml": {Data: b}}, "insult.yaml", NewLexicons(fstest.MapFS{}))
		if err != nil && !strings.Contains(err.Error(), "insult.yaml") {
			t.Errorf("%v names no file", err)
		}
	})
}
