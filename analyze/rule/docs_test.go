package rule

import (
	"os"
	"reflect"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/gainsay/gainsay/analyze/text"
)

const reference = "../../docs/RULES.md"

func readReference(t *testing.T) string {
	t.Helper()
	b, err := os.ReadFile(reference)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// TestKeysDocumented checks that the reference has a row for every key that
// rule files may have, and for no other.
func TestKeysDocumented(t *testing.T) {
	doc := readReference(t)
	for heading, wire := range map[string]any{"## Keys of the file": wireSet{},
		"## Keys of a rule": wireRule{}} {
		_, section, _ := strings.Cut(doc, heading)
		section, _, _ = strings.Cut(section, "\n## ")
		typ := reflect.TypeOf(wire)
		for i := range typ.NumField() {
			if key := typ.Field(i).Tag.Get("yaml"); !strings.Contains(section, "\n| `"+key+"` |") {
				t.Errorf("%s: no row for %q", heading, key)
			}
		}
		if n := strings.Count(section, "\n| `"); n != typ.NumField() {
			t.Errorf("%s: %d rows for %d keys", heading, n, typ.NumField())
		}
	}
}

// TestDocumentedFile loads the file that the reference shows and runs its
// examples.
func TestDocumentedFile(t *testing.T) {
	_, file, _ := strings.Cut(readReference(t), "```yaml\n")
	file, _, _ = strings.Cut(file, "```")
	set, err := Load(fstest.MapFS{"threat.yaml": {Data: []byte(file)}}, "threat.yaml", NewLexicons(fstest.MapFS{}))
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range set.Rules {
		for _, s := range append(r.Hit, r.Todo...) {
			if !r.Matches(text.Parse(s), 0) {
				t.Errorf("%s misses %q", r.ID, s)
			}
		}
		for _, s := range r.Miss {
			if r.Matches(text.Parse(s), 0) {
				t.Errorf("%s hits %q", r.ID, s)
			}
		}
	}
}

// TestRequires checks that a rule only hits in a sentence with a word that it
// requires.
func TestRequires(t *testing.T) {
	const file = `doc: x
rules:
  - {name: a, doc: b, kind: pattern, match: '"[^"]+"', requires: [said, "n't"], score: 0.5, source: own,
     hit: ['He said "no".', '"No", said he.', 'I didn''t say "no".'], miss: ['He says "no".', '"Saidya"', 'x']}
`
	set, err := Load(fstest.MapFS{"threat.yaml": {Data: []byte(file)}}, "threat.yaml", NewLexicons(fstest.MapFS{}))
	if err != nil {
		t.Fatal(err)
	}
	r := set.Rules[0]
	for _, s := range r.Hit {
		if !r.Matches(text.Parse(s), 0) {
			t.Errorf("misses %q", s)
		}
	}
	for _, s := range r.Miss {
		if r.Matches(text.Parse(s), 0) {
			t.Errorf("hits %q", s)
		}
	}
}

// TestUnknownKey checks that the error for a key that there is not names the
// file, the line and the key.
func TestUnknownKey(t *testing.T) {
	const file = "doc: x\nrules:\n  - name: a\n    anchor: [b]\n"
	fsys := fstest.MapFS{"threat.yaml": {Data: []byte(file)}}
	_, err := Load(fsys, "threat.yaml", NewLexicons(fstest.MapFS{}))
	for _, part := range []string{"threat.yaml", "[4:", `"anchor"`} {
		if err == nil || !strings.Contains(err.Error(), part) {
			t.Errorf("no %s in %v", part, err)
		}
	}
}
