package rule

import (
	"strings"
	"testing"
	"testing/fstest"
)

// TestUnknownPartOfSpeech checks that a sequence which names a part of speech
// that no token can have is refused with its file and line.
func TestUnknownPartOfSpeech(t *testing.T) {
	const file = `doc: test
rules:
  - name: first
    kind: sequence
    match: "<NN> <EMAIL>"
`
	lex := NewLexicons(fstest.MapFS{})
	_, err := Load(fstest.MapFS{"spam.yaml": {Data: []byte(file)}}, "spam.yaml", lex)
	const want = `spam.yaml:5: rule first: no part of speech begins with "EMAIL"`
	if err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("got %v, want %s", err, want)
	}
}
